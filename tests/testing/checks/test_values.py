"""Checks of the values of rewards: finite, in the declared range, earned, and as the author's examples say."""

import math

import pytest

from rewardry import Score, Verdict, needs
from rewardry.testing import Case
from rewardry.testing.check import CHECKS, CannotTellError
from rewardry.testing.texts import EMPTY, HOSTILE

RANGE, FREE, EXAMPLES = (
    "values_are_finite_and_in_range",
    "empty_texts_earn_no_more_than_declared",
    "examples_get_what_they_should",
)


@pytest.mark.parametrize(
    ("value", "declared", "told"),
    [
        (0.25, (0.0, 1.0), "values from 0.25 to 0.25"),
        (1.0, (0.0, 1.0), "values from 1 to 1"),
        (-1.0, (-1.0, -1.0), "values from -1 to -1"),
        (1.0 + 1e-12, (0.0, 1.0), "values from 1 to 1"),  # the rounding of a sum is no defect
        (1e300, None, "values from 1e+300 to 1e+300"),
        (1e300, (0.0, math.inf), "values from 1e+300 to 1e+300"),
        (None, (0.0, 1.0), "no value"),
    ],
)
def test_values_within_the_range_pass_and_are_told(check, reward, value, declared, told):
    assert check(reward(lambda sample: value, value_range=declared), RANGE) == told


@pytest.mark.parametrize(
    ("value", "declared"),
    [(1.5, (0.0, 1.0)), (-0.5, (0.0, 1.0)), (1.0 + 1e-6, (0.0, 1.0)), (-1e-6, (0.0, 1.0)), (3, (1.0, 2.0))],
)
def test_a_value_beyond_either_end_is_told_with_the_range(defect, reward, value, declared):
    found = defect(reward(lambda sample: value, value_range=declared), RANGE)
    assert found.came == f"{float(value)!r}, which lies outside of value_range = {declared}"
    assert found.mend == "Clip the value, or declare the range that it has"


def test_the_range_that_parameters_decide_is_the_one_that_counts(defect, check, reward):
    def bounds(self):
        return (0.0, 2.0)

    check(reward(lambda sample: 2.0, value_range=None, value_bounds=bounds), RANGE)
    found = defect(reward(lambda sample: 3.0, value_range=None, value_bounds=bounds), RANGE)
    assert "outside of value_range = (0.0, 2.0)" in found.came


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("as_score", [False, True], ids=["number", "score"])
def test_what_is_not_finite_is_found_even_without_a_range(defect, reward, value, as_score):
    found = defect(reward(lambda sample: Score(value) if as_score else value), RANGE)
    assert "is finite" in found.came
    assert found.mend == "Guard divisions and logarithms, or return None: abstain"


@pytest.mark.parametrize("name", [name for name in HOSTILE if len(HOSTILE[name]) < 10_000])
def test_a_value_out_of_range_for_one_hostile_text_is_found(defect, reward, name):
    text = HOSTILE[name]
    found = defect(reward(lambda sample: 7.0 if sample.text == text else 0.0, value_range=(0.0, 1.0)), RANGE)
    assert found.came.startswith("7.0, which lies outside")


# ---- texts that say nothing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", EMPTY)
def test_each_text_that_says_nothing_must_not_be_paid(defect, reward, text):
    found = defect(reward(lambda sample: float(sample.text == text)), FREE)
    assert found.did == f"scored {text!r}, which says nothing"
    assert found.came == "1.0, and empty_is_worth = 0.0 is declared"
    assert "declare `empty_is_worth`" in found.mend


@pytest.mark.parametrize(("value", "declared"), [(0.5, 0.5), (-1.0, 0.0), (None, 0.0), (-1.0, -1.0)])
def test_what_is_declared_or_undecided_is_no_defect(check, reward, value, declared):
    check(reward(lambda sample: value, empty_is_worth=declared), FREE)


@pytest.mark.parametrize(("value", "declared"), [(0.5, 0.4), (0.0, -1.0), (1e-6, 0.0)])
def test_more_than_is_declared_is_a_defect(defect, reward, value, declared):
    assert f"empty_is_worth = {declared}" in defect(reward(lambda sample: value, empty_is_worth=declared), FREE).came


