"""ToolRL's reward for calls of tools."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from pydantic import AliasChoices, Field, FiniteFloat

from rewardry.component import Needs, Reward, needs
from rewardry.testing.case import Case
from rewardry.text.spans import says_something
from rewardry.text.strict_json import JsonError, load_json
from rewardry.text.tags import find_blocks
from rewardry.types import Batch, Sample, Score

Call = Mapping[str, Any]
_NO_REFERENCE = Score(None, "abstain", {"reason": "no-reference"})
_UNREADABLE = Score(None, "abstain", {"reason": "reference-unparseable"})
_LONGEST = 100_000
_MOST_CALLS = 64
_TAG = re.compile(r"</?[A-Za-z_]{1,20}>")
_DEEPEST = 64


class CallMatch(Reward):
    """How well the calls of a completion match those of the reference, scaled from `lowest` to `highest`.

    ToolRL (arXiv:2504.13958): the share of names that agree (as multisets, shared / all), and for each expected call,
    with the best unused call of its name, the share of parameter names and the number of equal values; the sum over
    what is possible. Calls need no order; calls too many lower the share of names. Calls stand after the reasoning in
    ``<tool_call>`` blocks, one JSON object ``{"name", "parameters"}`` (or ``"arguments"``) a line. What cannot be read
    is worth the least; where no call is expected, so is a call, and an answer that says nothing. Values are equal as
    JSON: 1 is not true.

    Attributes:
        highest: the value of the expected calls (also written `max`).
        lowest: the value of calls without anything in common (also written `min`).
    """

    highest: FiniteFloat = Field(3.0, validation_alias=AliasChoices("highest", "max"))
    lowest: FiniteFloat = Field(-3.0, validation_alias=AliasChoices("lowest", "min"))

    def value_bounds(self) -> tuple[float, float]:
        """From `lowest` to `highest`."""
        return min(self.lowest, self.highest), max(self.lowest, self.highest)

    def needs(self) -> Needs:
        """The completion and the reference: a list of calls, or one."""
        return needs("reference", reference=("array", "object"))

    def score(self, batch: Batch) -> list[Score]:
        """One score a sample."""
        return [self._of(sample) for sample in batch.samples]

    def _of(self, sample: Sample) -> Score:
        if sample.reference is None:
            return _NO_REFERENCE
        given = [sample.reference] if isinstance(sample.reference, Mapping) else sample.reference
        expected = [call for one in given if (call := as_call(one)) is not None]
        if len(expected) < len(given):
            return _UNREADABLE
        text = sample.split().final_text
        calls = calls_in(text)
        if calls is None:
            return Score(self.lowest, details={"reason": "unreadable-call"})
        if not calls and not _says_something(text):
            return Score(self.lowest, details={"reason": "no-answer"})
        return Score(self.value(expected, calls), details={"calls": len(calls)})

    def value(self, expected: Sequence[Call], calls: Sequence[Call]) -> float:
        """The value of calls, from `lowest` to `highest`."""
        return self.lowest + (self.highest - self.lowest) * match_share(expected, calls)

    def examples(self) -> list[Case]:
        """The expected call; one with another value; none."""
        call = '{"name": "weather", "parameters": {"city": "Rome"}}'
        text = f"<think>I need the weather.</think>\n<tool_call>\n{call}\n</tool_call>"
        reference = [{"name": "weather", "parameters": {"city": "Rome"}}]
        third = self.lowest + (self.highest - self.lowest) * 2 / 3
        return [
            Case(text, self.highest, "How is it in Rome?", reference, answer=""),
            Case(text.replace("Rome", "Oslo"), third, "How is it in Rome?", reference, answer=""),
            Case("It is sunny.", self.lowest, "How is it in Rome?", reference, answer=""),
            Case(text, self.lowest, "What is 2 + 2?", [], answer=""),
        ]


def _says_something(text: str) -> bool:
    """Whether a text says something beside its tags."""
    said = _TAG.sub(" ", text)
    return says_something(said, 0, len(said))


def match_share(expected: Sequence[Call], calls: Sequence[Call]) -> float:
    """How much of what is possible calls have in common with those that are expected, in [0, 1].

    >>> call = {"name": "s", "parameters": {"q": "a"}}
    >>> match_share([call], [call, call])
    0.8333333333333334
    """
    if Counter(map(_meaning, expected)) == Counter(map(_meaning, calls)):
        return 1.0
    score = _shared([call["name"] for call in expected], [call["name"] for call in calls])
    unused = list(calls)
    for call in expected:
        same_tool = [i for i, other in enumerate(unused) if other["name"] == call["name"]]
        likeness = {i: _likeness(call, unused[i]) for i in same_tool}
        best = max(same_tool, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best]:
            score += likeness[best]
            del unused[best]
    return score / (1.0 + sum(1.0 + len(call["parameters"]) for call in expected))


def _meaning(call: Call) -> tuple[str, str]:
    """What is the same for two calls that ask for the same."""
    return call["name"], _canonical(call["parameters"])


def _likeness(call: Call, other: Call) -> float:
    """The share of parameter names that two calls of one tool have in common, plus the number of equal values."""
    one, two = call["parameters"], other["parameters"]
    equal = sum(name in two and _canonical(two[name]) == _canonical(value) for name, value in one.items())
    return _shared(list(one), list(two)) + equal


def _shared(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The share of two multisets that they have in common; 1 where they are equal, 0 where one is empty."""
    first, second = Counter(one), Counter(other)
    if first == second:
        return 1.0
    shared = (first & second).total()
    return shared / (len(one) + len(other) - shared)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def calls_in(text: str) -> list[Call] | None:
    """The calls of a text, in order; None where a block holds something else, or does not close."""
    opening, closing = "<tool_call>", "</tool_call>"
    if text.count(opening) != text.count(closing) or len(text) > _LONGEST:
        return None
    found: list[Call] = []
    for block in find_blocks(text, opening, closing):
        read = _read(block.inner.of(text))
        if read is None or len(found) + len(read) > _MOST_CALLS:
            return None
        found += read
    return found


def _read(inside: str) -> list[Call] | None:
    """The calls of a block: one JSON value, or one a line."""
    whole = _parsed(inside)
    values = (whole if isinstance(whole, list) else [whole]) if whole is not None else None
    if values is None:
        values = [_parsed(line) for line in inside.splitlines() if line.strip()]
    calls = [as_call(value) for value in values]
    return [call for call in calls if call is not None] if calls and None not in calls else None


def _parsed(text: str) -> Any:
    """A JSON value; None where the text is none, is too deep, or names one thing twice."""
    try:
        return load_json(text, longest=_LONGEST, deepest=_DEEPEST)
    except JsonError:
        return None


def as_call(value: Any) -> Call | None:
    """A call with its name and parameters, from an object in one of the usual forms; None where it is none."""
    if isinstance(value, Mapping) and isinstance(value.get("function"), Mapping):
        value = value["function"]
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        return None
    parameters = value.get("parameters", value.get("arguments", {}))
    if isinstance(parameters, str):
        parameters = _parsed(parameters)
    return {"name": value["name"], "parameters": dict(parameters)} if isinstance(parameters, Mapping) else None
