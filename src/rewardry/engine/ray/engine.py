"""The Ray engine: the local engine's face, with the workers on all machines of a Ray cluster.

Each actor of the cluster hosts a local engine with a share of the workers, so that an item that hangs is killed there
and the actor lives. Batches of items go to whichever actor has room; results come in the order of the items. What is
lost with an actor or its node is tried once more, item by item, and is an error after that.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rewardry.engine.background import in_thread
from rewardry.engine.local import Failure, Item, Task, usable_cores
from rewardry.engine.ray.link import Link, Settings
from rewardry.errors import ConfigError
from rewardry.platforms import in_forked_child

# One supervisor keeps so many workers busy with items of a millisecond.
WORKERS_AN_ACTOR = 8
ADDRESS_VARIABLE = "REWARDRY_RAY_ADDRESS"
LOCAL = "local"

_CLOSED = Failure("error", "engine-closed", {"error": "the engine was closed while it was scored"})
_LOST = Failure("error", "engine-failed", {"error": "the driver process of Ray was lost twice while it was scored"})


class RayEngine:
    """Workers of a Ray cluster. Connects when there is work; safe to call from any thread and after a fork.

    Args:
        workers: worker processes in all; default: one a core that is free in the cluster, or usable here.
        address: of a running cluster; see `chosen_address` for the default.
        per_actor: at most so many workers share an actor.

    Raises:
        ConfigError: Ray is not installed.
    """

    def __init__(
        self, workers: int | None = None, address: str | None = None, per_actor: int = WORKERS_AN_ACTOR
    ) -> None:
        refuse_missing_ray()
        self._wanted = workers
        self._address = address
        self._per_actor = per_actor
        self._lock = threading.Lock()
        self._link: Link | None = None
        self._finalizer: Any = None
        self._restarts = 0
        _engines.add(self)

    @property
    def workers(self) -> int:
        """Worker processes: those of the actors that are ready, or those asked for while there is no connection."""
        link = self._link
        return (link.workers if link is not None else 0) or self._wanted or usable_cores()

    def connect(self) -> None:
        """Join the cluster or start one, and wait for the first actor, unless this is done already.

        Raises:
            ConfigError: there is no such cluster, or it does not take us.
            EngineError: the cluster has no place for an actor, or the driver process ended.
        """
        self._running()

    def run(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """See `LocalEngine.run`."""
        results: list[Any] = [None] * len(items)
        left = range(len(items)) if items else []
        end = _LOST
        for _ in range(2):
            if not left:
                break
            link = self._running()
            for position, result in zip(left, link.run(task, [items[i] for i in left], timeout), strict=True):
                results[position] = result
            left = [position for position in left if results[position] is None]
            if link.failed is not None:
                end = replace(_LOST, details={"error": link.failed})
                break
            if not link.lost:
                end = _CLOSED
                break
        return [end if result is None else result for result in results]

    async def arun(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """`run` for a running event loop, which goes on meanwhile: a thread waits for the items."""
        return await in_thread(self.run, task, items, timeout)

    @property
    def restarts(self) -> int:
        """Worker processes that were replaced because they died or were killed, in all actors."""
        link = self._link
        return self._restarts + (0 if link is None else link.restarts)

    def close(self) -> None:
        """End the actors, and the cluster if this engine has started it. The engine connects anew when used again."""
        with self._lock:
            link = self._take_link()
        if link is not None:
            link.close()

    def _running(self) -> Link:
        with self._lock:
            if self._link is None or not self._link.alive:
                old = self._take_link()
                if old is not None:
                    old.close()
                address = chosen_address(self._address)
                workers = self._wanted or (usable_cores() if address is None else None)
                link = Link(Settings(address, workers, self._per_actor))
                self._finalizer = weakref.finalize(self, link.close)
                self._link = link
                try:
                    link.wait_ready()
                except BaseException:
                    self._take_link()
                    link.close()
                    raise
            return self._link

    def _take_link(self) -> Link | None:
        link, self._link = self._link, None
        if link is not None:
            self._restarts += link.restarts
            self._finalizer.detach()
        return link

    def _forget(self) -> None:
        """In a forked child: the driver process stayed with the parent."""
        self._lock = threading.Lock()
        link = self._take_link()
        if link is not None:
            link.forget()


def refuse_missing_ray() -> None:
    """Say what to install where Ray is not.

    Raises:
        ConfigError: Ray is not installed.
    """
    found = importlib.util.find_spec("ray")
    if found is None or found.origin is None:  # a folder that happens to be called ray has no origin
        raise ConfigError("the engine 'ray' needs Ray, which is not installed; pip install 'rewardry[ray]'")


def chosen_address(asked: str | None) -> str | None:
    """The cluster to join, or None to start one on this machine.

    What is asked for comes first, then REWARDRY_RAY_ADDRESS, then the cluster that this process is part of already,
    then RAY_ADDRESS, which Ray's own tools set. Ray's guess, the cluster that was started on this machine last, is
    left out: it may be anybody's. ``auto`` asks for it; ``local`` asks for a cluster of one's own whatever is set.
    """
    address = asked or os.environ.get(ADDRESS_VARIABLE) or _joined_address() or os.environ.get("RAY_ADDRESS")
    return None if not address or address == LOCAL else address


def _joined_address() -> str | None:
    """The cluster that the caller has joined itself, or whose task or actor it is."""
    ray: Any = sys.modules.get("ray")
    if ray is None or not hasattr(ray, "is_initialized") or not ray.is_initialized():
        return None
    address: str = ray.get_runtime_context().gcs_address
    return address


_engines: weakref.WeakSet[RayEngine] = weakref.WeakSet()


def _after_fork() -> None:
    for engine in list(_engines):
        engine._forget()


in_forked_child(_after_fork)
