"""Results on their way through the engine: what a component may return, and what its faults become."""

import json
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.engine import results
from rewardry.errors import ComponentError, Identity
from rewardry.types import SCORE_STATUSES, VERDICT_STATUSES, Score, Verdict

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

OURS = Identity("chess/legal_move", "rewardry-chess", "1.2")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
details = st.dictionaries(st.text(), json_values, max_size=3)
seconds = st.none() | st.floats(0, 1e6)
verdicts = st.builds(
    Verdict,
    status=st.sampled_from(VERDICT_STATUSES),
    score=st.none() | st.floats(0, 1),
    reason=st.text(),
    details=details,
    extracted=json_values,
    seconds=seconds,
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
scores = st.builds(Score, value=numbers, details=details, seconds=seconds, verdict=st.none() | verdicts) | st.builds(
    Score,
    value=st.none(),
    status=st.sampled_from([status for status in SCORE_STATUSES if status != "ok"]),
    details=details,
    seconds=seconds,
    verdict=st.none() | verdicts,
)


@given(verdicts)
def test_a_verdict_survives_the_way_through_json(verdict):
    assert results.verdict_from_json(json.loads(json.dumps(results.verdict_to_json(verdict)))) == verdict


@given(scores)
def test_a_score_survives_the_way_through_json(score):
    assert results.score_from_json(json.loads(json.dumps(results.score_to_json(score)))) == score


def test_a_row_that_is_no_verdict_is_refused():
    row = results.verdict_to_json(Verdict("correct"))
    with pytest.raises(ValueError, match="not 'right'"):
        results.verdict_from_json({**row, "status": "right"})


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        (1.5, 1.5),
        (0, 0.0),
        (True, 1.0),
        (-3, -3.0),
        (Fraction(1, 4), 0.25),
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.int64(2), 2.0),
        (np.bool_(True), 1.0),
        (torch.tensor(0.5), 0.5),
        (Score(np.float32(0.5)), 0.5),
        (Score(1), 1.0),
        (Score(True), 1.0),
    ],
)
def test_any_number_becomes_a_float(returned, value):
    score = results.as_score(returned, 0.25)
    assert (score.value, score.status, score.seconds) == (value, "ok", 0.25)
    assert type(score.value) is float


def test_none_abstains():
    assert results.as_score(None, 0.5) == Score(None, "abstain", seconds=0.5)


def test_a_time_that_the_component_took_itself_is_kept():
    assert results.as_score(Score(1.0, seconds=3.0), 0.5).seconds == 3.0
    assert results.as_verdict(Verdict("correct", seconds=3.0), 0.5).seconds == 3.0
    assert results.as_verdict(Verdict("correct"), 0.5).seconds == 0.5


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("1.0", "a reward returns a number, a Score or None, not str"),
        (b"1", "not bytes"),
        ([1.0], "not list"),
        ({"score": 1.0}, "not dict"),
        (1j, "not complex"),
        (Verdict("correct"), "not Verdict"),
    ],
)
def test_what_is_no_number_is_no_score(returned, message):
    with pytest.raises(TypeError, match=message):
        results.as_score(returned, 0.0)


@pytest.mark.parametrize("returned", [math.nan, math.inf, -math.inf, np.float32("nan"), np.float64("inf")])
def test_a_reward_is_finite(returned):
    with pytest.raises(ValueError, match=r"a reward is finite, not (nan|-?inf)"):
        results.as_score(returned, 0.0)


@pytest.mark.parametrize("returned", [True, "correct", None, 1.0, {"status": "correct"}, Score(1.0)])
def test_what_is_no_verdict_is_refused(returned):
    with pytest.raises(TypeError, match=f"a verifier returns a Verdict, not {type(returned).__name__}"):
        results.as_verdict(returned, 0.0)


def test_the_partial_credit_of_a_verdict_becomes_a_float():
    verdict = results.as_verdict(Verdict("incorrect", score=np.float32(0.5)), 0.0)
    assert verdict.score == 0.5
    assert type(verdict.score) is float


