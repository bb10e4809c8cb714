"""Letters of a multiple choice and the text beside them."""

import pytest

from rewardry.verifiers.math.options import is_listed, same_option, text_of_option

LISTED = "Which is it? (A) 3 (B) 42 (C) 5"


@pytest.mark.parametrize(
    ("reference", "answer", "same"),
    [
        ("B", "(B)", True),
        ("(B)", "Option B", True),
        ("B", "B. 42", True),
        ("B. 42", "B", True),
        ("B", "C", False),
        ("B. 42", "C. 42", False),
        ("B", "42", None),
        ("42", "B", None),
        ("42", "B. 42", None),
        ("B", "Bob", None),
    ],
)
def test_the_letter_counts_where_both_name_one(reference, answer, same):
    assert same_option(reference, answer) is same


@pytest.mark.parametrize(
    ("spelled", "text"), [("B. 42", "42"), ("(B) - 42", "42"), ("{B}: x+1", "x+1"), ("B", None), ("42", None)]
)
def test_the_text_behind_a_letter(spelled, text):
    assert text_of_option(spelled) == text


@pytest.mark.parametrize(
    ("spelled", "question", "listed"),
    [
        ("B. 42", LISTED, True),
        ("B. 3", LISTED, False),
        ("D. 42", LISTED, False),
        ("B. 42", "What is it?", None),
        ("42", LISTED, None),
    ],
)
def test_whether_the_question_lists_the_text_beside_the_letter(spelled, question, listed):
    assert is_listed(spelled, question) is listed


@pytest.mark.parametrize(
    ("completion", "reference", "prompt", "status"),
    [
        ("\\boxed{\\text{(C)}} \\boxed{2}", "2", "", "incorrect"),
        ("\\boxed{\\text{(C)}} \\boxed{2}", "C", "", "incorrect"),
        ("\\boxed{\\text{(B)}} \\boxed{42}", "B", LISTED, "correct"),
        ("\\boxed{\\text{(B)} or \\textbf{(D)}}", "\\text{(B)}", "", "incorrect"),
        ("\\boxed{\\text{(B) } 42}", "42", LISTED, "correct"),
        ("\\boxed{\\text{(B) } 42}", "B", "", "correct"),
    ],
)
def test_a_letter_and_a_value_are_one_answer_where_the_question_says_so(
    verifies, completion, reference, prompt, status
):
    assert verifies(completion, reference, prompt).status == status


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("B", "B, C", False),
        ("B", "B and C", False),
        ("B", "(B) or (C)", False),
        ("C", "C, D, E", False),
        ("B, C", "C, B", True),
        ("B", "B. 42", True),
        ("B", "(B) 42", True),
        ("B", "B) A triangle", True),
    ],
)
def test_two_letters_are_two_options_and_no_option_with_its_text(verifies, reference, answer, right):
    assert (verifies(f"\\boxed{{{answer}}}", reference).status == "correct") is right


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("\\text{B}", "B, C", False),
        ("\\text{Bob}", "\\text{Bob, Alice}", False),
        ("\\text{Bob}", "\\text{Bob}, \\text{Alice}", False),
        ("\\text{Bob}", "\\text{Bob and Alice}", False),
        ("\\text{red}", "\\text{red; blue}", False),
        ("\\text{odd}", "\\text{odd, even}", False),
        ("\\text{Yes}", "\\text{Yes, No}", False),
        ("\\text{Bob}", "\\text{Bob, since he moves first}", True),
        ("\\text{Yes}", "\\text{Yes, because it is even}", True),
        ("\\text{odd}", "\\text{odd, clearly}", True),
    ],
)
def test_a_name_with_another_beside_it_is_no_answer(verifies, reference, answer, right):
    assert (verifies(f"\\boxed{{{answer}}}", reference).status == "correct") is right
