"""The caller's handle of the zygote and of its slots."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.sandbox import SandboxUnavailableError

from .jail import root
from .toolchains import base_interpreter

_START = (
    "import sys; sys.path.insert(0, sys.argv[4]); from jail.zygote import main; del sys.path[0]; "
    "main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])"
)
_START_SECONDS = 60.0
_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": root.BOX,
    "TMPDIR": root.BOX,
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    # The same hash seed in every program: what it prints must not depend on the order of a set.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "GOCACHE": f"{root.BOX}/.go",
    "GO111MODULE": "off",
}
# What mends a step of the start that the kernel refused.
_MENDS = {
    "start": "rewardry needs Linux with /proc mounted",
    "user namespace": (
        "user namespaces are needed: sysctl -w user.max_user_namespaces=10000, and where they exist "
        "kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0; in a container, start "
        "it with --security-opt seccomp=unconfined"
    ),
    "pid namespace": "pid namespaces are needed: in a container, start it with --security-opt seccomp=unconfined",
    "mount namespace": (
        "mounts in a namespace of one's own are needed: in a container, start it with --security-opt "
        "seccomp=unconfined --security-opt apparmor=unconfined, or with --cap-add SYS_ADMIN"
    ),
    "unprivileged user": "this process is root and may not become another user; start it as an ordinary one",
}


class Zygote:
    """A running zygote.

    Args:
        readable: what programs may read of this machine.
        hidden: folders below that are to be empty.
        shared_memory: whether anonymous memory may be shared between processes.
        without: layers to leave out.

    Attributes:
        user: the user that programs are, as the machine sees it.
        dropped: whether root was given up for it.

    Raises:
        SandboxUnavailableError: a namespace or a mount was refused; says which, and what mends it.
    """

    def __init__(
        self, readable: Sequence[str], hidden: Sequence[str], shared_memory: bool, without: Sequence[str] = ()
    ) -> None:
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        devices = [path for path in root.DEVICES if shared_memory or path != root.SHARES_MEMORY]
        settings = {
            "readable": list(readable),
            "hidden": list(hidden),
            "devices": devices,
            "shared_memory": shared_memory,
            "without": list(without),
        }
        here = str(Path(__file__).parent)
        command = [base_interpreter(), "-S", "-s", "-P", "-X", "utf8", "-c", _START, str(theirs.fileno())]
        try:
            self._process = subprocess.Popen(
                [*command, str(os.getpid()), json.dumps(settings), here],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE,  # pipes, as programs have: their streams are the objects that begin here
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                env=_environment(),
                cwd="/",
            )
        except OSError as error:
            self._connection.close()
            raise SandboxUnavailableError(f"the sandbox local cannot start {command[0]}: {error}") from error
        finally:
            theirs.close()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        started = self._receive_start()
        self.user: int = started["user"]
        self.dropped: bool = started["dropped"]

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    def _receive_start(self) -> dict[str, Any]:
        self._connection.settimeout(_START_SECONDS)
        try:
            said = self._connection.recv(65536)
        except OSError as error:
            said = b""
            why = str(error)
        else:
            why = "it ended"
        started: dict[str, Any] = json.loads(said) if said else {"failed": "start", "why": why + self._last_words()}
        if "failed" in started:
            self.close()
            step = started["failed"]
            raise SandboxUnavailableError(
                f"the sandbox local cannot start here: {step}: {started['why']}. {_MENDS[step]}; or use the sandbox "
                "docker"
            )
        return started

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)
        said = (self._process.stderr.read() or b"").decode(errors="replace").strip()
        return f": {said.splitlines()[-1]}" if said else ""

    def has_ended(self) -> bool:
        """Whether it is gone; one that is just ending is waited for."""
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return False
        return True

    def fork_slot(self, cgroup: Sequence[int]) -> Slot:
        """Fork a slot.

        Args:
            cgroup: open files of its cgroup; closed here.

        Raises:
            OSError: the zygote is gone.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            socket.send_fds(self._connection, [b"slot"], [theirs.fileno(), *cgroup])
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
            for fd in cgroup:
                os.close(fd)
        return Slot(ours)

    def close(self) -> None:
        """End it, and with it everything that was started from it. Returns when all of that is gone."""
        self._connection.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def forget(self) -> None:
        """Drop the handle in a forked child, whose parent goes on using the zygote."""
        self._connection.close()
        self._process.returncode = 0


class Slot:
    """The caller's end of a slot.

    Attributes:
        socket: where runs are asked for; see `rewardry.sandboxes.local.jail.slot`.
        group: whether its memory is limited by a cgroup; `why` it is not, where one was given.

    Raises:
        OSError: there is no slot at the other end.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        connection.settimeout(_START_SECONDS)
        said = connection.recv(65536)
        if not said:
            connection.close()
            raise ConnectionResetError("the zygote could not fork a slot: no process or memory is left")
        hello: Mapping[str, Any] = json.loads(said)
        self.group: bool = hello["group"]
        self.why: str | None = hello["why"]
        connection.setblocking(False)

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self.socket.close()


def _environment() -> dict[str, str]:
    """What every program has for its environment, and none of the caller's variables.

    One of them is kept where it is set: without it the interpreter may not find its own library.
    """
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ} | _ENVIRONMENT
