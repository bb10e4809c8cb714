"""The runtime: owner of everything that lives longer than a batch.

It opens components, one live object for each settings, and keeps what they share: worker processes, models, sandboxes
and clients. A process has one default runtime, made when it is first needed and closed when the process ends.
"""

from __future__ import annotations

import atexit
import collections
import os
import threading
import weakref
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pydantic_core import PydanticSerializationError

from rewardry.component import Component, Reward, Verifier
from rewardry.engine.background import finish
from rewardry.engine.engines import EngineName, make_engine, ready
from rewardry.engine.gauges import Usage
from rewardry.engine.local import LocalEngine
from rewardry.engine.models import LoadedModel, ModelRequest, forget_models, shared_model
from rewardry.engine.observation import ComponentWatch, Observation
from rewardry.engine.opened import OpenReward, OpenVerifier, missing_modules
from rewardry.engine.remote import RemoteReward, RemoteVerifier
from rewardry.errors import ConfigError, boundary
from rewardry.platforms import in_forked_child
from rewardry.plugins import registry
from rewardry.sandbox import LiveSandbox, Sandbox

if TYPE_CHECKING:
    from rewardry.engine.cache.memory import Memory
    from rewardry.engine.cache.store import Cache
    from rewardry.errors import Identity

TIMEOUT_SECONDS = 5.0
KEPT = 64
T = TypeVar("T")


