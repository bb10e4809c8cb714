"""Many environments: one call of the judge a step, and the three ways to begin anew."""

import math
from typing import ClassVar

import pytest

import rewardry
from rewardry import VectorEnvironment
from rewardry.errors import ConfigError

ROWS = [{"id": i, "prompt": f"What is {i} + 1?", "reference": str(i + 1)} for i in range(50)]
SUM = ROWS[:1]


class Counting(rewardry.Verifier):
    """Right where the completion is the reference; counts its calls."""

    calls: ClassVar[list[int]] = []

    def verify(self, samples):
        self.calls.append(len(samples))
        statuses = {s.reference: "correct" for s in samples}
        return [
            rewardry.Verdict(statuses.get(s.text, "abstain" if s.text == "?" else "incorrect"), reason="r")
            for s in samples
        ]


class OfNumpy:
    """A whole number that is no `int`, as a trainer draws seeds."""

    def __index__(self):
        return 10


@pytest.fixture
def calls():
    """How many samples each call of `Counting` had."""
    Counting.calls.clear()
    return Counting.calls


def test_a_step_judges_all_in_one_call(calls):
    with VectorEnvironment(8, ROWS, Counting(), turns=2) as environment:
        observations, infos = environment.reset(seed=3)
        assert len(set(observations)) > 1
        assert infos["turn"] == [0] * 8
        assert infos["_turn"] == [True] * 8
        step = environment.step(["nothing"] * 8)
    assert calls == [8]
    assert step.rewards == [0.0] * 8
    assert not any(step.terminations)
    assert all("1 more try" in observation for observation in step.observations)


def test_seeds_are_those_of_single_environments():
    with VectorEnvironment(4, ROWS, "text.exact") as environment:
        together = environment.reset(seed=10)[0]
        alone = tuple(rewardry.Environment(ROWS, "text.exact").reset(seed=10 + i)[0] for i in range(4))
        assert together == alone
        assert environment.reset(seed=[13, 12, 11, 10])[0] == alone[::-1]
        again = environment.reset()[0]
        environment.reset(seed=[13, 12, 11, 10])
        assert environment.reset()[0] == again
        assert environment.reset(seed=OfNumpy())[0] == together
        with pytest.raises(ConfigError, match="there are 2 seeds for 4 environments"):
            environment.reset(seed=[1, 2])


def test_next_step_begins_anew_at_the_step_after_the_end(calls):
    with VectorEnvironment(2, SUM, Counting(), turns=2) as environment:
        environment.reset()
        step = environment.step(["1", "2"])
        assert (step.rewards, step.terminations) == ([1.0, 0.0], [True, False])
        step = environment.step(["not looked at", "1"])
        assert step.observations[0] == SUM[0]["prompt"]
        assert (step.rewards, step.terminations, step.truncations) == ([0.0, 1.0], [False, True], [False, False])
        assert step.infos["turn"] == [0, 2]
        assert step.infos["_solved"] == [False, True]
        assert calls == [2, 1]
        assert environment.step(["1", "x"]).terminations == [True, False]


def test_same_step_begins_anew_at_once(calls):
    with VectorEnvironment(2, SUM, Counting(), turns=2, autoreset="same-step") as environment:
        environment.reset()
        step = environment.step(["1", "2"])
        assert (step.rewards, step.terminations) == ([1.0, 0.0], [True, False])
        assert step.observations[0] == SUM[0]["prompt"]
        assert step.infos["final_obs"] == ["The answer is right.", None]
        assert step.infos["_final_obs"] == [True, False]
        assert step.infos["final_info"][0]["solved"]
        assert environment.step(["1", "1"]).terminations == [True, True]
        assert calls == [2, 2]


