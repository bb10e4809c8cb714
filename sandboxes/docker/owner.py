"""Whose a container is: a process of this machine, or one that may still live elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

LABEL = "rewardry.owner"


def this_process() -> str:
    """The label of what this process starts."""
    return json.dumps({**_machine(), "pid": os.getpid(), "began": _began(os.getpid())})


def is_gone(label: str) -> bool:
    """Whether the process that a label names has ended, as far as this one can know.

    A process of another machine, or of another container that shares the engine, is never taken for dead.
    """
    try:
        owner: Mapping[str, object] = json.loads(label)
        pid = owner["pid"]
    except (ValueError, KeyError, TypeError):
        return False
    if {key: owner.get(key) for key in _machine()} != _machine() or not isinstance(pid, int):
        return False
    return _began(pid) != owner.get("began")


def _machine() -> dict[str, str]:
    """What tells two machines apart, and two boots of one, and two containers on one."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return {"boot": boot, "processes": os.readlink("/proc/self/ns/pid")}
    except OSError:
        return {"boot": os.uname().nodename, "processes": ""}


def _began(pid: int) -> int | None:
    """When a process began, in ticks since boot; a number is given to one process after the other."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(after_name[19])
    except (OSError, ValueError, IndexError):
        return None
