"""What a policy is told of an answer that is not right: the reason in words, and never anything of the reference."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from rewardry.types import Verdict

_LONGEST_WHERE = 300
# Shorter texts occur in any sentence, and say nothing about the reference by occurring there.
_SHORTEST_LEAK = 3
_SAID = {
    "no-answer": "no answer was found; put the final answer into <answer> tags",
    "ambiguous": "it says more than one thing; give exactly one answer",
    "over-limit": "it is too long, too large or takes too many steps",
    "not-equal": "it is not the right answer",
    "incomplete": "it is not complete",
    "unreadable": "it is not in the form that the task asks for",
    "illegal-move": "a move is not allowed",
    "broken-rule": "a rule of the task is broken",
    "wrong-value": "a value is wrong",
    "no-unit": "the unit is missing",
    "unknown-unit": "the unit is not known",
    "no-quantity": "it is no number with a unit",
    "other-dimensions": "the unit measures something else",
    "no-such-option": "there is no such option",
    "no-choice": "it names no option",
    "disagrees": "the letter and the text name different options",
    "other-columns": "it gives another number of columns",
    "not-a-query": "it is not one SELECT",
    "query-fails": "the query fails",
    "refused": "it does what is not allowed",
    "wrong-answer": "a test gets another output than it should",
    "time-limit": "a test takes too long",
    "memory-limit": "a test takes too much memory",
    "output-limit": "a test writes too much",
    "runtime-error": "a test ends with an error",
    "compile-error": "the program does not compile",
    "no-code": "no program was found; put it into a code block",
}
# Fields of a reference that hold a right answer; of a puzzle all others are in its prompt.
_ANSWERS = ("answer", "answers", "gold", "solution", "witness", "expected")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+){0,5}")


def in_words(verdict: Verdict | None, reference: Any) -> str:
    """Why an answer is not right, as a clause.

    Args:
        verdict: the verdict; None where there is only a number.
        reference: the reference. What would repeat a text or number of it is left out.
    """
    if verdict is None:
        return "it can be better"
    said = _SAID.get(verdict.reason) or _spelt(verdict.reason)
    detail = _detail(verdict.details)
    return f"{said} ({detail[:_LONGEST_WHERE]})" if detail and not _tells(detail, reference) else said


def _spelt(reason: str) -> str:
    """A reason that has no words of its own here: the code itself, if it is one."""
    if len(reason) > 40 or not _CODE.fullmatch(reason) or reason.startswith("equal"):
        return "it is not right"
    return f"it is not right: {reason.replace('-', ' ').replace('.', ' ')}"


def _detail(details: Mapping[str, Any]) -> str:
    """Of a puzzle the broken rule, of a program which test failed; what else a verdict holds stays with it."""
    where = details.get("where")
    if isinstance(where, str):
        return " ".join(where.split())
    failure, tests = details.get("first_failure"), details.get("tests")
    if isinstance(failure, Mapping) and isinstance(failure.get("test"), int) and isinstance(tests, int):
        return f"test {failure['test'] + 1} of {tests}"
    return ""


def _tells(detail: str, reference: Any) -> bool:
    """Whether a detail repeats a reference that is itself the answer: a text, a number, or a list of them."""
    if isinstance(reference, Mapping):
        named = (reference.get(name) for name in (_ANSWERS if "puzzle" in reference else (*_ANSWERS, "value", "query")))
        return any(_tells(detail, one) for one in named if one is not None)
    if isinstance(reference, (list, tuple)):
        return any(_tells(detail, one) for one in reference)
    text = " ".join(reference.split()) if isinstance(reference, str) else json.dumps(reference, default=str)
    if len(text) >= _SHORTEST_LEAK:
        return text.casefold() in detail.casefold()
    return bool(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", detail)) if text else False
