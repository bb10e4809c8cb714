"""Rewards of completions that are still being written."""

import threading
import time
from typing import ClassVar

import pytest

import rewardry
from rewardry.errors import DataError
from rewardry.recipe import Part, Recipe
from rewardry.trainer_adapters.grpo.config import RewardConfig
from rewardry.trainer_adapters.grpo.rewarding import Rewarding
from rewardry.types import Sample


def make_sample(place, ids, reason):
    return Sample(completion="a" * len(ids), group=place // 2, finish_reason=reason)


@pytest.fixture
def rewarding(recipe_of, runtime):
    return lambda *rewards, **settings: Rewarding(recipe_of(*rewards), RewardConfig(**settings), runtime)


def test_results_come_in_the_order_of_places(rewarding):
    round_ = rewarding("sometimes").begin(make_sample, None)
    for place in (3, 0, 2, 1):
        round_.finished(place, [7] * place, "stop")
    scored, texts = round_.results()
    assert [one.total for one in scored] == [0.0, 1.0, 2.0, 3.0]
    assert texts == ["", "a", "aa", "aaa"]


def test_single_completions_are_scored_before_the_last_is_there(rewarding, runtime, wait_until):
    one = rewarding("share", "Rank")
    round_ = one.begin(make_sample, None)
    round_.finished(0, [1, 2], "stop")
    assert wait_until(lambda: round_._early)
    assert set(round_._early[0].scores) == {"share"}  # the rank has to wait for the group
    round_.finished(1, [1], "stop")
    assert [row.components["Rank"].value for row in round_.results()[0]] == [1.0, 0.0]


def test_a_verdict_is_asked_for_once(runtime):
    recipe = Recipe.load(
        {
            "name": "both",
            "sections": "plain",
            "rewards": [
                {"use": "accuracy", "verifier": "text.exact"},
                {"use": "length.efficient_sigmoid", "verifier": "text.exact", "name": "brief"},
            ],
        }
    )
    one = Rewarding(recipe, RewardConfig(), runtime)
    asked = []
    [verifier] = {id(v): v for v in runtime._open.values() if hasattr(v, "verify")}.values()
    plain = verifier.verify
    verifier.verify = lambda samples: asked.extend(samples) or plain(samples)
    round_ = one.begin(lambda p, ids, why: Sample(completion="x", reference="x", group=0, completion_ids=ids), None)
    for place in range(2):
        round_.finished(place, [1, 2], "stop")
    assert all(row.total is not None for row in round_.results()[0])
    assert len(asked) == 2


def test_rewards_that_remember_see_completions_in_order(rewarding):
    round_ = rewarding("Counting").begin(make_sample, None)
    for place in (1, 0):
        round_.finished(place, [1], "stop")
    values = [row.total for row in round_.results()[0]]
    assert values == [1 / 1.01, 1 / 1.02]


def test_a_reward_that_never_comes_back_is_left_behind(rewarding):
    round_ = rewarding("share", "hangs", timeout=0.2).begin(make_sample, None)
    round_.finished(0, [1], "stop")
    start = time.monotonic()
    [row] = round_.results()[0]
    assert time.monotonic() - start < 30
    assert row.components["hangs"].status == "timeout"
    assert [t.daemon for t in threading.enumerate() if t.name == "rewardry-reward"]


class Gated(rewardry.Reward):
    """1 once the gate is open; tells how many samples it was given."""

    gate: ClassVar[threading.Event] = threading.Event()
    begun: ClassVar[list[int]] = []

    def score(self, batch):
        self.begun.append(len(batch))
        assert self.gate.wait(60)
        return [1.0] * len(batch)


def test_what_nobody_has_begun_in_time_is_not_scored_beside_the_next_batch(runtime, wait_until):
    Gated.begun.clear()
    Gated.gate.clear()
    one = Rewarding(Recipe("gated", (Part("gated", Gated()),)), RewardConfig(threads=1, timeout=0.2), runtime)
    round_ = one.begin(make_sample, None)
    round_.finished(0, [1], "stop")
    assert wait_until(lambda: Gated.begun)
    for place in range(1, 40):
        round_.finished(place, [1], "stop")
    scored, texts = round_.results()
    assert [row.components["gated"].status for row in scored] == ["timeout"] * 40
    assert texts == ["a"] * 40
    Gated.gate.set()
    assert wait_until(lambda: round_._working == 0)
    assert Gated.begun == [1]


def test_an_empty_batch_has_no_results_and_waits_for_none(rewarding):
    assert rewarding("share").begin(make_sample, None).results() == ([], [])


def test_a_row_that_makes_no_sample_is_told(rewarding):
    def bad(place, ids, reason):
        raise DataError("row 3: field 'meta': a JSON object is wanted")

    round_ = rewarding("share").begin(bad, None)
    round_.finished(0, [1], "stop")
    with pytest.raises(DataError, match="row 3: field 'meta'"):
        round_.results()


def test_no_more_threads_than_are_allowed(rewarding):
    before = set(threading.enumerate())  # one may hang still, of a test above
    round_ = rewarding("share", threads=2).begin(make_sample, None)
    for place in range(200):
        round_.finished(place, [1], "stop")
    assert len([t for t in threading.enumerate() if t.name == "rewardry-reward" and t not in before]) <= 2
    assert len(round_.results()[0]) == 200


@pytest.mark.parametrize(("rewards", "right"), [(["share"], True), ([{"use": "constant", "required": True}], True)])
def test_right_without_a_verdict(rewards, right, rewarding):
    one = rewarding(*rewards)
    round_ = one.begin(make_sample, None)
    round_.finished(0, [1], "stop")
    assert one.is_right(round_.results()[0][0]) is right


def test_right_is_what_the_first_verdict_says(runtime):
    recipe = Recipe.load(
        {"name": "exact", "sections": "plain", "rewards": [{"use": "accuracy", "verifier": "text.exact", "wrong": 5.0}]}
    )
    one = Rewarding(recipe, RewardConfig(), runtime)
    answers = {"x": "x", "y": "x", "z": None}
    scored = recipe.score([Sample(completion=c, reference=r) for c, r in answers.items()], runtime=runtime)
    assert [one.is_right(row) for row in scored] == [True, False, None]
    assert one.share_right(scored) == 0.5
    assert one.share_right(scored[2:]) is None
    assert isinstance(recipe.parts[0].reward, rewardry.Reward)
