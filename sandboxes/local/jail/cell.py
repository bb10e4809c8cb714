"""A cell: process 1 of a run's namespaces. It makes them, lays the files, forks the program and says how it ended.

It is ours, and out of the program's reach: a process 1 gets no signal from within its namespace that it has no handler
for, and one that is not dumpable cannot be looked into. When it ends, the kernel kills whatever the program left.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from . import kernel
from .program import become
from .root import BOX

if TYPE_CHECKING:
    from .slot import Shared

_INSIDE_USER = 1000
_OWN = kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWNET | kernel.CLONE_NEWCGROUP
_HEAD = struct.Struct("=Q")


def run_cell(descriptors: Sequence[int], status: int, shared: Shared) -> None:
    """Be a run's process 1. Does not return.

    Args:
        descriptors: standard input, output, error, the job, and a file for the results.
        status: the pipe on which the slot is told how the program ended, in one line of JSON.
        shared: what the zygote has made.
    """
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        with suppress(OSError):  # where memory runs out, the kernel is to choose the program
            kernel.write_at(shared.proc, "self/oom_score_adj", "1000")
        job = Job(descriptors[3])
        seen = _make_namespaces(job, shared)
        job.lay_files()
        answer = _run(job, descriptors, status, shared, seen)
        collected = _collect(job.wanted) if job.wanted["collect"] else {}
        answer["files"] = _deliver(collected, descriptors[4])
    except OSError as error:
        answer = {"fault": f"the run's own namespaces could not be made: {error}"}
    except BaseException as error:  # nothing of ours may go on in a process that was forked for a program
        answer = {"fault": f"{type(error).__name__}: {error}"}
    with suppress(OSError):
        os.write(status, json.dumps(answer).encode() + b"\n")
    os._exit(0)


class Job:
    """What the caller wrote for a run: a head of JSON, then the contents of the files, one after the other."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        (length,) = _HEAD.unpack(os.pread(fd, _HEAD.size, 0))
        self._offset = _HEAD.size + length
        self.wanted: Mapping[str, Any] = json.loads(os.pread(fd, length, _HEAD.size))

    def lay_files(self) -> None:
        """Write the files into the private directory."""
        offset = self._offset
        for name, size, mode in self.wanted["files"]:
            fd = os.open(f"{BOX}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            try:
                while size:
                    data = os.pread(self._fd, min(size, 1 << 20), offset)
                    os.write(fd, data)
                    offset, size = offset + len(data), size - len(data)
            finally:
                os.close(fd)


def _make_namespaces(job: Job, shared: Shared) -> dict[str, bool]:
    """Namespaces, the private directory and /proc; says which of the namespaces are the run's own."""
    kernel.unshare(_OWN & ~(kernel.CLONE_NEWNET if "network namespace" in shared.without else 0))
    limits = job.wanted["limits"]
    options = f"mode=0700,size={limits['disk_mb']}m,nr_inodes={limits['files'] + 2}"
    kernel.mount("box", BOX, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    if shared.has_proc:
        flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC | kernel.MS_RDONLY
        try:
            kernel.mount("proc", "/proc", "proc", flags, "hidepid=invisible,subset=pid")
        except OSError:  # before Linux 5.8
            kernel.mount("proc", "/proc", "proc", flags, "hidepid=2")
    kernel.unshare(kernel.CLONE_NEWUSER)
    kernel.map_ids(shared.proc, _INSIDE_USER, 0)
    kernel.drop_capabilities()
    seen = {}
    if job.wanted["kind"] == "probe":
        seen = {name: os.stat(f"self/ns/{name}", dir_fd=shared.proc).st_ino != own for name, own in shared.own.items()}
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # a new user namespace takes it away
    return seen


def _run(job: Job, descriptors: Sequence[int], status: int, shared: Shared, seen: Mapping[str, bool]) -> dict[str, Any]:
    began = time.monotonic()
    program = kernel.fork()
    if program == 0:
        try:
            become(job.wanted, descriptors[:3], status, shared, seen)
        finally:
            os._exit(125)
    while True:
        pid, ended, usage = os.wait4(-1, 0)  # it inherits every orphan
        if pid == program:
            break
    took = time.monotonic() - began
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    return {"status": ended, "rss_mb": usage.ru_maxrss / 1024, "took": took}


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
