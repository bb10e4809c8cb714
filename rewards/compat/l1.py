"""Length scores of L1 (cmu-l3/l1, commit 93dd330, deepscaler/rewards/math_reward.py), as its released code has them."""

from __future__ import annotations

import math

from rewardry.text.boxed import find_boxes


def linear_both(used: int, budget: int, alpha: float) -> float:
    """``(clip(alpha * (budget - used), -1, 1) + 1) / 2``: half the slope of the paper's equation 2."""
    return (max(-1.0, min(1.0, alpha * (budget - used))) + 1.0) / 2.0


def sigmoid(used: int, budget: int, alpha: float) -> float:
    """The sigmoid of what is left of the budget, with 0.1 on top while something is, in [0, 1]."""
    bonus = 0.1 if used <= budget else 0.0
    return max(0.0, min(1.0, _sigmoid(alpha * (budget - used)) + bonus))


def sigmoid_exact(used: int, target: int, alpha: float) -> float:
    """The sigmoid of the distance from the target: 0.5 on it, and more beside it, for its sign is wrong."""
    return _sigmoid(alpha * abs(target - used))


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0


def answer_of(text: str) -> str | None:
    """The last box between the first and the second ``</think>``, where L1 reads the answer; None without one."""
    parts = text.split("</think>")
    if len(parts) < 2:
        return None
    boxes = [box for box in find_boxes(parts[1]) if not box.depth]
    return boxes[-1].inner.of(parts[1]) if boxes else None
