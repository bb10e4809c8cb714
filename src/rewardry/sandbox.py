"""What a sandbox is: somebody else's program goes in, what it did comes out.

A sandbox knows nothing of right and wrong. It runs a `Program` under `Limits` and returns an `Execution`: how the
program ended, what it wrote, how long it took. Expected answers never enter one; whoever compares does so on this
side of it. What a sandbox can keep in and out is its `Capabilities`, probed on the machine and not assumed.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeAlias

from rewardry.component import Component, Runs

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

Trust: TypeAlias = Literal["untrusted", "cooperative"]


class Ended(enum.StrEnum):
    """How a program ended, as its sandbox saw it from outside."""

    EXITED = "exited"  # by itself, with `exit_code`
    SIGNALLED = "signalled"  # by a signal that no limit sent: `signal`
    TIME = "time"  # killed at its wall clock or CPU limit
    MEMORY = "memory"  # killed over its memory limit
    OUTPUT = "output"  # killed over its output limit
    FAULT = "fault"  # the sandbox itself failed: says nothing about the program


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use. All of its processes together, unless a capability record says otherwise.

    Attributes:
        seconds: wall clock.
        memory_mb: memory of all of its processes, without its files.
        processes: processes and threads at one time.
        output_bytes: of standard output, and again of standard error.
        disk_mb: size of the private directory; `files` is how many entries it may have.
    """

    seconds: float = 5.0
    memory_mb: int = 512
    processes: int = 32
    output_bytes: int = 1 << 20
    disk_mb: int = 64
    files: int = 1024


@dataclass(frozen=True, slots=True)
class Program:
    """A program and what it is given.

    Attributes:
        language: one of the sandbox's languages (``python``, ``javascript``, ``c``, ``cpp``, ``bash``, ``java``,
            ``go``, ``rust``).
        source: its text. For a compiled language `Sandbox.compile` makes `artifact` of it, once for many runs.
        stdin: what it reads.
        arguments: its command line, after the program.
        files: plain names to contents, laid into the private directory, which is its working directory.
        collect: plain names of files to bring back, where they exist, as regular files, within `limits.output_bytes`
            each.
        artifact: what `compile` made; None for languages that need none.
        limits: what it may use.
    """

    language: str
    source: str
    stdin: bytes = b""
    arguments: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    collect: tuple[str, ...] = ()
    artifact: bytes | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Execution:
    """What a program did.

    Attributes:
        ended: how it ended.
        exit_code: of `Ended.EXITED`, else None.
        signal: of `Ended.SIGNALLED`, else None.
        stdout, stderr: what it wrote, cut at the limit.
        seconds: wall clock from its start to its end, without the time it waited for a place.
        memory_mb: the most that was seen in use, or None where nothing measured it.
        files: those of `Program.collect` that were there.
        fault: for `Ended.FAULT`, what failed and what mends it.
    """

    ended: Ended
    exit_code: int | None = None
    signal: int | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    seconds: float = 0.0
    memory_mb: float | None = None
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Compilation:
    """What compiling gave: a program with its artifact, or the execution that says why not."""

    program: Program | None
    execution: Execution


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that keeps a program in, as it was found on this machine.

    Attributes:
        name: for example ``landlock`` or ``pid namespace``.
        stops: what it keeps from happening.
        present: whether a probe saw it work.
        missing: where it is not, what is missing and how to get it.
    """

    name: str
    stops: str
    present: bool
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a sandbox can do here.

    Attributes:
        trust: the programs it takes: ``untrusted``, those of anyone; ``cooperative``, those that mean no harm.
        languages: language to the version of its toolchain.
        layers: what keeps programs in, each probed.
        parallel: runs at one time.
        claims, limits: sentences on what is covered, and on what is not.
        lacking: the languages that it would run if their toolchains were here, and what brings these; None for none.
    """

    trust: Trust
    languages: Mapping[str, str]
    layers: tuple[Layer, ...]
    parallel: int
    claims: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    lacking: str | None = None


class SandboxUnavailableError(RuntimeError):
    """The sandbox cannot run here: what is missing, and how to get it. Raised before the first run."""


class Sandbox(Component):
    """Settings of a sandbox; `open` starts it and gives a `LiveSandbox`."""

    kind: ClassVar[str] = "sandbox"
    runs: ClassVar[Runs] = "own"
    deterministic: ClassVar[bool] = False

    def open(self, runtime: Runtime) -> LiveSandbox:
        """Start the sandbox. Whoever opens one closes it; see `rewardry.engine.runtime.Runtime.on_close`.

        Raises:
            SandboxUnavailableError: it cannot run here.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define open")


class LiveSandbox:
    """A started sandbox: thread-safe, runs many programs at once, leaves nothing behind. Closed by a `with` block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def capabilities(self) -> Capabilities:
        """What it can do on this machine."""
        raise NotImplementedError

    def run(self, program: Program) -> Execution:
        """Run one program. Never raises because of the program; `Ended.FAULT` where the sandbox failed."""
        raise NotImplementedError

    def compile(self, program: Program) -> Compilation:
        """Compile, inside the sandbox and under its limits; a language that needs none gives the program back."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop everything that was started. May be called twice."""


def start_sandbox(id: str, **parameters: Any) -> LiveSandbox:  # noqa: A002 - the word that every page uses
    """Start a sandbox. Whoever starts one closes it.

    Args:
        id: a registered sandbox.
        parameters: its parameters.

    Raises:
        UnknownIdError, ClashError: no sandbox, or several, of that id.
        ParameterError: an unknown parameter, or a value it cannot take.
        SandboxUnavailableError: it cannot run here; says what is missing and how to get it.
    """
    from rewardry.engine.runtime import default_runtime
    from rewardry.parameters import build

    return build(Sandbox, id, parameters).open(default_runtime())
