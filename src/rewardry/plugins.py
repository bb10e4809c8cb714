"""Loading of plugins: one at a time, each in its own `try`, so that a broken one costs only itself.

Environment:
    REWARDRY_DISABLED_PLUGINS: names of plugins not to load, separated by commas.
    REWARDRY_PLUGINS: if set, only these plugins are loaded (and the built-ins).
    REWARDRY_STRICT_PLUGINS: ``1`` raises at the first broken plugin instead of recording it.

A plugin's name is its entry point's name, or its distribution's, or ``distribution:entry-point``. Its module may say
for which version of the contract it was written (``rewardry_api = "1.0"``); one that does not fit is refused.
"""

from __future__ import annotations

import functools
import inspect
import logging
import os
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import Distribution, EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Literal

import pluggy

from rewardry import API, hookspecs
from rewardry.contract import refuse_unfit, written_for
from rewardry.errors import PluginError, RewardryError, describe, nearest
from rewardry.platforms import in_forked_child
from rewardry.registry import CORE, KINDS, Entry, Kind, Registry, canonical_name

if TYPE_CHECKING:
    from rewardry.types import Batch, Scored

log = logging.getLogger("rewardry")
Status = Literal["loaded", "broken", "disabled", "not allowed"]


@dataclass(frozen=True, slots=True)
class PluginRecord:
    """What became of one plugin.

    Attributes:
        name: its entry point's name.
        distribution, version: who brings it.
        status: ``loaded``; ``broken`` with an `error`; ``disabled`` by name; ``not allowed`` by the allow list.
        error: what went wrong, in one line.
        components: how many it registered.
        api: the version of the contract it was written for; None where it could not be asked.
        module: the module that the entry point names.
        needs: for a broken one, what to install, as far as its failure tells.
    """

    name: str
    distribution: str
    version: str
    status: Status
    error: str | None = None
    components: int = 0
    api: str | None = None
    module: str = ""
    needs: str | None = None

    @property
    def identity(self) -> str:
        """How messages call it."""
        return f"the plugin {self.name!r} of {self.distribution} {self.version}"

    @property
    def problem(self) -> str | None:
        """Why its components are not there, with what mends it; None where they are."""
        if self.status == "broken":
            fix = f"; {self.needs}" if self.needs else ""
            return f"{(self.error or '').rstrip('.')}{fix}"
        return _LEFT_OUT.get(self.status)


_LEFT_OUT = {
    "disabled": "REWARDRY_DISABLED_PLUGINS names it; take it out of there to use it",
    "not allowed": "REWARDRY_PLUGINS does not name it; add it there to use it",
}


@dataclass(frozen=True)
class Loaded:
    """All that loading found: the components, the records of the plugins, and the hooks that can be called."""

    registry: Registry = field(default_factory=Registry)
    records: list[PluginRecord] = field(default_factory=list)
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(hookspecs.PROJECT))


class Registrar:
    """What a plugin registers its components with. Ids get the plugin's namespace in front.

    Every method takes a name, an import string ``package.module:attribute`` and one line that says what it is.
    """

    def __init__(self, registry: Registry, distribution: str, version: str, plugin: str = "") -> None:
        self.registry = registry
        self.api = API
        self._plugin = plugin
        self._distribution = distribution
        self._version = version
        self.namespace = namespace_of(distribution)
        self.count = 0

    def add(self, kind: Kind, name: str, target: str, summary: str) -> None:
        """Register a component of any kind.

        Raises:
            PluginError: a name that is no id, a target that is no import string, or a name used twice.
        """
        if kind not in KINDS:
            raise PluginError(f"there is no kind of component {kind!r}. {nearest(kind, KINDS)}")
        if self.namespace and name.startswith(f"{self.namespace}/"):
            name = name[len(self.namespace) + 1 :]
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
            raise PluginError(f"{name!r} is no name of a component; use letters, digits, dot, dash and underscore")
        if not isinstance(target, str) or ":" not in target:
            raise PluginError(f"the target of {name!r} is {target!r}; write 'package.module:attribute'")
        full = f"{self.namespace}/{name}" if self.namespace else name
        owner = (self._distribution, self._plugin)
        self.registry.add(Entry(kind, full, target, summary, self._distribution, self._version, self.api, owner))
        self.count += 1

    def reward(self, name: str, target: str, summary: str = "") -> None:
        """Register a `Reward`, or a function marked with `rewardry.reward`."""
        self.add("reward", name, target, summary)

    def verifier(self, name: str, target: str, summary: str = "") -> None:
        """Register a `Verifier`."""
        self.add("verifier", name, target, summary)

    def generator(self, name: str, target: str, summary: str = "") -> None:
        """Register a `Generator`."""
        self.add("generator", name, target, summary)

    def sandbox(self, name: str, target: str, summary: str = "") -> None:
        """Register a `Sandbox`."""
        self.add("sandbox", name, target, summary)

    def recipe(self, name: str, target: str, summary: str = "") -> None:
        """Register a recipe file inside a package: ``package:path/inside.yaml``."""
        self.add("recipe", name, target, summary)


