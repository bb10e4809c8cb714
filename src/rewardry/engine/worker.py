"""A worker process: opens components, scores what it is sent, and answers item by item.

It is forked from the fork server, so it starts from our own code and never from the caller's script. It has no
deadline of its own: whoever waits for it kills it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import resource
import socket
import time
from collections.abc import Mapping
from typing import Any

from rewardry.engine import results, wire
from rewardry.engine.opened import OpenReward, OpenVerifier
from rewardry.engine.remote import sample_from_json
from rewardry.engine.runtime import Runtime
from rewardry.errors import describe
from rewardry.types import Batch


def serve(connection: socket.socket) -> None:
    """Answer messages until the other side closes the connection, or memory ran out once."""
    random.seed()  # a fork would hand every worker the same numbers
    # A process that a component forks is none of ours: it must neither answer nor hold the connection open.
    os.register_at_fork(after_in_child=connection.close)
    components, reader = _Components(), wire.Reader()
    connection.sendall(wire.encode({"hello": os.getpid()}))
    while data := connection.recv(wire.CHUNK):
        for header_line, *items in reader.feed(data):
            header = json.loads(header_line)
            if "open" in header:
                connection.sendall(wire.encode(components.open(header["open"])))
                continue
            opened = components.get(header["run"])
            if opened is None:  # it could not be opened, and the caller has been told
                continue
            connection.sendall(wire.encode({"begun": header["run"]}))
            began = time.perf_counter()
            for number, item in enumerate(items, 1):
                answer, spent = _answer(opened, item, began if number == len(items) else None)
                connection.sendall(answer)
                if spent:  # what is left of the memory cannot be trusted
                    return


class _Components:
    """The components that this worker has open, by the caller's key."""

    def __init__(self) -> None:
        self._runtime = Runtime(engine="inline")
        self._runtime.observation.bell.guard = None  # the caller's runtime has one, which sees all workers
        self._runtime.within_worker = True
        self._opened: dict[int, OpenReward | OpenVerifier] = {}
        self._limits: list[int | None] = []
        self._inherited = resource.getrlimit(resource.RLIMIT_AS)

    def get(self, key: int) -> OpenReward | OpenVerifier | None:
        """The open component, or None where it could not be opened."""
        return self._opened.get(key)

    def open(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """Import and open a component; say so, or say why not."""
        try:
            if task["file"]:
                from rewardry.local_files import load_file

                load_file(task["file"])
            module, _, name = task["target"].partition(":")
            found: Any = importlib.import_module(module)
            for part in name.split("."):
                found = getattr(found, part)
            self._opened[task["key"]] = self._runtime.open(found.model_validate_json(task["settings"]))
        except BaseException as error:
            return {"failed": describe(error)}
        self._limits.append(task["memory_limit_mb"])
        self._limit_memory()
        return {"ready": task["key"]}

    def _limit_memory(self) -> None:
        """Limit the address space, where the system lets us, to what is in use and the largest limit asked for."""
        limit, (soft, hard) = resource.RLIM_INFINITY, self._inherited
        asked = [megabytes for megabytes in self._limits if megabytes is not None]
        if len(asked) == len(self._limits):
            limit = _address_space() + max(asked) * 1024 * 1024
        if soft != resource.RLIM_INFINITY:
            limit = soft if limit == resource.RLIM_INFINITY else min(limit, soft)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _address_space() -> int:
    """The bytes that are mapped already, which a library such as torch can make many; 0 where nobody says."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _answer(opened: OpenReward | OpenVerifier, item: bytes, began: float | None) -> tuple[bytes, bool]:
    """The message that answers an item, and whether memory ran out.

    The answer to the last item of a batch says how long the batch took, from when it `began`.
    """
    try:
        rows = _score(opened, json.loads(item.decode()))
        spent = any(_out_of_memory(row) for row in rows)
        header = {"rows": rows, "bye": spent}
        if began is not None:
            header["seconds"] = time.perf_counter() - began
        return wire.encode(header), spent
    except BaseException as error:  # SystemExit and KeyboardInterrupt of a component end an item, not the worker
        failure = results.failure(error, opened.identity)
        spent = failure[1] == results.MEMORY_LIMIT
        return wire.encode({"failure": failure, "bye": spent}), spent


def _score(opened: OpenReward | OpenVerifier, item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The result of each sample of an item, as JSON."""
    samples = [sample_from_json(row) for row in item["samples"]]
    if isinstance(opened, OpenReward):
        batch = Batch(samples, (tuple(range(len(samples))),), item["progress"])
        rows = [results.score_to_json(score) for score in opened.score(batch)]
    else:
        rows = [results.verdict_to_json(verdict) for verdict in opened.verify(samples)]
    if opened.trace is not None:
        rows[0]["trace"], opened.trace = opened.trace, None  # once; `rewardry.engine.remote` takes it out again
    return rows


def _out_of_memory(row: Mapping[str, Any]) -> bool:
    return results.MEMORY_LIMIT in (row.get("reason"), row["details"].get("reason"))
