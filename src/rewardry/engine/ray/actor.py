"""What a Ray actor hosts: a local engine, whose supervisor holds the deadlines on that node.

An item that hangs costs a worker process below the actor, never the actor: Ray cannot stop a C call that hangs, and a
killed actor would take its other items along. Messages are bytes that hold JSON, in the form of
`rewardry.engine.wire`, which Ray hands on as they are: nothing that a worker answered is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rewardry import __version__
from rewardry.engine import wire
from rewardry.engine.local import Failure, LocalEngine, Task
from rewardry.errors import EngineError, describe


class Host:
    """A local engine behind messages.

    Args:
        workers: its worker processes.
        path: what `sys.path` is to be, where the actor runs on the caller's machine; None leaves it as it is.
        environment: likewise what the environment is to be: the caller's, without what is Ray's.
    """

    def __init__(
        self, workers: int, path: Sequence[str] | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        if path is not None:
            sys.path[:] = path
        if environment is not None:
            for name in set(os.environ) - set(environment):
                del os.environ[name]
            os.environ.update(environment)
        self._engine = LocalEngine(workers)
        self._lock = threading.Lock()
        self._restarts = 0  # those that the caller has been told of

    def hello(self) -> bytes:
        """Who answers, as JSON: ``version`` of rewardry, ``node`` and ``pid``."""
        return json.dumps({"version": __version__, "node": socket.gethostname(), "pid": os.getpid()}).encode()

    def run(self, message: bytes) -> bytes:
        """Score a batch.

        Args:
            message: a header with ``batch``, ``at`` (a position for each item), ``task``, ``digest`` (of its file)
                and ``timeout``; the items.

        Returns:
            A message for each item, as `answer` makes them; and one with ``restarts`` where workers were replaced.
        """
        ((header_line, *items),) = wire.Reader().feed(message)
        header = json.loads(header_line)
        task = task_from_json(header["task"])
        problem = file_problem(task.file, header["digest"])
        if problem is None:
            results = self._results(task, items, header["timeout"])
        else:
            results = [Failure("error", "open-failed", {"error": problem, "component": task.name})] * len(items)
        answers = [answer(header["batch"], at, result) for at, result in zip(header["at"], results, strict=True)]
        with self._lock:
            fresh, self._restarts = self._engine.restarts - self._restarts, self._engine.restarts
        return b"".join([*answers, *([wire.encode({"restarts": fresh})] if fresh else [])])

    def close(self) -> None:
        """End the workers. An actor that is just killed may log that they end, or start others in its last moment."""
        self._engine.close()

    def _results(self, task: Task, items: Sequence[bytes], timeout: float) -> list[Any]:
        try:
            return self._engine.run(task, items, timeout)
        except EngineError as error:
            return [Failure("error", "worker-start", {"error": describe(error)})] * len(items)


def digest(file: str | None) -> str | None:
    """What tells a file from another: the SHA-256 of what it holds; None where there is none."""
    try:
        return None if file is None else hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError:
        return None


def file_problem(file: str | None, wanted: str | None) -> str | None:
    """Why a component's file on this node cannot stand for the caller's, whose digest is `wanted`; None if it can."""
    found = digest(file)
    if file is None or (found is not None and wanted in (None, found)):
        return None
    node = socket.gethostname()
    problem = (
        f"there is no file {file} on the node {node}" if found is None else f"{file} is another on the node {node}"
    )
    return (
        f"{problem}; a component without a package must lie at the same path on every node: put it on a shared disk, "
        "or install it there as a package"
    )


def answer(batch: int, at: int, result: Any) -> bytes:
    """The message that answers an item: its rows, or its failure."""
    head = {"batch": batch, "at": at}
    if not isinstance(result, Failure):
        try:
            return wire.encode({**head, "rows": result})
        except (ValueError, RecursionError) as error:  # it just fitted into the worker's own message
            result = Failure("error", "raised", {"error": describe(error)})
    return wire.encode({**head, "failure": [result.status, result.reason, dict(result.details), result.seconds]})


def task_to_json(task: Task) -> dict[str, Any]:
    """The task as a JSON object that `task_from_json` reads."""
    return asdict(task)


def task_from_json(row: dict[str, Any]) -> Task:
    """The task of a JSON object."""
    return Task(**{**row, "preload": tuple(row["preload"])})
