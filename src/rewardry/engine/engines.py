"""The engines there are, and the face that they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, get_args

from rewardry.engine.local import Item, LocalEngine, Task
from rewardry.errors import ConfigError, nearest

EngineName: TypeAlias = Literal["inline", "local", "ray"]


class Engine(Protocol):
    """Runs items in workers that can be killed."""

    @property
    def workers(self) -> int:
        """Worker processes at the most."""

    @property
    def restarts(self) -> int:
        """Worker processes that were replaced because they died or were killed."""

    def run(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """See `LocalEngine.run`."""

    async def arun(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """`run` for a running event loop, which goes on meanwhile."""

    def close(self) -> None:
        """End the workers. The engine starts others when it is used again."""


E = TypeVar("E", bound=Engine)


def make_engine(name: EngineName, workers: int | None, ray_address: str | None = None) -> Engine | None:
    """The engine of that name; None is the caller's own process.

    Args:
        name: the engine.
        workers: worker processes, or None for its default.
        ray_address: the Ray cluster to join, or None for its default.

    Raises:
        ConfigError: there is no such engine, it is not installed, or an address that it has no use for.
    """
    if name not in get_args(EngineName):
        offer = nearest(name or "", get_args(EngineName))
        near = f". {offer}" if offer.startswith("Did you mean") else ""
        raise ConfigError(f"there is no engine {name!r}; use 'local', 'ray' or 'inline'{near}")
    if name == "ray":
        from rewardry.engine.ray.engine import RayEngine

        return RayEngine(workers, ray_address)
    if ray_address is not None:
        raise ConfigError(f"the Ray address {ray_address!r} is of use with the engine 'ray' only, not with {name!r}")
    return LocalEngine(workers) if name == "local" else None


def ready(engine: E) -> E:
    """The engine, connected to what it has to be, so that a wrong address is told before the first row."""
    connect = getattr(engine, "connect", None)
    if connect is not None:
        connect()
    return engine
