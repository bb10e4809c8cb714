"""Where a check could prove nothing it says so, and what it needs; it neither passes nor fails."""

import pytest

from rewardry.testing.check import CannotTellError


@pytest.mark.parametrize(
    ("name", "untold", "why"),
    [
        ("NoRightAnswer", "negation_is_not_right", "no right answer is known; give examples() with `answer`"),
        ("NoRightAnswer", "hedge_is_not_right", "no right answer is known"),
        ("NoRightAnswer", "echo_of_the_question_is_not_right", "no right answer is known"),
        ("NoRightAnswer", "no_constant_answer_is_right", "no right answer is known"),
        ("OneTask", "no_constant_answer_is_right", "two tasks with different answers are wanted; give examples()"),
        ("OneTask", "unearned_texts_are_not_paid", "two cases with different references are wanted; give examples()"),
        ("NumbersAlone", "failures_are_no_numbers", "a reference that is int cannot be made to fail"),
        ("RaisesAtOnce", "each_sample_gets_a_result", "it raised RuntimeError: the service is down"),
    ],
)
def test_what_cannot_be_told_is_said_with_what_is_missing(check, planted, name, untold, why):
    with pytest.raises(CannotTellError) as raised:
        check(planted(name), untold)
    assert why in str(raised.value)


@pytest.mark.parametrize(
    ("name", "passing"),
    [
        ("OneTask", "negation_is_not_right"),
        ("OneTask", "hedge_is_not_right"),  # another answer is made of the right one
        ("Honest", "a_bad_row_costs_only_itself"),
        ("HonestVerifier", "failures_are_no_numbers"),
        ("HonestVerifier", "injection_is_not_right"),
        ("HonestGenerator", "difficulty_changes_the_rows"),
    ],
)
def test_what_can_be_told_passes_in_this_process_too(check, planted, name, passing):
    check(planted(name), passing)


def test_a_defect_says_what_was_done_what_came_and_what_mends_it(defect, planted):
    found = defect(planted("AddsARow"), "each_sample_gets_a_result")
    assert found.did.startswith("scored ")
    assert "results came for" in found.came
    assert found.mend.startswith("Return one result a sample")
