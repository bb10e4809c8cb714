"""System calls that Python lacks, by ctypes; each raises OSError with what was tried."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from contextlib import suppress

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_GET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 1, 4, 21, 38, 39
SIG_DFL, SIG_IGN = 0, 1

_MNT_DETACH, _AT_RECURSIVE = 2, 0x8000
_CAPABILITY_VERSION_3 = 0x20080522
MACHINE = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(
    platform.machine().lower()
)
_NUMBERS = {"x86_64": {"pivot_root": 155, "capset": 126}, "aarch64": {"pivot_root": 41, "capset": 91}}
_SAME_NUMBERS = {"mount_setattr": 442, "landlock_create": 444, "landlock_add": 445, "landlock_restrict": 446}
_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter locked during a call


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str, *arguments: int | bytes | None, what: str = "") -> int:
    """A system call that libc has no function for; integers are passed as longs."""
    number = {**_SAME_NUMBERS, **_NUMBERS[MACHINE or "x86_64"]}[name]
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *passed), what or name)


def unshare(flags: int) -> None:
    """Move this process (with CLONE_NEWPID: its next children) into new namespaces."""
    _check(_libc.unshare(flags), f"unshare({flags:#x})")


def setns(fd: int, flags: int) -> None:
    """Move this process (with CLONE_NEWPID: its next children) into an existing namespace."""
    _check(_libc.setns(fd, flags), f"setns({flags:#x})")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mount a file system, or with MS_BIND a folder or file."""
    done = _libc.mount(
        source.encode(), target.encode(), kind and kind.encode(), ctypes.c_ulong(flags), data.encode() or None
    )
    _check(done, f"mount of {kind or source} at {target}")


def detach(target: str) -> None:
    """Take a mount out of the tree, with all below it."""
    _check(_libc.umount2(target.encode(), _MNT_DETACH), f"unmounting {target}")


def pivot_root(new: str) -> None:
    """Make `new` the root, and let go of the old one."""
    os.chdir(new)
    syscall("pivot_root", b".", b".")
    detach(".")
    os.chdir("/")


def set_mount_flags(path: str, flags: int) -> None:
    """Add MS_RDONLY, MS_NOSUID, MS_NODEV and MS_NOEXEC to a mount and all below it."""
    attributes = struct.pack("=QQQQ", flags & 0xF, 0, 0, 0)  # the attributes have the values of these flags
    syscall("mount_setattr", -100, path.encode(), _AT_RECURSIVE, attributes, len(attributes), what=f"flags of {path}")


def prctl(option: int, value: int = 0) -> int:
    """An operation on this process that takes numbers."""
    zero = ctypes.c_ulong(0)
    return _check(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), f"prctl({option})")


class Filter(ctypes.Structure):
    """A seccomp filter as prctl takes it.

    Args:
        program: its instructions, of 8 bytes each.
    """

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    def __init__(self, program: bytes) -> None:
        super().__init__(len(program) // 8, program)
        self._program = program  # the structure only points to it

    def install(self) -> None:
        """Put it on this process and all that it starts."""
        zero = ctypes.c_ulong(0)
        _check(_libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(self), zero, zero), "seccomp")


def fork() -> int:
    """Fork without what Python runs in a child for the sake of threads, of which there are none here.

    That would touch, and so copy, two hundred pages of memory: a third of what a run costs.
    """
    return _check(_python.fork(), "fork")


def drop_capabilities() -> None:
    """Give up every capability in this process's user namespace; with no_new_privs none comes back."""
    syscall("capset", struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), struct.pack("=6I", *([0] * 6)))


def set_disposition(signal: int, disposition: int) -> None:
    """Ignore a signal or take its default, whatever Python's start did with it. Only in processes of our own."""
    _libc.signal.restype = ctypes.c_void_p
    _libc.signal(signal, ctypes.c_void_p(disposition))


def map_ids(proc: int, inside: int, outside: int, outside_group: int | None = None) -> None:
    """Map one user and one group of the user namespace that this process has just made.

    Args:
        proc: a descriptor of a /proc.
        inside: the id within the namespace.
        outside: the user's id outside.
        outside_group: the group's, by default the same.
    """
    prctl(PR_SET_DUMPABLE, 1)  # else the files belong to root
    with suppress(FileNotFoundError):  # kernels before 3.19
        write_at(proc, "self/setgroups", "deny")
    write_at(proc, "self/uid_map", f"{inside} {outside} 1")
    write_at(proc, "self/gid_map", f"{inside} {outside if outside_group is None else outside_group} 1")


def write_at(folder: int, path: str, text: str) -> None:
    """Write a short text to a file below an open folder."""
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def read_at(folder: int, path: str, most: int = 65536) -> bytes:
    """The beginning of a file below an open folder."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.read(fd, most)
    finally:
        os.close(fd)
