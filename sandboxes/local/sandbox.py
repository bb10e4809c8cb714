"""The settings of the sandbox `local`, and what it covers.

Covered, where every layer of its capability record is present (see `rewardry doctor`):

- Files: a program sees the toolchains, read-only, and a private directory that is a tmpfs of its own with a size and a
  number of files. Two walls say so independently: a root of its own, and Landlock.
- Processes: it sees its own and no others, may have so many at one time, and none outlives the run.
- Network and sockets: there are none.
- Kernel: calls that no program here needs are refused (seccomp), rights there are none (user namespace, no
  capabilities, no new privileges); started as root, it becomes another user first.
- Memory: by a cgroup where one is writable, else by a sum over the run's processes every 10 ms.
- Time by the wall, and output, from outside. The caller's memory and environment are not in any process of a run, and
  nothing of a run is in a process that another is forked from.

Not covered:

- Exploits of the kernel. For programs that are out for that, take a sandbox with a kernel of its own.
- Spikes of memory between two samples, where no cgroup is writable.
- Side channels: what can be told from timing and load.

After the project's measurements of bubblewrap, nsjail, isolate and fork servers in warm containers; the code is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from rewardry.platforms import why_no_local_sandbox
from rewardry.sandbox import Limits, LiveSandbox, Sandbox, SandboxUnavailableError, Trust

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime


class Local(Sandbox):
    """Programs in namespaces of their own on this machine, without a daemon and without root.

    Attributes:
        trust: the programs it is to take. With ``untrusted`` it refuses to start where a layer is missing; with
            ``cooperative`` it starts with what is there, and its record says so.
        parallel: runs at one time; default: one a usable core.
        compile_seconds: wall clock that a compiler may take.
        compile_memory_mb: memory that it may use.
    """

    trust: Trust = "untrusted"
    parallel: int | None = Field(default=None, ge=1, le=256)
    compile_seconds: float = Field(default=60.0, gt=0, le=3600)
    compile_memory_mb: int = Field(default=2048, ge=64, le=1 << 20)

    def open(self, runtime: Runtime | None = None) -> LiveSandbox:
        """Start it.

        Raises:
            SandboxUnavailableError: it cannot start on this machine, or a layer is missing that `trust` wants.
        """
        refused = why_no_local_sandbox()
        if refused:
            raise SandboxUnavailableError(refused)
        from rewardry.engine.local import usable_cores

        from .live import LiveLocal

        limits = Limits(self.compile_seconds, self.compile_memory_mb, 128, 1 << 16, 512, 8192)
        return LiveLocal(self.trust, self.parallel or usable_cores(), limits)
