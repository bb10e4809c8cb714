"""Marked answers beside each other: corrections replace, hedges and lists must agree."""

import pytest

from rewardry.text.agreement import is_glue
from rewardry.text.wrappers import strip_wrappers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\\boxed{5}\n#### 6", "ambiguous"),
        ("\\boxed{B}\n#### B or C", "ambiguous"),
        ("\\boxed{5}\n#### 5", "5"),
        ("\\boxed{5}\n\n#### $5$.", "5"),
        ("\\boxed{5}\n#### 5 cm\n", "5"),
        ("\\boxed{B}\n#### B. nitrogen", "B"),
        ("\\boxed{5}\n#### Why\nSince 2 + 3 = 5.", "5"),
        ("#### Sum\n\\boxed{5}", "5"),
        ("#### 6\n\\boxed{5}", "5"),
        ("If it is even, \\boxed{5}. If it is odd, \\boxed{6}.", "ambiguous"),
        ("若为偶数，\\boxed{5}。若为奇数，\\boxed{6}。", "ambiguous"),
        ("If it is even, \\boxed{5}. If it is odd, \\boxed{5}.", "5"),
        ("We get \\boxed{5}. If we add 1, it is \\boxed{6}.", "6"),
        ("If it is even, \\boxed{5}. But it is odd. Hence \\boxed{6}.", "6"),
        ("Final answer: 5\n\nFinal answer: 6", "ambiguous"),
        ("The answer is 5\nThe answer is 6", "ambiguous"),
        ("最终答案：5\n\n最终答案：6", "ambiguous"),
        ("Final answer: 5\n\nFinal answer: 5", "5"),
        ("Answer: 5\nFinal answer: 6", "6"),
        ("Final answer: 5\nWait, I forgot one.\nFinal answer: 6", "6"),
        ("```python\n# The answer is 5.\nprint(6)\n```", "no-answer"),
        ("```\n# 答案是5。\nprint(6)\n```", "no-answer"),
        ("```python\n# The answer is 5.\nprint(5)\n```", "5."),
        ("```python\nprint(2 + 3)\n# Answer: 5\n```", "5"),
        ("# The answer is 5\nprint(6)", "5"),
    ],
)
def test_what_stands_beside_an_answer_must_say_the_same(answer, text, found):
    assert answer(text) == found


@pytest.mark.parametrize(
    "text",
    [
        r"\boxed{4} No, that is wrong: \boxed{5}",
        r"\boxed{4}, \boxed{6}. Wait. \boxed{5}",
        r"First I had \boxed{4} and then \boxed{6} but now I have \boxed{5}.",
        "<answer>4</answer> Let me correct this. <answer>5</answer>",
        "Answer: 4\nWait, I made a mistake.\nAnswer: 5",
        "Answer: 4. Actually, the answer is 5",
        "The answer is 4. No: the correct answer is 5",
        "The answer is 4, or rather, the answer is 5",
        "#### 4\nChecking again gives another result.\n#### 5",
        "答案是4。不对，答案是5",
    ],
)
def test_a_correction_in_words_replaces_the_answer(stripped, text):
    assert stripped(text) == "5"


GLUES = (
    *("", " ", "\n\n", " " * 60, ", ", "; ", ". ", ": ", " / ", "$ $", "**, **", " and ", " or ", " OR ", ", and "),
    *("、", "，", "和", "或", "或者", "还是", "也可能是", r"\quad ", r"\text{ or }", r"\;\text{ and }\;", r" \\ "),
    *(
        " or maybe ",
        " and also ",
        " as well as ",
        "\u200b",
        " + ",
        "\n---\n",
        "<br>",
        "<!---->",
        "<|im_end|>\n",
        "</s>",
    ),
)


@pytest.mark.parametrize("glue", GLUES)
@pytest.mark.parametrize(
    "mark", ["\\boxed{%s}", "<answer>%s</answer>", "$\\fbox{%s}$"], ids=["box", "tag", "dollar box"]
)
def test_answers_with_nothing_between_them_are_one_group_and_must_agree(answer, mark, glue):
    assert answer(mark % "4" + glue + mark % "5") == "ambiguous"
    assert answer(mark % "5" + glue + mark % "5") == "5"


@pytest.mark.parametrize("between", GLUES)
def test_glue_joins_marked_answers(between):
    assert is_glue(between)


@pytest.mark.parametrize("between", [" = ", " wait ", " is wrong, ", "." * 41])
def test_what_says_something_is_no_glue(between):
    assert not is_glue(between)


@pytest.mark.parametrize("words", [" = ", " -> ", " → ", "<br>no, ", " wait ", " 而是 ", " < "])
def test_equalities_and_corrections_are_no_glue(answer, words):
    assert answer(rf"\boxed{{4}}{words}\boxed{{5}}") == "5"


@pytest.mark.parametrize(
    ("first", "second"),
    [("5", " 5\n"), ("x  +  1", "x + 1"), ("5", "5."), ("$5$", "5"), (r"\text{B}", "B"), ("**B**", "B"), ("B", "`B`")],
)
def test_members_of_a_group_agree_whatever_dresses_them(stripped, first, second):
    assert stripped(rf"\boxed{{{first}}}, \boxed{{{second}}}") == strip_wrappers(second)


@pytest.mark.parametrize(("first", "second"), [("5", "-5"), ("5", "5.0"), ("a", "A"), ("5", "5 5"), ("\\{5\\}", "5")])
def test_members_that_are_written_differently_disagree(answer, first, second):
    assert answer(rf"\boxed{{{first}}} \boxed{{{second}}}") == "ambiguous"


def test_one_member_that_disagrees_spoils_a_group(answer):
    assert answer(r"\boxed{5}, \boxed{5}, \boxed{4}, \boxed{5}") == "ambiguous"


def test_a_group_before_the_last_does_not_matter(answer):
    assert answer(r"\boxed{4} or \boxed{6}? I take the first one: \boxed{4}") == "4"


def test_long_punctuation_is_no_glue_and_long_white_space_is(answer):
    assert answer(r"\boxed{4}" + "." * 41 + r"\boxed{5}") == "5"
    assert answer(r"\boxed{4}" + "." * 40 + r"\boxed{5}") == "ambiguous"
    assert answer(r"\boxed{4}" + "\n" * 500 + r"\boxed{5}") == "ambiguous"


@pytest.mark.parametrize(
    "text",
    [
        "The answer is A or the answer is B",
        "The answer is A. Or: the answer is B",
        "Answer: A or my final answer is B",
        "Answer: A, or answer: B",
        "The answer is A or the answer is B or the answer is A",
        "Option: A\nOption: B",
        "Answer: A\n\nor\n\nAnswer: B",
        "答案是A或者答案是B",
        "答案是A或答案是B",
        "答案是A还是答案是B",
    ],
)
def test_a_hedge_in_words_is_ambiguous(answer, text):
    assert answer(text) == "ambiguous"


def test_a_hedge_between_the_same_answers_is_none(stripped):
    assert stripped("The answer is B, or the correct answer is B.") == "B"
    assert stripped("Answer: B.\nAnswer: B") == "B"


def test_an_or_within_an_answer_is_left_to_the_verifier(answer):
    assert answer("Answer: A or B") == "A or B"
    assert answer(r"\boxed{A or B}") == "A or B"
