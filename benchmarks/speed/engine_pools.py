"""The engine and its peers as functions that take texts and give them back, each with two worker processes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from engine_items import Working, work

from rewardry import Sample
from rewardry.engine.gauges import cpu_seconds
from rewardry.engine.runtime import Runtime

WORKERS = 2
TIMEOUT = 5.0
Pool: TypeAlias = Callable[[Sequence[str]], list[str]]


@contextlib.contextmanager
def ours(batch: int | None = None) -> Iterator[Pool]:
    """`verify` of all samples in one call, or in calls of `batch` one after the other, as a trainer makes them."""
    with Runtime(workers=WORKERS, timeout=TIMEOUT) as runtime:
        opened = runtime.open(Working())

        def run(texts: Sequence[str]) -> list[str]:
            step = batch or len(texts)
            calls = (texts[start : start + step] for start in range(0, len(texts), step))
            verdicts = [v for call in calls for v in opened.verify([Sample(completion=text) for text in call])]
            return [verdict.extracted for verdict in verdicts]

        yield run


@contextlib.contextmanager
def serial() -> Iterator[Pool]:
    """The verifier in this process, one sample a call: what the engine's overhead is counted from."""
    with Runtime(engine="inline") as runtime:
        opened = runtime.open(Working())
        yield lambda texts: [opened.verify([Sample(completion=text)])[0].extracted for text in texts]


@contextlib.contextmanager
def futures(chunk: int) -> Iterator[Pool]:
    """concurrent.futures.ProcessPoolExecutor, which has no deadlines."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(WORKERS) as pool:
        yield lambda texts: list(pool.map(work, texts, chunksize=chunk))


@contextlib.contextmanager
def pebble() -> Iterator[Pool]:
    """pebble.ProcessPool, a task and a deadline for each item."""
    from pebble import ProcessPool

    with ProcessPool(max_workers=WORKERS) as pool:

        def run(texts: Sequence[str]) -> list[str]:
            found = [pool.schedule(work, args=(text,), timeout=TIMEOUT) for text in texts]
            return [_result(future) for future in found]

        yield run
        pool.stop()


def _result(future: Any) -> str:
    try:
        text: str = future.result()
    except Exception as error:
        return type(error).__name__
    return text


@contextlib.contextmanager
def joblib() -> Iterator[Pool]:
    """joblib.Parallel with its own choice of batches, which has a deadline for the call, not for an item."""
    from joblib import Parallel, delayed

    with Parallel(n_jobs=WORKERS) as pool:
        yield lambda texts: list(pool(delayed(work)(text) for text in texts))


@contextlib.contextmanager
def ray(batch: int) -> Iterator[Pool]:
    """Ray tasks of `batch` items each."""
    import ray

    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": _path()})
    task = ray.remote(_work_all)

    def run(texts: Sequence[str]) -> list[str]:
        parts = [texts[start : start + batch] for start in range(0, len(texts), batch)]
        return [text for part in ray.get([task.remote(part) for part in parts]) for text in part]

    yield run
    ray.shutdown()


def _work_all(texts: Sequence[str]) -> list[str]:
    return [work(text) for text in texts]


def _path() -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join([os.path.dirname(os.path.abspath(__file__)), os.environ.get("PYTHONPATH", "")])
    }


def processes() -> list[int]:
    """This process and all that descend from it, zombies apart."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
                if state != "Z":
                    children.setdefault(int(parent), []).append(int(name))
    found, todo = [], [os.getpid()]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_of_all() -> float:
    """The CPU seconds of those processes so far."""
    return sum(cpu_seconds(pid) or 0.0 for pid in processes())
