"""Landlock: what this process may still open. A second wall behind the mount namespace, independent of it."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from . import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE, _IOCTL = 1, 2, 4, 8, 1 << 14, 1 << 15
_MAKE_CHAR, _MAKE_SOCKET, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
READ = _EXECUTE | _READ_FILE | _READ_DIR
_RIGHTS = (13, 14, 15, 15, 16)  # how many rights of files each version of the interface knows


def version() -> int:
    """The version of the kernel's interface; 0 where there is none."""
    try:
        return kernel.syscall("landlock_create", None, 0, 1)
    except OSError:
        return 0


def restrict(readable: Iterable[str], devices: Iterable[str], writable: str) -> None:
    """Allow nothing but reading some paths, using some devices and writing one folder; no TCP; no signals outwards.

    Args:
        readable: files and folders that may be read and executed; those that do not exist are skipped.
        devices: character devices that may be read and written.
        writable: the folder in which files may be made; no sockets and no devices.

    Raises:
        OSError: the kernel refused; nothing is restricted then, and no program may be run.
    """
    abi = version()
    rights = (1 << _RIGHTS[min(abi, len(_RIGHTS)) - 1]) - 1
    network = 3 if abi >= 4 else 0
    scoped = 3 if abi >= 6 else 0  # abstract sockets, signals
    attributes = struct.pack("=QQQ", rights, network, scoped)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    rules = kernel.syscall("landlock_create", attributes, len(attributes), 0)
    try:
        for path in readable:
            _allow(rules, path, READ & rights)
        for path in devices:
            _allow(rules, path, (_READ_FILE | _WRITE_FILE | _IOCTL | _TRUNCATE) & rights)
        _allow(rules, writable, rights & ~(_MAKE_CHAR | _MAKE_BLOCK | _MAKE_SOCKET))
        kernel.syscall("landlock_restrict", rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _OF_FILES
        kernel.syscall("landlock_add", rules, 1, struct.pack("=Qi", rights, fd), 0, what=f"Landlock's rule for {path}")
    finally:
        os.close(fd)
