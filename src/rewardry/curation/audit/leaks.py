"""What a set gives away: questions that are held out, and tests that the prompt prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from rewardry.curation.audit.questions import Finding, Question
from rewardry.curation.filters.contamination import HeldOut


def leaked(question: Question, held_out: HeldOut | None) -> Iterator[Finding]:
    """The finding that a question shares words with a held-out set; see `HeldOut`."""
    place = held_out.where(question.row.question) if held_out is not None else None
    if place is not None:
        assert held_out is not None
        yield Finding("leaked", question.row, f"shares {held_out.words} words with {place}")


def tests_in_prompt(question: Question) -> Iterator[Finding]:
    """The finding that the input and output of every test stand in the prompt: a program that prints them passes."""
    tests = question.reference.get("tests") if isinstance(question.reference, dict) else None
    if not isinstance(tests, dict):
        return
    inputs, outputs = tests.get("inputs"), tests.get("outputs")
    if not isinstance(inputs, list) or not isinstance(outputs, list) or not outputs or len(inputs) != len(outputs):
        return
    prompt = f" {' '.join(question.row.question.split())} "
    if all(
        _stands_in(given, prompt) and _stands_in(wanted, prompt) for given, wanted in zip(inputs, outputs, strict=True)
    ):
        yield Finding("tests-in-prompt", question.row, f"all {len(outputs)} tests stand in the prompt")


def _stands_in(value: Any, prompt: str) -> bool:
    """Whether a value stands in a text by itself; of arguments, each of them."""
    if isinstance(value, list):
        return all(_stands_in(item, prompt) for item in value)
    text = " ".join(value.split()) if isinstance(value, str) else json.dumps(value)
    # A point behind it ends a sentence, or goes on with a number.
    return re.search(rf"(?<![\w.-]){re.escape(text)}(?!\w|\.\d)", prompt) is not None if text else True
