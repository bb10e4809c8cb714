"""What a result depends on beside its sample: a component's class, parameters, code and libraries.

Two components with the same fingerprint give the same results for the same samples, so that a stored result of one
stands for the other's. Rewardry's own version is part of it, since every component reads a completion through its
splitter, and so is Python's (3.11, say): its tables of Unicode and its regular expressions change between those.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry.component import Component
from rewardry.component_tree import parts_of
from rewardry.engine.cache.canonical import canonical, dumped
from rewardry.engine.cache.distributions import UncacheableError
from rewardry.engine.cache.source import Files, files_at, sources_of
from rewardry.errors import describe as in_one_line
from rewardry.plugins import registry
from rewardry.registry import CORE

FORMAT = 1  # of what a fingerprint and a key are made of


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What stands for a component and all that it is built on.

    Attributes:
        digest: 32 bytes.
        files: the files it was made of.
    """

    digest: bytes
    files: tuple[Files, ...]

    def holds(self) -> bool:
        """Whether the code is still what it was when the fingerprint was made; workers may be started at any time."""
        return all(files.unchanged() for files in self.files)


def fingerprint(component: Component) -> Fingerprint:
    """The fingerprint of a component, with the components and files among its parameters.

    Raises:
        UncacheableError: its results may differ from one time to the next, or it cannot be told what they depend on.
    """
    described, files = [], list[Files]()
    for part in parts_of(component):
        if isinstance(part, Path):
            found = files_at([str(part)])
            described.append(dumped([str(part), found.digest]))
            files.append(found)
        else:
            described.append(_described(part, files))
    text = canonical([FORMAT, list(sys.version_info[:2]), *(part.hex() for part in described)])
    return Fingerprint(hashlib.sha256(text).digest(), tuple(dict.fromkeys(files)))


def _described(component: Component, files: list[Files]) -> bytes:
    """What the fingerprint says of one component; the files of its code are added to `files`.

    Raises:
        UncacheableError: see `fingerprint`.
    """
    cls = type(component)
    identity = registry().identity_of(cls)
    _refuse_fickle(component, identity.id)
    modules = {base.__module__ for base in cls.__mro__ if base.__module__.partition(".")[0] != "pydantic"}
    owner = {identity.distribution} - {None, CORE}
    sources = sources_of([CORE, *sorted({*modules, *cls.requires})], [str(name) for name in owner])
    files += [*sources.files.values(), sources.metadata]
    try:
        return canonical(
            {
                "id": [component.kind, identity.id, identity.distribution, identity.version],
                "parameters": canonical(component).hex(),
                "revisions": _revisions(component),
                "files": {name: found.digest for name, found in sorted(sources.files.items())},
                "versions": sources.versions,
            }
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise UncacheableError(f"a parameter of {identity.id} has no form that can be compared: {error}") from None


def _refuse_fickle(component: Component, name: str) -> None:
    """Refuse a component whose results are not a function of its sample and settings, or whose code is not known."""
    cls = type(component)
    if not component.deterministic:
        raise UncacheableError(f"{name} is not deterministic")
    if component.stateful:
        raise UncacheableError(f"{name} keeps state")
    if cls.__module__ in ("__main__", "__mp_main__"):
        raise UncacheableError(f"{name} is defined in the script that runs; move it into a module or a file of its own")
    found: Any = sys.modules.get(cls.__module__)
    for part in cls.__qualname__.split("."):
        found = getattr(found, part, None)
    if found is not cls:
        raise UncacheableError(f"{name} was made while the program ran, so that its source is not known")


def _revisions(component: Component) -> dict[str, str]:
    """What names among its parameters stand for today.

    Raises:
        UncacheableError: the component does not know.
    """
    try:
        found = dict(component.revisions())
    except Exception as error:
        raise UncacheableError(f"the revisions behind it are not known: {in_one_line(error)}") from error
    unknown = sorted(name for name, revision in found.items() if revision is None)
    if unknown:
        raise UncacheableError(f"the revision behind its parameter {unknown[0]!r} is not known")
    return {name: str(revision) for name, revision in sorted(found.items())}
