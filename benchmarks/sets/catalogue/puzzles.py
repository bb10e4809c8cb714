"""Puzzles of other projects, as instances of our families."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..entry import SetEntry
from ..fields import Fields
from .task_rows import task_row

# A nested tuple of words and numbers, which is all that a statement is.
_TUPLE = re.compile(r"[()\s,]|'[a-z<=>-]+'|\d+")


def knights_and_knaves(fields: Fields) -> Iterator[dict[str, Any]]:
    """Statements are written as Python's tuples; no solution is kept, for any assignment that fits is right."""
    words = fields.any("knight_knave")
    if not isinstance(words, dict):
        fields.refuse("knight_knave", "an object with the words for both roles is wanted")
    names = fields.texts("names")
    reference = {
        "puzzle": "knights_knaves",
        "names": names,
        "statements": _statements(fields),
        "truth_word": str(words.get("knight", "knight")),
        "lie_word": str(words.get("knave", "knave")),
    }
    prompt = f"{fields.text('quiz')} Give the solution in <answer> tags."
    name = f"{len(names)}ppl-{fields.id('index')}"
    yield task_row(name, "logic/knights_knaves", prompt, reference, people=len(names))


def _statements(fields: Fields) -> list[Any]:
    text = fields.text("statements")
    if _TUPLE.sub("", text):
        fields.refuse("statements", "tuples of words and numbers are wanted")
    as_json = text.replace("(", "[").replace(")", "]").replace("'", '"')
    try:
        statements = json.loads(re.sub(r",(\s*\])", r"\1", as_json))
    except (ValueError, RecursionError) as error:
        fields.refuse("statements", f"the tuples cannot be read: {error}")
    if not isinstance(statements, list):
        fields.refuse("statements", "a tuple of statements is wanted")
    return statements


def countdown(fields: Fields) -> Iterator[dict[str, Any]]:
    """Every number is used exactly once, as the reward of TinyZero wants it."""
    numbers, target = fields.wholes("nums"), fields.whole("target")
    prompt = (
        f"Using the numbers {numbers}, create an expression that equals {target}. Use each number exactly "
        "once and only + - * / and parentheses. Put the expression in <answer></answer>."
    )
    reference = {"puzzle": "countdown", "numbers": numbers, "target": target}
    yield task_row(str(fields.position), "logic/countdown", prompt, reference, numbers=len(numbers))


KNIGHTS_AND_KNAVES = SetEntry(
    "knights-and-knaves",
    "prompt",
    "accuracy",
    "CC-BY-NC-SA-4.0",
    "Xie et al. (arXiv:2410.23123)",
    tuple(f"test/people{people}_num100.jsonl" for people in range(2, 9)),
    knights_and_knaves,
    "K-and-K/knights-and-knaves",
    "8cbfa837f57ea77e73f09990cc6f7aadc41d98a3",
    rows=700,
)
COUNTDOWN = SetEntry(
    "countdown",
    "prompt",
    "accuracy",
    "not stated",
    "Pan et al., TinyZero (2025)",
    ("data/train-00000-of-00001.parquet",),
    countdown,
    "Jiayi-Pan/Countdown-Tasks-3to4",
    "408f70d177020686d34a56bba5952feb45aaaee4",
    rows=1024,
    select=(327_680, 328_704),
)
