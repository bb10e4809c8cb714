"""What the systems differ in, in one place: Linux has everything, macOS no local sandbox, Windows no fork either.

`docs/platforms.md` says the same to users.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

_NAMES = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}


def system_name() -> str:
    """The system as people call it: Linux, macOS, Windows, or as Python calls it."""
    return _NAMES.get(sys.platform, sys.platform)


def can_fork() -> bool:
    """Whether a process can be forked, as worker processes are."""
    return hasattr(os, "fork")


def in_forked_child(function: Callable[[], object]) -> None:
    """Have a function called in every child that is forked; nothing where there is no fork."""
    register = getattr(os, "register_at_fork", None)
    if register is not None:
        register(after_in_child=function)


def why_no_workers() -> str | None:
    """Why there are no worker processes on this system and what to do, or None where there are."""
    if can_fork():
        return None
    return (
        f"worker processes are forked, which {system_name()} cannot do, so components that may hang do not run here; "
        "run rewardry under WSL 2 or in a Linux container, or, with rows that you trust, use the engine 'inline', "
        "which has no deadline"
    )


def why_no_local_sandbox() -> str | None:
    """Why the sandbox local cannot start on this system and what to use instead, or None on Linux."""
    if sys.platform == "linux":
        return None
    instead = _ON_WINDOWS if sys.platform == "win32" else "use sandbox=docker (" + _DOCKER + ")"
    return (
        f"the sandbox local needs the namespaces and filters of Linux, which {system_name()} does not have; {instead}, "
        "or sandbox=remote with the address of a server"
    )


def why_no_docker_sandbox() -> str | None:
    """Why the sandbox docker cannot start on this system and what to use instead, or None where it can."""
    if sys.platform != "win32":
        return None
    return (
        "the sandbox docker speaks to its containers over a socket of Unix, which Docker on Windows does not offer; "
        f"{_ON_WINDOWS}, or sandbox=remote with the address of a server"
    )


_ON_WINDOWS = "run rewardry under WSL 2, which is Linux"
_DOCKER = "pip install 'rewardry[docker]', then `rewardry sandbox build`"
