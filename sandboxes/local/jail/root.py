"""The root directory that programs see: the toolchains, read-only, and nothing else of this machine.

It is built once, on a tmpfs in the zygote's own mount namespace. A run adds its private directory and its /proc.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence

from . import kernel

BOX = "/box"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
# Anonymous shared memory by another name: left out where only the resident sizes of processes are watched.
SHARES_MEMORY = "/dev/zero"
_USER = 1000
_LINKS = {
    "/tmp": "box",
    "/dev/shm": "../box",  # for the locks of Python's multiprocessing
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
}
_FILES = {
    "/etc/passwd": f"sandbox:x:{_USER}:{_USER}::{BOX}:/bin/sh\n",
    "/etc/group": f"sandbox:x:{_USER}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n",
}
_BASES = ("/tmp", "/var/tmp", "/run", "/mnt")
_SEALED = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV


def build(readable: Sequence[str], hidden: Sequence[str], devices: Iterable[str]) -> str:
    """Build the root in this process's own mount namespace; returns where it is mounted.

    Args:
        readable: files, folders and symbolic links of this machine that are wanted at the same place.
        hidden: folders below those that are covered by empty ones.
        devices: device files that are wanted.

    Raises:
        OSError: a mount was refused.
    """
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    opened = {path: _open(path) for path in (*readable, *devices) if os.path.lexists(path)}
    base = next(path for path in _BASES if os.path.isdir(path))
    kernel.mount("rewardry", base, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m,nr_inodes=8k")
    for folder in (BOX, "/proc", "/dev", "/etc"):
        os.makedirs(base + folder, exist_ok=True)
    for link, target in _LINKS.items():
        os.symlink(target, base + link)
    for name, text in _FILES.items():
        _write(base + name, text)
    for path, fd in sorted(opened.items()):
        _show(path, fd, base + path, path in devices)
        if fd is not None:
            os.close(fd)
    for path in hidden:
        if os.path.isdir(base + path):
            kernel.mount("rewardry", base + path, "tmpfs", _SEALED, "mode=0555,size=4k,nr_inodes=2")
    return base


def enter(base: str) -> bool:
    """Make the built root this process's root, with the /proc of its own pid namespace.

    Returns:
        Whether there is a /proc. Without, runs have none either: the kernel lets nobody mount one where the
        machine's own is partly hidden, as in most containers.

    Raises:
        OSError: the root cannot be changed.
    """
    kernel.mount(base, base, None, kernel.MS_BIND | kernel.MS_REC)  # what another namespace mounted cannot be a root
    try:
        kernel.mount("proc", f"{base}/proc", "proc", _SEALED | kernel.MS_NOEXEC)
        has_proc = True
    except OSError:
        has_proc = False
    kernel.pivot_root(base)
    kernel.mount("none", "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | _SEALED)
    return has_proc


def _open(path: str) -> int | None:
    """A descriptor of what is shown; None for a symbolic link, which is made anew."""
    if os.path.islink(path):
        return None
    return os.open(path, os.O_PATH | os.O_CLOEXEC)


def _show(path: str, fd: int | None, target: str, is_device: bool) -> None:
    if os.path.lexists(target):  # a folder above it is shown already
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if fd is None:
        os.symlink(os.readlink(path), target)
        return
    if stat.S_ISDIR(os.fstat(fd).st_mode):
        os.mkdir(target)
    else:
        _write(target, "")
    kernel.mount(f"/proc/self/fd/{fd}", target, None, kernel.MS_BIND | kernel.MS_REC)
    kernel.set_mount_flags(target, kernel.MS_NOSUID | kernel.MS_NOEXEC if is_device else _SEALED)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
