"""Whose answer is told."""

import pytest

import rewardry
from rewardry.text.reported import is_anothers, is_told

TOLD = (
    *("The student says: it is ", "A student once claimed that the length is ", "My friend thinks it is "),
    *("The textbook says ", "Some people would say the answer is ", "According to the answer key, it is "),
    *("小明说答案是", "有人认为是", "题目说是"),
)
OWN = (
    *("The student has 3 apples, so it is ", "Some say it is 4. It is ", "The question asks for x, which is "),
    *("As the teacher said, x is odd; it is ", "", "学生有三个苹果，所以答案是", "题目要求x，所以x="),
)
ANOTHERS = (
    *("Suppose the ", "If the ", "The expected ", "The reference ", "The naive ", "The tempting ", "For example, the "),
    *("Example: the ", "The student's ", "The opposite of the correct ", "The second best ", "假设", "参考", "易错"),
    *("Say the ", "Now, say the ", "Let's say the ", "Let us say that the ", "The model ", "The target "),
)
ITS_OWN = (
    "The ",
    "So the final ",
    "If x = 2, the ",
    "Therefore, the correct ",
    "The answer to the second question is 5. The ",
    "正确",
    "We can say the ",
    "So it is safe to say that the ",
)


@pytest.mark.parametrize("before", TOLD)
def test_what_somebody_else_says_is_told(before):
    assert is_told(f"{before}5", len(before))


@pytest.mark.parametrize("before", OWN)
def test_what_the_writer_says_is_not(before):
    assert not is_told(f"{before}5", len(before))


@pytest.mark.parametrize("before", ANOTHERS)
def test_an_announcement_may_be_of_another_answer(before):
    assert is_anothers(f"{before}answer is 5", len(before))


@pytest.mark.parametrize("before", ITS_OWN)
def test_the_writers_announcement_is_its_own(before):
    assert not is_anothers(f"{before}answer is 5", len(before))


@pytest.mark.parametrize(
    ("verifier", "value"), [("math", "42"), ("choice", "C"), ("units", "3 m"), ("text.exact", "Paris")]
)
@pytest.mark.parametrize(
    "form",
    [
        *("The student says: the answer is {}", "A student claims that the answer is {}.", "The naive answer is {}."),
        *(
            "Suppose the answer is {}.",
            "For example, the answer is {}.",
            "The expected answer is {}.",
            "小明说答案是{}。",
        ),
    ],
)
def test_no_verifier_pays_for_what_another_says(verifier, value, form):
    assert rewardry.verify(verifier, form.format(value), value).status != "correct"
    assert rewardry.verify(verifier, f"The student says it is 5. The answer is {value}.", value).status == "correct"


@pytest.mark.parametrize(
    ("verifier", "completion", "reference"),
    [
        ("math", "y=2x-1\n\ny=2x+1", "y=2x+1"),
        ("math", "less than y=2x+1", "y=2x+1"),
        ("math", "\\cancel{Tuesday}", "\\text{Tuesday}"),
        ("math", "Tuesday, Wednesday", "\\text{Tuesday}"),
        ("math", "2+5i\\quad 2-5i", "2+5i"),
        ("math", "The answer is 42 plus 1.", "42"),
        ("units", "3 m \\quad 3 cm", "3 m"),
        ("units", "The length is 3 m to 5 m.", "3 m"),
        ("units", "One might think that the length is 3 m.", "3 m"),
        ("units", "~~3 m~~", "3 m"),
    ],
)
def test_what_is_named_beside_struck_or_worked_on_is_no_answer(verifier, completion, reference):
    assert rewardry.verify(verifier, completion, reference).status != "correct"


@pytest.mark.parametrize(
    ("verifier", "completion", "reference"),
    [
        ("math", "y=2x-1+2\n\ny=2x+1", "y=2x+1"),
        ("units", "The length is 3 m, not 5 m.", "3 m"),
        ("units", "Suppose it is 5 m. That fails.\n\nAnswer: 3 m", "3 m"),
        ("choice", "Suppose the answer is B. Then nothing fits.\n\nAnswer: C", "C"),
        ("math", "假设答案是24，则矛盾。\n\n所以答案是42。", "42"),
    ],
)
def test_what_is_concluded_in_the_end_is_one(verifier, completion, reference):
    assert rewardry.verify(verifier, completion, reference).status == "correct"


OF_ANOTHER = [
    "The answer to another question is {}.",
    "The answer to the previous problem is {}.",
    "The answer for an easier exercise is {}.",
    "另一道题的答案是{}。",
    "上一题的答案是{}。",
    "别的问题的答案是{}。",
    "If the question were another one, the answer would be {}.",
    "如果是另一道题，答案就会是{}。",
    "The only answer that I can rule out is {}.",
    "唯一可以排除的答案是{}。",
]


@pytest.mark.parametrize("text", OF_ANOTHER)
@pytest.mark.parametrize(
    ("verifier", "answer", "reference"), [("math", "42", "42"), ("choice", "C", "C"), ("units", "3 m", "3 m")]
)
def test_the_answer_to_another_question_is_none(verifier, answer, reference, text):
    assert rewardry.verify(verifier, text.format(answer), reference).status != "correct"


@pytest.mark.parametrize(
    "text",
    [
        "以下问题的答案是{}。",
        "这道题的答案是{}。",
        "本题的答案是{}。",
        "The other options are ruled out. The answer is {}.",
        "The answer that I cannot rule out is C. So the answer is {}.",
        "If there were more, we would say so. The answer is {}.",
    ],
)
def test_the_answer_to_this_question_is_one(text):
    assert rewardry.verify("choice", text.format("C"), "C").status == "correct"


def test_the_answer_to_the_second_question_is_one():
    assert rewardry.verify("math", "The answer to the second question is 42.", "42").status == "correct"
