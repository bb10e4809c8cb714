"""The logistic function, for any number."""

from __future__ import annotations

import math


def sigmoid(x: float) -> float:
    """``1 / (1 + exp(-x))``, without an overflow; NaN stays NaN.

    >>> sigmoid(0.0), sigmoid(-1e6)
    (0.5, 0.0)
    """
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))