def test_both_of_the_first_cases_are_asked(defect, reward):
    cases = [Case("a", reference="1"), Case("a", reference="2")]
    kind = {"needs": lambda self: needs("reference"), "examples": lambda self: cases}
    found = defect(reward(lambda sample: float(sample.reference == "2" and not sample.text), **kind), FREE)
    assert found.did == "scored '', which says nothing"


# ---- the author's examples -----------------------------------------------------------------------------------------


def examples(*cases):
    return {"examples": lambda self: list(cases), "needs": lambda self: needs("reference")}


def test_each_example_is_scored_and_counted(check, reward):
    given = examples(Case("1", 1.0), Case("0", 0.0), Case("anything"))
    assert check(reward(lambda sample: float(sample.text == "1"), **given), EXAMPLES) == "2 examples"


@pytest.mark.parametrize(("expected", "value"), [(1 / 3, 0.3333333), (0.3, 0.1 + 0.2), (1, 1.0), (0, -0.0)])
def test_a_value_need_agree_only_but_for_rounding(check, reward, expected, value):
    check(reward(lambda sample: value, **examples(Case("a", expected))), EXAMPLES)


@pytest.mark.parametrize(
    ("expected", "value", "told"),
    [
        (1.0, 0.999, "0.999 instead of 1.0"),
        (0.0, 1e-5, "1e-05 instead of 0.0"),
        (1.0, -1.0, "-1.0 instead of 1.0"),
        (0.0, None, "abstain instead of 0.0"),
        ("correct", 1.0, "1.0 instead of correct"),  # a reward without a verdict is not correct, it is worth 1
    ],
)
def test_another_value_than_the_examples_is_told(defect, reward, expected, value, told):
    found = defect(reward(lambda sample: value, **examples(Case("a", expected, reference="r"))), EXAMPLES)
    assert (found.did, found.came) == ("scored the example 'a' with the reference 'r'", told)
    assert found.mend == "Mend the component, or the example"


@pytest.mark.parametrize("expected", ["correct", "incorrect", "abstain"])
@pytest.mark.parametrize("status", ["correct", "incorrect", "abstain"])
def test_the_status_of_a_verdict_is_compared(check, defect, verifier, expected, status):
    component = verifier(lambda sample: Verdict(status, reason="so"), **examples(Case("a", expected)))
    if expected == status:
        check(component, EXAMPLES)
    else:
        assert defect(component, EXAMPLES).came == f"{status} (so) instead of {expected}"


def test_the_status_of_a_rewards_verdict_is_compared(check, defect, reward):
    def paid(sample):
        return Score(0.5, verdict=Verdict(sample.text, reason="so"))

    check(reward(paid, gives_verdict=True, **examples(Case("correct", "correct"), Case("correct", 0.5))), EXAMPLES)
    found = defect(reward(paid, gives_verdict=True, **examples(Case("incorrect", "correct"))), EXAMPLES)
    assert found.came == "0.5 instead of correct"


def test_examples_that_expect_nothing_need_no_check(reward):
    applies = CHECKS[EXAMPLES].applies
    assert not applies(reward(lambda sample: 1.0))
    assert not applies(reward(lambda sample: 1.0, **examples(Case("a"))))
    assert applies(reward(lambda sample: 1.0, **examples(Case("a"), Case("b", 0.0))))  # 0 is expected too


@pytest.mark.parametrize("name", [FREE, EXAMPLES])
def test_nothing_is_decided_of_a_component_whose_modules_are_missing(check, reward, name):
    lacking = reward(lambda sample: 1.0, requires=("no_such_module",), **examples(Case("a", 0.0)))
    with pytest.raises(CannotTellError, match="no_such_module is not installed, so the component abstains"):
        check(lacking, name)


def test_nothing_is_decided_of_a_component_whose_parameters_leave_something_open(check, reward):
    lacking = reward(lambda sample: 1.0, lacks=lambda self: ("needs-model", "it needs a model; set model=NAME"))
    with pytest.raises(CannotTellError, match="it needs a model; set model=NAME; until then the component abstains"):
        check(lacking, FREE)
