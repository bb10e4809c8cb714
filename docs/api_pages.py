"""Writes the lists of components in docs/api/ from the registry; `--check` only says whether they are up to date.

Each entry is a line for mkdocstrings, which puts the class's docstring, parameters and methods there. Rewards and
puzzles have pages with formulas and instances instead (reward_catalogue.py, puzzle_catalogue.py).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from written_part import WrittenPart

from rewardry.plugins import registry
from rewardry.registry import CORE, Entry


def compat(entry: Entry) -> bool:
    """Whether it is another project's rule."""
    return entry.id.startswith("compat.")


# By the page that lists them, which components of ours it lists.
PAGES: dict[str, Callable[[Entry], bool]] = {
    "verifiers": lambda one: one.kind == "verifier" and not one.id.startswith("logic.") and not compat(one),
    "compat": lambda one: one.kind in ("reward", "verifier") and compat(one),
    "sandbox": lambda one: one.kind == "sandbox",
}


def listed(page: str) -> str:
    """An entry for each class of a page, under the ids by which it is registered."""
    ids: dict[str, list[str]] = {}
    for entry in registry().entries():
        if entry.distribution == CORE and PAGES[page](entry):
            ids.setdefault(home(entry.load(), entry.target), []).append(entry.id)
    return "\n".join(line for path, found in ids.items() for line in section(path, found))


def section(path: str, ids: list[str]) -> Iterator[str]:
    """The lines of a class."""
    yield f"## {', '.join(dict.fromkeys(ids))}"
    yield f"::: {path}"
    yield ""


def home(found: Any, target: str) -> str:
    """The path of a class or function where it is written; of another object, of what it is an object of."""
    named = found if inspect.isclass(found) or inspect.isfunction(found) else None
    if named is None:
        return target.replace(":", ".")
    return f"{named.__module__}.{named.__qualname__}"


PARTS = [
    WrittenPart(
        Path(__file__).parent / "api" / f"{page}.md",
        "<!-- components: written by docs/api_pages.py -->",
        "<!-- end of components -->",
        partial(listed, page),
    )
    for page in PAGES
]

if __name__ == "__main__":
    for part in PARTS:
        part.main()
