"""Rows whose question stands in a set that must not be trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rewardry.curation.kept_rows import KeptRow
from rewardry.errors import ConfigError
from rewardry.rows import read_objects
from rewardry.text.repetition import ngrams
from rewardry.text.units import units
from rewardry.types import CompletionError, prompt_text

WORDS = 8


class HeldOut:
    """The questions of sets that are held out, as n-grams of words.

    A question that shares one with them is contaminated, as in open-r1's ``decontaminate.py`` (8 words). A held-out
    question of fewer words is found where a question has these words and no others.

    Args:
        files: the sets, whose rows have `prompt` (or `question` or `problem`).
        words: n.
        column: the column of the question; None for the usual ones.

    Raises:
        ConfigError: a set has no question.
        DataError: a line is no JSON object.
    """

    def __init__(self, files: Sequence[str], words: int = WORDS, column: str | None = None) -> None:
        self.words = words
        self._names = (column,) if column else ("prompt", "question", "problem")
        self._ngrams: dict[int, str] = {}
        self._short: dict[int, str] = {}
        for file in files:
            if not sum(self._add(data, place) for data, place, _ in read_objects([file])):
                wanted = " or ".join(repr(name) for name in self._names)
                raise ConfigError(f"{file}: no row has a column {wanted}; name the question's with --against-column")

    def _add(self, data: dict[str, object], place: str) -> bool:
        given = next((data[name] for name in self._names if data.get(name)), None)
        try:
            found = units(prompt_text(given)) if isinstance(given, (str, list)) else []
        except CompletionError:
            found = []
        # Hashes of 64 bits: among a million n-grams a false hit has a chance of one in ten trillion.
        for key in self._keys(found):
            self._ngrams.setdefault(key, place)
        if found and len(found) < self.words:
            self._short.setdefault(hash(tuple(found)), place)
        return bool(found)

    def _keys(self, found: Sequence[str]) -> Iterable[int]:
        return map(hash, ngrams(found, self.words))

    def where(self, question: str) -> str | None:
        """Where a held-out question stands that shares words with this one; None where none does."""
        found = units(question)
        if len(found) < self.words:
            return self._short.get(hash(tuple(found)))
        return next((self._ngrams[key] for key in self._keys(found) if key in self._ngrams), None)


class NotContaminated:
    """Rejects rows whose prompt shares an n-gram with a set that is held out; see `HeldOut`."""

    reason = "contaminated"

    def __init__(self, held_out: HeldOut) -> None:
        self._held_out = held_out
        self._last: tuple[str, str | None] = ("", None)  # rows of a group share their prompt

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """Which questions are held out."""
        return [self._why(row.question) for row in group]

    def _why(self, question: str) -> str | None:
        if question != self._last[0]:
            place = self._held_out.where(question)
            self._last = (question, place and f"shares {self._held_out.words} words with {place}")
        return self._last[1]