class Runtime:
    """Opens components and closes what they opened. Safe to use from any thread.

    Args:
        engine: where components with ``runs = "worker"`` run: ``local`` in worker processes that are killed when an
            item exceeds its deadline; ``ray`` in such processes on the machines of a Ray cluster; ``inline`` in this
            process, without protection.
        workers: worker processes; default: one a usable core.
        timeout: seconds an item may take in a worker.
        cache: a file in which results are kept from one run to the next; "" for the one in the user's cache folder;
            None for no cache.
        ray_address: the Ray cluster to join, for the engine ``ray``; see `rewardry.engine.ray.engine.chosen_address`.

    Attributes:
        cache: the open cache, or None.
        observation: what its components did.

    Raises:
        ConfigError: an engine that does not exist or is not installed, a number that is not positive, or a file that
            cannot be a cache.
    """

    def __init__(
        self,
        engine: EngineName = "local",
        workers: int | None = None,
        timeout: float = TIMEOUT_SECONDS,
        cache: str | Path | None = None,
        ray_address: str | None = None,
    ) -> None:
        if not isinstance(timeout, (int, float)) or not timeout > 0:
            raise ConfigError(f"the timeout is {timeout!r}; it must be a positive number of seconds")
        if workers is not None and (not isinstance(workers, int) or workers < 1):
            raise ConfigError(f"workers is {workers!r}; it must be a whole number, at least 1")
        self.timeout = timeout
        self.cache = None if cache is None else _cache_at(cache)
        self._times_asked = 0
        self.within_worker = False  # set by the worker whose runtime it is
        self._engine = make_engine(engine, workers, ray_address)
        engine_ = self._engine  # and not self, which would outlive its last user until the next garbage collection
        self.observation = Observation(lambda: engine_.restarts if engine_ is not None else 0)
        self._open: dict[tuple[type[Component], str], OpenReward | OpenVerifier] = {}
        self._sandboxes: dict[tuple[type[Component], str], LiveSandbox] = {}
        self._kept: collections.OrderedDict[int, tuple[object, Any]] = collections.OrderedDict()
        self._shared: dict[Hashable, Any] = {}
        self._closing: list[Callable[[], Any]] = []
        self._lock = threading.RLock()
        _runtimes.add(self)

    @overload
    def open(self, component: Reward) -> OpenReward: ...
    @overload
    def open(self, component: Verifier) -> OpenVerifier: ...
    @overload
    def open(self, component: Sandbox) -> LiveSandbox: ...
    def open(self, component: Reward | Verifier | Sandbox) -> OpenReward | OpenVerifier | LiveSandbox:
        """The open form of a component: the same one for equal settings.

        Raises:
            ComponentError: the component's `open` failed.
            ConfigError: it wants a worker process, which cannot import it; it supervises itself, and this is the
                runtime of a worker; a parameter has no JSON form; there is no such Ray cluster; or it is a sandbox
                whose extra is not installed.
            EngineError: the Ray cluster has no place for workers.
        """
        try:
            key = (type(component), component.model_dump_json())
        except PydanticSerializationError as error:
            raise ConfigError(f"a parameter of {type(component).__qualname__} has no JSON form: {error}") from None
        with self._lock:
            self._times_asked += 1
            if isinstance(component, Sandbox):
                if key not in self._sandboxes:
                    self._sandboxes[key] = self._start(component)
                return self._sandboxes[key]
            # Two verifiers without an id may be written alike, as a class that a notebook defines anew.
            if key not in self._open or self._open[key].component != component:
                self._open[key] = self._make(component)
            return self._open[key]

    def _start(self, sandbox: Sandbox) -> LiveSandbox:
        """A sandbox that runs. It has no way to abstain: what it lacks is told before the first row."""
        identity = registry().identity_of(type(sandbox))
        self._refuse_in_worker(sandbox, identity)
        if missing := missing_modules(sandbox):
            why = f"{identity}: it needs {' and '.join(missing)}"
            raise ConfigError(f"{why}; pip install 'rewardry[{sandbox.extra}]'" if sandbox.extra else why)
        with boundary(identity, "being opened"):
            live: LiveSandbox = sandbox.open(self)
            self.on_close(live.close)
            return live

    def _refuse_in_worker(self, component: Component, identity: Identity) -> None:
        if self.within_worker and component.runs == "own":
            raise ConfigError(
                f"{identity} supervises itself and never runs under a worker's limits; the component that is built on "
                f"it must not say runs = 'worker'"
            )

    def _make(self, component: Reward | Verifier) -> OpenReward | OpenVerifier:
        identity = registry().identity_of(type(component))
        self._refuse_in_worker(component, identity)
        live: Any = component
        asked_before = self._times_asked
        with boundary(identity, "being opened"):
            if not missing_modules(component) and component.lacks() is None:
                if component.runs == "worker" and self._engine is not None:
                    remote = RemoteReward if isinstance(component, Reward) else RemoteVerifier
                    live = remote(component, identity, ready(self._engine), self.timeout)
                else:
                    live = component.open(self)
            self.on_close(getattr(live, "close", None))
            watch = self.observation.watch(identity.id)
            figures = getattr(live, "figures", None)
            watch.figures = figures if callable(figures) else None
            memory = self._memory_of(component, identity, watch) if self._times_asked == asked_before else None
            if isinstance(component, Reward):
                return OpenReward(component, identity, live, watch, memory)
            return OpenVerifier(component, identity, live, watch, memory)

    def _memory_of(self, component: Component, identity: Identity, watch: ComponentWatch) -> Memory[Any] | None:
        """What a component remembers, where there is a cache.

        One that opened others here remembers nothing: they do, and what it makes of their results may depend on one
        that a limit on time has made.
        """
        if self.cache is None:
            return None
        from rewardry.engine.cache.memory import memory_of

        return memory_of(component, identity, self.cache, watch)

    def kept(self, owner: object, make: Callable[[], T]) -> T:
        """What `make` returns, made once for an object and kept for the last `KEPT` objects asked for."""
        with self._lock:
            if id(owner) not in self._kept:
                self._kept[id(owner)] = (owner, make())
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            made: T = self._kept[id(owner)][1]
            return made

    def shared(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once for a key: a client, or weights, that several components use.

        Its `close` is called, and awaited where it is async, when the runtime closes.

        Args:
            key: whatever tells it from others, with a word of the caller's own first: ``("judge", address, model)``.
            make: makes it.
        """
        with self._lock:
            if key not in self._shared:
                self._shared[key] = make()
                self.on_close(getattr(self._shared[key], "close", None))
            made: T = self._shared[key]
            return made

    def model(self, request: ModelRequest) -> LoadedModel:
        """A model, loaded when it is first asked for and kept until the runtime closes; one copy a process.

        Raises:
            ConfigError: there is no such model, or it does not fit into memory; see `shared_model`.
        """
        return self.shared(("model", request), lambda: shared_model(request))

    def on_close(self, call: Callable[[], Any] | None) -> None:
        """Have something called when the runtime closes; what it raises is swallowed, so that all are closed."""
        if callable(call):
            self._closing.append(call)

    @property
    def usage(self) -> Usage | None:
        """What its worker processes have used of the machine; None where there are none, or they are elsewhere."""
        return self._engine.usage if isinstance(self._engine, LocalEngine) else None

    def close(self) -> None:
        """Close every live object and stop the worker processes. A closed runtime opens afresh when used again."""
        with self._lock:
            while self._closing:
                with suppress(Exception):
                    finish(self._closing.pop()())
            self._open.clear()
            self._sandboxes.clear()
            self._kept.clear()
            self._shared.clear()
            if self._engine is not None:
                self._engine.close()
            if self.cache is not None:
                self.cache.close()

    def _forget(self) -> None:
        """In a forked child: threads, workers and clients of the parent are not its own."""
        self._lock = threading.RLock()
        self.observation.forget()
        self._open.clear()
        self._sandboxes.clear()
        self._kept.clear()
        self._shared.clear()
        self._closing.clear()

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_runtimes: weakref.WeakSet[Runtime] = weakref.WeakSet()
_lock = threading.Lock()
_default: Runtime | None = None


def default_runtime() -> Runtime:
    """The runtime of this process that `rewardry.score`, `rewardry.verify` and the adapters use."""
    global _default
    with _lock:
        if _default is None:
            _default = _from_environment()
        return _default


def _cache_at(path: str | Path) -> Cache:
    """The cache in a file.

    Raises:
        ConfigError: see `Cache`; or this Python has no SQLite.
    """
    try:
        from rewardry.engine.cache.store import Cache, default_path
    except ImportError as error:
        raise ConfigError(f"this Python cannot keep a cache: {error}; use one that was built with SQLite") from None
    return Cache(path or default_path())


def _from_environment() -> Runtime:
    """A runtime as REWARDRY_ENGINE, REWARDRY_WORKERS, REWARDRY_TIMEOUT and REWARDRY_CACHE (a file, or 1) want it.

    Raises:
        ConfigError: one of them is set to something that it cannot be.
    """
    engine: Any = os.environ.get("REWARDRY_ENGINE") or "local"
    workers, timeout = os.environ.get("REWARDRY_WORKERS"), os.environ.get("REWARDRY_TIMEOUT")
    cache = os.environ.get("REWARDRY_CACHE") or None
    cache = "" if cache == "1" else cache
    try:
        seconds = float(timeout) if timeout else TIMEOUT_SECONDS
        return Runtime(engine, int(workers) if workers else None, seconds, cache)
    except ValueError:
        why = f"REWARDRY_WORKERS={workers!r} and REWARDRY_TIMEOUT={timeout!r} must be numbers"
    except ConfigError as error:
        why = f"REWARDRY_ENGINE, REWARDRY_WORKERS, REWARDRY_TIMEOUT or REWARDRY_CACHE: {error}"
    raise ConfigError(why)


def _close_default() -> None:
    if _default is not None:
        _default.close()


def _after_fork() -> None:
    """A forked child starts with nothing open."""
    global _lock, _default
    _lock, _default = threading.Lock(), None
    forget_models()
    for runtime in list(_runtimes):
        runtime._forget()


in_forked_child(_after_fork)
atexit.register(_close_default)
