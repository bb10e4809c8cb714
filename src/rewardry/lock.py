"""Locks: a file beside a checkpoint that says what its rewards depended on, and refuses a run that differs.

``rewardry lock RECIPE -o FILE`` writes it; ``--locked FILE``, ``Recipe.load(..., locked=FILE)`` and
``reward_funcs(..., locked=FILE)`` compare it with what is there before the first row is scored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from rewardry.component import Verifier
from rewardry.component_tree import components_at
from rewardry.errors import ConfigError, LockError, nearest
from rewardry.lock_content import FORMAT, content_of, content_of_components, portable_id
from rewardry.lock_differences import Difference, differences, of_environment
from rewardry.recipe import Recipe

Locked: TypeAlias = str | Path | Mapping[str, Any]
_KEYS = frozenset({"api", "code", "components", "distributions", "extras", "format", "python", "recipe", "rewardry"})
_PARTS = frozenset({"plugins", "sections", "on_undecided", "clip", "rewards", "sha256", "name"})


def lock_of(recipe: Recipe) -> dict[str, Any]:
    """The lock of a recipe: JSON that depends on the recipe and on what is installed, and on nothing else.

    Raises:
        ConfigError: the code of a component cannot be told.
    """
    content: dict[str, Any] = json.loads(json.dumps(content_of(recipe), default=str))
    return content


def text_of(content: Mapping[str, Any]) -> str:
    """A lock as the text of its file."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_lock(locked: Locked) -> Mapping[str, Any]:
    """A lock that `rewardry lock` wrote.

    Args:
        locked: its file, or its content.

    Raises:
        ConfigError: the file cannot be read, or holds no lock of this format.
    """
    if isinstance(locked, Mapping):
        return _checked(locked, "the lock")
    try:
        text = Path(locked).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8"
        raise ConfigError(f"{os.fspath(locked)}: cannot be read: {why}; {_FIX}") from None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    return _checked(content, os.fspath(locked))


_FIX = "`rewardry lock RECIPE -o FILE` writes one"


def _checked(content: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(content, Mapping) or "format" not in content:
        raise ConfigError(f"{name}: this is no lock; {_FIX}")
    if content["format"] != FORMAT:
        made = content.get("rewardry", "another version")
        raise ConfigError(
            f"{name}: its format is {content['format']!r}, of rewardry {made}; this one reads {FORMAT}, so lock anew"
        )
    recipe = content.get("recipe")
    if _KEYS - content.keys() or not isinstance(recipe, Mapping) or _PARTS - recipe.keys():
        raise ConfigError(f"{name}: a part of this lock is missing; {_FIX}")
    return content


def refuse_other(recipe: Recipe, locked: Locked) -> None:
    """Refuse a recipe that is not, here and now, what was locked.

    Raises:
        LockError: names each difference.
        ConfigError: the lock cannot be read.
    """
    was = read_lock(locked)
    _refuse(_compared(was, lock_of(recipe), locked), locked)


def _compared(was: Mapping[str, Any], now: Mapping[str, Any], locked: Locked) -> list[Difference]:
    try:
        return differences(was, now)
    except (LookupError, TypeError, AttributeError):
        raise ConfigError(f"{_name(locked)}: this lock was damaged; {_FIX}") from None


def load_locked(load: Callable[[], Recipe], locked: Locked) -> Recipe:
    """A recipe that is what was locked.

    Args:
        load: loads it.
        locked: the lock.

    Raises:
        LockError: it differs, or it cannot be loaded because something that was locked is not installed.
    """
    was = read_lock(locked)
    try:
        recipe = load()
    except ConfigError as error:
        missing = list(of_environment(was, {**content_of_components({}), "extras": was["extras"]}))
        if missing:
            raise LockError(f"{_message(missing, locked)}\nWithout them: {error}", tuple(map(str, missing))) from error
        raise
    _refuse(_compared(was, lock_of(recipe), locked), locked)
    return recipe


def refuse_other_verifier(verifier: Verifier, locked: Locked) -> None:
    """Refuse a verifier that is not one of those that a lock holds, in code, version and parameters.

    Raises:
        LockError: names each difference from the one that comes nearest.
        ConfigError: the lock cannot be read.
    """
    was, own = read_lock(locked), portable_id(verifier)
    now = json.loads(json.dumps(content_of_components(dict(components_at(verifier, own))), default=str))
    places = [path for path, found in was["components"].items() if (found["kind"], found["id"]) == ("verifier", own)]
    if not places:
        held = sorted({found["id"] for found in was["components"].values() if found["kind"] == "verifier"})
        offer = nearest(own, held) or "It holds no verifier."
        raise LockError(f"{_name(locked)} holds no verifier {own!r}. {offer}", (f"{own} was not locked",))
    here = {**now, "recipe": was["recipe"]}
    found = [_compared(_cut(was, path, own, now), here, locked) for path in places]
    closest = min(found, key=len)
    _refuse(closest, locked)


def _cut(was: Mapping[str, Any], path: str, name: str, now: Mapping[str, Any]) -> dict[str, Any]:
    """What a lock says of one component and of those among its parameters, as if it stood alone."""
    below = {
        name + place[len(path) :]: found
        for place, found in was["components"].items()
        if place == path or place.startswith(f"{path}.")
    }
    narrowed = {key: {name: was[key].get(name) for name in now[key]} for key in ("code", "distributions", "extras")}
    return {**was, "components": below, **narrowed}


def _refuse(found: Iterable[Difference], locked: Locked) -> None:
    found = list(found)
    if found:
        raise LockError(_message(found, locked), tuple(map(str, found)))


def _message(found: list[Difference], locked: Locked) -> str:
    count = f"{len(found)} difference{'s' * (len(found) != 1)}"
    lines = "\n".join(f"  {difference}" for difference in found)
    return (
        f"{_name(locked)} is of another run: {count}\n{lines}\nTo keep what is here instead, run `rewardry lock` anew"
    )


def _name(locked: Locked) -> str:
    return "the lock" if isinstance(locked, Mapping) else os.fspath(locked)
