"""Options named as the opposite of an answer: the least likely, the worst, the incorrect one."""

import pytest

from rewardry.verifiers.choice.opposites import asks_for_opposite, named_as_opposite, without_opposites

QUESTION = "Which gas is most of the air?\nA. oxygen\nB. argon\nC. nitrogen\nD. carbon dioxide"
LEAST = QUESTION.replace("is most of", "is least likely to burn in")
WRONG = QUESTION.replace("Which gas is most of the air?", "Which of these statements is not correct?")
NOT = QUESTION.replace("is most of the air", "is NOT found in the air")
NAMED = [
    (LEAST, "The least likely answer is C."),
    (LEAST, "So the least plausible choice is **C**."),
    (LEAST, "The worst option is C."),
    (LEAST, "My least favoured answer: C"),
    (LEAST, "The least likely answer is (C) nitrogen."),
    (LEAST, "The least likely answer is nitrogen."),
    (LEAST, "The most unlikely option would be C."),
    (LEAST, "C is the least likely answer."),
    (LEAST, "\\boxed{C} is the worst option."),
    (LEAST, "最不可能的答案是C。"),
    (LEAST, "最不可能是C"),
    (LEAST, "C是最不可能的答案。"),
    (WRONG, "The incorrect option is (C)."),
    (WRONG, "The wrong answer is \\boxed{C}."),
    (WRONG, "Option C is incorrect."),
    (WRONG, "错误的选项是C。"),
    (WRONG, "不正确的是C"),
    (WRONG, "C选项错误。"),
    (NOT, "The gas that is not found is C."),
]


@pytest.mark.parametrize(("question", "text"), NAMED)
def test_the_opposite_is_an_answer_only_to_a_question_that_asks_for_it(bare_verdict_of, question, text):
    assert bare_verdict_of(text, "C", QUESTION).status == "incorrect"
    assert bare_verdict_of(text, "C", question).status == "correct"
    assert bare_verdict_of(text, "B", question).status == "incorrect"


@pytest.mark.parametrize(("question", "text"), NAMED)
def test_a_tag_around_it_changes_nothing(bare_verdict_of, question, text):
    assert bare_verdict_of(f"<answer>{text}</answer>", "C", QUESTION).status == "incorrect"
    assert bare_verdict_of(f"<answer>{text}</answer>", "C", question).status == "correct"


@pytest.mark.parametrize("question", [LEAST, NOT])
def test_what_is_wrong_answers_no_question_for_another_opposite(bare_verdict_of, question):
    assert bare_verdict_of("C is wrong.", "C", question).status == "incorrect"
    assert bare_verdict_of("The wrong answer is C.", "C", question).status == "incorrect"


def test_the_reason_says_so(bare_verdict_of):
    verdict = bare_verdict_of("The least likely answer is C.", "C", QUESTION)
    assert (verdict.reason, verdict.extracted) == ("opposite", "The least likely answer is C")


@pytest.mark.parametrize(
    "text",
    [
        "The best answer is C, the worst is D.",
        "The worst option is D. The answer is C.",
        "The least likely answer is D.\n\n<answer>C</answer>",
        "The answer is C. The least likely option is A.",
        "The worst option is D.\nHence, C is correct.",
        "错误的选项是D。答案是C。",
        "A is wrong. B is wrong. D is incorrect. Hence, C is correct.",
        "A项错误；B项错误；D项错误。故选C。",
        "A项错误，B项错误，D项错误，所以选C。",
        "We can eliminate A, B and D, leaving only C.",
    ],
)
def test_beside_an_answer_it_is_none(bare_verdict_of, text):
    assert bare_verdict_of(text, "C", QUESTION).status == "correct"
    assert bare_verdict_of(text, "D", QUESTION).status == "incorrect"


def test_no_clause_goes_over_the_end_of_its_line(bare_verdict_of):
    assert without_opposites("Answer: False\nAnswer: A and C\nAnswer: true")[1] is None
    assert bare_verdict_of("Answer: False\nAnswer: A and C\nAnswer: true", True).status == "incorrect"


def test_several_may_be_named(bare_verdict_of):
    reference = {"options": ["oxygen", "argon", "nitrogen"], "answers": ["A", "C"]}
    question = "Which statements are false?"
    assert bare_verdict_of("The incorrect options are A and C.", reference, question).status == "correct"
    assert bare_verdict_of("The incorrect options are A and C.", reference, "Which are true?").status == "incorrect"


@pytest.mark.parametrize(
    ("question", "opposite"),
    [
        ("Which of these is NOT a gas?", True),
        ("All of the following are gases EXCEPT:", True),
        ("Which one isn't a metal?", True),
        ("Select the incorrect statement.", True),
        ("The worst conductor is ____", True),
        ("下列说法错误的是（  ）", True),
        ("Which is the best conductor?", False),
        ("Choose the best answer. Do not explain it.", False),
        ("Which is best? Wrong answers get nothing.", False),
        ("Choose one and don't guess.", False),
        ("下列说法正确的是（  ）", False),
        ("", False),
    ],
)
def test_a_question_asks_for_the_opposite_in_the_sentence_that_asks(question, opposite):
    assert any(asks_for_opposite(question, said) for said in ("the worst is C", "C is wrong", "C")) is opposite


@pytest.mark.parametrize(
    "text", ["C", "The answer is C.", "nitrogen, the least dense", "Not C.", "C is the best one", ""]
)
def test_what_names_no_opposite_is_left_as_it_is(text):
    assert named_as_opposite(text) is None
    assert without_opposites(text) == (text, None)


def test_a_clause_ends_with_its_sentence_and_not_within_a_number():
    assert without_opposites("The worst is 1.5 m, the best is 2 m") == (" , the best is 2 m", "The worst is 1.5 m")
