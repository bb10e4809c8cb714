"""The toy's reward."""

import rewardry


@rewardry.reward(value_range=(0.0, 1.0))
def short(completion: str, *, limit: int = 20) -> float:
    """1 for a completion of at most `limit` characters, else 0."""
    if completion == "boom":
        raise ValueError("the toy broke")
    return float(len(completion) <= limit)
