"""Writes the lists of components in docs/api/ from the registry; `--check` only says whether they are up to date.

Each entry is a line for mkdocstrings, which puts the class's docstring, parameters and methods there.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rewardry.plugins import registry
from rewardry.registry import CORE, Entry

FOLDER = Path(__file__).with_name("api")
BEGIN, END = "<!-- components: written by docs/api_pages.py -->\n", "<!-- end of components -->"


def pages() -> dict[str, list[Entry]]:
    """The built-in components by the page that lists them."""
    ours = [entry for entry in registry().entries() if entry.distribution == CORE]
    return {
        "verifiers": [entry for entry in ours if entry.kind == "verifier" and not family(entry) and not compat(entry)],
        "rewards": [entry for entry in ours if entry.kind == "reward" and not compat(entry)],
        "compat": [entry for entry in ours if entry.kind in ("reward", "verifier") and compat(entry)],
        "generators": [entry for entry in ours if family(entry) or entry.kind == "generator"],
        "sandbox": [entry for entry in ours if entry.kind == "sandbox"],
    }


def family(entry: Entry) -> bool:
    """Whether it is a family of puzzles."""
    return entry.id.startswith("logic.")


def compat(entry: Entry) -> bool:
    """Whether it is another project's rule."""
    return entry.id.startswith("compat.")


def listed(entries: list[Entry]) -> str:
    """An entry for each class, under the ids by which it is registered."""
    ids: dict[str, list[Entry]] = {}
    for entry in entries:
        ids.setdefault(home(entry.load(), entry.target), []).append(entry)
    return "".join(f"{line}\n" for path, found in ids.items() for line in section(path, found))


def section(path: str, entries: list[Entry]) -> Iterator[str]:
    """The lines of a class."""
    yield f"## {', '.join(dict.fromkeys(entry.id for entry in entries))}"
    yield f"::: {path}"
    yield ""


def home(found: Any, target: str) -> str:
    """The path of a class or function where it is written; of another object, of what it is an object of."""
    named = found if inspect.isclass(found) or inspect.isfunction(found) else None
    if named is None:
        return target.replace(":", ".")
    return f"{named.__module__}.{named.__qualname__}"


def updated(text: str, entries: list[Entry]) -> str:
    """A page with the components of today."""
    head, rest = text.split(BEGIN, 1)
    return f"{head}{BEGIN}{listed(entries)}{END}{rest.split(END, 1)[1]}"


def main() -> None:
    """Update the pages, or say that they must be."""
    for name, entries in pages().items():
        page = FOLDER / f"{name}.md"
        text = page.read_text(encoding="utf-8")
        new = updated(text, entries)
        if "--check" not in sys.argv:
            page.write_text(new, encoding="utf-8")
        elif new != text:
            sys.exit(f"docs/api/{name}.md is out of date; run python docs/api_pages.py")


if __name__ == "__main__":
    main()
