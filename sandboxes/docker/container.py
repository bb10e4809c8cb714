"""One warm container: started once, runs many programs, one at a time."""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rewardry.sandbox import Ended, Execution, Limits

from . import inner_program, inner_server
from .channel import Channel, ChannelError, SilentError
from .engine import Engine, EngineError, connection_of, release
from .inner_program import MAGIC, REQUEST, ROOM, ROOM_GROUP
from .inner_server import RESULT
from .owner import LABEL, this_process
from .seccomp import profile

MIB = 1 << 20
START_SECONDS = 60.0
# How long after its wall clock a run may go without a result: its processes are killed, its directory is removed.
GRACE_SECONDS = 20.0
# Beside what programs may use: the inner server and its children, and what the kernel holds for them.
SERVER_MB = 64
SERVER_PROCESSES = 16
SERVER_FILES = 2
# What Docker hides of the kernel, and more of it that no program needs.
MASKED = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/cmdline",
    "/proc/config.gz",
    "/proc/kallsyms",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/modules",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
    "/sys/kernel",
    "/sys/module",
)
# A chunk of user ids for each container, so that a limit on a user's processes never counts those of a neighbour.
_FIRST_UID, _LAST_UID, _UIDS = 1 << 20, 1 << 30, 1 << 16
_ENDED = {b"exited": Ended.EXITED, b"time": Ended.TIME, b"memory": Ended.MEMORY, b"output": Ended.OUTPUT}


@dataclass(frozen=True, slots=True)
class Settings:
    """What all containers of a pool have in common.

    Attributes:
        image: its name or digest.
        runtime: the engine's runtime, or None for its default.
        cpus: cores that a container may use.
    """

    image: str
    runtime: str | None
    cpus: float


