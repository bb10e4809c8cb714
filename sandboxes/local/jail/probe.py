"""What can be seen from within a cell of what keeps a program in: tried, not assumed."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from . import kernel
from .root import BOX

_CALLS = {"x86_64": {"keyctl": 250, "bpf": 321}, "aarch64": {"keyctl": 219, "bpf": 280}}


def report(limits: Mapping[str, Any], seen: Mapping[str, bool]) -> None:
    """Write to standard output, as JSON, what was found for each layer, and end the process."""
    found = {
        "user namespace": seen.get("user", False) and os.geteuid() != 0,
        "pid namespace": os.getppid() == 1,
        "mount namespace": seen.get("mnt", False) and _refused(_write_into_root) and not os.path.lexists("/root/.ssh"),
        "network namespace": seen.get("net", False),
        "ipc namespace": seen.get("ipc", False),
        "no capabilities": _has_no_capabilities(),
        "no new privileges": kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) == 1,
        "landlock": _refused(lambda: os.listdir("/"), errno.EACCES),
        "seccomp": _filter_works(),
        "private directory": _directory_is_limited(limits),
        "process limit": _processes_are_limited(limits["processes"]),
        "own proc": os.path.exists("/proc/self/stat"),
    }
    os.write(1, json.dumps(found).encode())
    os._exit(0)


def _refused(call: Callable[[], object], *numbers: int) -> bool:
    try:
        call()
    except OSError as error:
        return not numbers or error.errno in numbers
    return False


def _write_into_root() -> None:
    with open("/written-by-a-probe", "w", encoding="utf-8"):
        pass


def _has_no_capabilities() -> bool:
    return not _capabilities() and _refused(lambda: os.setuid(0), errno.EINVAL, errno.EPERM)


def _capabilities() -> int:
    """The effective capabilities of this process, as bits; those of /proc, or none where there is none."""
    with suppress(OSError), open("/proc/self/status", "rb") as file:
        for line in file:
            if line.startswith(b"CapEff:"):
                return int(line.split()[1], 16)
    return 0


def _filter_works() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    for number in _CALLS[kernel.MACHINE or "x86_64"].values():
        ctypes.set_errno(0)
        if libc.syscall(ctypes.c_long(number), 0, None, 0) >= 0 or ctypes.get_errno() != errno.EPERM:
            return False
    return all(int(libc.socket(family, 1, 0)) < 0 for family in (1, 2, 10, 16))


def _directory_is_limited(limits: Mapping[str, Any]) -> bool:
    about = os.statvfs(BOX)
    most, files = int(limits["disk_mb"]) << 20, int(limits["files"]) + 2
    return about.f_blocks * about.f_frsize <= most and 0 < about.f_files <= files


def _processes_are_limited(most: int) -> bool:
    """Whether forking ends at the limit."""
    children = []
    try:
        for _ in range(most + 1):
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            children.append(pid)
    except OSError:
        return resource.getrlimit(resource.RLIMIT_NPROC)[0] >= len(children)
    finally:
        for pid in children:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
    return False
