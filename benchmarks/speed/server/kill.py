"""Processes that are killed: with two that answer, one is killed every few seconds under load.

Every request has to be answered rightly or to fail visibly; none may wait for good, and the other process goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path

from timing import Figure

from .load import Outcome, bodies, send
from .servers import rewardry

KILLS = 5
EVERY_SECONDS = 5.0
IN_FLIGHT = 32


def figures(kills: int = KILLS) -> list[Figure]:
    """The figures."""
    sent = bodies(64, 64)
    with rewardry("--workers", "2") as (address, process):
        outcome, killed = asyncio.run(_killing(f"{address}/v1/score", sent, process.pid, kills))
    answered, broken = outcome.statuses[200], outcome.statuses[0]
    print(f"{killed} killed; {answered} requests answered, {broken} told by a connection that broke")
    return [
        Figure("processes killed", killed, "processes", kills, at_least=True),
        Figure("answers that are wrong or another request's", outcome.wrong, "answers", 0),
        Figure("requests that ended otherwise", outcome.statuses.total() - answered - broken, "requests", 0),
        Figure("requests that a kill cost, each", broken / max(killed, 1), "requests", IN_FLIGHT),
    ]


async def _killing(url: str, sent: list[bytes], parent: int, kills: int) -> tuple[Outcome, int]:
    loading = asyncio.create_task(send(url, sent, IN_FLIGHT, EVERY_SECONDS * (kills + 1), check=True))
    killed = 0
    for _ in range(kills):
        await asyncio.sleep(EVERY_SECONDS)
        victims = _answering(parent)
        if victims:
            os.kill(victims[0], signal.SIGKILL)
            killed += 1
    return await loading, killed


def _answering(parent: int) -> list[int]:
    """The processes that answer: those that the server has spawned."""
    found = []
    for file in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in file.read_text().split():
            with contextlib.suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(int(child))
    return found
