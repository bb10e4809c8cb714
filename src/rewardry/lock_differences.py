"""What differs between a lock and what is there: what it was, what it is, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rewardry.local_files import is_local
from rewardry.provenance import installed_version
from rewardry.registry import CORE

Content: TypeAlias = Mapping[str, Any]
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was locked.

    Attributes:
        what: its name.
        was, now: what the lock says of it, and what it is; None for nothing.
        fix: how to have it as it was.
    """

    what: str
    was: Any
    now: Any
    fix: str

    def __str__(self) -> str:
        return f"{self.what} was {_shown(self.was)} and is {_shown(self.now)}: {self.fix}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def differences(was: Content, now: Content) -> list[Difference]:
    """What differs, the environment first: it explains the rest."""
    return [*of_environment(was, now), *_of_code(was, now), *_of_recipe(was, now), *_of_components(was, now)]


def of_environment(was: Content, now: Content) -> Iterator[Difference]:
    """Python, rewardry and the distributions that components are built on."""
    if was["python"] != now["python"]:
        yield Difference("Python", was["python"], now["python"], f"run it with Python {was['python']}")
    if was["rewardry"] != now["rewardry"]:
        yield Difference(CORE, was["rewardry"], now["rewardry"], f"pip install '{CORE}=={was['rewardry']}'")
    for name, version in was["distributions"].items():
        found = now["distributions"].get(name) or installed_version(name)
        if found != version:
            yield Difference(name, version or "not installed", found or "not installed", _fix_of(name, version))
    for name, present, found in _pairs(was["extras"], now["extras"]):
        if present is not None and found is not None:
            fix = f"pip install '{name}'" if present else f"pip uninstall what {name} brings"
            yield Difference(f"the extra {name}", _presence(present), _presence(found), fix)


def _presence(present: bool) -> str:
    return "there" if present else "not there"


def _fix_of(name: str, version: str | None) -> str:
    return f"pip install '{name}=={version}'" if version else f"pip uninstall {name}"


def _pairs(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The names whose values differ, with both."""
    for name in sorted({**was, **now}):
        if was.get(name) != now.get(name):
            yield name, was.get(name), now.get(name)


def _of_code(was: Content, now: Content) -> Iterator[Difference]:
    """Code that was changed under its version; where the version differs, that has been said."""
    for name, digest, found in _pairs(was["code"], now["code"]):
        version, owner = _version_of(was, name)
        if digest is None or found is None or (version, owner) != _version_of(now, name):
            continue
        what = f"the code of {name}" + (f" ({owner} {version})" if owner else "")
        yield Difference(what, digest[:12], found[:12], _fix_of_code(name, owner, version))


def _version_of(content: Content, name: str) -> tuple[str | None, str | None]:
    """The version and the distribution of the code of a component, or of the core."""
    if name == CORE:
        return content["rewardry"], CORE
    for component in content["components"].values():
        if component["id"] == name:
            return component["version"], component["distribution"]
    return None, None


def _fix_of_code(name: str, owner: str | None, version: str | None) -> str:
    if is_local(name):
        return f"put the {name.rpartition(':')[0]} that was locked back"
    if owner is None:
        return "put the code that was locked back"
    return f"pip install --force-reinstall --no-deps '{owner}=={version}', or check out what was locked"


def _of_recipe(was: Content, now: Content) -> Iterator[Difference]:
    old, new = was["recipe"], now["recipe"]
    fix = "put the recipe that was locked back"
    for name in ("plugins", "sections", "on_undecided", "clip", "combine", "normalize"):
        if old[name] != new[name]:
            yield Difference(f"`{name}` of the recipe", old[name], new[name], f"{fix}: {name}: {json.dumps(old[name])}")
    yield from _of_rewards(old["rewards"], new["rewards"])
    if None not in (old["sha256"], new["sha256"]) and old["sha256"] != new["sha256"]:
        yield Difference("the text of the recipe", old["sha256"][:12], new["sha256"][:12], fix)


def _of_rewards(old: Content, new: Content) -> Iterator[Difference]:
    if list(old) != list(new):
        yield Difference("the list of rewards", list(old), list(new), "give the recipe the rewards that were locked")
    for name in old.keys() & new.keys():
        for field, value, found in _pairs(old[name], new[name]):
            what = f"`{field}` of {name}"
            yield Difference(what, value, found, _fix_of_setting(name, field, value, settable=field == "weight"))


def _fix_of_setting(path: str, field: str, value: Any, settable: bool) -> str:
    option = f", or leave out --set {path}.{field}" if settable else ""
    return f"write {field}: {json.dumps(value)} in the recipe{option}"


def _of_components(was: Content, now: Content) -> Iterator[Difference]:
    """The components, by where they stand: which they are, and with which parameters."""
    old, new = was["components"], now["components"]
    for path in sorted(old.keys() & new.keys()):
        yield from _of_component(path, old[path], new[path])
    for path in sorted(old.keys() ^ new.keys()):
        if path.partition(".")[0] in {other.partition(".")[0] for other in old.keys() & new.keys()}:
            named = [content.get(path, {}).get("id") for content in (old, new)]
            yield Difference(path, named[0], named[1], "give it the components that were locked")


def _of_component(path: str, old: Content, new: Content) -> Iterator[Difference]:
    if (old["kind"], old["id"]) != (new["kind"], new["id"]):
        fix = f"use {old['id']} there" + (f", or leave out --set {path}" if path.count(".") == 1 else "")
        yield Difference(path, old["id"], new["id"], fix)
        return
    if old["distribution"] != new["distribution"]:
        fix = f"uninstall {new['distribution']}, which has the same namespace"
        yield Difference(f"the distribution of {old['id']}", old["distribution"], new["distribution"], fix)
    for name, value, found in _pairs(old["parameters"], new["parameters"]):
        top = "." not in path
        yield Difference(f"{path}.{name}", value, found, _fix_of_setting(path, name, value, settable=top))
    for name, value, found in _pairs(old["revisions"], new["revisions"]):
        yield Difference(f"the revision behind {path}.{name}", value, found, f"have {name} name {value}")
    for name, value, found in _pairs(old["files"], new["files"]):
        fix = "put the file that was locked back"
        yield Difference(f"the file {path}.{name}", value and value[:12], found and found[:12], fix)
