"""Which actor gets which batch, and what becomes of the batches of an actor that is lost. No word of Ray here.

One thread calls all of this. What happens elsewhere (a batch from the caller, an answer of an actor) is posted to it.
"""

from __future__ import annotations

import collections
import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from rewardry import __version__
from rewardry.engine import wire
from rewardry.engine.local import Failure
from rewardry.engine.ray.actor import answer
from rewardry.errors import describe

log = logging.getLogger("rewardry")

# An actor that has not said hello by then counts as not placed; the cluster may be busy, or about to grow.
START_SECONDS = 120.0
# Actors that end without having answered anything, in a row, until the dispatcher gives up.
LOST_ACTORS = 5
# Batches that an actor holds beyond one a worker, so that a worker finds the next one there when it is done.
AHEAD = 2
# What replacing a killed worker may cost at the worst, for `_longest`.
RESPAWN_SECONDS = 10.0


class Cluster(Protocol):
    """What the dispatcher wants of Ray."""

    def start(self, workers: int, calls: int) -> Any:
        """A new actor with so many workers that takes so many calls at once, and perhaps is not placed yet."""

    def hello(self, actor: Any) -> Future[bytes]:
        """See `Host.hello`."""

    def run(self, actor: Any, message: bytes) -> Future[bytes]:
        """See `Host.run`."""

    def survived(self, error: BaseException) -> bool:
        """Whether the actor that failed with this error is still there."""

    def kill(self, actor: Any) -> None:
        """End an actor."""

    def why_not_placed(self) -> str:
        """Why actors may have to wait for a place, and what to do about it."""


@dataclass(eq=False, slots=True)
class Batch:
    """Items of one task.

    Attributes:
        header: what `Host.run` wants beside the items.
        items: the items.
        again: whether it was lost with an actor once.
        until: the moment, by the monotonic clock, at which its actor must have answered, whatever the items do.
    """

    header: dict[str, Any]
    items: Sequence[bytes]
    again: bool = False
    until: float = 0.0

    @property
    def message(self) -> bytes:
        """The batch for `Host.run`."""
        return wire.encode(self.header, *self.items)

    def one_by_one(self) -> list[Batch]:
        """Its items alone, for a second try."""
        return [
            Batch({**self.header, "at": [at]}, [item], again=True)
            for at, item in zip(self.header["at"], self.items, strict=True)
        ]


@dataclass(eq=False, slots=True)
class Actor:
    """An actor, from the request for it until it is lost.

    Attributes:
        handle: what the cluster calls it.
        workers: its share of the worker processes.
        until: the moment by which it should have said hello.
        announced: whether the caller has been told of its slots, or of those of the one it replaces.
        ready: whether it has said hello.
        answered: whether it has answered a batch.
        doing: the batches that it has.
    """

    handle: Any
    workers: int
    until: float
    announced: bool = False
    ready: bool = False
    answered: bool = False
    doing: list[Batch] = field(default_factory=list)

    @property
    def slots(self) -> int:
        """The batches it may have at once."""
        return slots(self.workers)

    @property
    def load(self) -> float:
        """Its batches a worker."""
        return len(self.doing) / self.workers

    def has_room_for(self, batch: Batch) -> bool:
        """Whether it can have a batch now.

        A second try has the actor to itself: what may have killed one shall not take others along.
        """
        if batch.again or any(other.again for other in self.doing):
            return self.ready and not self.doing
        return self.ready and len(self.doing) < self.slots


def slots(workers: int) -> int:
    """The batches that an actor with so many workers may have at once."""
    return workers + AHEAD


