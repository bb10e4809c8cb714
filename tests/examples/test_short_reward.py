"""The example of a reward without a package."""

from pathlib import Path

import pytest

from rewardry.component import Reward
from rewardry.parameters import build
from rewardry.types import Batch, Sample

FILE = Path(__file__).parents[2] / "examples" / "short_reward.py"


@pytest.mark.parametrize(
    ("length", "limit", "value"),
    [(0, 200, 1.0), (200, 200, 1.0), (300, 200, 0.5), (400, 200, 0.0), (5000, 200, 0.0), (15, 10, 0.5)],
)
def test_it_is_1_up_to_the_limit_and_falls_to_0_at_twice_that(length, limit, value):
    reward = build(Reward, f"{FILE}:short", {"limit": limit})
    assert reward.score(Batch([Sample(completion="x" * length)])) == [value]


def test_its_default_and_its_range_are_what_it_says():
    reward = build(Reward, f"{FILE}:short", {})
    assert (reward.limit, type(reward).value_range) == (200, (0.0, 1.0))