def namespace_of(distribution: str) -> str:
    """The namespace of a distribution's components: its name without ``rewardry-``; none for the core itself."""
    name = canonical_name(distribution)
    return "" if name == CORE else name.removeprefix(f"{CORE}-")


def load(found: Iterable[EntryPoint] | None = None) -> Loaded:
    """Load plugins.

    Args:
        found: entry points to load; by default those of every installed distribution.

    Raises:
        PluginError: a plugin is broken and REWARDRY_STRICT_PLUGINS is 1.
    """
    result = Loaded()
    result.manager.add_hookspecs(hookspecs)
    for point in _ordered(entry_points(group=hookspecs.PROJECT) if found is None else found):
        record = _load_one(point, result)
        result.records.append(record)
        if record.status != "loaded":
            result.registry.absent[namespace_of(record.distribution)] = _why_absent(record)
    return result


def _why_absent(record: PluginRecord) -> str:
    """Why a plugin's components are not there, for whoever asks for one of them."""
    why = {
        "broken": f"is broken: {record.problem}.",
        "disabled": "is left out by REWARDRY_DISABLED_PLUGINS.",
        "not allowed": "is not listed in REWARDRY_PLUGINS.",
    }
    return f"The plugin {record.name!r} of {record.distribution} {record.version} {why[record.status]}"


def _ordered(points: Iterable[EntryPoint]) -> list[EntryPoint]:
    """The built-ins first, then by distribution; a distribution that is found twice counts once."""
    unique = {(_distribution(point)[0], point.name, point.value): point for point in points}
    return [unique[key] for key in sorted(unique, key=lambda key: (key[0] != CORE, key))]


def _distribution(point: EntryPoint) -> tuple[str, str]:
    return _name_and_version(point.dist) if point.dist is not None else (f"local-{point.name}", "0")


@functools.lru_cache(maxsize=64)
def _name_and_version(found: Distribution) -> tuple[str, str]:
    """A distribution's name and version; kept, for its plugins share it, and each reading parses its whole page."""
    page = found.metadata
    return page["Name"], page["Version"]


def _load_one(point: EntryPoint, into: Loaded) -> PluginRecord:
    distribution, version = _distribution(point)
    record = PluginRecord(point.name, distribution, version, "loaded", module=point.module)
    refused = None if distribution == CORE else _refused_by_environment(point.name, distribution)
    if refused is not None:
        return replace(record, status=refused)
    registrar = Registrar(Registry(), distribution, version, point.name)
    try:
        module = point.load()
        registrar.api = written_for(module)
        record = replace(record, api=registrar.api)
        refuse_unfit(registrar.api)
        _register(module, f"{distribution}:{point.name}", into, registrar)
    except (Exception, SystemExit) as error:
        from rewardry.missing_packages import what_to_install

        why = str(error) if isinstance(error, RewardryError) else describe(error)
        broken = replace(record, status="broken", error=why, needs=what_to_install(error, point.dist))
        if os.environ.get("REWARDRY_STRICT_PLUGINS") == "1":
            raise PluginError(f"{broken.identity}: {broken.problem} ({_STRICT})".removeprefix("the ")) from error
        return broken
    return replace(record, components=registrar.count)


_STRICT = "REWARDRY_STRICT_PLUGINS=1 stops here; REWARDRY_DISABLED_PLUGINS leaves a plugin out"


