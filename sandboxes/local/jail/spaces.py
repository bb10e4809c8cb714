"""A run's own namespaces and its private directory, with the files of its job laid into it."""

from __future__ import annotations

import json
import os
import signal
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import kernel
from .root import BOX

if TYPE_CHECKING:
    from .slot import Shared

_INSIDE_USER = 1000
_OWN = kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC
_SEALED = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC | kernel.MS_RDONLY
_HEAD = struct.Struct("=Q")


class Job:
    """What the caller wrote for a run: a head of JSON, then the contents of the files, one after the other.

    Args:
        fd: where it is read; at any place, for the descriptor is shared.
    """

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
                    written = os.write(fd, os.pread(self._fd, min(size, 1 << 20), offset))  # less on a full disk
                    offset, size = offset + written, size - written
            finally:
                os.close(fd)


def make(job: Job, shared: Shared) -> None:
    """Move this process into namespaces of the run's own, mount what is private to it, and give up all rights.

    Raises:
        OSError: the kernel refused a step; no program may run.
    """
    kernel.unshare(_OWN)
    limits = job.wanted["limits"]
    options = f"mode=0700,size={limits['disk_mb']}m,nr_inodes={limits['files'] + 2}"
    kernel.mount("box", BOX, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    if shared.has_proc:
        try:
            kernel.mount("proc", "/proc", "proc", _SEALED, "hidepid=invisible,subset=pid")
        except OSError:  # before Linux 5.8
            kernel.mount("proc", "/proc", "proc", _SEALED, "hidepid=2")
    kernel.unshare(kernel.CLONE_NEWUSER)
    kernel.map_ids(shared.proc, _INSIDE_USER, 0)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # a new user namespace takes it away


def differ(shared: Shared) -> dict[str, bool]:
    """Which namespaces of this process are not those of the zygote."""
    return {name: os.stat(f"self/ns/{name}", dir_fd=shared.proc).st_ino != own for name, own in shared.own.items()}
