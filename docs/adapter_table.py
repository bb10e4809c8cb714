"""Writes the table of docs/trainers.md and the sections of docs/adapters.md from the records of the adapters.

`--check` only says whether they are true.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from written_part import WrittenPart

from rewardry.adapter import Adapter, Snippet, find_adapter
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.registry import CORE

_RECIPE = "deepseek-r1-zero"
# What is run by its trainer and not by itself stands under names that the test of the pages leaves alone.
_FENCES = {"python": "py", "yaml": "yml", "json": "json", "toml": "toml", "bash": "sh", "hydra": "sh"}


def adapters() -> dict[str, Adapter]:
    """The built-in adapters by id."""
    return {e.id: find_adapter(e.id) for e in registry().entries("adapter") if e.distribution == CORE}


def table() -> str:
    """The adapters as a Markdown table, a line each; the sections say more."""
    lines = ["| trainer | release read | tested | undecided rows | groups |", "|---|---|---|---|---|"]
    for name, one in adapters().items():
        undecided = ", ".join(f"`{policy}`" for policy in one.undecided)
        groups = "seen" if one.sees_groups else "refused"
        lines.append(f"| [{one.trainer}](adapters.md#{name}) | {one.version} | {one.tested} | {undecided} | {groups} |")
    return "\n".join(lines)


def sections() -> Iterator[str]:
    """A section for each adapter: how it is called, what it was tested with, and what to paste."""
    recipe = Recipe.load(_RECIPE)
    for name, one in adapters().items():
        policy = "none" if "none" in one.undecided else next(iter(one.undecided))
        yield f"\n## {name}\n{one.trainer}: {one.hook}. Called in {one.thread}.\n"
        yield f"- **Tested**: {one.tested}, {one.evidence}"
        yield f"- **Logged**: {one.logs}"
        yield from (f"- **Undecided, `{policy}`**: {what}" for policy, what in one.undecided.items())
        for snippet in one.snippets:
            filled = snippet.filled(_RECIPE, policy, recipe.names, recipe.native_weights).rstrip("\n")
            yield f"\n{place_of(snippet)}:\n```{_FENCES[snippet.language]}\n{filled}\n```"


def place_of(snippet: Snippet) -> str:
    """Where a snippet belongs, as the beginning of a sentence; names of files keep their small letter."""
    place = snippet.place or snippet.language
    return place if "." in place.partition(" ")[0] else f"{place[:1].upper()}{place[1:]}"


TABLE = WrittenPart(
    Path(__file__).with_name("trainers.md"),
    "<!-- adapters: written by docs/adapter_table.py -->",
    "<!-- end of adapters -->",
    table,
)
SECTIONS = WrittenPart(
    Path(__file__).with_name("adapters.md"),
    "<!-- sections: written by docs/adapter_table.py -->",
    "<!-- end of sections -->",
    lambda: "\n".join(sections()).lstrip("\n"),
)

if __name__ == "__main__":
    TABLE.main()
    SECTIONS.main()
