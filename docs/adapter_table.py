"""Writes the table of docs/trainers.md from the records of the adapters; `--check` only says whether it is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from written_part import WrittenPart

from rewardry.adapter import Adapter, find_adapter
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
    """The adapters as a Markdown table."""
    lines = [
        "| trainer | read | tested | what is logged | what an undecided row becomes | groups |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in adapters().items():
        undecided = "<br>".join(f"`{policy}`: {what}" for policy, what in one.undecided.items())
        tested = f"{one.tested}: {one.evidence}"
        cells = (f"[{one.trainer}](#{name})", one.version, tested, one.logs, undecided, _groups(one))
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


def _groups(one: Adapter) -> str:
    return "seen" if one.sees_groups else "refused"


def snippets() -> Iterator[str]:
    """A section for each adapter, with what to paste."""
    recipe = Recipe.load(_RECIPE)
    for name, one in adapters().items():
        policy = "none" if "none" in one.undecided else next(iter(one.undecided))
        yield f"\n### {name}\n{one.trainer}: {one.hook}. Called in {one.thread}."
        for snippet in one.snippets:
            filled = snippet.filled(_RECIPE, policy, recipe.names, recipe.native_weights).rstrip("\n")
            yield f"\n{(snippet.place or snippet.language).capitalize() if ' ' in snippet.place else snippet.place}:"
            yield f"```{_FENCES[snippet.language]}\n{filled}\n```"


def written() -> str:
    """The table, and a section for each adapter."""
    return f"{table()}\n" + "\n".join(snippets())


PART = WrittenPart(
    Path(__file__).with_name("trainers.md"),
    "<!-- adapters: written by docs/adapter_table.py -->",
    "<!-- end of adapters -->",
    written,
)

if __name__ == "__main__":
    PART.main()
