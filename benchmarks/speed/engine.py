"""The local engine beside its peers: what an item costs, what hangs cost, and how both grow with the rows.

The peers that are installed are measured in the same run, with two workers each: concurrent.futures, and after
`pip install pebble joblib ray` those. `python benchmarks/speed/engine.py items hangs scale` runs some of the parts.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from engine_items import HANGS, MILLISECOND, Process, Working
from engine_pools import WORKERS, Pool, cpu_of_all, futures, joblib, ours, pebble, processes, ray, serial
from timing import Figure, report

import rewardry
from rewardry import Sample
from rewardry.engine.gauges import resident_bytes
from rewardry.engine.local import LocalEngine
from rewardry.engine.remote import task_of
from rewardry.engine.runtime import Runtime
from rewardry.errors import Identity

ROUNDS = 5
TRIVIAL_ITEMS = 6400
WORKING_ITEMS = 800
OURS, BATCHES, CHUNK_1, CHUNK_32 = "rewardry", "rewardry, calls of 32", "concurrent.futures", "concurrent.futures by 32"
HANG_ITEMS = 2000
HANG_SHARE = 0.01
HANG_SECONDS = 2.0


@dataclass
class Cost:
    """The best of some rounds: wall and CPU seconds an item."""

    wall: float = float("inf")
    cpu: float = float("inf")


def measure(pools: dict[str, Pool], texts: list[str]) -> dict[str, Cost]:
    """What an item costs each pool; they take turns, so that all have the same noise."""
    costs = {name: Cost() for name in pools}
    for number in range(ROUNDS + 1):
        for name, pool in pools.items():
            cpu, start = cpu_of_all(), time.perf_counter()
            assert pool(texts) == texts
            if number:
                cost, items = costs[name], len(texts)
                cost.wall = min(cost.wall, (time.perf_counter() - start) / items)
                cost.cpu = min(cost.cpu, (cpu_of_all() - cpu) / items)
    return costs


@contextlib.contextmanager
def local_pools() -> Iterator[dict[str, Pool]]:
    """All that are installed but Ray, which is never idle."""
    with contextlib.ExitStack() as stack:
        made = {"serial": serial(), CHUNK_1: futures(1), CHUNK_32: futures(32)}
        made |= {name: pool() for name, pool in (("pebble", pebble), ("joblib", joblib)) if installed(name)}
        made |= {OURS: ours(), BATCHES: ours(32)}  # last: the others fork, and these have a thread
        pools = {}
        for name, pool in made.items():
            pools[name] = stack.enter_context(pool)
            pools[name]([""] * 64)
        yield pools


def installed(name: str) -> bool:
    """Whether a peer is there; says so where it is not."""
    found = importlib.util.find_spec(name) is not None
    if not found:
        print(f"     ({name} is not installed)")
    return found


def items() -> list[Figure]:
    """What an item costs that does nothing, and one that works for a millisecond."""
    with local_pools() as pools:
        trivial = measure(pools, [str(i) for i in range(TRIVIAL_ITEMS)])
        working = measure(pools, [MILLISECOND] * WORKING_ITEMS)
    if installed("ray"):
        for name, batch in (("Ray tasks", 1), ("Ray tasks by 64", 64)):
            with ray(batch) as pool:
                trivial |= measure({name: pool}, [str(i) for i in range(TRIVIAL_ITEMS)])
                working |= measure({name: pool}, [MILLISECOND] * WORKING_ITEMS)
    base = trivial.pop("serial").cpu
    print("     items/s, nothing to do | CPU above serial, us an item | items/s, 1 ms of work")
    for name, cost in trivial.items():
        print(f"     {name:24} {1 / cost.wall:9.0f} {1e6 * (cost.cpu - base):9.1f} {1 / working[name].wall:9.0f}")
    overhead, peer = 1e6 * (trivial[BATCHES].cpu - base), 1e6 * (trivial[CHUNK_1].cpu - base)
    rate = 1 / trivial[OURS].wall
    return [
        Figure("overhead an item in calls of 32", overhead, "us CPU", 40, False, peer, CHUNK_1),
        Figure("items that do nothing", rate, "items/s", 15_000, True, 1 / trivial[CHUNK_1].wall, CHUNK_1),
        Figure(f"the same beside {CHUNK_1} (chunks of 1)", rate * trivial[CHUNK_1].wall, "x", 2, True),
        Figure(f"items of 1 ms beside {CHUNK_32}", working[CHUNK_32].wall / working[OURS].wall, "x", 0.8, True),
    ]


def hangs() -> list[Figure]:
    """One item in a hundred hangs, in five ways, while all others work for a millisecond."""
    hung = range(50, HANG_ITEMS, int(1 / HANG_SHARE))
    texts = [MILLISECOND] * HANG_ITEMS
    for number, place in enumerate(hung):
        texts[place] = HANGS[number % len(HANGS)]
    before = len(processes())
    with Runtime(workers=WORKERS, timeout=HANG_SECONDS) as runtime:
        opened = runtime.open(Working())
        opened.verify([Sample(completion="")])
        start = time.perf_counter()
        verdicts = opened.verify([Sample(completion=text) for text in texts])
        seconds = time.perf_counter() - start
    wrong = sum((v.status == "timeout") != (i in hung) or v.status == "error" for i, v in enumerate(verdicts))
    ideal = (len(hung) * HANG_SECONDS + (HANG_ITEMS - len(hung)) * 0.001) / WORKERS
    return [
        Figure(f"{len(hung)} of {HANG_ITEMS} items hang: time beside the least possible", seconds / ideal, "x", 1.3),
        Figure("the same: items with a wrong verdict", wrong, "items", 0),
        Figure("the same: processes left", len(processes()) - before, "processes", 0),
        Figure("a worker of math-verify is killed: time until the next verdict", respawn_seconds(), "s", 0.7),
    ]


def respawn_seconds() -> float:
    """The longest of some times from the death of the only worker to the first verdict of the next."""
    longest = 0.0
    with Runtime(workers=1) as runtime:
        opened, process = runtime.open(rewardry.get("math-verify")), runtime.open(Process())
        sample = [Sample(completion="so it is $\\frac12$", reference="1/2")]
        for _ in range(5):
            assert opened.verify(sample)[0].status == "correct"
            os.kill(process.verify(sample)[0].extracted, signal.SIGKILL)
            start = time.perf_counter()
            assert opened.verify(sample)[0].status == "correct"
            longest = max(longest, time.perf_counter() - start)
    return longest


def scale() -> list[Figure]:
    """The memory of all processes, and what an item costs, from a thousand to a million items of a stream."""
    engine, task = LocalEngine(WORKERS), task_of(Working(), Identity("work"))
    item = b'{"samples": [{"completion": "", "meta": {}}], "progress": null}'
    costs, memories = [], []
    for count in (1_000, 1_000, 10_000, 100_000, 1_000_000):  # the first warms up
        start = cpu_of_all()
        with peak_memory() as peak:
            assert sum(1 for _ in engine.stream(task, (item for _ in range(count)), 5.0)) == count
        costs.append((cpu_of_all() - start) / count)
        memories.append(max(peak))
        print(f"     {count:9,} items: {1e6 * costs[-1]:5.1f} us CPU an item, {memories[-1] >> 20} MB at the most")
    engine.close()
    return [
        Figure("a million items of a stream: CPU an item beside ten thousand", costs[-1] / costs[2], "x", 1.2),
        Figure("the same: memory above", (memories[-1] - memories[2]) / 2**20, "MB", 50),
    ]


@contextlib.contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Bytes that this process and its descendants hold, looked at ten times a second."""
    found, over = [], threading.Event()

    def look() -> None:
        while True:
            found.append(sum(resident_bytes(pid) or 0 for pid in processes()))
            if over.wait(0.1):
                return

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        over.set()
        looking.join()


PARTS = {"items": items, "hangs": hangs, "scale": scale}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    report([figure for name in wanted for figure in PARTS[name]()])


if __name__ == "__main__":
    main()
