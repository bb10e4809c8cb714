"""A slot: forks one cell after the other, and watches each from outside of its namespaces.

What a program reads and writes never comes here: its pipes lead to the caller, and its cell reads the job itself. A
process forked for the next run therefore finds nothing of the runs before it in its memory.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import OVER, kernel
from .cell import run_cell
from .memory import Group, Sampler, make_watch


@dataclass(frozen=True)
class Shared:
    """What the zygote has made for all runs.

    Attributes:
        proc: a descriptor of the machine's /proc.
        has_proc: whether runs can have a /proc of their own.
        pid_namespace: a descriptor of the zygote's pid namespace, to come back to after each fork.
        own: the inodes of the zygote's namespaces.
        readable, devices: what Landlock lets programs read and use.
        filter: the seccomp filter, or None where it is left out.
        without: layers that are left out.
    """

    proc: int
    has_proc: bool
    pid_namespace: int
    own: Mapping[str, int]
    readable: tuple[str, ...]
    devices: tuple[str, ...]
    filter: kernel.Filter | None
    without: frozenset[str]


def serve(connection: socket.socket, cgroup: list[int], shared: Shared) -> None:
    """Run what the caller sends until it closes the connection.

    Args:
        connection: a message for each run, with its descriptors: standard input, output, error, the job, the results.
        cgroup: open files of the cgroup that is for this slot, see `Group`; empty where there is none.
        shared: what the zygote has made.
    """
    watch = make_watch(cgroup, shared.proc)
    # One of each for all its runs. They take longest to make, and there is nothing in them that a run could change.
    kernel.unshare(kernel.CLONE_NEWUTS | kernel.CLONE_NEWCGROUP)
    if "network namespace" not in shared.without:
        kernel.unshare(kernel.CLONE_NEWNET)
    _tell(connection, {"ready": os.getpid(), "group": isinstance(watch, Group), "why": watch.problem})
    while True:
        message, descriptors, _, _ = socket.recv_fds(connection, 65536, 8)
        if not message:
            return
        if message == OVER:  # said of the run before, which ended by itself meanwhile
            continue
        try:
            answer = _run(connection, json.loads(message), descriptors, shared, watch)
        except OSError as error:
            answer = {"fault": str(error)}
        finally:
            for fd in descriptors:
                os.close(fd)
        _tell(connection, answer)


def _run(
    connection: socket.socket, limits: Mapping[str, Any], descriptors: list[int], shared: Shared, watch: Group | Sampler
) -> dict[str, Any]:
    """Fork a cell, wait for its end or for a limit, and say how it ended.

    Raises:
        OSError: no cell could be forked.
    """
    watch.begin(limits["memory_mb"], limits["disk_mb"])
    status, theirs = os.pipe()
    began = time.monotonic()
    try:
        kernel.unshare(kernel.CLONE_NEWPID)
        try:
            pid = kernel.fork()
            if pid == 0:
                connection.close()
                run_cell(descriptors, theirs, limits["collects"], shared)
        finally:
            kernel.setns(shared.pid_namespace, kernel.CLONE_NEWPID)
        os.close(theirs)
        theirs = -1
        killed = _wait(pid, connection, began + limits["seconds"], watch)
        os.waitpid(pid, 0)  # returns when every process of the namespace is gone
        took = time.monotonic() - began
        said = os.read(status, 65536)
    finally:
        os.close(status)
        if theirs >= 0:
            os.close(theirs)
    ended = watch.end()
    answer = {"killed": killed, "seconds": took, "memory_mb": ended.peak_mb, **_parsed(said)}
    if ended.exceeded:
        answer["killed"] = "memory"
    elif not said and killed is None:
        answer["fault"] = "process 1 of the run's namespaces was killed from outside"
    return answer


def _parsed(said: bytes) -> dict[str, Any]:
    """What the cell wrote: how the program ended, or what failed before it began. The first line counts."""
    line = said.partition(b"\n")[0]
    return dict(json.loads(line)) if line else {}


def _wait(pid: int, connection: socket.socket, deadline: float, watch: Group | Sampler) -> str | None:
    """Wait for a cell's end, and kill it over a limit; returns the limit."""
    fd = os.pidfd_open(pid)
    try:
        waiter = select.poll()
        waiter.register(fd, select.POLLIN)
        waiter.register(connection, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return _kill(pid, "time")
            ready = [found for found, _ in waiter.poll(max(1, min(left, watch.interval) * 1000))]
            if fd in ready:
                return None
            if ready:  # the caller has read more than the program may write, or is gone
                message = connection.recv(4096)
                return _kill(pid, "output" if message else "gone")
            if watch.exceeded(pid):
                return _kill(pid, "memory")
    finally:
        os.close(fd)


def _kill(pid: int, why: str) -> str:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return why


def _tell(connection: socket.socket, message: Mapping[str, Any]) -> None:
    with suppress(OSError):
        connection.send(json.dumps(message).encode())