def _register(module: Any, name: str, into: Loaded, registrar: Registrar) -> None:
    """Run the registration of a plugin; take its hooks out again if anything goes wrong."""
    manager = into.manager
    if manager.is_registered(module):
        raise PluginError(f"its module is already the plugin {manager.get_name(module)!r}")
    try:
        _refuse_unknown_hooks(module, manager)
        manager.register(module, name)
        manager.check_pending()
        for hook in manager.hook.rewardry_register.get_hookimpls():
            if hook.plugin is module:
                hook.function(*(registrar for _ in hook.argnames))
        into.registry.merge(registrar.registry)
    except BaseException:
        if manager.is_registered(module):
            manager.unregister(module)
        raise


def _refuse_unknown_hooks(module: object, manager: pluggy.PluginManager) -> None:
    """Refuse a hook that does not exist, and one that lacks its mark: either would be ignored without a word."""
    known = [name for name in dir(hookspecs) if name.startswith("rewardry_")]
    for name in dir(module):
        mark = manager.parse_hookimpl_opts(module, name)
        if mark is not None and (hook := mark.get("specname") or name) not in known:
            raise PluginError(f"there is no hook {hook!r}. {nearest(hook, known)}")
        if mark is None and name in known and inspect.isroutine(getattr(module, name)):
            raise PluginError(f"{name} is not marked as a hook; put @rewardry.hookimpl above it")


def _refused_by_environment(name: str, distribution: str) -> Status | None:
    names = {canonical_name(name), canonical_name(distribution), canonical_name(f"{distribution}:{name}")}
    if names & _listed("REWARDRY_DISABLED_PLUGINS"):
        return "disabled"
    allowed = os.environ.get("REWARDRY_PLUGINS")
    return "not allowed" if allowed is not None and not names & _listed("REWARDRY_PLUGINS") else None


def _listed(variable: str) -> set[str]:
    return {canonical_name(name.strip()) for name in os.environ.get(variable, "").split(",") if name.strip()}


def unknown_in_environment(records: Iterable[PluginRecord]) -> list[str]:
    """What is wrong with the lists in the environment: names that no plugin bears, a sentence each."""
    known = {
        canonical_name(name)
        for record in records
        for name in (record.name, record.distribution, f"{record.distribution}:{record.name}")
    }
    return [
        f"{variable} names {name!r}, which is no installed plugin. {nearest(name, known)}"
        for variable in ("REWARDRY_DISABLED_PLUGINS", "REWARDRY_PLUGINS")
        for name in sorted(_listed(variable) - known)
    ]


_lock = threading.RLock()
_loaded: Loaded | None = None
_loading = False
_complained: set[str] = set()


def loaded() -> Loaded:
    """The plugins of this process, loaded at the first call."""
    global _loaded, _loading
    with _lock:
        if _loading:  # by this thread: others wait for the lock
            raise PluginError(
                "a plugin looks up components while plugins are being loaded; register import strings, and look up "
                "others when yours is opened"
            )
        if _loaded is None:
            _loading = True
            try:
                _loaded = load()
            finally:
                _loading = False
            if not any(record.distribution == CORE for record in _loaded.records):
                _loaded = None
                raise PluginError(
                    "the built-in components are missing: install rewardry with pip, a path is not enough"
                )
        return _loaded


def registry() -> Registry:
    """The components of this process."""
    return loaded().registry


def observe(recipe: str, batch: Batch, scored: Sequence[Scored]) -> None:
    """Show a scored batch to the plugins that observe; what one of them raises is logged once and goes no further."""
    for implementation in loaded().manager.hook.rewardry_batch_scored.get_hookimpls():
        given = {"recipe": recipe, "batch": batch, "scored": scored}
        try:
            implementation.function(*(given[name] for name in implementation.argnames))
        except Exception:
            if implementation.plugin_name not in _complained:
                _complained.add(implementation.plugin_name)
                log.warning("plugin %s failed to observe a batch", implementation.plugin_name, exc_info=True)


def forget() -> None:
    """Forget what was loaded: the next look-up loads anew. For notebooks after a ``pip install``, and for tests."""
    global _loaded
    with _lock:
        _loaded = None
        _complained.clear()


def _after_fork() -> None:
    """A thread of the parent may have held the lock; it stayed with the parent."""
    global _lock, _loading
    _lock, _loading = threading.RLock(), False


in_forked_child(_after_fork)