class Dispatcher:
    """Hands batches to actors.

    Args:
        cluster: where actors come from.
        tell: sends bytes to the caller.
        post: has something called on the dispatcher's thread.

    Attributes:
        failed: why it has given up, or None.
    """

    def __init__(self, cluster: Cluster, tell: Callable[[bytes], object], post: Callable[..., object]) -> None:
        self.failed: str | None = None
        self._cluster = cluster
        self._tell = tell
        self._post = post
        self._actors: list[Actor] = []
        self._waiting: collections.deque[Batch] = collections.deque()
        self._lost_in_a_row = 0

    def start(self, workers: int, announced: bool = False) -> None:
        """Ask for an actor. The caller is told of its slots once it is there, unless it knows of them."""
        handle = self._cluster.start(workers, slots(workers))
        actor = Actor(handle, workers, time.monotonic() + START_SECONDS, announced)
        self._actors.append(actor)
        self._when_done(self._cluster.hello(handle), self._greeted, actor)

    def add(self, batch: Batch) -> None:
        """A batch from the caller."""
        self._waiting.append(batch)
        self._hand_out()

    def tick(self, now: float) -> None:
        """Look at the clock: actors that are not placed, and actors that stopped answering."""
        ready = [actor for actor in self._actors if actor.ready]
        if not ready and self._actors and all(now >= actor.until for actor in self._actors):
            self._give_up(f"no actor was ready after {START_SECONDS:.0f} s: {self._cluster.why_not_placed()}")
        for actor in ready:
            if any(now >= batch.until for batch in actor.doing):
                self._lose(actor, "it stopped answering")
                self._hand_out()

    def _when_done(self, future: Future[bytes], call: Callable[..., object], *arguments: Any) -> None:
        future.add_done_callback(lambda done: self._post(call, *arguments, done))

    def _greeted(self, actor: Actor, future: Future[bytes]) -> None:
        if actor not in self._actors:
            return
        error = future.exception()
        if error is not None:
            self._lose(actor, describe(error))
            return
        hello = json.loads(future.result())
        if hello["version"] != __version__:
            self._give_up(
                f"the node {hello['node']} has rewardry {hello['version']} and this process has {__version__}; "
                "install the same version on every node"
            )
            return
        actor.ready = True
        if not actor.announced:
            actor.announced = True
            self._tell(wire.encode({"ready": actor.workers, "slots": actor.slots}))
        self._hand_out()

    def _hand_out(self) -> None:
        while self._waiting and self.failed is None:
            free = [actor for actor in self._actors if actor.has_room_for(self._waiting[0])]
            if not free:
                return
            actor, batch = min(free, key=lambda actor: actor.load), self._waiting.popleft()
            actor.doing.append(batch)
            batch.until = time.monotonic() + _longest(actor)
            self._when_done(self._cluster.run(actor.handle, batch.message), self._answered, actor, batch)

    def _answered(self, actor: Actor, batch: Batch, future: Future[bytes]) -> None:
        if batch not in actor.doing:  # it was lost with the actor, and has been seen to
            return
        error = future.exception()
        if error is not None and not self._cluster.survived(error):
            self._lose(actor, describe(error))
        else:
            actor.doing.remove(batch)
            actor.answered, self._lost_in_a_row = True, 0
            if error is None:
                self._tell(future.result())
            else:
                self._fail(batch, Failure("error", "engine-failed", {"error": describe(error)}))
        self._hand_out()

    def _lose(self, actor: Actor, why: str) -> None:
        """An actor is lost: its batches get a second try, item by item, and another actor takes its place."""
        self._actors.remove(actor)
        self._cluster.kill(actor.handle)
        lost, actor.doing = actor.doing, []
        failure = Failure("error", "actor-lost", {"error": f"the Ray actor was lost twice while scoring it: {why}"})
        for batch in reversed(lost):
            if batch.again:
                self._fail(batch, failure)
            else:
                self._waiting.extendleft(reversed(batch.one_by_one()))
        self._lost_in_a_row += not actor.answered
        if self._lost_in_a_row < LOST_ACTORS:
            self.start(actor.workers, actor.announced)
        elif not self._actors:
            self._give_up(f"Ray actors end before they answer: {why}")
        else:
            log.warning("an actor with %d workers is not replaced: %s", actor.workers, why)

    def _fail(self, batch: Batch, failure: Failure) -> None:
        self._tell(b"".join(answer(batch.header["batch"], at, failure) for at in batch.header["at"]))

    def _give_up(self, why: str) -> None:
        self.failed = why
        self._tell(wire.encode({"failed": why, "config": False}))


def _longest(actor: Actor) -> float:
    """Seconds after which an actor has answered all it has, were every item to use up its deadline."""
    work: float = sum(len(batch.items) * (batch.header["timeout"] + RESPAWN_SECONDS) for batch in actor.doing)
    return 4 * START_SECONDS + work
