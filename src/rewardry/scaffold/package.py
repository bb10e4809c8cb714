"""Writes a new package into a folder."""

from __future__ import annotations

import importlib.resources
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from string import Template

from rewardry import API, __version__
from rewardry.errors import ConfigError
from rewardry.scaffold.layouts import LAYOUTS, Layout
from rewardry.scaffold.names import Names


@dataclass(frozen=True, slots=True)
class NewPackage:
    """A package that was made.

    Attributes:
        names: what it is called.
        folder: where it lies, as the author named it.
        files: its files, relative to the folder.
        next: commands for the author to type, in this order.
        own: the file to edit first.
    """

    names: Names
    folder: Path
    files: tuple[str, ...]
    next: tuple[str, ...]
    own: str


def write_package(names: Names, folder: Path) -> NewPackage:
    """Write the package of these names.

    Args:
        names: see `rewardry.scaffold.names.names_of`; the kind is one of `LAYOUTS`.
        folder: the folder to make; it must not be there yet, so that nothing is overwritten.

    Raises:
        ConfigError: the folder is there, or cannot be made.
    """
    layout = LAYOUTS[names.kind]
    words = _words(names, layout)
    texts = {_filled(place, words): _filled(_text_of(name), words) for name, place in layout.all_files.items()}
    try:
        folder.mkdir(parents=True)
        for place, text in texts.items():
            file = folder / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    except FileExistsError:
        raise ConfigError(
            f"{folder} is there already, and nothing is overwritten; name another folder with --output, or add your "
            f"{names.kind} to the package that is there: its rewardry_register may register several"
        ) from None
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error}; name another folder with --output") from error
    return NewPackage(names, folder, tuple(sorted(texts)), _next(folder, layout, words), _filled(layout.own, words))


def _words(names: Names, layout: Layout) -> dict[str, str]:
    """The words that stand for the names in templates."""
    words = {
        "kind": names.kind,
        "namespace": names.namespace,
        "name": names.name,
        "distribution": names.distribution,
        "module": names.module,
        "id": names.id,
        "class_name": names.class_name,
        "summary": layout.summary,
        "rewardry_version": __version__,
        "api": API,
    }
    for word in ("target", "register", "own", "recipe"):
        words[word] = _filled(getattr(layout, word), words)
    words["steps"] = "\n".join(_steps(layout, words))
    # A recipe's own file needs no check of components in CI; what has one is checked there.
    checks = [step for step in _steps(layout, words) if step.startswith("rewardry check ")]
    words["checked"] = "".join(f"      - run: {step}\n" for step in checks)
    return words


def _steps(layout: Layout, words: Mapping[str, str]) -> list[str]:
    """What to type in the package's folder."""
    first = ["pip install -e '.[test]'", f"rewardry list {words['kind']}", "pytest"]
    return [*first, *(_filled(step, words) for step in layout.steps)]


def _next(folder: Path, layout: Layout, words: Mapping[str, str]) -> tuple[str, ...]:
    return (f"cd {shlex.quote(str(folder))}", *_steps(layout, words))


def _filled(text: str, words: Mapping[str, str]) -> str:
    return Template(text).substitute(words)


def _text_of(name: str) -> str:
    """The text of a template, which lies in the package beside this module."""
    place = importlib.resources.files("rewardry.scaffold") / "templates"
    return place.joinpath(*PurePath(f"{name}.template").parts).read_text(encoding="utf-8")
