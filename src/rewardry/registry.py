"""Names of components and where they live: kinds, ids, import strings.

Registering costs nothing: an entry holds an import string, and the module is imported when the component is used.

Ids. A built-in's id is unqualified (``length.cosine``) and reserved: written so, it always means the built-in. A
plugin's id is ``<namespace>/<name>``, where the namespace is its distribution's name without ``rewardry-``; the bare
name works too while no other plugin uses it. Two distributions with the same id are a mistake that surfaces when the
id is looked up; nothing is overwritten, skipped or renamed.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from rewardry import API
from rewardry.errors import ClashError, ComponentError, Identity, PluginError, UnknownIdError, describe, nearest
from rewardry.local_files import file_of

Kind: TypeAlias = Literal["reward", "verifier", "sandbox", "trainer", "adapter", "generator", "recipe", "dataset"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CORE = "rewardry"


def canonical_name(distribution: str) -> str:
    """A distribution's name as packaging compares it: rewardry_Chess is rewardry-chess."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered component.

    Attributes:
        kind: what it is.
        id: its full id.
        target: where it lives: ``package.module:attribute``, or ``package:path/inside.yaml`` for a recipe.
        summary: one line for lists.
        distribution, version: who registered it.
        api: the version of the contract it was written for.
        plugin: the distribution and the name of the plugin that registered it.
    """

    kind: Kind
    id: str
    target: str
    summary: str
    distribution: str
    version: str
    api: str = API
    plugin: tuple[str, str] = ("", "")

    @property
    def identity(self) -> Identity:
        """The entry's id with its owner, for errors and records."""
        return Identity(self.id, self.distribution or None, self.version or None)

    @property
    def short_name(self) -> str:
        """The id without its namespace."""
        return self.id.rpartition("/")[2]

    def load(self) -> Any:
        """Import what the entry names.

        Raises:
            ComponentError: the import failed; names the entry, its distribution, and the module that is missing.
        """
        module, _, attribute = self.target.partition(":")
        try:
            found: Any = importlib.import_module(module)
            for part in attribute.split("."):
                found = getattr(found, part)
        except (Exception, SystemExit) as error:
            raise ComponentError(self.identity, f"being imported from {self.target!r}", error) from error
        return found


