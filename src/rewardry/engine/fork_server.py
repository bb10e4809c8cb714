"""The process that worker processes are forked from, and the caller's handle of it.

Starting Python and importing sympy takes a second; forking a process that has done so takes a few milliseconds. The
fork server imports what components need, forks a worker whenever it is told to, and is the one parent of them all: it
reaps them, and when its own parent is gone it kills them and ends. It runs in a session of its own, so that Ctrl-C in
a terminal reaches the caller only, who then decides.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Sequence

from rewardry.errors import EngineError
from rewardry.platforms import why_no_workers

_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[3]); from rewardry.engine.fork_server import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]))"
)
_PR_SET_PDEATHSIG = 1


class ForkServer:
    """The handle of a running fork server.

    Raises:
        EngineError: Python cannot be started, or this system cannot fork.
    """

    def __init__(self) -> None:
        refused = why_no_workers()
        if refused:
            raise EngineError(refused)
        if not sys.executable:
            raise EngineError("sys.executable is empty, so no worker process can be started; use the engine 'inline'")
        ours, theirs = socket.socketpair()
        # The same hash seed in every worker: verdicts must not depend on the order of a set.
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
        # -P: a json.py in the current folder is none of ours.
        command = [sys.executable, "-P", "-c", _START, str(theirs.fileno()), str(os.getpid()), path]
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
        self._forked = 0

    @property
    def ended(self) -> bool:
        """Whether it is gone.

        A process closes what it holds before those that it forked hear of its end, so that whoever sees one of its
        workers die with it sees this as well.
        """
        try:
            return not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def preload(self, modules: Sequence[str]) -> None:
        """Import modules, so that workers forked from now on have them."""
        self._tell({"preload": list(modules)})

    def fork(self) -> tuple[socket.socket, int]:
        """Fork a worker; returns the connection to it, on which it says hello, and its number.

        Raises:
            OSError: the fork server is gone.
        """
        ours, theirs = socket.socketpair()
        self._forked += 1
        with theirs:
            message = json.dumps({"fork": self._forked}).encode() + b"\n"
            try:
                sent = socket.send_fds(self.connection, [message], [theirs.fileno()])
                self.connection.sendall(message[sent:])
            except OSError:
                ours.close()
                raise
        return ours, self._forked

    def reap(self, number: int) -> None:
        """Kill a worker, if it is not dead yet, and collect its exit status."""
        with contextlib.suppress(OSError):
            self._tell({"reap": number})

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


def main(fd: int, parent: int) -> None:
    """Run the fork server on an inherited socket until its other end is closed or its parent has died."""
    _print_to_stderr()
    _import_what_every_worker_needs()
    children, buffer, passed = dict[int, int](), b"", list[int]()
    with socket.socket(fileno=fd) as control:
        control.set_inheritable(False)
        control.settimeout(1.0)
        while os.getppid() == parent:
            try:
                data, descriptors, _, _ = socket.recv_fds(control, 65536, 16)
            except TimeoutError:
                continue
            if not data:
                break
            passed += descriptors
            *messages, buffer = (buffer + data).split(b"\n")
            for message in map(json.loads, messages):
                _obey(message, children, passed, control)
    for pid in children.values():
        _kill(pid)
    os._exit(0)  # at once, whatever threads and exit handlers the preloaded modules have


def _print_to_stderr() -> None:
    """What a component prints must not mix with the caller's output."""
    sys.stdout = sys.stderr
    try:
        os.dup2(2, 1)
    except OSError:  # the caller has closed its standard error
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _import_what_every_worker_needs() -> None:
    from rewardry import plugins
    from rewardry.engine import runtime, worker

    _ = runtime, worker
    with contextlib.suppress(Exception):  # a broken plugin in strict mode; opening a component reports it
        plugins.loaded()


def _obey(message: dict[str, object], children: dict[int, int], passed: list[int], control: socket.socket) -> None:
    match message:
        case {"preload": list(modules)}:
            for name in modules:
                # Opening the component reports it, with its owner's name.
                with contextlib.suppress(Exception, SystemExit):
                    importlib.import_module(name)
        case {"fork": int(number)}:
            with contextlib.suppress(OSError):  # no process or memory is left; the closed connection says so
                children[number] = _fork(passed.pop(0), control, passed)
        case {"reap": int(number)} if number in children:
            _kill(children.pop(number))


def _fork(fd: int, control: socket.socket, others: Sequence[int]) -> int:
    """Fork a worker on the connection `fd`; in the worker this does not return.

    Raises:
        OSError: there cannot be another process.
    """
    server = os.getpid()
    gc.freeze()  # what is loaded is not searched for garbage in the workers, and so its memory stays shared with them
    try:
        pid = os.fork()
    except OSError:
        os.close(fd)
        raise
    if pid:
        os.close(fd)
        return pid
    try:
        control.close()
        for other in others:
            os.close(other)
        os.set_inheritable(fd, False)
        os.setpgid(0, 0)  # so that what it starts can be killed with it
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
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
