"""The pace of the server beside bare FastAPI applications that read the same bodies, in turns."""

from __future__ import annotations

import asyncio

from timing import Figure

from .load import bodies, send
from .servers import bare, rewardry

IN_FLIGHT = 16
ROUNDS = 5
SECONDS = 3.0
TARGETS = {1: 0.7, 256: 0.6}
PEERS = (
    ("models", "that reads pydantic models and scores nothing"),
    ("json", "that reads request.json() and scores nothing"),
    ("scored", "that reads pydantic models and scores them too"),
)


def figures(rounds: int = ROUNDS, seconds: float = SECONDS) -> list[Figure]:
    """The figures; the ratio of a round is that of neighbours in time, and the median of the rounds is told."""
    found = []
    with rewardry() as (ours, _), bare() as (peer, _):
        for batch, target in TARGETS.items():
            sent = bodies(batch, 64 if batch == 1 else 16)
            urls = {
                "ours": f"{ours}/v1/score",
                "models": f"{peer}/models",
                "json": f"{peer}/json",
                "scored": f"{peer}/scored",
            }
            for url in urls.values():
                asyncio.run(send(url, sent, IN_FLIGHT, 0.5))
            paces = [
                {n: asyncio.run(send(u, sent, IN_FLIGHT, seconds)).rate for n, u in urls.items()} for _ in range(rounds)
            ]
            for name, what in PEERS:
                ratios = sorted(pace["ours"] / pace[name] for pace in paces)
                print(
                    f"batch {batch}, beside an application {what}: "
                    + ", ".join(f"{pace['ours']:.0f}/{pace[name]:.0f}" for pace in paces)
                )
                label = f"batch {batch}: pace beside a bare application {what}"
                found.append(Figure(label, ratios[len(ratios) // 2], "of its pace", target, at_least=True))
    return found