def test_disabled_leaves_it_to_the_caller():
    with VectorEnvironment(2, SUM, Counting(), turns=2, autoreset="disabled") as environment:
        with pytest.raises(ConfigError, match="has no task yet"):
            environment.reset(options={"reset_mask": [True, False]})
        environment.reset()
        step = environment.step(["1", "2"])
        with pytest.raises(ConfigError, match="has ended; call reset"):
            environment.step(["1", "1"])
        observations, infos = environment.reset(options={"reset_mask": [True, False]})
        assert observations == (SUM[0]["prompt"], step.observations[1])
        assert infos["_turn"] == [True, False]
        assert environment.step(["1", "1"]).terminations == [True, True]
        with pytest.raises(ConfigError, match="reset_mask has 2 values, 0 true"):
            environment.reset(options={"reset_mask": [False, False]})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda made: made.reset(seed=1.5),
            "^the seed is 1.5; a whole number, or one for each environment, is wanted$",
        ),
        (lambda made: made.reset(seed=[5, "b"]), "^the seed is 'b'; a whole number is wanted$"),
        (lambda made: made.reset(seed=()), "^there are 0 seeds for 2 environments"),
        (lambda made: made.reset(options={"reset_mask": True}), "^reset_mask is True; a truth value for each"),
        (lambda made: made.reset(options={"reset_mask": [True] * 3}), "^reset_mask has 3 values, 3 true"),
        (lambda made: made.reset(options={"row": 1, "other": 2}), "^reset has no option 'other' here; it has row$"),
        (lambda made: made.step(None), "^there are 2 environments; a list of as many actions is wanted$"),
        (lambda made: made.step("ab"), "^there are 2 environments; a list"),
        (lambda made: made.step(["a"]), "^there are 2 environments; a list"),
        (lambda made: made.step(["a", 5]), "^the action is int; what the policy wrote"),
    ],
    ids=range(10),
)
def test_what_cannot_be_done_is_told_and_changes_nothing(calls, call, message):
    with VectorEnvironment(2, SUM, Counting(), turns=3) as environment:
        environment.reset(seed=1)
        environment.step(["a", "b"])
        with pytest.raises(ConfigError, match=message):
            call(environment)
        assert environment.step(["a", "b"]).infos["turn"] == [2, 2]
    assert calls == [2, 2]


def test_an_undecided_try_truncates_its_environment_alone():
    with VectorEnvironment(3, SUM, Counting()) as environment:
        environment.reset()
        step = environment.step(["1", "?", "2"])
    assert (step.rewards[0], step.rewards[2]) == (1.0, 0.0)
    assert math.isnan(step.rewards[1])
    assert (step.terminations, step.truncations) == ([True, False, True], [False, True, False])
    assert step.infos["undecided"] == [False, True, False]


def test_a_mistake_changes_no_environment():
    with VectorEnvironment(2, SUM, Counting(), turns=2) as environment:
        environment.reset()
        with pytest.raises(ConfigError, match="the action is int"):
            environment.step(["1", 1])
        with pytest.raises(ConfigError, match="there are 2 environments; a list of as many actions"):
            environment.step(["1"])
        with pytest.raises(ConfigError, match="a list of as many actions"):
            environment.step("11")
        assert environment.step(["1", "1"]).infos["turn"] == [1, 1]


def test_workers_judge_the_same():
    query = "SELECT SUM(x) FROM t"
    reference = {
        "schema": "CREATE TABLE t (x INTEGER)",
        "states": ["INSERT INTO t VALUES (1), (2), (5)"],
        "query": query,
    }
    found = {}
    for engine in ("inline", "local"):
        with VectorEnvironment(
            3, [{"prompt": "Sum.", "reference": reference}], "sql", engine=engine, workers=1
        ) as many:
            many.reset(seed=0)
            found[engine] = many.step([query, "SELECT 8", "DROP TABLE t"])[:4]
    assert found["inline"] == found["local"]
    assert found["local"][1] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 0}, "n is 0; a whole number of environments, at least 1, is wanted"),
        ({"n": True}, "n is True"),
        ({"autoreset": "never"}, "autoreset is 'never'; write one of next-step, same-step, disabled"),
        ({"engine": "thread"}, "there is no engine 'thread'"),
    ],
    ids=str,
)
def test_what_does_not_hold_together_is_refused(change, message):
    with pytest.raises(ConfigError, match=message):
        VectorEnvironment(**{"n": 2, "tasks": SUM, "judge": "text.exact", **change})
