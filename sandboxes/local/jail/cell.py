"""A cell: process 1 of a run's pid namespace. It forks the program and says how it ended.

It is ours, and out of the program's reach: a process 1 gets no signal from within its namespace that it has no handler
for, and one that is not dumpable cannot be looked into. When it ends, the kernel kills whatever the program left.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from . import kernel, spaces
from .program import become
from .root import BOX

if TYPE_CHECKING:
    from .slot import Shared


def run_cell(descriptors: Sequence[int], status: int, collects: bool, shared: Shared) -> None:
    """Be a run's process 1. Does not return.

    Args:
        descriptors: standard input, output, error, the job, and a file for the results.
        status: the pipe on which the slot is told how the program ended, in one line of JSON.
        collects: whether files are to be brought back. Then the cell must be in the namespaces that they are in;
            else the program alone makes them, which is less to copy of the memory that both are forked from.
        shared: what the zygote has made.
    """
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        job = None
        if collects:
            job = spaces.Job(descriptors[3])
            spaces.make(job, shared)
            job.lay_files()
        answer = _run(job, descriptors, status, shared)
        if job is not None:
            with suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
            found = _collect(job.wanted)
            answer["files"] = _deliver(found, descriptors[4])
    except OSError as error:
        answer = {"fault": f"the run's own namespaces could not be made: {error}"}
    except BaseException as error:  # nothing of ours may go on in a process that was forked for a program
        answer = {"fault": f"{type(error).__name__}: {error}"}
    with suppress(OSError):
        os.write(status, json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _run(job: spaces.Job | None, descriptors: Sequence[int], status: int, shared: Shared) -> dict[str, Any]:
    began = time.monotonic()
    program = kernel.fork()
    if program == 0:
        try:
            become(job, descriptors, status, shared)
        finally:
            os._exit(125)
    while True:
        pid, ended, usage = os.wait4(-1, 0)  # it inherits every orphan
        if pid == program:
            break
    return {"status": ended, "rss_mb": usage.ru_maxrss / 1024, "took": time.monotonic() - began}


def _collect(wanted: Mapping[str, Any]) -> dict[str, bytes]:
    """Those of the wanted files that are there, are regular, and are not larger than they may be."""
    found = {}
    for name in wanted["collect"]:
        try:
            fd = os.open(f"{BOX}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            about = os.fstat(fd)
            if stat.S_ISREG(about.st_mode) and about.st_size <= wanted["collect_bytes"]:
                found[name] = os.read(fd, about.st_size)
        finally:
            os.close(fd)
    return found


def _deliver(found: Mapping[str, bytes], fd: int) -> list[tuple[str, int]]:
    """Write the files one after the other where the caller reads them; returns names and sizes."""
    for data in found.values():
        left = memoryview(data)
        while left:
            left = left[os.write(fd, left) :]
    return [(name, len(data)) for name, data in found.items()]
