"""The reward `length.cosine`: right answers earn more when short, wrong ones lose less when long."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.errors import ParameterError
from rewardry.rewards.length.cosine import cosine
from rewardry.types import Batch, Sample

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(
    ("progress", "value"),
    [(0, 1), (0.25, 0.5 + 0.25 * (1 + math.sqrt(0.5))), (0.5, 0.75), (1, 0.5), (1.5, 0.75), (2, 1)],
)
def test_half_a_cosine_from_one_value_to_the_other(progress, value):
    assert cosine(progress, 1.0, 0.5) == pytest.approx(value)


@pytest.mark.parametrize(
    ("length", "right", "wrong"),
    [(0, 1.0, -1.0), (25, 0.926777, -0.926777), (50, 0.75, -0.75), (75, 0.573223, -0.573223), (100, 0.5, -0.5)],
)
def test_worked_values(length, right, wrong):
    component = rewardry.get("length.cosine", max_length=100)
    assert (component.value(length, True), component.value(length, False)) == pytest.approx((right, wrong), abs=1e-6)


def test_beyond_the_longest_length_the_value_stays():
    component = rewardry.get("length.cosine", max_length=100)
    for length in (101, 150, 200, 300, 10**9):
        assert (component.value(length, True), component.value(length, False)) == (0.5, -0.5)


bounds = st.tuples(st.floats(-5, 5), st.floats(-5, 5))


@settings(deadline=None, max_examples=500)
@given(length=st.integers(0, 5000), longest=st.integers(1, 2000), correct=bounds, wrong=bounds, is_right=st.booleans())
def test_the_value_lies_between_its_ends_and_moves_one_way(length, longest, correct, wrong, is_right):
    component = rewardry.get("length.cosine", max_length=longest, correct=correct, wrong=wrong)
    start, end = correct if is_right else wrong
    here, further = component.value(length, is_right), component.value(length + 7, is_right)
    assert min(start, end) - 1e-9 <= here <= max(start, end) + 1e-9
    assert (further - here) * (end - start) >= -1e-9
    assert component.value(0, is_right) == pytest.approx(start)
    assert component.value(longest, is_right) == pytest.approx(end)


@settings(deadline=None, max_examples=300)
@given(one=st.integers(0, 3000), other=st.integers(0, 3000))
def test_by_default_any_right_answer_is_worth_more_than_any_wrong_one(one, other):
    component = rewardry.get("length.cosine", max_length=1000)
    assert component.value(one, True) > component.value(other, False)


def scores_of(rows, **parameters):
    component = rewardry.get("length.cosine", verifier="text.exact", **parameters)
    with Runtime(engine="inline") as runtime:
        return runtime.open(component).score(Batch([Sample(**row) for row in rows]))


ROW = {"completion": "<answer>4</answer>", "reference": "4", "completion_ids": [0] * 50}


def test_each_row_is_scored_by_its_verdict_and_length():
    wrong = {**ROW, "reference": "5"}
    scores = scores_of([ROW, wrong], max_length=100)
    assert [score.value for score in scores] == pytest.approx([0.75, -0.75])
    assert [score.details for score in scores] == [{"length": 50}] * 2
    assert [score.reported_status for score in scores] == ["correct", "incorrect"]


def test_every_unit_counts_its_own():
    row = {**ROW, "completion": "one two <answer>4</answer>"}
    lengths = [scores_of([row], unit=unit)[0].details["length"] for unit in ("tokens", "words", "chars")]
    assert lengths == [50, 3, 26]


def test_without_token_ids_it_abstains():
    [score] = scores_of([{**ROW, "completion_ids": None}])
    assert (score.value, score.status, score.details) == (None, "abstain", {"reason": "no-completion-ids"})
    assert scores_of([{**ROW, "completion_ids": None}], unit="chars")[0].value is not None


@pytest.mark.parametrize(
    ("reference", "status", "reason"),
    [(None, "abstain", "no-reference"), ("", "abstain", "reference-unparseable"), ({}, "error", "refused")],
)
def test_an_undecided_verdict_is_no_number(reference, status, reason):
    [score] = scores_of([{**ROW, "reference": reference}])
    assert (score.value, score.status, score.details["reason"]) == (None, status, reason)
    assert score.reported_status == status


def test_a_completion_without_text_is_an_error_of_that_row():
    scores = scores_of([{**ROW, "completion": None}, ROW], max_length=100)
    assert [score.value for score in scores] == [None, pytest.approx(0.75)]
    assert scores[0].status == "error"


HACKS = [row for row in map(json.loads, (DATA / "hacks.jsonl").read_text().splitlines()) if "length" in row["targets"]]


@pytest.mark.parametrize("row", HACKS, ids=[row["id"] for row in HACKS])
def test_published_hacks_of_the_length(row):
    """A long wrong answer is never paid, and a near-empty right one earns no more than its length is worth."""
    recipe = {
        "rewards": [{"use": "length.cosine", "verifier": "text.exact", "unit": "chars", "max_length": 4000}],
    }
    [scored] = rewardry.score(recipe, [row])
    if row["expected_verdict"] == "reject":
        assert len(row["completion"]) > 2 * 4000
        assert scored.total == -0.5
    else:
        expected = cosine(len(row["completion"]) / 4000, 1.0, 0.5)
        assert scored.total == pytest.approx(expected)
        assert scored.total < 1.0


def test_what_it_reads_and_says():
    component = rewardry.get("length.cosine", verifier="choice")
    assert component.needs().fields == {"completion", "completion_ids", "prompt", "reference"}
    assert component.needs().reference == ("string", "boolean", "object")
    assert component.required
    assert component.gives_verdict


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"max_length": 0}, "max_length = 0"),
        ({"max_length": -5}, "max_length = -5"),
        ({"correct": [1]}, "correct"),
        ({"correct": [1, 2, 3]}, "correct"),
        ({"wrong": "low"}, "wrong = 'low'"),
        ({"unit": "lines"}, "'tokens', 'words' or 'chars'"),
        ({"verifier": "nobody"}, "there is no verifier 'nobody'"),
        ({"max_len": 5}, "no parameter 'max_len'. Did you mean 'max_length'?"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(parameters, message):
    with pytest.raises(ParameterError) as raised:
        rewardry.get("length.cosine", **parameters)
    assert message in str(raised.value)
