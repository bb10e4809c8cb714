"""Which answers last: those that would be the same with more time, more memory or on another day."""

import pytest

from rewardry.engine.cache.memory import RESOURCE_LIMITS, lasts
from rewardry.types import Score, Verdict


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict("correct"), True),
        (Verdict("incorrect", 0.0, "no-answer"), True),
        (Verdict("incorrect", reason="over-limit"), True),  # an answer that is too long will be so again
        *((Verdict(status), False) for status in ("abstain", "timeout", "error")),
        *((Verdict("incorrect", reason=reason), False) for reason in ("TLE", "tle", "MLE", "Ole", "deadline")),
        *((Verdict("incorrect", reason=reason), False) for reason in ("memory-limit", "MEMORY_LIMIT", "Time Limit")),
        *((Verdict("incorrect", reason=reason), False) for reason in ("code.TLE", "tle.test-3", "time limit exceeded")),
        (Verdict("incorrect", reason="title"), True),
        (Verdict("incorrect", 0.5, "WA", {"tests": ["AC", "WA", "TLE"]}), False),
        (Verdict("incorrect", 0.5, "WA", {"tests": [{"verdict": "AC"}, {"verdict": "mle"}]}), False),
        (Verdict("incorrect", 0.5, "WA", {"tests": ["AC", "WA"]}), True),
        (Verdict("incorrect", reason="not-comparable", details={"error": "RecursionError"}), False),
        (Verdict("incorrect", reason="not-comparable", details={"error": "TypeError"}), True),
        (Verdict("correct", details={"a": (1,)}), False),
        (Verdict("correct", details={1: 1}), False),
        (Verdict("correct", extracted={1}), False),
        (Verdict("correct", extracted=[1, {"a": None}]), True),
        (Score(1.0), True),
        (Score(-0.0, details={"a": 1}), True),
        *((Score(None, status), False) for status in ("abstain", "timeout", "error")),
        (Score(0.0, details={"reason": "TLE"}), False),
        (Score(0.0, verdict=Verdict("incorrect", reason="TLE")), False),
        (Score(0.0, verdict=Verdict("timeout")), False),
        (Score(0.0, verdict=Verdict("incorrect", reason="WA")), True),
        (None, False),
    ],
)
def test_which_answers_last(verdict, expected):
    assert lasts(verdict) is expected


def test_what_is_nested_in_itself_does_not_last():
    itself: dict = {}
    itself["itself"] = itself
    assert not lasts(Verdict("correct", details=itself))
    assert not lasts(Score(1.0, details=itself))


def test_the_limits_are_written_as_they_are_compared():
    assert {word.lower().replace("_", "-").replace(" ", "-") for word in RESOURCE_LIMITS} == RESOURCE_LIMITS
