"""Numbers that a file holds."""

from __future__ import annotations

from typing import Any

# Products of four numbers up to this one, as a correlation has, and sums of many of them stay finite.
LARGEST = 1e60


def finite(value: Any) -> float | None:
    """A JSON value as a number; None where it is none, or none that a computation could go on with.

    >>> finite(2), finite(True), finite("2"), finite(float("nan")), finite(10**400), finite(-1e200)
    (2.0, None, None, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if -LARGEST <= value <= LARGEST else None
