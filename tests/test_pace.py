"""How long rows take, and which may be scored in an event loop."""

import pytest

import rewardry
from rewardry import Recipe
from rewardry.pace import AT_ONCE_SECONDS, Pace, are_quick


def paced(*noted):
    pace = Pace()
    for rows, seconds in noted:
        pace.note(rows, seconds)
    return pace


def test_nothing_is_known_before_anything_was_noted():
    assert Pace().seconds_for(5) is None
    assert not Pace().is_at_once(1)


@pytest.mark.parametrize(
    ("noted", "rows", "seconds"),
    [
        ([(1, 2.0)], 1, 2.0),
        ([(4, 2.0)], 2, 1.0),
        ([(0, 2.0)], 1, 2.0),  # a batch of nothing took its time all the same
        ([(1, 1.0), (1, 2.0)], 1, 1.2),
        ([(1, 1.0), (1, 2.0), (1, 0.0)], 10, 9.6),
        ([(10, 1.0)] * 50, 10, 1.0),
    ],
)
def test_the_time_of_rows_is_a_moving_average(noted, rows, seconds):
    assert paced(*noted).seconds_for(rows) == pytest.approx(seconds)


def test_one_slow_batch_does_not_decide_alone_and_many_do():
    pace = paced((100, 0.001))
    assert pace.is_at_once(1)
    pace.note(1, 0.2)
    assert pace.is_at_once(1)
    for _ in range(20):
        pace.note(1, 0.2)
    assert not pace.is_at_once(1)
    for _ in range(60):
        pace.note(100, 0.001)
    assert pace.is_at_once(1)


@pytest.mark.parametrize(("rows", "at_once"), [(1, True), (49, True), (50, False), (1000, False)])
def test_so_many_rows_are_at_once_as_nobody_would_miss_the_loop_for(rows, at_once):
    assert paced((1, AT_ONCE_SECONDS / 50)).is_at_once(rows) is at_once


def test_a_time_of_nothing_is_not_known():
    """A clock that has not moved says nothing of how long the next row takes."""
    assert paced((5, 0.0)).seconds_for(5) is None


# ---- which rewards are quick ---------------------------------------------------------------------------------------


def parts(*rewards):
    return Recipe.load({"name": "r", "rewards": list(rewards)}).parts


@pytest.mark.parametrize(
    ("rewards", "quick"),
    [
        ([{"use": "format.tag_count"}], True),
        ([{"use": "format.tag_count"}, {"use": "length.soft_overlong"}], True),
        ([{"use": "accuracy", "verifier": "choice"}], True),
        ([{"use": "accuracy", "verifier": "math-verify"}], False),  # what may hang, behind a rule
        ([{"use": "format.tag_count"}, {"use": "accuracy", "verifier": "math-verify"}], False),
    ],
    ids=["rule", "rules", "rules-behind-rules", "worker", "one-worker-among-rules"],
)
def test_rules_that_run_here_are_quick_and_one_other_reward_is_enough_to_wait(rewards, quick):
    assert are_quick(parts(*rewards)) is quick


def test_a_rule_of_somebody_else_may_take_any_time(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("import rewardry\n@rewardry.reward\ndef mine(completion): return 1.0\n")
    assert not are_quick(parts({"use": f"{file}:mine"}))
    assert rewardry.get(f"{file}:mine").runs == "inline"


def test_no_reward_is_quick():
    assert are_quick([])


def test_every_branch_of_a_route_is_looked_at():
    def routed(other):
        cases = {"a": {"use": "format.tag_count"}, "b": other}
        return parts({"name": "routed", "route": "kind", "cases": cases})

    assert are_quick(routed({"use": "length.soft_overlong"}))
    assert not are_quick(routed({"use": "accuracy", "verifier": "math-verify"}))
