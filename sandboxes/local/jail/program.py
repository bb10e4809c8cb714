"""The last steps before a process is somebody else's: its namespaces, limits, Landlock, the filter.

With the namespaces all rights are given up; no_new_privs lies on it since the zygote began.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from . import kernel, landlock, probe, python_program, spaces
from .root import BOX

if TYPE_CHECKING:
    from .slot import Shared

_MB = 1 << 20
_STACK_MB = 64
_OPEN_FILES = 512


def become(job: spaces.Job | None, descriptors: Sequence[int], status: int, shared: Shared) -> None:
    """Become the program that is wanted. Does not return.

    Args:
        job: the job, where the cell has made the run's namespaces already; None to make them here.
        descriptors: standard input, output and error, and the job.
        status: where a failure is told; closed before anything of the program's runs.
        shared: what the zygote has made.
    """
    try:
        os.setsid()
        with suppress(OSError):  # where memory runs out, the kernel is to choose the program
            kernel.write_at(shared.proc, "self/oom_score_adj", "1000")
        beside = int(job is not None)  # a cell that is in the same user namespace counts as well
        if job is None:
            job = spaces.Job(descriptors[3])
            spaces.make(job, shared)
            job.lay_files()
        wanted = job.wanted
        seen = spaces.differ(shared) if wanted["kind"] == "probe" else {}
        for number in (0, 1, 2):
            os.dup2(descriptors[number], number, inheritable=True)
        os.chdir(BOX)
        os.umask(0o022)
        _limit(wanted["limits"], beside)
        _confine(shared)
    except BaseException as error:
        os.write(status, json.dumps({"fault": f"the program could not be confined: {error}"}).encode() + b"\n")
        os._exit(125)
    os.closerange(3, 1 << 20)
    gc.enable()
    match wanted["kind"]:
        case "python":
            python_program.run(f"{BOX}/{wanted['argv'][0]}", wanted["argv"])
        case "probe":
            probe.report(wanted["limits"], seen)
        case _:
            _execute(wanted["argv"])


def _limit(limits: Mapping[str, Any], beside: int) -> None:
    """Limits of each process. Those on memory and time only bound how fast the common ones can be overrun."""
    disk = limits["disk_mb"] * _MB
    cpu = int(limits["seconds"]) + 2
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: disk,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_NPROC: limits["processes"] + beside,
        resource.RLIMIT_STACK: _STACK_MB * _MB,
    }
    if limits["spike_mb"]:
        wanted[resource.RLIMIT_DATA] = limits["spike_mb"] * _MB
    for name, value in wanted.items():
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def _confine(shared: Shared) -> None:
    if "landlock" not in shared.without:
        landlock.restrict((*shared.readable, "/etc", "/proc"), (*shared.devices,), BOX)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # so that what /proc shows of itself is its own
    if shared.filter is not None:
        shared.filter.install()


def _execute(argv: Sequence[str]) -> None:
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores, and would have others ignore
        kernel.set_disposition(number, kernel.SIG_DFL)
    try:
        os.execv(argv[0], list(argv))
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode())
        os._exit(126)
