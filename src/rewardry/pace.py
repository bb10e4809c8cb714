"""Which rows may be scored in an event loop: those that are scored before anybody would miss it.

A thread would only share the interpreter with the loop, and costs more than a quick rule does.
"""

from __future__ import annotations

from collections.abc import Sequence

from rewardry.component_tree import parts_of
from rewardry.plugins import registry
from rewardry.recipe import Part
from rewardry.registry import CORE
from rewardry.routing import behind

# What takes less than this may be asked in an event loop.
AT_ONCE_SECONDS = 0.05


class Pace:
    """How long rows take, as a moving average of what was noted."""

    def __init__(self) -> None:
        self._seconds_a_row = 0.0

    def note(self, rows: int, seconds: float) -> None:
        """Note how long so many rows took."""
        pace = seconds / max(rows, 1)
        self._seconds_a_row = 0.8 * self._seconds_a_row + 0.2 * pace if self._seconds_a_row else pace

    def seconds_for(self, rows: int) -> float | None:
        """How long so many rows take; None while nothing is known."""
        return rows * self._seconds_a_row or None

    def is_at_once(self, rows: int) -> bool:
        """Whether so many rows are known to be scored before anybody would miss the event loop."""
        expected = self.seconds_for(rows)
        return expected is not None and expected < AT_ONCE_SECONDS


def are_quick(parts: Sequence[Part]) -> bool:
    """Whether rewards ask nothing but rules of rewardry's own that run in this process, in microseconds."""
    return all(map(_is_quick, parts))


def _is_quick(part: Part) -> bool:
    components = [one for reward in behind(part.reward) for one in parts_of(reward)]
    return all(
        getattr(one, "runs", "") == "inline" and registry().identity_of(type(one)).distribution == CORE
        for one in components
    )
