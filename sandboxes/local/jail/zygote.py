"""The zygote: one small interpreter that runs share, and never the caller's memory.

The caller starts it by exec. It makes a user namespace, a pid namespace and the root, and then forks slots when it is
told to. When the caller is gone, its end of the connection closes; when the first process of the pid namespace ends,
the kernel kills all that is in it. Programs are forked from what is loaded here and from nothing else, so what is
loaded here is all that they can find in their memory.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import select
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from . import kernel, landlock, root, seccomp
from .slot import Shared, serve

# fmt: off
_MODULES = (
    "abc", "bisect", "collections", "collections.abc", "copy", "enum", "functools", "heapq", "io", "itertools", "json",
    "math", "operator", "os", "random", "re", "string", "struct", "threading", "time", "typing",
)
# fmt: on
_NOBODY = 64999  # no distribution gives it to anybody


def main(control: int, parent: int, settings: str) -> None:
    """Run the zygote until the caller ends or closes the connection `control`."""
    connection = socket.socket(fileno=control)
    wanted = json.loads(settings)
    wanted["without"] += _absent_here()
    step = "start"
    try:
        warm()  # while the standard library can still be read
        kernel.set_disposition(signal.SIGINT, kernel.SIG_DFL)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        base: str | None = None
        dropped = False
        if os.geteuid() == 0:
            step = "mount namespace"
            kernel.unshare(kernel.CLONE_NEWNS)
            base = root.build(wanted["readable"], wanted["hidden"], wanted["devices"])
            step = "unprivileged user"
            dropped = _drop_root()
        step = "user namespace"
        user, group = os.geteuid(), os.getegid()
        kernel.unshare(kernel.CLONE_NEWUSER)
        kernel.map_ids(proc, 0, user, group)
        step = "pid namespace"
        kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWPID)
        if base is None:
            step = "mount namespace"
            base = root.build(wanted["readable"], wanted["hidden"], wanted["devices"])
        child = os.fork()
    except OSError as error:
        _tell(connection, {"failed": step, "why": _said(error)})
        os._exit(1)
    if child == 0:
        _first_process(connection, base, proc, {**wanted, "user": user, "dropped": dropped})
    _watch(child, parent, connection)


def warm() -> None:
    """Load what most programs import, so that their processes have it from the start."""
    import importlib
    import site

    for name in _MODULES:
        importlib.import_module(name)
    site.setquit()
    site.setcopyright()
    site.sethelper()
    sys.dont_write_bytecode = True
    random.seed(0)  # a program that rolls dice rolls the same ones in every run, and so gets the same verdict


def _absent_here() -> list[str]:
    """Layers that this kernel does not have. Runs do without, and the probe reports what is missing."""
    absent = [] if os.path.exists("/proc/self/ns/net") else ["network namespace"]
    if landlock.version() == 0:
        absent.append("landlock")
    try:
        kernel.prctl(kernel.PR_GET_SECCOMP)
        seccomp.build(shared_memory=True)
    except OSError:
        absent.append("seccomp")
    return absent


def _drop_root() -> bool:
    """Become a user without rights; False where this namespace has no second user to become."""
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:
        return False
    return True


def _watch(child: int, parent: int, connection: socket.socket) -> None:
    """Wait for the first process of the namespace; end it when the caller has died."""
    connection.close()
    waiter = select.poll()
    fd = os.pidfd_open(child)
    waiter.register(fd, select.POLLIN)
    while not waiter.poll(1000):
        if os.getppid() != parent:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os._exit(0)


def _first_process(connection: socket.socket, base: str, proc: int, wanted: Mapping[str, Any]) -> None:
    """Process 1 of the zygote's pid namespace: forks slots until the connection closes."""
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        has_proc = root.enter(base)
        shared = Shared(
            proc=proc,
            has_proc=has_proc,
            pid_namespace=os.open("self/ns/pid", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc),
            own=_namespaces(proc),
            readable=tuple(path for path in wanted["readable"] if not os.path.islink(path)),
            devices=tuple(wanted["devices"]),
            filter=None if "seccomp" in wanted["without"] else kernel.Filter(seccomp.build(wanted["shared_memory"])),
            without=frozenset(wanted["without"]),
        )
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # nobody looks into it
    except OSError as error:
        _tell(connection, {"failed": "mount namespace", "why": _said(error)})
        os._exit(1)
    gc.disable()  # programs enable it; nothing of ours is garbage
    gc.collect()
    gc.freeze()
    _tell(connection, {"ready": os.getpid(), "user": wanted["user"], "dropped": wanted["dropped"], "proc": has_proc})
    waiter = select.poll()
    waiter.register(connection, select.POLLIN)
    while True:
        if waiter.poll(1000):
            _, descriptors, _, _ = socket.recv_fds(connection, 4096, 8)
            if not descriptors:
                os._exit(0)  # and the kernel kills all the rest of the namespace
            _fork_slot(descriptors, connection, shared)
        _reap()


def _namespaces(proc: int) -> dict[str, int]:
    """The inodes of this process's namespaces, as far as the kernel has such."""
    found = {}
    for name in ("user", "mnt", "net", "ipc"):
        with suppress(FileNotFoundError):
            found[name] = os.stat(f"self/ns/{name}", dir_fd=proc).st_ino
    return found


def _fork_slot(descriptors: list[int], connection: socket.socket, shared: Shared) -> None:
    """Fork a slot; its connection comes first, then the files of its cgroup, where it has one."""
    with suppress(OSError):  # no process is left: the closed connection says so
        if os.fork() == 0:
            connection.close()
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            serve(socket.socket(fileno=descriptors[0]), descriptors[1:], shared)
            os._exit(0)
    for fd in descriptors:
        os.close(fd)


def _said(error: OSError) -> str:
    """The system's words, with the file where there is one."""
    return str(error) if error.filename else error.strerror or str(error)


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _tell(connection: socket.socket, message: Mapping[str, Any]) -> None:
    with suppress(OSError):
        connection.send(json.dumps(message).encode())
