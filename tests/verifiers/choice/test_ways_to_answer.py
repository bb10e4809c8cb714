"""How a right answer may be written, and where it is looked for."""

import json
from pathlib import Path

import pytest

import rewardry
from rewardry.rows import as_sample

DATA = Path(__file__).parents[2] / "data"
GASES = ["oxygen", "argon", "nitrogen", "carbon dioxide"]
NITROGEN = {"options": GASES, "answer": "C"}
ROWS = [json.loads(line) for line in (DATA / "mcq.jsonl").read_text().splitlines()]
LETTER_ALONE = [
    "C",
    "c",
    "C.",
    "C。",
    "C)",
    "(C)",
    "(c)",
    "[C]",
    "**C**",
    "**(C)**",
    "*C*",
    "`C`",
    "$C$",
    '"C"',
    "“C”",
    "C!",
    "C\u200b",
    "\ufeffC",
    "{C}",
    "<C>",
    "Ans: C",
    "Ans. C",
    "Selected: C",
    "I'd go with C",
    "I would choose C.",
    "I'll go with (C)",
    " \n C \r\n",
    "\\text{C}",
    "\\boxed{C}",
    "\\boxed{\\text{C}}",
    "\\textbf{(C)}",
    "$\\mathrm{C}$",
    "Option C",
    "option (C)",
    "Choice C",
    "Letter C",
    "Answer: C",
    "ANSWER: C",
    "Answer: (C)",
    "Final answer: C",
    "The answer is C",
    "The answer is: C.",
    "The correct answer is C.",
    "The correct answer is **C**.",
    "The best option is C",
    "The best one is C",
    "My final answer is C",
    "It is C.",
    "It's C",
    "I choose C",
    "I pick (C).",
    "So C",
    "Therefore, C",
    "Hence, the answer is C.",
    "C is correct",
    "C is the correct answer.",
    "C is the answer",
    "Option C is the right choice",
    "C because it makes up most of the air",
    "C, because it makes up 78 % of dry air.",
    "C since it makes up most of the air",
    "```\nC\n```",
    # Chinese
    "Ｃ",
    "（C）",
    "【C】",
    "选C",
    "选 C",
    "选：C",
    "我选C",
    "我认为是C",
    "我觉得选C",
    "故选C。",
    "故选：C",
    "应选C",
    "因此选C",
    "所以，选C。",
    "选择C",
    "选项C",
    "C选项",
    "选项C正确",
    "C是正确的",
    "C是正确答案",
    "答案是C",
    "答案：C",
    "答案选C",
    "正确答案是C",
    "正确答案为C选项",
    "最终答案：Ｃ",
    "C，因为它占空气的78%",
]
LETTER_AND_TEXT = [
    "C. nitrogen",
    "C. Nitrogen.",
    "C) nitrogen",
    "(C) nitrogen",
    "C: nitrogen",
    "C, nitrogen",
    "C、nitrogen",
    "C - nitrogen",
    "C – nitrogen",
    "C — nitrogen",
    "C nitrogen",
    "C\nnitrogen",
    "**C. nitrogen**",
    "**C.** nitrogen",
    "**C**: nitrogen",
    "Option C: nitrogen",
    "The answer is C. nitrogen",
    "\\textbf{(C)}\\ nitrogen",
    "\\text{(C) nitrogen}",
    "(C)\\quad\\text{nitrogen}",
    "nitrogen (C)",
    "Nitrogen [C]",
    "C. nitrogen (N2)",
    "C. nitrogen, which makes up 78 % of it",
    "C. nitrogen, a gas that makes up 78 % of it",
    "C. Nitrogen makes up 78 % of dry air.",
    "C. It makes up seventy-eight percent of dry air.",
    "The answer is C. It makes up most of dry air by volume.",
]
TEXT_ALONE = [
    "nitrogen",
    "Nitrogen",
    "NITROGEN.",
    "**nitrogen**",
    "\\text{nitrogen}",
    '"nitrogen"',
    "The answer is nitrogen.",
    "It is nitrogen",
    "ｎｉｔｒｏｇｅｎ",
    "Nitrogen!",
]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_labelled_rows_get_their_labels(row):
    verdict = rewardry.get("choice").verify([as_sample(row, 0)])[0]
    assert verdict.status == ("correct" if row["label"] else "incorrect"), (row["meta"]["why"], verdict.reason)


def test_there_are_32_labelled_rows():
    assert len(ROWS) == 32


@pytest.mark.parametrize("answer", LETTER_ALONE + LETTER_AND_TEXT + TEXT_ALONE)
def test_the_right_option_is_accepted_however_it_is_written(verdict_of, answer):
    verdict = verdict_of(answer)
    assert (verdict.status, verdict.reason, verdict.extracted) == ("correct", "equal.option", "C")


@pytest.mark.parametrize("answer", LETTER_ALONE)
def test_a_letter_needs_no_options(verdict_of, answer):
    assert verdict_of(answer, "C").status == "correct"


@pytest.mark.parametrize("answer", LETTER_ALONE + LETTER_AND_TEXT + TEXT_ALONE)
def test_the_same_answer_is_wrong_when_another_option_is_right(verdict_of, answer):
    verdict = verdict_of(answer, {"options": GASES, "answer": "B"})
    assert (verdict.status, verdict.reason, verdict.extracted) == ("incorrect", "not-equal", "C")


@pytest.mark.parametrize(
    "text", ["C", "\\boxed{C}", "Answer: C", "So it is clear.\n\n**Answer:** C", "#### C", "故选C。"]
)
def test_an_answer_needs_no_tag(bare_verdict_of, text):
    assert bare_verdict_of(text).status == "correct"


def test_an_option_in_the_reasoning_does_not_count():
    verdict = rewardry.verify("choice", "<think>Is it C? The answer is C.</think><answer>D</answer>", NITROGEN)
    assert (verdict.status, verdict.extracted) == ("incorrect", "D")
    verdict = rewardry.verify("choice", "<think>The answer is C.", NITROGEN)
    assert (verdict.status, verdict.reason) == ("incorrect", "no-answer")


def test_the_last_answer_tag_counts_and_neighbours_must_agree():
    corrected = "<think>r</think><answer>D</answer> Wait, that is wrong. <answer>C</answer>"
    assert rewardry.verify("choice", corrected, NITROGEN).status == "correct"
    spam = "<think>r</think><answer>D</answer><answer>B</answer><answer>C</answer>"
    verdict = rewardry.verify("choice", spam, NITROGEN)
    assert (verdict.status, verdict.reason) == ("incorrect", "ambiguous")


def test_a_long_text_without_a_mark_is_no_answer(bare_verdict_of):
    assert bare_verdict_of("It has to be one of them, I think. " * 10 + "C").reason == "no-answer"
