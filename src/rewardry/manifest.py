"""The manifest of a component: what whoever installs it should know before using it.

Most of it is declared in the class; the licence and the home page are the distribution's unless the class says
otherwise.
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution
from typing import Any, get_args

from rewardry import API
from rewardry.component import Component, Resource, Reward
from rewardry.contract import written_for
from rewardry.engine.opened import missing_modules
from rewardry.errors import Identity, RewardryError
from rewardry.local_files import file_of, load_file
from rewardry.plugins import registry
from rewardry.provenance import installed
from rewardry.registry import CORE, canonical_name


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a component declares, and what its distribution says of itself.

    Attributes:
        id, distribution, version: whose it is.
        api: the version of the contract that it was written for.
        value_range: of a reward, the smallest and largest value in its defaults, or None where nothing says; of a
            verifier, that of a verdict's score.
        deterministic, stateful, runs: as in `Component`.
        resources: what it needs of the machine: ``network``, ``gpu``, ``docker``.
        extra: the extra of its distribution that brings `modules`.
        modules: what must be importable for it to decide anything.
        rungs: what lets it decide more where it is importable.
        missing: those of the modules that are not.
        licence: the licence of its code, as an SPDX expression where it is known.
        source: the paper or the project that it follows: what it declares, else what its docstrings name.
        home: the page of its distribution.
    """

    id: str
    distribution: str | None
    version: str | None
    api: str
    value_range: tuple[float, float] | None
    deterministic: bool
    stateful: bool
    runs: str
    resources: tuple[str, ...]
    extra: str | None
    modules: tuple[str, ...]
    rungs: tuple[str, ...]
    missing: tuple[str, ...]
    licence: str | None
    source: str | None
    home: str | None

    def to_row(self) -> dict[str, Any]:
        """The manifest as a JSON object."""
        return asdict(self)


def manifest_of(cls: type[Component]) -> Manifest:
    """The manifest of a component's class."""
    identity = registry().identity_of(cls)
    found = installed(identity.distribution) if identity.distribution else None
    return Manifest(
        id=identity.id,
        distribution=identity.distribution,
        version=identity.version,
        api=_api(cls, identity),
        value_range=_range(cls),
        deterministic=cls.deterministic,
        stateful=cls.stateful,
        runs=cls.runs,
        resources=tuple(cls.resources),
        extra=cls.extra,
        modules=tuple(cls.requires),
        rungs=tuple(cls.rungs),
        missing=tuple(missing_modules(cls)),
        licence=cls.licence or (licence_of(found) if found else None),
        source=cls.source or _cited(cls),
        home=home_of(found) if found else None,
    )


def _cited(cls: type[Component]) -> str | None:
    """The papers that a class names in its docstring, or the project that its module is about, at a commit."""
    papers = re.findall(r"arXiv:\d{4}\.\d{4,5}", vars(cls).get("__doc__") or "")
    module = getattr(sys.modules.get(cls.__module__), "__doc__", None) or ""
    projects = re.findall(r"\(([\w.-]+/[\w.-]+), commit ([0-9a-f]{7,40})\b", module)
    return ", ".join(dict.fromkeys(papers or [f"github.com/{name} at {commit}" for name, commit in projects])) or None


def _range(cls: type[Component]) -> tuple[float, float] | None:
    if issubclass(cls, Reward):
        try:
            return cls().value_bounds()
        except (ValueError, RewardryError):  # a required parameter, or a part that is not installed
            return cls.value_range
    return (0.0, 1.0) if cls.kind == "verifier" else None


def _api(cls: type[Component], identity: Identity) -> str:
    """What the plugin says that brings the component, or the local file that it is defined in."""
    file = file_of(cls.__module__)
    if file is not None:
        return written_for(load_file(file))
    entries = (entry for entry in registry().entries() if entry.identity == identity)
    return next((entry.api for entry in entries), API)


def licence_of(distribution: Distribution) -> str | None:
    """The licence that a distribution's metadata states, in a few words, or None."""
    metadata: Any = distribution.metadata
    stated = metadata.get("License-Expression") or metadata.get("License") or ""
    if stated.strip() and len(stated.splitlines()) == 1:
        return stated.strip()
    marks = [text.rpartition(" :: ")[2] for text in metadata.get_all("Classifier") or [] if text.startswith("License ")]
    return ", ".join(marks) or None


