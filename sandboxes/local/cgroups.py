"""Cgroups of this process's own, in which the memory of a run is limited by the kernel, where there can be any.

Version 1: a child of this process's own group. Version 2: a child of the nearest group above whose memory can be
divided, for a group with processes of its own cannot divide it; never further up than a group with a limit. A group's
folder carries this process's number, and one whose process has died is removed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "rewardry-"
_FILES = {
    1: (
        "cgroup.procs",
        "memory.limit_in_bytes",
        "memory.oom_control",
        "memory.max_usage_in_bytes",
        "memory.stat",
        "memory.memsw.limit_in_bytes",
    ),
    2: ("cgroup.procs", "memory.max", "memory.events", "memory.peak", "memory.stat", "memory.swap.max"),
}
_OPTIONAL = ("memory.memsw.limit_in_bytes", "memory.swap.max")


class Cgroups:
    """A folder of cgroups, one a slot.

    Args:
        folder: a new cgroup below which others are made.
        version: of the interface.
    """

    def __init__(self, folder: Path, version: int) -> None:
        self._folder = folder
        self.version = version

    def open(self, number: int) -> list[int]:
        """Make the cgroup of a slot, and open what its processes need of it; the order is that of `_FILES`.

        Raises:
            OSError: it cannot be made.
        """
        group = self._folder / f"slot-{number}"
        group.mkdir(exist_ok=True)
        opened = list[int]()
        try:
            for name in _FILES[self.version]:
                try:
                    opened.append(_open(group / name))
                except FileNotFoundError:
                    if name not in _OPTIONAL:
                        raise
        except OSError:
            for fd in opened:
                os.close(fd)
            raise
        return opened

    def close(self) -> None:
        """Remove the groups; their processes are dead."""
        _remove(self._folder)


def make_cgroups(
    root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")
) -> tuple[Cgroups | None, str]:
    """Cgroups where some can be made, and otherwise why there are none and what would mend it.

    Args:
        root: where cgroups are mounted.
        own: the file that says in which ones this process is.
    """
    problems = []
    for parent, version in _candidates(root, own):
        folder = parent / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            _sweep(parent)
            folder.mkdir()
            if version == 2:
                (folder / "cgroup.subtree_control").write_text("+memory")
            made = Cgroups(folder, version)
            for fd in made.open(0):
                os.close(fd)
        except OSError as error:
            _remove(folder)
            problems.append(f"{parent}: {error.strerror or error}")
            continue
        return made, ""
    why = "; ".join(problems) or "no controller of memory is mounted"
    return None, (
        f"no cgroup can be made ({why}). Run as root, or in a group of your own: systemd-run --user --scope "
        "-p Delegate=yes"
    )


def _candidates(root: Path, own: Path) -> Iterator[tuple[Path, int]]:
    try:
        lines = [line.split(":", 2) for line in own.read_text().splitlines()]
    except OSError:
        return
    for _, controllers, path in lines:
        if "memory" in controllers.split(","):
            yield _below(root / "memory", path), 1
    for number, controllers, path in lines:
        if number == "0" and not controllers:
            base = root if (root / "cgroup.controllers").exists() else root / "unified"
            group = _below(base, path)
            while group.is_dir() and group.is_relative_to(base):
                yield group, 2
                if _limited(group):  # one further up would be out of it
                    break
                group = group.parent


def _below(base: Path, path: str) -> Path:
    """A group's folder; the base itself where the path is one outside of this container."""
    folder = base / path.lstrip("/")
    return folder if folder.is_dir() and ".." not in folder.parts else base


def _limited(leaf: Path) -> bool:
    """Whether a limit lies on a group."""
    for name in ("memory.max", "pids.max"):
        with contextlib.suppress(OSError):
            if (leaf / name).read_text().strip() != "max":
                return True
    return False


def _sweep(parent: Path) -> None:
    """Remove the groups of processes that died without doing so."""
    for folder in parent.glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdigit() and not os.path.exists(f"/proc/{number}"):
            _remove(folder)


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for child in [path for path in folder.iterdir() if path.is_dir()]:
            with contextlib.suppress(OSError):
                child.rmdir()
        folder.rmdir()


def _open(path: Path) -> int:
    """A file of a cgroup for reading and writing; some can only be read."""
    try:
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
