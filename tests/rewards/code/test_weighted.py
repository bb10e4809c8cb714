"""The reward `code.weighted`: points of contests."""

import json

import pytest

import rewardry
from rewardry.types import Verdict

NO_ANSWER = Verdict("incorrect", 0.0, "no-answer")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("pass_fail", [1.0, 0.0, 0.0]), ("partial", [1.0, 0.75, 0.0]), ("weighted_sum", [1.1, 0.075, 0.0])],
)
def test_codeforces(scores, tested, mode, expected):
    reward = rewardry.get("code.weighted", scoring_mode=mode)
    verdicts = tested("AC", "AC", "AC", "AC"), tested("AC", "WA", "AC", "AC"), tested("TLE")
    assert [score.value for score in scores(reward, *verdicts)] == pytest.approx(expected)
    assert [reward.value(passed, 4) for passed in (4, 3, 0)] == pytest.approx(expected)


@pytest.mark.parametrize("style", ["codeforces", "ioi"])
def test_no_program_and_none_that_compiles_have_prices(scores, tested, style):
    reward = rewardry.get("code.weighted", style=style)
    too_long = Verdict("incorrect", 0.0, "over-limit")
    found = scores(reward, NO_ANSWER, too_long, tested("CE", "CE"))
    assert [score.value for score in found] == [-1.0, -1.0, -0.1]
    reward = rewardry.get("code.weighted", style=style, no_submission=-2, no_compile=0)
    assert [score.value for score in scores(reward, NO_ANSWER, tested("CE"))] == [-2.0, 0.0]


SUBTASKS = [{"tests": [0, 1], "points": 30}, {"tests": [1, 2, 3], "points": 50}, {"tests": [4], "points": 20}]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["AC"] * 5, 1.0),
        (["AC", "AC", "WA", "AC", "AC"], 0.5),
        (["WA", "AC", "AC", "AC", "TLE"], 0.5),
        (["AC", "WA", "AC", "AC", "AC"], 0.2),
        (["WA"] * 5, 0.0),
        (["AC", "AC", "WA"], 0.3),  # stopped at the first failure
    ],
)
@pytest.mark.parametrize("form", [dict, json.dumps])
def test_a_subtask_pays_where_all_of_its_tests_pass(scores, tested, outcomes, expected, form):
    reward = rewardry.get("code.weighted", style="ioi")
    reference = form({"subtasks": SUBTASKS})
    assert scores(reward, tested(*outcomes, tests=5), reference=reference)[0].value == pytest.approx(expected)


@pytest.mark.parametrize(
    "subtasks",
    [
        None,
        [],
        {},
        [{"tests": [0]}],
        [{"tests": [], "points": 5}],
        [{"tests": [0], "points": 0}],
        [{"tests": [0], "points": -1}],
        [{"tests": [0], "points": True}],
        [{"tests": [True], "points": 1}],
        [{"tests": ["0"], "points": 1}],
        [{"tests": [0], "points": float("nan")}],
        [[0]],
    ],
)
def test_without_subtasks_nothing_is_decided(scores, tested, subtasks):
    reward = rewardry.get("code.weighted", style="ioi")
    [score] = scores(reward, tested("AC"), reference={"subtasks": subtasks})
    assert (score.value, score.status, score.details["reason"]) == (None, "abstain", "reference-unparseable")


def test_a_test_that_does_not_exist_is_never_passed(scores, tested):
    reference = {"subtasks": [{"tests": [0], "points": 1}, {"tests": [7], "points": 1}]}
    assert scores(rewardry.get("code.weighted", style="ioi"), tested("AC"), reference=reference)[0].value == 0.5
