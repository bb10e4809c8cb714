"""Numbers that a file holds."""

from __future__ import annotations

import math
from typing import Any


def finite(value: Any) -> float | None:
    """A JSON value as a number; None where it is none, or none that a computation could go on with.

    >>> finite(2), finite(True), finite("2"), finite(float("nan")), finite(10**400)
    (2.0, None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None
