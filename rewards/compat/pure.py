"""Credit of PURE (CJReinforce/PURE, commit 41f9363, openrlhf/utils/utils.py): the worst step decides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any


def min_form_credit(step_scores: Sequence[float], temperature: float = 0.1) -> dict[str, Any]:
    """``softmax(-r / T) * r`` over the steps, and their sum, which nears the smallest score as T nears 0.

    Args:
        step_scores: one score a step.
        temperature: T, above 0.

    Returns:
        ``step_rewards``, one a step, and ``outcome``, their sum.

    Raises:
        ValueError: the temperature is not above 0.

    >>> min_form_credit([0.5])
    {'step_rewards': [0.5], 'outcome': 0.5}
    """
    if not temperature > 0:
        raise ValueError(f"temperature is {temperature}; it must be above 0")
    if not step_scores:
        return {"step_rewards": [], "outcome": 0.0}
    least = min(step_scores)
    weights = [math.exp((least - score) / temperature) for score in step_scores]
    total = math.fsum(weights)
    rewards = [weight / total * score for weight, score in zip(weights, step_scores, strict=True)]
    return {"step_rewards": rewards, "outcome": math.fsum(rewards)}
