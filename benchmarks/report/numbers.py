"""How numbers are written in a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_NO_BREAK = "\N{NO-BREAK SPACE}"


def figure(value: float | None, digits: int = 3) -> str:
    """A number; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}".replace("-", "−")


def percent(value: float | None, digits: int = 1) -> str:
    """A share in percent; a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f}{_NO_BREAK}%"


def count(value: int) -> str:
    """A number of things: ``12,345``."""
    return f"{value:,}"


def of_things(value: int, one: str, many: str = "") -> str:
    """A number with what is counted: ``1 row``, ``2 rows``."""
    return f"{count(value)} {one if value == 1 else many or f'{one}s'}"


def ends(interval: Sequence[float] | None, digits: int = 3) -> str:
    """An interval; nothing where there is none."""
    return "" if not interval else f"[{figure(interval[0], digits)}, {figure(interval[1], digits)}]"


def p_value(p: float) -> str:
    """A p-value as people read it."""
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.2g}"


def duration(seconds: float | None) -> str:
    """Seconds in the unit in which they are read."""
    if seconds is None:
        return "–"
    for unit, size, below in (("µs", 1e6, 1e-3), ("ms", 1e3, 1.0), ("s", 1.0, 120.0)):
        if seconds < below:
            return f"{three_digits(seconds * size)}{_NO_BREAK}{unit}"
    return f"{three_digits(seconds / 60)}{_NO_BREAK}min"


def three_digits(value: float) -> str:
    """A number to three digits that say something, large ones whole: ``0.0123``, ``12.3``, ``12,345``."""
    # From 999.5 on three digits would be a power of ten: 1e+03.
    return count(round(value)) if value >= 999.5 else f"{value:.3g}"


def breakable(text: str) -> str:
    """A sentence as a terminal prints it, which takes a space that does not break for a sign to hide."""
    return text.replace(_NO_BREAK, " ")


def sized(size: int) -> str:
    """Bytes in the unit in which they are read."""
    return f"{size / 1e6:.2f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def named(metric: str) -> str:
    """The name of a metric as it is printed."""
    return {"fpr": "FPR", "fnr": "FNR", "mcc": "MCC", "f1": "F1", "youden_j": "Youden J"}.get(
        metric, metric.replace("_", " ").capitalize()
    )


def estimate(found: Mapping[str, Any]) -> tuple[str, str]:
    """A value and its interval, written."""
    return figure(found["value"]), ends(found.get("interval"))