@dataclass(frozen=True, slots=True)
class Request:
    """What a container runs.

    Attributes:
        python: whether the inner server's own Python runs it, in a copy of that process.
        command: the program file and its arguments, or the tool, its options, ...
        environment: all of it.
        files: names to contents and modes; one of them is the program.
        stdin: what it reads.
        collect: names of files to bring back.
        limits: what it may use.
        collect_bytes: the size that a file to collect may have; default: that of the outputs.
    """

    python: bool
    command: tuple[str, ...]
    environment: Mapping[str, str]
    files: Mapping[str, tuple[bytes, int]]
    stdin: bytes
    collect: tuple[str, ...]
    limits: Limits
    collect_bytes: int | None = None

    @property
    def largest_file(self) -> int:
        """Bytes that a file to collect may have."""
        return self.limits.output_bytes if self.collect_bytes is None else self.collect_bytes

    def encoded(self, number: int) -> bytes:
        """The request as the inner server reads it."""
        limits = self.limits
        described = json.dumps(
            {
                "python": self.python,
                "command": self.command,
                "environment": dict(self.environment),
                "files": [(name, len(content), mode) for name, (content, mode) in self.files.items()],
                "stdin": len(self.stdin),
                "collect": [(name, self.largest_file) for name in self.collect],
            }
        ).encode()
        body = b"".join(
            (len(described).to_bytes(4, "little"), described, *(c for c, _ in self.files.values()), self.stdin)
        )
        amounts = (limits.memory_mb * MIB, limits.disk_mb * MIB, limits.output_bytes, limits.processes)
        names = "\0".join(self.files).encode("utf-8", "surrogateescape")
        return REQUEST.pack(MAGIC, number, len(names), len(body), limits.seconds, *amounts) + names + body


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, and whether the container may go on.

    Attributes:
        execution: the run.
        clean: nothing was left behind, and the container answered as it should.
        lost: the container itself failed during the run.
    """

    execution: Execution
    clean: bool
    lost: bool = False


class Container:
    """A started container. Belongs to one thread at a time.

    Args:
        engine: a connection of its own, which it closes.
        settings: what it is made of.
        limits: what its first program may use; the size of its tmpfs stays as these say.

    Raises:
        EngineError: it does not start.
    """

    def __init__(self, engine: Engine, settings: Settings, limits: Limits) -> None:
        self._engine = engine
        self._room = (limits.disk_mb, limits.files)
        self._limits = _hard_limits(limits)
        self._resizable = settings.runtime in (None, "runc")  # gVisor's cannot be changed while it runs
        self._numbers = 0
        self.runs = 0
        self.id, self._attached = engine.start(_options(settings), host_options(settings, limits))
        self._channel = Channel(connection_of(self._attached))
        try:
            self.greeting = self._greeted()
        except ChannelError as error:
            complaint = self._channel.complaint
            self.remove()
            raise EngineError(
                f"a container of the image {settings.image!r} does not start: {error}"
                f"{f' ({complaint})' if complaint else ''}. The image must have python3, 3.9 or newer; "
                "`rewardry sandbox build` makes one"
            ) from None

    def _greeted(self) -> Mapping[str, Any]:
        """What the inner server says of itself when it begins: its ``python`` and its ``tools``."""
        kind, content = self._channel.frame(time.monotonic() + START_SECONDS, 1 << 16)
        try:
            found = json.loads(content) if kind == b"H" else None
        except ValueError:
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("tools"), list):
            raise ChannelError("the container did not begin with a greeting")
        return found

    def takes(self, limits: Limits) -> bool:
        """Whether it can run under these limits, if need be after its own on memory and processes are changed."""
        return self._room == (limits.disk_mb, limits.files) and (self._resizable or self.suits(limits))

    def suits(self, limits: Limits) -> bool:
        """Whether it can run under these limits as it is."""
        return self._room == (limits.disk_mb, limits.files) and self._limits == _hard_limits(limits)

    def is_idle(self) -> bool:
        """Whether it is there and nothing but silence comes from it."""
        return self._channel.is_quiet()

    def run(self, request: Request) -> Outcome:
        """Run a program. Whatever happens is in the outcome.

        Args:
            request: the program; its limits on disk and files are those of the container.
        """
        limits = request.limits
        self.runs += 1
        self._numbers += 1
        try:
            if not self.suits(limits):
                memory, processes = _hard_limits(limits)
                self._engine.resize(self.id, memory, processes)
                self._limits = (memory, processes)
            deadline = time.monotonic() + limits.seconds + GRACE_SECONDS
            self._channel.send(request.encoded(self._numbers), deadline)
            return self._result(request, deadline)
        except SilentError:
            return Outcome(self._silence(limits), clean=False, lost=True)
        except (ChannelError, EngineError) as error:
            return Outcome(Execution(Ended.FAULT, fault=self._failure(error)), clean=False, lost=True)

    def _result(self, request: Request, deadline: float) -> Outcome:
        """Read the collected files and the result."""
        files: dict[str, bytes] = {}
        limits = request.limits
        while True:
            largest = RESULT.size + max(2 * limits.output_bytes, request.largest_file) + 1024
            kind, content = self._channel.frame(deadline, largest)
            if kind == b"R":
                return self._outcome(content, files)
            name, file = _file(content)
            if kind != b"F" or name not in request.collect or len(file) > request.largest_file:
                raise ChannelError("the container sent what was not asked for")
            files[name] = file

    def _outcome(self, content: bytes, files: Mapping[str, bytes]) -> Outcome:
        if len(content) < RESULT.size:
            raise ChannelError("the container sent a result that is too short")
        number, ended, code, signal, took, memory, out, err, survivors, left, _ = RESULT.unpack_from(content)
        if number != self._numbers or len(content) != RESULT.size + out + err:
            raise ChannelError("the container sent a result that is not this run's")
        streams = content[RESULT.size :]
        clean = not survivors and not left
        how = _ENDED.get(ended.rstrip(b"\0"))
        if how is None:
            fault = (
                f"the program could not be laid out in the container: {self._channel.complaint or 'no reason given'}"
            )
            return Outcome(Execution(Ended.FAULT, fault=f"{fault}. Are disk_mb and files large enough?"), clean)
        execution = Execution(how, stdout=streams[:out], stderr=streams[out:], seconds=took, files=files)
        if memory >= 0:
            execution = replace(execution, memory_mb=memory / MIB)
        if how is Ended.EXITED and signal:
            execution = replace(execution, ended=Ended.SIGNALLED, signal=signal)
        elif how is Ended.EXITED:
            execution = replace(execution, exit_code=code)
        return Outcome(execution, clean)

    def _silence(self, limits: Limits) -> Execution:
        """No result came long after the wall clock: the program's doing, unless the engine is at fault."""
        try:
            state = self._engine.state(self.id)
        except EngineError as error:
            return Execution(Ended.FAULT, fault=self._failure(error))
        if state != "running":
            return Execution(Ended.FAULT, fault=f"the container is {state or 'gone'}; its program's end is not known")
        return Execution(Ended.TIME, seconds=limits.seconds + GRACE_SECONDS)

    def _failure(self, error: Exception) -> str:
        complaint = self._channel.complaint
        return (
            f"{error}{f' ({complaint})' if complaint else ''}. Nothing is known of the program; run it again, and see "
            "`docker info` if this goes on"
        )

    def remove(self) -> None:
        """Kill and remove it, and close what belongs to it."""
        release(self._attached)
        self._engine.remove(self.id)
        with contextlib.suppress(Exception):
            self._engine.close()


