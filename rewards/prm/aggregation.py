"""How the scores of steps make one score of a solution, and one reward a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from ..compat import pure, search_and_learn

Strategy: TypeAlias = Literal["min", "prod", "mean", "last", "min_form"]


def aggregate(step_scores: Sequence[float], strategy: str = "min", temperature: float = 0.1) -> float | None:
    """One score of a solution from those of its steps; None where there is no step.

    Args:
        step_scores: one score a step.
        strategy: ``min``, ``prod``, ``mean``, ``last``, or ``min_form``: the sum of PURE's credit, which nears the
            smallest score as the temperature nears 0.
        temperature: of ``min_form``, above 0.

    Raises:
        ValueError: no such strategy, or the temperature is not above 0.

    >>> aggregate([0.9, 0.5, 0.8]), aggregate([0.9, 0.5, 0.8], "last")
    (0.5, 0.8)
    """
    if strategy != "min_form":
        return search_and_learn.aggregate(step_scores, strategy)
    return sum(step_rewards(step_scores, strategy, temperature)) if step_scores else None


def step_rewards(step_scores: Sequence[float], strategy: str = "min", temperature: float = 0.1) -> list[float]:
    """One reward a step, for trainers that take dense rewards.

    Args:
        step_scores: one score a step.
        strategy: as in `aggregate`. With ``min_form`` PURE's credit, ``softmax(-r / T) * r`` (arXiv:2504.15275), whose
            sum over the steps is nearly the smallest score; with any other the scores as they are.
        temperature: of ``min_form``, above 0.

    Raises:
        ValueError: the temperature is not above 0.
    """
    if strategy != "min_form":
        return [float(score) for score in step_scores]
    rewards: list[float] = pure.min_form_credit(step_scores, temperature)["step_rewards"]
    return rewards
