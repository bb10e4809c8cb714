"""The pace of the server beside bare FastAPI applications that read the same bodies, in turns.

Of each server the rows a second of its processor are told too: what the wall clock shows depends on who else is busy.
"""

from __future__ import annotations

import asyncio
import subprocess

from timing import Figure

from .load import bodies, send
from .servers import bare, cpu_seconds, rewardry

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
    with rewardry() as (ours, our_process), bare() as (peer, its_process):
        for batch, target in TARGETS.items():
            sent = bodies(batch, 64 if batch == 1 else 16)
            servers = {"ours": (f"{ours}/v1/score", our_process)}
            servers |= {name: (f"{peer}/{name}", its_process) for name, _ in PEERS}
            for url, _ in servers.values():
                asyncio.run(send(url, sent, IN_FLIGHT, 0.5))
            paces = [
                {name: _pace(url, process, sent, seconds) for name, (url, process) in servers.items()}
                for _ in range(rounds)
            ]
            for name, what in PEERS:
                told = ", ".join(f"{pace['ours'][0]:.0f}/{pace[name][0]:.0f}" for pace in paces)
                print(f"batch {batch}, rows a second beside an application {what}: {told}")
                for clock, by in enumerate(("", ", by processor time")):
                    ratios = sorted(pace["ours"][clock] / pace[name][clock] for pace in paces)
                    label = f"batch {batch}{by}: pace beside a bare application {what}"
                    found.append(Figure(label, ratios[len(ratios) // 2], "of its pace", target, at_least=True))
    return found


def _pace(url: str, process: subprocess.Popen[str], sent: list[bytes], seconds: float) -> tuple[float, float]:
    """Rows a second, and rows a second of the server's processor time."""
    before = cpu_seconds(process)
    outcome = asyncio.run(send(url, sent, IN_FLIGHT, seconds))
    return outcome.rate, outcome.rows / max(cpu_seconds(process) - before, 0.01)
