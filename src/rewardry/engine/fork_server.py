"""The process that worker processes are forked from, and the caller's handle of it.

Starting Python and importing sympy takes a second; forking a process that has done so takes a few milliseconds. The
fork server imports what components need, forks a worker whenever it is told to, and is the one parent of them all: it
reaps them, and when its own parent is gone it kills them and ends. It runs in a session of its own, so that Ctrl-C in
a terminal reaches the caller only, who then decides.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Sequence

from rewardry.errors import EngineError

_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[2]); "
    "from rewardry.engine.fork_server import main; main(int(sys.argv[1]))"
)
_PR_SET_PDEATHSIG = 1


class ForkServer:
    """The handle of a running fork server.

    Raises:
        EngineError: Python cannot be started.
    """

    def __init__(self) -> None:
        if not sys.executable:
            raise EngineError("sys.executable is empty, so no worker process can be started; use the engine 'inline'")
        ours, theirs = socket.socketpair()
        # The same hash seed in every worker: verdicts must not depend on the order of a set.
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-c", _START, str(theirs.fileno()), json.dumps(sys.path)]
        try:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True, env=environment
            )
        except OSError as error:
            ours.close()
            raise EngineError(f"no worker process can be started with {sys.executable}: {error}") from error
        finally:
            theirs.close()
        self.connection = ours

    def preload(self, modules: Sequence[str]) -> None:
        """Import modules, so that workers forked from now on have them."""
        self._tell({"preload": list(modules)})

    def fork(self) -> socket.socket:
        """Fork a worker; returns the connection to it, on which it says hello.

        Raises:
            OSError: the fork server is gone.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            message = json.dumps({"fork": True}).encode() + b"\n"
            try:
                sent = socket.send_fds(self.connection, [message], [theirs.fileno()])
                self.connection.sendall(message[sent:])
            except OSError:
                ours.close()
                raise
        return ours

    def reap(self, pid: int) -> None:
        """Collect the exit status of a worker that is dead or has just been killed."""
        with contextlib.suppress(OSError):
            self._tell({"reap": pid})

    def close(self) -> None:
        """End the fork server and every worker it has."""
        self.connection.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:  # it hangs in an import of a preloaded module
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Drop the handle in a forked child, whose parent goes on using the fork server."""
        self.connection.close()
        self._process.returncode = 0  # not a child of this process: nothing to wait for

    def _tell(self, message: dict[str, object]) -> None:
        self.connection.sendall(json.dumps(message).encode() + b"\n")


def main(fd: int) -> None:
    """Run the fork server on an inherited socket until its other end is closed or its parent has died."""
    os.dup2(2, 1)  # what a component prints must not mix with the caller's output
    _import_what_every_worker_needs()
    parent, children, buffer, passed = os.getppid(), set[int](), b"", list[int]()
    with socket.socket(fileno=fd) as control:
        while True:
            readable = select.select([control], [], [], 1.0)[0]
            if os.getppid() != parent:
                break
            if not readable:
                continue
            data, descriptors, _, _ = socket.recv_fds(control, 65536, 16)
            if not data:
                break
            passed += descriptors
            *messages, buffer = (buffer + data).split(b"\n")
            for message in map(json.loads, messages):
                _obey(message, children, passed, control)
    for pid in children:
        _kill(pid)


def _import_what_every_worker_needs() -> None:
    from rewardry import plugins
    from rewardry.engine import runtime, worker

    _ = runtime, worker
    with contextlib.suppress(Exception):  # a broken plugin in strict mode; opening a component reports it
        plugins.loaded()


def _obey(message: dict[str, object], children: set[int], passed: list[int], control: socket.socket) -> None:
    match message:
        case {"preload": list(modules)}:
            for name in modules:
                with contextlib.suppress(Exception):  # opening the component reports it, with its owner's name
                    importlib.import_module(name)
        case {"fork": _}:
            children.add(_fork(passed.pop(0), control, passed))
        case {"reap": int(pid)} if pid in children:
            children.discard(pid)
            _kill(pid)


def _fork(fd: int, control: socket.socket, others: Sequence[int]) -> int:
    """Fork a worker on the connection `fd`; in the worker this does not return."""
    server = os.getpid()
    pid = os.fork()
    if pid:
        os.close(fd)
        return pid
    try:
        control.close()
        for other in others:
            os.close(other)
        _die_with(server)
        from rewardry.engine.worker import serve

        with socket.socket(fileno=fd) as connection:
            serve(connection)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the caller is gone
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _die_with(server: int) -> None:
    """Have the kernel kill this process when the fork server dies, where there is such a kernel."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(0)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
