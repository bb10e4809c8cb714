"""How scores of steps make one (huggingface/search-and-learn, sal/utils/score.py; the mean is RLHFlow's)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

_STRATEGIES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "last": lambda scores: scores[-1],
    "mean": fmean,
    "min": min,
    "prod": math.prod,
}


def aggregate(step_scores: Sequence[float], strategy: str = "last") -> float | None:
    """One score of a solution from those of its steps; None where there is no step.

    Args:
        step_scores: one score a step.
        strategy: ``last``, ``mean``, ``min`` or ``prod``.

    Raises:
        ValueError: no such strategy.

    >>> aggregate([0.9, 0.5, 0.8], "min")
    0.5
    """
    if strategy not in _STRATEGIES:
        raise ValueError(f"no strategy {strategy!r}; there are {', '.join(_STRATEGIES)}")
    return float(_STRATEGIES[strategy](step_scores)) if step_scores else None
