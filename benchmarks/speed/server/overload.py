"""Overload: ten times the clients that there is room for, and what is left of it.

For a minute ten times as many rows are sent at once as the server may hold. It has to refuse what is too much, answer
the rest rightly, keep its pace, and have its memory back.
"""

from __future__ import annotations

import asyncio
import time

from timing import Figure

from .load import Outcome, bodies, send
from .servers import resident_mb, rewardry

BATCH = 64
ROOM = 16  # batches that the server may hold
SECONDS = 60.0


def figures(seconds: float = SECONDS) -> list[Figure]:
    """The figures."""
    sent = bodies(BATCH, 64)
    with rewardry("--max-waiting", str(BATCH * ROOM), "--max-batch", str(BATCH)) as (address, process):
        url = f"{address}/v1/score"
        _load(url, sent, ROOM, 5.0)  # until everything is loaded and the allocator has what it keeps
        before = resident_mb(process)
        usual = _load(url, sent, ROOM, 5.0)
        over = _load(url, sent, 10 * ROOM, seconds)
        time.sleep(2.0)
        after = resident_mb(process)
        again = _load(url, sent, ROOM, 5.0)
    print(
        f"usual: {_line(usual)}\n10x:   {_line(over)}\nafter: {_line(again)}; memory {before:.1f}, then {after:.1f} MB"
    )
    lost = over.statuses.total() - over.statuses[200] - over.statuses[429]
    return [
        Figure("10x: requests refused with 429", over.statuses[429], "requests", 1, at_least=True),
        Figure("10x: requests neither answered nor refused", lost, "requests", 0),
        Figure("10x: answers that are wrong or another request's", over.wrong, "answers", 0),
        Figure("10x: refusals without Retry-After", over.hasty, "requests", 0),
        Figure("memory after it, beside before", abs(after - before), "MB", 50),
        Figure("requests refused once it is over", again.statuses[429], "requests", 0),
    ]


def _load(url: str, sent: list[bytes], in_flight: int, seconds: float) -> Outcome:
    return asyncio.run(send(url, sent, in_flight, seconds, check=True))


def _line(outcome: Outcome) -> str:
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(outcome.statuses.items()))
    return f"{outcome.rate:.0f} rows/s, {statuses}; 99 % within {1000 * outcome.percentile(0.99):.0f} ms"