def test_a_failure_names_the_component_and_its_owner():
    status, reason, found = results.failure(ValueError("no such piece"), OURS)
    assert (status, reason) == ("error", "raised")
    assert found == {
        "error": "ValueError: no such piece",
        "component": "chess/legal_move",
        "distribution": "rewardry-chess 1.2",
    }


def test_a_failure_of_a_component_without_a_package_names_no_distribution():
    assert results.failure(ValueError("x"), Identity("mine.py:short"))[2] == {
        "error": "ValueError: x",
        "component": "mine.py:short",
    }


def test_a_failure_speaks_of_the_cause_behind_the_boundary():
    cause = KeyError("board")
    error = ComponentError(OURS, "scoring 1 sample", cause)
    error.__cause__ = cause
    assert results.failure(error, OURS)[2]["error"] == "KeyError: 'board'"


def test_memory_that_runs_out_is_a_budget_exceeded():
    assert results.failure(MemoryError(), OURS)[:2] == ("timeout", "memory-limit")
    error = ComponentError(OURS, "scoring 1 sample", MemoryError())
    error.__cause__ = MemoryError()
    assert results.failure(error, OURS)[:2] == ("timeout", "memory-limit")


def test_a_failed_score_has_a_reason_and_no_value():
    score = results.failed_score("timeout", "deadline", {"n": 1}, 2.0)
    assert score == Score(None, "timeout", {"reason": "deadline", "n": 1}, 2.0)


def test_a_failed_verdict_decides_nothing():
    verdict = results.failed_verdict("error", "worker-died", {"error": "it ended"}, 2.0)
    assert verdict == Verdict("error", reason="worker-died", details={"error": "it ended"}, seconds=2.0)
    assert not verdict.decided


def test_rows_of_the_same_value_share_their_score():
    found = results.as_scores([1.0, 0.5, 1.0, None, 1, Score(1.0)], 0.25)
    assert found == [results.as_score(value, 0.25) for value in (1.0, 0.5, 1.0, None, 1, Score(1.0))]
    assert found[0] is found[2]


def test_zeros_that_are_written_in_two_ways_do_not_share_one():
    assert [str(score.value) for score in results.as_scores([0.0, -0.0, 0.0], 0.1)] == ["0.0", "-0.0", "0.0"]


def test_a_value_among_many_that_is_no_reward_is_refused():
    with pytest.raises(ValueError, match="a reward is finite, not nan"):
        results.as_scores([1.0, float("nan")], 0.1)


class Half:
    """What numpy's and torch's numbers look like from here."""

    def __float__(self):
        return 0.5

    def __repr__(self):
        return "array(0.5)"


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        (None, 2.0),
        (0.25, 0.25),
        (0.0, 0.0),
        (0, 0.0),
        (3, 3.0),
        (Fraction(1, 2), 0.5),
        (Half(), 0.5),
        (-0.001, 2.0),  # a clock that was set back
        (math.nan, 2.0),
        (math.inf, 2.0),
        (-1, 2.0),
    ],
)
def test_a_time_of_its_own_is_a_float_that_can_be_added_up_or_is_none(own, kept):
    verdict = results.as_verdict(Verdict("correct", 1.0, details={"a": 1}, seconds=own), 2.0)
    score = results.as_score(Score(0.5, details={"a": 1}, seconds=own), 2.0)
    assert [(type(one.seconds), one.seconds) for one in (verdict, score)] == [(float, kept)] * 2
    assert (verdict.status, verdict.score, verdict.details, score.value, score.details) == (
        *("correct", 1.0, {"a": 1}),
        *(0.5, {"a": 1}),
    )


@pytest.mark.parametrize("own", ["0.1", b"1", [0.1], {}])
def test_a_time_that_is_no_number_is_refused(own):
    with pytest.raises(TypeError, match=f"the seconds of a Verdict are a number, not {type(own).__name__}"):
        results.as_verdict(Verdict("correct", seconds=own), 1.0)
    with pytest.raises(TypeError, match=f"the seconds of a Score are a number, not {type(own).__name__}"):
        results.as_score(Score(0.5, seconds=own), 1.0)
