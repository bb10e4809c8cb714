"""How long a run of the leaderboard may take, and each entrant in it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

Found = TypeVar("Found", bound=Mapping[str, object])


class Allowance:
    """The time of one run.

    Args:
        minutes: after which nothing new is begun.
        entrant_seconds: that an entrant may take for a set; rows come in random order, so that those which it is asked
            until then are a random sample.
    """

    def __init__(self, minutes: float, entrant_seconds: float) -> None:
        self._end = time.monotonic() + 60 * minutes
        self._entrant_seconds = entrant_seconds

    @property
    def over(self) -> bool:
        """Whether nothing new is to be begun."""
        return time.monotonic() >= self._end

    def cut(self, answers: Iterable[Found]) -> Iterator[Found]:
        """What an entrant says, until its time is over: from the first answer on, so that to start costs nothing."""
        end: float | None = None
        for answer in answers:
            yield answer
            end = time.monotonic() + self._entrant_seconds if end is None else end
            if time.monotonic() >= end:
                return
