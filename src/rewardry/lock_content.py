"""What a lock says: everything that a recipe's scores depend on beside the rows.

It is a function of the recipe and of what is installed: no times, no paths of a machine, names in order. A component
of a local file is known by the file's name and content.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from rewardry import API, __version__
from rewardry.component import Component
from rewardry.component_tree import components_at
from rewardry.engine.cache import distributions
from rewardry.engine.cache.distributions import UncacheableError
from rewardry.engine.cache.source import sources_of
from rewardry.engine.opened import missing_modules
from rewardry.errors import ConfigError, boundary
from rewardry.local_files import file_of, is_local
from rewardry.plugins import registry
from rewardry.provenance import digest_of_core, digest_of_module, digest_of_path, installed
from rewardry.recipe import Part, Recipe
from rewardry.registry import CORE, canonical_name

FORMAT = 1


def content_of(recipe: Recipe) -> dict[str, Any]:
    """The lock of a recipe as JSON.

    Raises:
        ConfigError: the code of a component cannot be told, or a component does not know what it depends on.
    """
    components = {path: found for part in recipe.parts for path, found in components_at(part.reward, part.name)}
    return {"format": FORMAT, "recipe": _recipe(recipe), **content_of_components(components)}


def content_of_components(components: Mapping[str, Component]) -> dict[str, Any]:
    """What a lock says of components, by where they stand; see `content_of`."""
    return {
        "format": FORMAT,
        "rewardry": __version__,
        "api": API,
        "python": ".".join(map(str, sys.version_info[:2])),
        "components": {path: _component(found) for path, found in sorted(components.items())},
        "code": _code(components.values()),
        "distributions": _distributions(components.values()),
        "extras": _extras(components.values()),
    }


def _recipe(recipe: Recipe) -> dict[str, Any]:
    return {
        "name": recipe.name,
        "sha256": recipe.digest,
        "plugins": None if recipe.plugins is None else list(recipe.plugins),
        "sections": recipe.style._asdict(),
        "on_undecided": recipe.on_undecided,
        "clip": recipe.clip,
        "combine": recipe.combination.to_row(),
        "normalize": recipe.normalize,
        "rewards": {part.name: _part(part) for part in recipe.parts},
    }


def _part(part: Part) -> dict[str, Any]:
    gate = str(part.when) if part.when else None
    weight = part.weight if part.schedule is None else part.schedule.to_row()
    return {"weight": weight, "when": gate, "required": part.required, "clip": part.clip}


def _files_at(value: Any, path: str) -> Iterator[tuple[str, Path]]:
    """The files and folders that exist among the parameters of one component."""
    if isinstance(value, Path) and value.exists():
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _files_at(item, f"{path}.{name}".lstrip("."))
    elif isinstance(value, (list, tuple)):
        yield from _files_at(dict(enumerate(value)), path)


def portable_id(component: Component) -> str:
    """A component's id; of a local file its name without its folder, which is another on every machine."""
    full = registry().identity_of(type(component)).id
    return Path(full).name if is_local(full) or file_of(type(component).__module__) else full


def _component(component: Component) -> dict[str, Any]:
    identity = registry().identity_of(type(component))
    given = {name: getattr(component, name) for name in type(component).model_fields}
    own = {name for name, value in given.items() if not any(components_at(value, name))}
    with boundary(identity, "saying what the names among its parameters stand for"):
        revisions = dict(sorted(component.revisions().items()))
    return {
        "kind": component.kind,
        "id": portable_id(component),
        "distribution": identity.distribution,
        "version": identity.version,
        "parameters": component.model_dump(mode="json", include=own),
        "revisions": revisions,
        "files": {name: digest_of_path(path) for name, path in _files_at(given, "")},
    }


def _code(components: Iterable[Component]) -> dict[str, str]:
    """The digest of the core's code, and that of the code of each component, by its id."""
    found: dict[str, set[str]] = {}
    for component in components:
        found.setdefault(portable_id(component), set()).update(_digests(component))
    core = digest_of_core()
    combined = {name: _combined(digests - {core}) for name, digests in sorted(found.items()) if digests - {core}}
    return {CORE: core, **combined}


def _combined(digests: set[str]) -> str:
    return digests.pop() if len(digests) == 1 else hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def _digests(component: Component) -> Iterator[str]:
    """The digests of the code of a component, and of the classes that it is derived from."""
    for cls in type(component).__mro__:
        if not issubclass(cls, Component) or cls.__module__.partition(".")[0] == "pydantic":
            continue
        if cls.__module__ in ("__main__", "__mp_main__"):
            raise ConfigError(
                f"{cls.__name__} is defined in the script that runs, so that its code cannot be locked; move it into a "
                f"module or a file of its own"
            )
        file = file_of(cls.__module__)
        if file is not None:
            yield from (found.digest for name, found in _local(file).files.items() if name != CORE)
        elif (digest := digest_of_module(cls.__module__)) is not None:
            yield digest


def _local(file: str) -> Any:
    """The code behind a local file: itself, the files and modules beside it that it imports, and their libraries.

    Raises:
        ConfigError: it cannot be told, because it has changed since it was imported.
    """
    try:
        return sources_of([file])
    except UncacheableError as error:
        raise ConfigError(f"{Path(file).name} cannot be locked: {error}; run the command again") from None


def _distributions(components: Iterable[Component]) -> dict[str, str | None]:
    """The versions of what the components are built on, rewardry apart; None for what they could use and lack."""
    named, owners = dict[str, str | None](), set[str]()
    for component in components:
        cls = type(component)
        owners.add(registry().identity_of(cls).distribution or CORE)
        if (file := file_of(cls.__module__)) is not None:
            named.update({name: version for name, version in _local(file).versions.items() if version is not None})
        for module in (*cls.requires, *cls.rungs):
            name = _distribution_of(module)
            owners.add(name)
            named.setdefault(name, None)
    found = {name: version for name, version in distributions.versions(owners).items() if version is not None}
    return {name: version for name, version in sorted({**named, **found}.items()) if name != CORE}


def _distribution_of(module: str) -> str:
    """The name of the distribution that brings a module, as far as it is installed; else the module's own."""
    if installed(module) is not None:
        return canonical_name(module)
    owners = packages_distributions().get(module.partition(".")[0]) or [module]
    return canonical_name(owners[0])


def _extras(components: Iterable[Component]) -> dict[str, bool]:
    """For each extra that a component names, whether all it brings is installed."""
    found: dict[str, bool] = {}
    for component in components:
        owner = registry().identity_of(type(component)).distribution
        if component.extra is not None and owner is not None:
            name = f"{owner}[{component.extra}]"
            found[name] = found.get(name, True) and not missing_modules(component)
    return dict(sorted(found.items()))
