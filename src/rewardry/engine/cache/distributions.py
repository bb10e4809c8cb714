"""Installed distributions: whose a module is, in which version, on what it depends, what is installed in place."""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import json
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

from rewardry.registry import CORE, canonical_name

_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


class UncacheableError(Exception):
    """Results cannot be stored, because it cannot be told what they depend on; says why."""


def owners_of(top: str, places: Sequence[str]) -> tuple[str, ...]:
    """The distributions that a top-level module was installed with; none where no version stands for its code.

    Args:
        top: the module's name.
        places: its file or, of a package, its folders.
    """
    return _those_of([top], top, places) or _those_of(_by_module(top, places), top, places)


def _those_of(names: Sequence[str], top: str, places: Sequence[str]) -> tuple[str, ...]:
    """The distributions of these names, if they brought the module."""
    found = [_distribution(name) for name in names]
    brought = [dist.name for dist in found if dist is not None and _brought(dist, top, places)]
    return tuple(map(canonical_name, brought)) if len(brought) == len(names) else ()


def _by_module(top: str, places: Sequence[str]) -> list[str]:
    """The distributions that bring a module under another name than their own, as PyYAML brings yaml."""
    installed = {"site-packages", "dist-packages"}
    if not any(installed.intersection(Path(place).parts) for place in places):
        return []
    return _distributions_by_module().get(top, [])


@functools.cache
def _distributions_by_module() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


def _brought(found: Distribution, top: str, places: Sequence[str]) -> bool:
    """Whether the code there is what a distribution has installed, and no other of that name."""
    listed = re.search(rf"^{re.escape(top)}[/.]", found.read_text("RECORD") or "", re.MULTILINE)
    root = str(found.locate_file(""))
    return listed is not None and not is_editable(found) and all(Path(place).is_relative_to(root) for place in places)


@functools.cache
def _distribution(name: str) -> Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except (PackageNotFoundError, ValueError):
        return None


def is_editable(found: Distribution) -> bool:
    """Whether a distribution is installed in place, so that its code changes under its version."""
    try:
        origin = json.loads(found.read_text("direct_url.json") or "{}")
        return bool(origin.get("dir_info", {}).get("editable", False))
    except (ValueError, AttributeError):
        return True


def editable_modules(names: Iterable[str]) -> list[str]:
    """The top-level modules of distributions, and of those they depend on, as far as they are installed in place.

    Raises:
        UncacheableError: it cannot be told which modules such a distribution has.
    """
    modules: list[str] = []
    for other in sorted(closure(names)):
        found = _distribution(other)
        if found is None or other == CORE or not is_editable(found):
            continue
        named = (found.read_text("top_level.txt") or re.sub(r"[-.]", "_", found.name)).split()
        if not all(map(_can_be_found, named)):
            raise UncacheableError(f"{other} is installed in place, and its modules are not known")
        modules += named
    return modules


def _can_be_found(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def closure(names: Iterable[str]) -> set[str]:
    """Distributions with all that they depend on; what rewardry depends on decides nothing and is left out."""
    found, todo = set[str](), [canonical_name(name) for name in names]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += () if name == CORE else _required_by(name)
    return found


@functools.cache
def _required_by(name: str) -> tuple[str, ...]:
    """What a distribution depends on, without its extras."""
    found = _distribution(name)
    stated = (found.requires or []) if found is not None else []
    plain = [text for text in stated if "extra" not in text.partition(";")[2]]
    return tuple(canonical_name(match.group(1)) for match in map(_NAME.match, plain) if match)


def versions(names: Iterable[str]) -> dict[str, str | None]:
    """The versions of distributions and of all that they depend on; None for one that is not installed."""
    known = {name: _distribution(name) for name in sorted(closure(names))}
    return {name: found.version if found is not None else None for name, found in known.items()}


def metadata_files(names: Iterable[str]) -> list[str]:
    """The files that say the versions of distributions and of all that they depend on."""
    found = filter(None, map(_distribution, sorted(closure(names))))
    folders = (getattr(one, "_path", None) for one in found)
    return [str(folder / "METADATA") for folder in folders if isinstance(folder, Path)]