class Registry:
    """All registered entries of a process."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        self.absent: dict[str, str] = {}  # for each namespace whose plugin was not loaded, why

    def add(self, entry: Entry) -> None:
        """Add an entry; the same one twice counts once.

        Raises:
            PluginError: the same distribution registers another component under an id it already used.
        """
        self._refuse_twice(entry)
        same = self._entries.setdefault((entry.kind, entry.id), [])
        if all(other.distribution != entry.distribution for other in same):
            same.append(entry)

    def merge(self, other: Registry) -> None:
        """Add all entries of another registry, or none.

        Raises:
            PluginError: as `add`.
        """
        for entry in other.entries():
            self._refuse_twice(entry)
        for entry in other.entries():
            self.add(entry)

    def _refuse_twice(self, entry: Entry) -> None:
        for other in self._entries.get((entry.kind, entry.id), []):
            if other.distribution == entry.distribution and other.target != entry.target:
                raise PluginError(
                    f"{entry.distribution} registers the {entry.kind} {entry.id!r} twice, as {other.target!r} and as "
                    f"{entry.target!r}; give one of them another name"
                )

    def entries(self, kind: str | None = None) -> Iterator[Entry]:
        """The entries of a kind, or all, sorted by kind and id."""
        for _, same in sorted(self._entries.items(), key=lambda item: (KINDS.index(item[1][0].kind), item[0][1])):
            if kind is None or same[0].kind == kind:
                yield from same

    def find(self, kind: str, wanted: str) -> Entry:
        """The entry of that kind and id.

        Args:
            kind: one of `KINDS`.
            wanted: a full id, or the bare name of a plugin's component.

        Raises:
            ClashError: several distributions own the id, or the bare name.
            UnknownIdError: nobody does; the message offers the nearest id.
        """
        found = self._entries.get((kind, wanted), [])
        if not found and "/" not in wanted:
            found = [entry for entry in self.entries(kind) if entry.short_name == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise ClashError(_clash(kind, wanted, found))
        raise UnknownIdError(self._unknown(kind, wanted))

    def find_any(self, wanted: str) -> Entry:
        """The entry of that id, whatever its kind; ``kind:id`` picks a kind.

        A generator may bear the id of the verifier that its tasks are for: the bare id means the verifier.

        Raises:
            ClashError, UnknownIdError: as `find`, and when components of several kinds bear the id.
        """
        kind, colon, rest = wanted.partition(":")
        if colon and kind in KINDS:
            return self.find(kind, rest)
        found = [e for e in self.entries() if e.id == wanted] or [e for e in self.entries() if e.short_name == wanted]
        kinds = sorted({entry.kind for entry in found})
        if kinds == ["generator", "verifier"]:
            kinds = ["verifier"]
        if len(kinds) > 1:
            choices = " or ".join(repr(f"{k}:{wanted}") for k in kinds)
            raise ClashError(f"{wanted!r} is the id of a {' and of a '.join(kinds)}; write {choices}")
        if not kinds:
            ids = [entry.id for entry in self.entries()]
            offer = self._offer(wanted, ids)
            raise UnknownIdError(f"there is no component {wanted!r}. {offer}`rewardry list` shows all")
        return self.find(kinds[0], wanted)

    def identity_of(self, cls: type) -> Identity:
        """Whose a component's class is; of an unregistered class its import path stands for the id."""
        target = f"{cls.__module__}:{cls.__qualname__}"
        for entry in self.entries():
            if entry.target == target or _leads_to(entry.target, cls):
                return entry.identity
        return Identity(f"{file_of(cls.__module__) or cls.__module__}:{cls.__qualname__}")

    def _unknown(self, kind: str, wanted: str) -> str:
        elsewhere = [e.kind for e in self.entries() if wanted in (e.id, e.short_name)]
        if elsewhere:
            return f"{wanted!r} is a {elsewhere[0]}, but a {kind} is wanted here"
        ids = [entry.id for entry in self.entries(kind)]
        return f"there is no {kind} {wanted!r}. {self._offer(wanted, ids)}`rewardry list {kind}` shows all"

    def _offer(self, wanted: str, ids: list[str]) -> str:
        """Why there is nothing of a plugin that was not loaded or is not installed, or else the nearest id.

        It ends in a space, and is empty where nothing is known.
        """
        namespace, slash, _ = wanted.partition("/")
        offer = self.absent.get(namespace) or nearest(wanted, ids)
        told = offer and not offer.startswith("Known")
        if slash and not told and not any(id_.startswith(f"{namespace}/") for id_ in ids):
            offer = f"Is the distribution 'rewardry-{namespace}' installed? {offer}"
        return f"{offer.rstrip()} " if offer else ""


def _leads_to(target: str, cls: type) -> bool:
    """Whether a target is another way to a class: a package that passes on what one of its modules defines."""
    module, _, name = target.partition(":")
    return name == cls.__qualname__ and getattr(sys.modules.get(module), name, None) is cls


def _clash(kind: str, wanted: str, found: list[Entry]) -> str:
    owners = " and ".join(f"{e.distribution} {e.version}" for e in found)
    ids = sorted({e.id for e in found})
    if len(ids) == 1:
        return (
            f"{owners} both register the {kind} {ids[0]!r}; uninstall one, or put its plugin's name into "
            f"REWARDRY_DISABLED_PLUGINS"
        )
    return f"{owners} both register a {kind} {wanted!r}; write {' or '.join(map(repr, ids))}"


def why_not_loaded(error: BaseException) -> str:
    """The reason a component could not be imported, with the module's name where one is missing."""
    cause = error.__cause__ or error
    return f"module {cause.name!r} is not installed" if isinstance(cause, ModuleNotFoundError) else describe(cause)
