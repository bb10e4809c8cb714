"""Writes the families of puzzles from the families themselves; `--check` only says whether that is true.

A line for each in docs/puzzles.md; in docs/puzzle_families.md what it is, an easy instance, its prompt, and a valid
answer, which the verifier accepts.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

from written_part import WrittenPart

from rewardry import get, verify
from rewardry.plugins import registry
from rewardry.puzzle import Puzzle
from rewardry.registry import CORE, Entry

SEED, DIFFICULTY = 1, 2


def families() -> list[Entry]:
    """The families, in the order of their ids."""
    ours = (entry for entry in registry().entries("verifier") if entry.distribution == CORE)
    return sorted((entry for entry in ours if entry.id.startswith("logic.")), key=lambda entry: entry.id)


def table() -> str:
    """A line for each family."""
    lines = [f"| [`{one.id}`](puzzle_families.md#{one.id.replace('.', '')}) | {one.summary} |" for one in families()]
    return "\n".join(["| id | what it is |", "|---|---|", *lines])


def catalogue() -> str:
    """An entry for each family."""
    return "\n".join("\n".join(entry_of(one.id)) for one in families())


def entry_of(name: str) -> Iterator[str]:
    """The lines of a family.

    Raises:
        ValueError: the verifier refuses the family's own solution.
    """
    puzzle = get(name)
    assert isinstance(puzzle, Puzzle)
    instance = puzzle.generate(SEED, DIFFICULTY)
    solution = puzzle.solution(instance)
    completion = f"<answer>{solution}</answer>"
    if verify(name, completion, instance.as_reference(), puzzle.prompt(instance)).status != "correct":
        raise ValueError(f"{name} refuses its own solution {solution!r}")
    yield f"### {name}"
    yield said_of(type(puzzle))
    yield ""
    yield from fenced("json", json.dumps(instance.as_reference(), ensure_ascii=False))
    yield from fenced("text", puzzle.prompt(instance))
    yield from fenced("text", completion)
    yield ""


def said_of(cls: type[Puzzle]) -> str:
    """What a class says of itself, without its parameters."""
    return re.split(r"\n\s*Attributes:\n", inspect.cleandoc(vars(cls)["__doc__"]))[0].strip()


def fenced(language: str, text: str) -> Iterator[str]:
    """A block of code."""
    yield f"```{language}"
    yield text
    yield "```"


TABLE = WrittenPart(
    Path(__file__).with_name("puzzles.md"),
    "<!-- table: written by docs/puzzle_catalogue.py -->",
    "<!-- end of table -->",
    table,
)
FAMILIES = WrittenPart(
    Path(__file__).with_name("puzzle_families.md"),
    "<!-- families: written by docs/puzzle_catalogue.py -->",
    "<!-- end of families -->",
    catalogue,
)

if __name__ == "__main__":
    TABLE.main()
    FAMILIES.main()
