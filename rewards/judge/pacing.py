"""How fast a server is asked: calls under way, requests a minute, tokens a minute."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_MINUTE = 60.0


class Rate:
    """So many units a minute, spread over it: at most one second's worth at once.

    Args:
        per_minute: the units; None for no limit.
        clock: seconds that only grow.
    """

    def __init__(self, per_minute: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = None if per_minute is None else per_minute / _MINUTE
        self._clock = clock
        self._free_at = clock()

    def reserve(self, units: float = 1.0) -> float:
        """Take units, and say how many seconds to wait before using them."""
        if self._per_second is None:
            return 0.0
        now = self._clock()
        # What was not used is kept for one second, no longer, so that no burst exceeds the limit.
        self._free_at = max(self._free_at, now - 1.0)
        wait = self._free_at - now
        self._free_at += units / self._per_second
        return max(0.0, wait)

    def correct(self, units: float) -> None:
        """Take so many units more than were reserved, or give some back where it is negative."""
        if self._per_second is not None:
            self._free_at += units / self._per_second


class Pace:
    """The limits of one server, for all that is asked of it from one event loop.

    Args:
        concurrency: calls under way.
        requests_per_minute, tokens_per_minute: None for no limit. Tokens are those of the messages and of the reply;
            before a call they are estimated, and corrected by what the server says.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.under_way = asyncio.Semaphore(concurrency)
        self._requests = Rate(requests_per_minute, clock)
        self._tokens = Rate(tokens_per_minute, clock)

    async def turn(self, tokens: float) -> None:
        """Wait until a call with so many tokens may be made."""
        wait = max(self._requests.reserve(), self._tokens.reserve(tokens))
        if wait > 0:
            await asyncio.sleep(wait)

    def correct(self, tokens: float) -> None:
        """Count so many tokens more than were estimated."""
        self._tokens.correct(tokens)
