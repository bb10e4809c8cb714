"""Letters of a multiple choice and the text beside them."""

import pytest

from rewardry.verifiers.math.options import is_listed_otherwise, same_option, text_of_option

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
    ("spelled", "question", "otherwise"),
    [
        ("B. 42", LISTED, False),
        ("B. 3", LISTED, True),
        ("D. 42", LISTED, True),
        ("B. 42", "What is it?", False),
        ("42", LISTED, False),
    ],
)
def test_a_text_that_the_question_lists_beside_another_letter(spelled, question, otherwise):
    assert is_listed_otherwise(spelled, question) is otherwise
