"""A recipe's file with other weights; all else stays, but comments."""

from __future__ import annotations

import importlib.resources
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from rewardry.errors import ConfigError, RecipeError
from rewardry.plugins import registry
from rewardry.yaml_source import Source, read


def source_of(recipe: str) -> Source:
    """The document of a recipe, by its file or its name.

    Raises:
        RecipeError: it cannot be read.
        UnknownIdError: there is no recipe of that name.
    """
    if recipe.endswith((".yaml", ".yml")):
        return read(Path(recipe))
    entry = registry().find("recipe", recipe)
    package, _, path = entry.target.partition(":")
    with importlib.resources.as_file(importlib.resources.files(package).joinpath(path)) as file:
        found = read(file)
    return Source({**found.data, "name": entry.id}, found.file, found.lines, found.digest)


def with_weights(source: Source, names: Sequence[str], weights: Mapping[str, float], header: str, folder: Path) -> str:
    """The text of a recipe with these weights.

    Args:
        source: the recipe as it was.
        names: the names of its rewards, in order.
        weights: the new weights, by name; the others stay.
        header: what the file's first lines say, each as a comment.
        folder: where the file will lie; components of local files are named from there.
    """
    rewards = []
    for name, entry in zip(names, source.data["rewards"], strict=True):
        moved = _moved(entry, source.folder, folder)
        rewards.append({**moved, "weight": weights[name]} if name in weights else moved)
    head = "".join(f"# {line}\n" for line in _printable(header).splitlines())
    return head + yaml.safe_dump(
        {**source.data, "rewards": rewards}, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )


def _moved(value: Any, old: Path | None, new: Path) -> Any:
    """An entry whose local files are named from another folder."""
    if isinstance(value, Mapping):
        return {key: _moved(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, old, new) for one in value]
    if isinstance(value, str) and value.startswith(("./", "../")) and ".py:" in value and old is not None:
        file, _, name = value.rpartition(":")
        found = os.path.relpath((old / file).resolve(), new.resolve())
        return f"{found if found.startswith('.') else './' + found}:{name}"
    return value


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text)


def refuse_unwritable(file: str) -> None:
    """Refuse a place where no recipe can be written, before weights are searched for one.

    Raises:
        ConfigError: the name ends otherwise than a recipe's, its folder is not there, or it is a folder itself.
    """
    if not file.endswith((".yaml", ".yml")):
        raise ConfigError(f"-o {file}: a recipe's file ends in .yaml or .yml")
    if Path(file).is_dir():
        raise ConfigError(f"-o {file}: that is a folder; name a file")
    folder = Path(file).parent
    if not folder.is_dir():
        raise ConfigError(f"-o {file}: there is no folder {folder}; make it, or choose another place")


def write(file: str, text: str) -> None:
    """Write a recipe and see that it loads.

    Raises:
        RecipeError: it cannot be written, or does not load.
    """
    from rewardry.recipe import Recipe

    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecipeError(f"{file}: cannot be written: {error.strerror}") from None
    Recipe.load(Path(file))