_HOMES = ("homepage", "home", "repository", "source", "documentation")


def home_of(distribution: Distribution) -> str | None:
    """The page that a distribution's metadata names as its home, or its repository, or None."""
    metadata: Any = distribution.metadata
    pairs = [text.partition(",") for text in metadata.get_all("Project-URL") or []]
    urls = {label.strip().lower(): url.strip() for label, _, url in pairs}
    stated = (metadata.get("Home-page"), *(urls.get(name) for name in _HOMES))
    return next((url for url in stated if url and url != "UNKNOWN"), None)


def flaw_of(cls: type[Component]) -> tuple[str, str] | None:
    """What is wrong with what a component declares, and how that is mended; None where nothing is.

    Types are checked by whoever checks the author's code; what is checked here would be believed by others.
    """
    for flaw in (_flaw_of_range, _flaw_of_texts, _flaw_of_needs, _flaw_of_extra):
        found = flaw(cls)
        if found is not None:
            return found
    return None


def _flaw_of_range(cls: type[Component]) -> tuple[str, str] | None:
    if not issubclass(cls, Reward):
        return None
    declared: Any = cls.value_range
    if declared is not None:
        numbers = isinstance(declared, tuple) and len(declared) == 2 and all(map(_is_number, declared))
        if not numbers or declared[0] > declared[1]:
            return f"value_range = {declared!r}", "Write (lowest, highest), two numbers in this order, or None"
    low, high = declared or (-math.inf, math.inf)
    for name in ("empty_is_worth", "unearned"):
        worth: Any = getattr(cls, name)
        if worth is None and name == "unearned":
            continue
        if not _is_number(worth) or worth > high:
            return f"{name} = {worth!r}", f"Write a number that a completion can earn, from {low:g} to {high:g}"
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)


def _flaw_of_texts(cls: type[Component]) -> tuple[str, str] | None:
    for name, example in (("licence", "'Apache-2.0'"), ("source", "'arXiv:2503.14476'")):
        value: Any = getattr(cls, name)
        if value is not None and (not isinstance(value, str) or not value.strip() or "\n" in value):
            return f"{name} = {value!r}", f"Write one line of text, such as {example}, or leave it out"
    return None


def _flaw_of_needs(cls: type[Component]) -> tuple[str, str] | None:
    known = get_args(Resource)
    unknown = [name for name in cls.resources if name not in known]
    if isinstance(cls.resources, str) or unknown:
        return f"resources = {cls.resources!r}", f"Write a tuple of {', '.join(map(repr, known))}"
    for name in ("requires", "rungs", "preload"):
        modules: Any = getattr(cls, name)
        if isinstance(modules, str) or not all(_is_module(module) for module in modules):
            return f"{name} = {modules!r}", "Write a tuple of names of modules as they are imported: ('math_verify',)"
    return None


def _is_module(name: Any) -> bool:
    return isinstance(name, str) and all(part.isidentifier() for part in name.split("."))


def _flaw_of_extra(cls: type[Component]) -> tuple[str, str] | None:
    identity = registry().identity_of(cls)
    found = installed(identity.distribution) if identity.distribution else None
    if cls.extra is None or found is None:
        return None
    extras = [canonical_name(extra) for extra in found.metadata.get_all("Provides-Extra") or []]
    if canonical_name(cls.extra) in extras:
        return None
    mend = f"Name one of {', '.join(extras)}" if extras else "List it under [project.optional-dependencies]"
    return f"extra = {cls.extra!r}, which {found.name} does not have", mend


def in_words(manifest: Manifest) -> list[str]:
    """The manifest as lines for a reader, without what `rewardry show` says elsewhere."""
    needs = [*manifest.resources, *manifest.modules]
    by = f" (extra {manifest.extra!r})" if manifest.extra else ""
    more = f" Decides more with: {', '.join(manifest.rungs)}{by * (not needs)}." if manifest.rungs else ""
    source = manifest.source or (manifest.home if manifest.distribution != CORE else None)
    return [
        f"Needs: {', '.join(needs) + by if needs else 'nothing beside its package'}.{more}",
        f"Licence: {manifest.licence or 'not stated'}. Source: {source or 'not stated'}. API: {manifest.api}.",
    ]
