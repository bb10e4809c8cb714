"""The sandbox `docker`: a warm pool of containers.

What is covered. A program has a user id of its own without any capability, in a container without network, with a
read-only root, without shared memory and message queues, under a short list of system calls. It can write into one
directory, which is a tmpfs limited in size and files, and which is removed and checked after it. Its memory, with that
of all its processes, and their number are limited by the kernel; its wall clock and its output are limited by the inner
server and once more from outside. One program runs in a container at a time; whatever it leaves running is killed; a
container that shows anything unusual is thrown away.

What is not covered. Faults of the kernel, unless the engine's runtime is gVisor (``runtime="runsc"``). Side channels:
programs that run at the same time share cores and caches. Two programs that follow each other in one container share
it, and are kept apart by what is listed above and not by the container's walls (``retire_after=1`` gives every program
a container of its own, for a third of a second). Whoever may use the engine's socket is root on its machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rewardry.engine.local import usable_cores
from rewardry.platforms import why_no_docker_sandbox
from rewardry.sandbox import LiveSandbox, Sandbox, SandboxUnavailableError, Trust

from .engine import Engine, EngineError

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

IMAGE = "rewardry/sandbox:latest"


class Docker(Sandbox):
    """Programs in warm Docker containers, each container one at a time.

    Attributes:
        trust: the programs it is to take. With ``untrusted`` it refuses to start where a layer is missing.
        image: the image that programs run in; it must have python3. ``rewardry sandbox build`` makes the default one.
        parallel: containers, which is runs at one time; default: one a usable core.
        retire_after: runs after which a container is replaced; 1 gives every program its own.
        cpus: cores that a container may use.
        runtime: the engine's runtime, for example ``runsc``; default: the engine's own choice.
        host: the engine's address, for example ``unix:///run/user/1000/docker.sock``; default: DOCKER_HOST, or the
            socket of this machine.
    """

    extra: ClassVar[str | None] = "docker"
    requires: ClassVar[tuple[str, ...]] = ("docker",)

    trust: Trust = "untrusted"
    image: str = IMAGE
    parallel: int | None = Field(default=None, ge=1, le=256)
    retire_after: int = Field(default=500, ge=1)
    cpus: float = Field(default=1.0, gt=0, le=256)
    runtime: str | None = None
    host: str | None = None

    def revisions(self) -> Mapping[str, str | None]:
        """The digest behind the image's name, where an engine can be asked."""
        try:
            engine = Engine(self.host)
        except SandboxUnavailableError:
            return {"image": None}
        try:
            return {"image": engine.image(self.image)}
        except EngineError:
            return {"image": None}
        finally:
            engine.close()

    def open(self, runtime: Runtime) -> LiveSandbox:
        """Start the first container and look at what keeps programs in it.

        Raises:
            SandboxUnavailableError: there is no engine or no image, a container does not start, or a layer is missing
                that `trust` wants.
        """
        refused = why_no_docker_sandbox()
        if refused:
            raise SandboxUnavailableError(refused)
        from .live import LiveDocker

        return LiveDocker(self, self.parallel or usable_cores())
