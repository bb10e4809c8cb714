"""Whether a completion is right, where a trainer asks that beside its reward: what three adapters make of a result."""

import pytest

from rewardry.trainer_adapters.openrlhf.answer import answer, share_right
from rewardry.trainer_adapters.scorer import Result
from rewardry.trainer_adapters.verdicts import verdict_of
from rewardry.types import Score, Scored, Verdict

RIGHT, WRONG = Verdict("correct"), Verdict("incorrect")
PLAIN = Score(0.5)


def scored(total, *scores):
    return Scored(total, {f"r{i}": score for i, score in enumerate(scores)})


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ([], None),
        ([PLAIN], None),
        ([Score(1.0, verdict=RIGHT)], RIGHT),
        ([PLAIN, Score(0.0, verdict=WRONG)], WRONG),
        ([Score(0.0, verdict=WRONG), Score(1.0, verdict=RIGHT)], WRONG),
        ([PLAIN, Score(None, "abstain", verdict=Verdict("abstain")), Score(1.0, verdict=RIGHT)], Verdict("abstain")),
    ],
)
def test_the_first_reward_that_asked_a_verifier_decides(scores, found):
    assert verdict_of(scored(1.0, *scores)) == found


@pytest.mark.parametrize(
    ("verdict", "total", "share"),
    [
        (Verdict("correct"), -3.0, 1.0),
        (Verdict("incorrect"), 3.0, 0.0),
        (Verdict("incorrect", 0.75), 0.0, 0.75),
        (Verdict("correct", 0.5), 0.0, 0.5),
        (Verdict("incorrect", 0.0), 1.0, 0.0),
        (Verdict("abstain"), None, 0.0),
        (Verdict("timeout"), None, 0.0),
        (Verdict("error"), 2.0, 0.0),
    ],
)
def test_a_share_is_that_of_the_tests_passed_or_else_all_or_nothing(verdict, total, share):
    assert share_right(scored(total, Score(0.0, verdict=verdict))) == share


@pytest.mark.parametrize(
    ("total", "share"), [(0.25, 0.25), (0.0, 0.0), (1.0, 1.0), (1.5, 1.0), (-0.5, 0.0), (1e300, 1.0), (None, 0.0)]
)
def test_without_a_verdict_the_total_is_the_share_within_0_and_1(total, share):
    assert share_right(scored(total, PLAIN)) == share


def result(value):
    return Result(value, {"rewardry/r0": value, "rewardry/r0/failed": 0.0}, scored(value, Score(value)))


def test_one_result_is_told_as_numbers_and_several_as_lists():
    """OpenRLHF asks its function for one completion at a time, and its server for one or several."""
    assert answer([result(0.5)]) == {
        "rewards": 0.5,
        "scores": 0.5,
        "extra_logs": {"rewardry/r0": 0.5, "rewardry/r0/failed": 0.0},
    }
    assert answer([result(0.5), result(2.0)]) == {
        "rewards": [0.5, 2.0],
        "scores": [0.5, 1.0],
        "extra_logs": {"rewardry/r0": [0.5, 2.0], "rewardry/r0/failed": [0.0, 0.0]},
    }
    assert answer([]) == {"rewards": [], "scores": [], "extra_logs": {}}