def _file(content: bytes) -> tuple[str, bytes]:
    """The name and the content of a collected file."""
    size = int.from_bytes(content[:4], "little")
    return content[4 : 4 + size].decode("utf-8", "surrogateescape"), content[4 + size :]


def _hard_limits(limits: Limits) -> tuple[int, int]:
    """Bytes of memory and processes that the kernel lets the whole container have."""
    return (limits.memory_mb + limits.disk_mb + SERVER_MB) * MIB, limits.processes + SERVER_PROCESSES


def _options(settings: Settings) -> dict[str, Any]:
    text = "".join(Path(str(part.__file__)).read_text(encoding="utf-8") for part in (inner_program, inner_server))
    first_uid = random.SystemRandom().randrange(_FIRST_UID, _LAST_UID, _UIDS)
    return {
        "image": settings.image,
        # As text, so that any image with Python will do and the two ends of the channel are always of one version.
        "entrypoint": ["python3", "-I", "-c", text, str(first_uid)],
        "command": [],
        "environment": {"PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "HOME": "/", "MALLOC_ARENA_MAX": "1"},
        "hostname": "sandbox",
        "labels": {LABEL: this_process()},
        "stdin_open": True,  # and with it the engine closes standard input when we have gone, which ends the server
        "user": "0:0",
        "working_dir": "/",
        "network_disabled": True,
    }


def host_options(settings: Settings, limits: Limits) -> dict[str, Any]:
    """What lies around a container, in the words of the SDK (``masked_paths`` apart, which it does not know).

    Args:
        settings: those of the pool.
        limits: what its first program may use.
    """
    memory, processes = _hard_limits(limits)
    files = limits.files + SERVER_FILES
    return {
        "auto_remove": True,
        "cap_add": ["SETUID", "SETGID", "KILL"],
        "cap_drop": ["ALL"],
        "init": True,
        "ipc_mode": "none",
        "log_config": {"Type": "none", "Config": {}},
        "masked_paths": list(MASKED),
        "mem_limit": memory,
        "memswap_limit": memory,
        "nano_cpus": int(settings.cpus * 1e9),
        "network_mode": "none",
        "pids_limit": processes,
        "read_only": True,
        "runtime": settings.runtime,
        "security_opt": ["no-new-privileges:true", f"seccomp={profile()}"],
        "tmpfs": {
            ROOM: f"rw,exec,nosuid,nodev,size={limits.disk_mb}m,nr_inodes={files},mode=0731,uid=0,gid={ROOM_GROUP}",
            "/tmp": "ro,noexec,nosuid,nodev,size=4k,mode=0555",  # gVisor would put one here that can be written to
            # Docker mounts message queues here even for `--ipc none`, where anyone may leave one.
            "/dev/mqueue": "ro,noexec,nosuid,nodev,size=4k,mode=0555",
        },
    }
