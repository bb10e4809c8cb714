"""The settings of the sandbox `local`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from rewardry.sandbox import LiveSandbox, Sandbox, SandboxUnavailableError, Trust

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime


class Local(Sandbox):
    """Programs in namespaces of their own on this machine, without a daemon and without root.

    Attributes:
        trust: the programs it is to take. With ``untrusted`` it refuses to start where a layer is missing.
        parallel: runs at one time; default: one a usable core.
    """

    trust: Trust = "untrusted"
    parallel: int | None = Field(default=None, ge=1, le=256)

    def open(self, runtime: Runtime) -> LiveSandbox:
        """Start it.

        Raises:
            SandboxUnavailableError: a layer that `trust` wants is missing on this machine.
        """
        raise SandboxUnavailableError("the sandbox local is not finished")
