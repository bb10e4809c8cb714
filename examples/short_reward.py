"""A reward without a package: `use: ./short_reward.py:short` in a recipe beside this file."""

import rewardry


@rewardry.reward(value_range=(0.0, 1.0), empty_is_worth=1.0)
def short(completion: str, *, limit: int = 200) -> float:
    """1 for a completion of at most `limit` characters, falling to 0 at twice that."""
    return max(0.0, min(1.0, 2.0 - len(completion) / limit))
