"""Load: requests that are in flight at once, and a look at every answer."""

from __future__ import annotations

import asyncio
import collections
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

REASONING = "which follows from what was said about the price of an apple and a pear. " * 3
HEADERS = {"Content-Type": "application/json"}


def row(number: int) -> dict[str, object]:
    """A row of about 350 characters, whose value tells it from the next: every third has no form."""
    completion = f"<think>{REASONING}</think><answer>{number}</answer>" if number % 3 else f"{REASONING} {number}"
    return {"id": number, "prompt": "What does a pear cost?", "completion": completion, "reference": str(number)}


def value(number: int) -> float:
    """What that row is worth under the recipe of these servers."""
    return 1.0 if number % 3 else 0.0


def bodies(batch: int, count: int) -> list[bytes]:
    """So many bodies of so many rows, whose numbers go on from one to the next."""
    return [json.dumps({"rows": [row(k * batch + i) for i in range(batch)]}).encode() for k in range(count)]


@dataclass
class Outcome:
    """What became of the requests.

    Attributes:
        statuses: by HTTP status; 0 for a connection that failed.
        rows: rows that were answered.
        wrong: answers that are not those of their request.
        hasty: refusals without a time to come again.
        seconds: how long it took.
        latencies: seconds of each request that was answered.
    """

    statuses: collections.Counter[int] = field(default_factory=collections.Counter)
    rows: int = 0
    wrong: int = 0
    hasty: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that `share` of the answers do not exceed, in seconds."""
        return sorted(self.latencies)[int(share * (len(self.latencies) - 1))]


async def send(
    url: str,
    sent: list[bytes],
    in_flight: int,
    seconds: float,
    check: bool = False,
    enough: Callable[[], bool] = bool,
) -> Outcome:
    """Keep so many requests in flight for some seconds.

    Args:
        url: where.
        sent: the bodies, in turns.
        in_flight: how many clients there are; each sends the next request when its last is answered.
        seconds: for how long at most.
        check: look at every value; else only at the status.
        enough: says when to end before.
    """
    outcome = Outcome()
    batch = len(json.loads(sent[0])["rows"])
    turns = itertools.cycle(range(len(sent)))
    connector = aiohttp.TCPConnector(limit=in_flight)
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=connector, headers=HEADERS, timeout=timeout) as session:
        start = time.perf_counter()
        end = start + seconds

        async def client() -> None:
            while time.perf_counter() < end and not enough():
                turn = next(turns)
                began = time.perf_counter()
                try:
                    async with session.post(url, data=sent[turn]) as answer:
                        body = await answer.read()
                        outcome.statuses[answer.status] += 1
                        hasty = answer.status == 429 and "Retry-After" not in answer.headers
                        outcome.hasty += hasty
                except (aiohttp.ClientError, ConnectionError):
                    outcome.statuses[0] += 1
                    await asyncio.sleep(0.05)
                    continue
                if answer.status == 200:
                    outcome.latencies.append(time.perf_counter() - began)
                    outcome.rows += batch
                    outcome.wrong += check and not _is_right(json.loads(body), turn * batch, batch)

        await asyncio.gather(*(client() for _ in range(in_flight)))
        outcome.seconds = time.perf_counter() - start
    return outcome


def _is_right(answer: dict[str, object], first: int, batch: int) -> bool:
    rows = answer["rows"]
    assert isinstance(rows, list)
    return [(one["id"], one["total"]) for one in rows] == [(n, value(n)) for n in range(first, first + batch)]
