"""Processes that are killed: of two that answer under load one is killed, again and again, each time when both do.

Every request has to be answered rightly or to fail visibly; none may wait for good, and the other process goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
from pathlib import Path

import aiohttp
from timing import Figure

from .load import Outcome, bodies, send
from .servers import rewardry

KILLS = 5
BETWEEN_SECONDS = 3.0
LONGEST_SECONDS = 300.0
IN_FLIGHT = 32


def figures(kills: int = KILLS) -> list[Figure]:
    """The figures."""
    sent = bodies(64, 64)
    with rewardry("--workers", "2") as (address, process):
        outcome, killed = asyncio.run(_killing(address, sent, process.pid, kills))
    answered, broken = outcome.statuses[200], outcome.statuses[0]
    print(f"{killed} killed; {answered} requests answered, {broken} told by a connection that broke")
    return [
        Figure("processes killed", killed, "processes", kills, at_least=True),
        Figure("answers that are wrong or another request's", outcome.wrong, "answers", 0),
        Figure("requests that ended otherwise", outcome.statuses.total() - answered - broken, "requests", 0),
        Figure("requests that a kill cost, each", broken / max(killed, 1), "requests", IN_FLIGHT),
    ]


async def _killing(address: str, sent: list[bytes], parent: int, kills: int) -> tuple[Outcome, int]:
    """Load until all kills are done, each when both processes answer, and for a while after."""
    done = asyncio.Event()
    loading = asyncio.create_task(
        send(f"{address}/v1/score", sent, IN_FLIGHT, LONGEST_SECONDS, check=True, enough=done.is_set)
    )
    killed = 0
    while killed < kills and not loading.done():
        await asyncio.sleep(BETWEEN_SECONDS)
        if await _processes(address) == 2:
            os.kill(_answering(parent)[0], signal.SIGKILL)
            killed += 1
    await asyncio.sleep(BETWEEN_SECONDS)
    done.set()
    return await loading, killed


async def _processes(address: str) -> int:
    """How many processes say that they answer; 0 where the one that was asked has just been killed."""
    with contextlib.suppress(aiohttp.ClientError, ConnectionError):
        async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as answer:
            found = re.search(r"^rewardry_http_processes (\d+)", await answer.text(), re.MULTILINE)
            return int(found[1]) if found else 0
    return 0


def _answering(parent: int) -> list[int]:
    """The processes that answer: those that the server has spawned."""
    found = []
    for file in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in file.read_text().split():
            with contextlib.suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(int(child))
    return found
