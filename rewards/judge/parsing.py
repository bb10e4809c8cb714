"""What a judge's text decides: the last valid JSON verdict in it, or nothing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

# A verdict stands at the end of what a judge writes.
_READ = 20_000
_DEEP = 1000
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a judge is to choose: one word out of some, or a number in a range.

    Attributes:
        key: the name under which the reply holds it, such as ``verdict``.
        words: the words, of which one is chosen; empty for a number.
        lowest, highest: the range of a number, both ends included.
    """

    key: str
    words: tuple[str, ...] = ()
    lowest: float = 0.0
    highest: float = 10.0

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen, as text; of a range its whole numbers."""
        return self.words or tuple(str(n) for n in range(math.ceil(self.lowest), math.floor(self.highest) + 1))

    def schema(self) -> dict[str, Any]:
        """The JSON schema of a reply."""
        chosen: dict[str, Any] = (
            {"type": "string", "enum": list(self.words)}
            if self.words
            else {"type": "number", "minimum": self.lowest, "maximum": self.highest}
        )
        return {
            "type": "object",
            "properties": {"reasoning": {"type": "string"}, self.key: chosen},
            "required": ["reasoning", self.key],
            "additionalProperties": False,
        }

    def read(self, value: Any) -> str | float | None:
        """A value of the reply as what was chosen: a word, or a finite number in the range; None for anything else."""
        if self.words:
            word = value.strip().lower() if isinstance(value, str) else None
            return next((one for one in self.words if one.lower() == word), None)
        if isinstance(value, str) and re.fullmatch(r"\s{0,9}-?\d{1,9}(?:\.\d{1,9})?\s{0,9}", value, re.ASCII):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return float(value) if self.lowest <= value <= self.highest else None


def read_choice(text: str, choice: Choice, candidate: str = "") -> str | float | None:
    r"""What a judge chose, or None where its text does not tell.

    The last JSON object with the key decides, and only if its value is valid. Reasoning in ``<think>`` is skipped. It
    is None when the key is named once more behind that object (the object was a quotation, or what follows is cut),
    when the object names the key twice, and when it stands in the candidate to the letter. A word in passing is no
    verdict.

    Args:
        text: what the judge wrote.
        choice: what it was asked.
        candidate: what was judged.

    >>> verdict = Choice("verdict", ("correct", "incorrect"))
    >>> read_choice('It says {"verdict": "correct"}. {"verdict": "incorrect"}', verdict)
    'incorrect'
    >>> read_choice("correct", verdict), read_choice('{"verdict": NaN}', verdict)
    (None, None)
    """
    text = _behind_reasoning(text)[-_READ:]
    found: tuple[Any, int, str] | None = None
    for start, end, pairs in json_objects(text):
        values = [value for name, value in pairs if name.strip().lower() == choice.key]
        if values:
            found = (values[0] if len(values) == 1 else None, end, text[start:end])
    if found is None:
        return None
    value, end, quoted = found
    if re.search(rf"[\"']{re.escape(choice.key)}[\"']\s*:", text[end:], re.IGNORECASE):
        return None
    if candidate and _plain(quoted) in _plain(candidate):
        return None
    return choice.read(value)


def read_refusal(text: str, choice: Choice) -> str | None:
    """The least word that a text which is no verdict still says: a refusal is read in more forms than an acceptance.

    It is the last of the choice's unfavourable words as the whole text, or, of a judge that gives a score where a word
    was asked for, a score of zero.

    Args:
        text: what the judge wrote, in which `read_choice` finds nothing.
        choice: what it was asked; its first word is the favourable one.
    """
    text = _behind_reasoning(text)[-_READ:]
    said = text.strip(" \t\n\r.!*\"'`").lower()
    if said in (word.lower() for word in choice.words[1:]):
        return said
    scores = [value for _, _, pairs in json_objects(text) for name, value in pairs if name.lower() == "score"]
    zero = bool(scores) and str(scores[-1]).strip() in ("0", "0.0")
    return choice.words[1] if zero and len(choice.words) > 1 else None


def json_objects(text: str) -> Iterator[tuple[int, int, list[tuple[str, Any]]]]:
    """The balanced JSON objects of a text that lie in no other: start, end, and names with values."""
    at = text.find("{")
    while at >= 0:
        try:
            found, end = _DECODER.raw_decode(text, at)
        except ValueError:
            end = at + 1
        except RecursionError:  # so deep that the next ones are, too
            end = at + _DEEP
        else:
            yield at, end, found
        at = text.find("{", end)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=list, parse_constant=_no_number)


def _behind_reasoning(text: str) -> str:
    return text.rpartition("</think>")[2]


def _plain(text: str) -> str:
    return _SPACE.sub("", text)
