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
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rewardry.engine import results, wire
from rewardry.errors import describe

if TYPE_CHECKING:
    from rewardry.engine.opened import OpenReward, OpenVerifier
    from rewardry.engine.runtime import Runtime


def serve(connection: socket.socket) -> None:
    """Answer messages until the other side closes the connection, or memory ran out once."""
    from rewardry.engine.runtime import Runtime

    random.seed()  # a fork would hand every worker the same numbers
    runtime, reader = Runtime(engine="inline"), wire.Reader()
    opened: dict[int, OpenReward | OpenVerifier] = {}
    connection.sendall(wire.encode({"hello": os.getpid()}))
    while data := connection.recv(wire.CHUNK):
        for header_line, *items in reader.feed(data):
            header = json.loads(header_line)
            if "open" in header:
                answer = _open(header["open"], runtime, opened)
                connection.sendall(wire.encode(answer))
                continue
            if header["run"] not in opened:  # it could not be opened, and the caller has been told
                continue
            for item in items:
                rows = _score(opened[header["run"]], json.loads(item))
                spent = any(_out_of_memory(row) for row in rows)
                connection.sendall(wire.encode({"rows": rows, "bye": spent}))
                if spent:  # what is left of the memory cannot be trusted
                    return


def _open(task: Mapping[str, Any], runtime: Runtime, opened: dict[int, Any]) -> dict[str, Any]:
    """Import and open a component; say so, or say why not."""
    try:
        if task["file"]:
            from rewardry.local_files import load_file

            load_file(task["file"])
        module, _, name = task["target"].partition(":")
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        opened[task["key"]] = runtime.open(found.model_validate_json(task["settings"]))
        _limit_memory(task["memory_limit_mb"])
    except BaseException as error:
        return {"failed": describe(error)}
    return {"ready": task["key"]}


def _limit_memory(megabytes: int | None) -> None:
    """Limit the address space, where the system lets us; the largest limit asked for counts."""
    with contextlib.suppress(ValueError, OSError):
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = resource.RLIM_INFINITY if megabytes is None else megabytes * 1024 * 1024
        if wanted == resource.RLIM_INFINITY or soft == resource.RLIM_INFINITY or wanted > soft:
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _score(opened: OpenReward | OpenVerifier, item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The result of each sample of an item, as JSON."""
    from rewardry.engine.opened import OpenReward
    from rewardry.engine.remote import sample_from_json
    from rewardry.types import Batch

    samples = [sample_from_json(row) for row in item["samples"]]
    try:
        if isinstance(opened, OpenReward):
            batch = Batch(samples, (tuple(range(len(samples))),), item["progress"])
            return [results.score_to_json(score) for score in opened.score(batch)]
        return [results.verdict_to_json(verdict) for verdict in opened.verify(samples)]
    except BaseException as error:  # SystemExit and KeyboardInterrupt of a component end an item, not the worker
        failed = results.failure(error, opened.identity)
        if isinstance(opened, OpenReward):
            return [results.score_to_json(results.failed_score(*failed))] * len(samples)
        return [results.verdict_to_json(results.failed_verdict(*failed))] * len(samples)


def _out_of_memory(row: Mapping[str, Any]) -> bool:
    return results.MEMORY_LIMIT in (row.get("reason"), row["details"].get("reason"))
