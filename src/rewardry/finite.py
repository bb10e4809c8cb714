"""Whether a number is one that can be reckoned with as a float."""

from __future__ import annotations

import math


def is_finite(value: float) -> bool:
    """Whether a number is neither infinite nor NaN, nor an integer beyond the floats, which `math.isfinite` refuses.

    >>> is_finite(10**308), is_finite(10**309)
    (True, False)
    """
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
