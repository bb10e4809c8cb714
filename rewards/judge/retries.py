"""Trying again: which failures pass, and how long to wait."""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC

from .replies import CallFailedError, Reply

PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60.0
_chance = random.Random()  # ours, so that a training's random numbers stay as they are


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait, from ``retry-after-ms`` or ``Retry-After`` (seconds, or a date)."""
    for name, unit in (("retry-after-ms", 1e-3), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            seconds = float(value) * unit
        except ValueError:
            seconds = _until(value)
        if 0 <= seconds < float("inf"):
            return seconds
    return None


def _until(date: str) -> float:
    try:
        at = email.utils.parsedate_to_datetime(date)
        # A date of HTTP that names no zone is of Greenwich, wherever this machine stands.
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0.0, at.timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def wait_before(attempt: int, asked_for: float | None) -> float:
    """Seconds to wait before another try: twice as long each time, with jitter; at least what the server asks for.

    Args:
        attempt: how many tries have failed.
        asked_for: see `retry_after`.
    """
    own = min(_FIRST_WAIT * 2.0 ** min(attempt - 1, 20), _LONGEST_WAIT) * _chance.uniform(0.5, 1.0)
    if asked_for is None:
        return own
    # Calls that were refused together must not come back together.
    return asked_for + _chance.uniform(0.0, min(own, 0.25 * asked_for + 0.05))


async def with_retries(call: Callable[[], Awaitable[Reply]], retries: int, note: Callable[[], None]) -> Reply:
    """What a call returns, tried again while its failure may pass.

    Args:
        call: makes one try.
        retries: how often it is tried again.
        note: called before each further try.

    Raises:
        CallFailedError: the last failure, with the number of tries; or a server asks to wait longer than a minute.
    """
    for attempt in range(1, retries + 2):
        try:
            return await call()
        except CallFailedError as error:
            if not error.again or attempt > retries:
                tries = f" (tried {attempt} times)" if attempt > 1 else ""
                raise CallFailedError(f"{error}{tries}") from error
            if error.wait is not None and error.wait > _LONGEST_WAIT:
                raise CallFailedError(f"{error}; the server asks to wait {error.wait:.0f} seconds") from error
            note()
            await asyncio.sleep(wait_before(attempt, error.wait))
    raise AssertionError("unreachable")
