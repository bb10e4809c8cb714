"""The Ray engine beside the local one, on the same cores of this machine: items of 1 ms, and items that cost nothing.

Ours in Ray's actors must keep at least 0.8 of the local engine's pace for items of 1 ms. Starting the actors takes
seconds and is not counted: a cluster is there before the first row is.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import ClassVar

from timing import Figure, report

from rewardry import Sample, Verdict, Verifier
from rewardry.component import Runs
from rewardry.engine.engines import Engine, make_engine
from rewardry.engine.local import usable_cores
from rewardry.engine.remote import RemoteVerifier
from rewardry.errors import Identity
from rewardry.local_files import load_file

ROUNDS = 7
TIMEOUT_SECONDS = 60.0


class Busy(Verifier):
    """Correct, after so much of the processor's time."""

    runs: ClassVar[Runs] = "worker"

    seconds: float = 0.0

    def verify(self, samples: Sequence[Sample]) -> list[Verdict]:
        """One verdict a sample."""
        for _ in samples:
            end = time.thread_time() + self.seconds
            while time.thread_time() < end:
                pass
        return [Verdict("correct")] * len(samples)


def paces(engines: Sequence[Engine], seconds: float, count: int) -> list[list[float]]:
    """Items a second of each engine in each round, in which they take turns.

    Args:
        engines: whom to compare.
        seconds: what an item takes of the processor.
        count: items a round.
    """
    busy = load_file(__file__).Busy(seconds=seconds)  # workers import it by its file, not from this script
    remotes = [RemoteVerifier(busy, Identity("busy"), engine, TIMEOUT_SECONDS) for engine in engines]
    samples = [Sample(completion=f"{'so it is ' * 50}{i}") for i in range(count)]
    found: list[list[float]] = [[] for _ in engines]
    for number in range(ROUNDS + 1):
        for remote, pace in zip(remotes, found, strict=True):
            start = time.perf_counter()
            verdicts = remote.verify(samples)
            took = time.perf_counter() - start
            assert all(verdict.status == "correct" for verdict in verdicts)
            if number:  # the first round starts workers
                pace.append(count / took)
    return found


def shares_of_local(workers: int, seconds: float, count: int) -> list[float]:
    """The share of the local engine's pace that the Ray engine keeps, in each round.

    Args:
        workers: worker processes of each.
        seconds: what an item takes of the processor.
        count: items a round.
    """
    local, ray = make_engine("local", workers), make_engine("ray", workers, "local")
    assert local is not None
    assert ray is not None
    try:
        ours, theirs = paces((local, ray), seconds, count)
    finally:
        local.close()
        ray.close()
    print(
        f"{workers} workers, {seconds * 1000:g} ms an item: local {statistics.median(ours):.0f} items/s, "
        f"ray {statistics.median(theirs):.0f} items/s"
    )
    return [theirs / ours for ours, theirs in zip(ours, theirs, strict=True)]


def main() -> None:
    workers = usable_cores()
    short = statistics.median(shares_of_local(workers, 0.001, 2000))
    nothing = statistics.median(shares_of_local(workers, 0.0, 5000))
    report(
        [
            Figure("ray's share of the pace of local, items of 1 ms", short, "of 1", 0.8, at_least=True),
            Figure("ray's share of the pace of local, items that cost nothing", nothing, "of 1", 0.2, at_least=True),
        ]
    )


if __name__ == "__main__":
    main()
