"""Statements that are true or false, and yes and no."""

import pytest

import rewardry


@pytest.mark.parametrize(
    "reference", [True, "true", "True", {"answer": True}, {"options": ["True", "False"], "answer": "A"}]
)
@pytest.mark.parametrize("answer", ["True", "true.", "T", "**True**", "Yes", "It is true.", "The statement is correct"])
def test_a_true_statement_is_called_true_in_several_ways(verdict_of, reference, answer):
    assert verdict_of(answer, reference).status == "correct"
    assert verdict_of(answer, {"options": ["True", "False"], "answer": "B"}).status == "incorrect"


@pytest.mark.parametrize(
    "answer",
    ["False", "F", "No", "not true", "True or false", "True, False", "TF", "true, or maybe false", "", "B", "truth"],
)
def test_what_is_no_plain_true_is_wrong(verdict_of, answer):
    assert verdict_of(answer, True).status == "incorrect"


def test_yes_and_no_are_a_choice_too(verdict_of):
    assert verdict_of("No.", "no").status == "correct"
    assert verdict_of("N", "no").status == "correct"
    assert verdict_of("Yes", "no").status == "incorrect"


def test_another_label_behind_a_remark_is_a_hedge():
    assert rewardry.get("choice").check("TRUE. 0 or D", True, "").status == "incorrect"
    assert rewardry.get("choice").check("True. The sky is blue or grey.", True, "").status == "correct"
