"""Questions that stand in a set twice."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from rewardry.curation.audit.questions import Finding, Question
from rewardry.text.units import units


class Repeats:
    """Notes each question by its words, in about 300 bytes, and finds those that come again.

    Args:
        aside: fields of references that decide nothing; those that differ in them alone are the same.
    """

    def __init__(self, aside: Collection[str] = ()) -> None:
        self._aside = frozenset(aside)
        self._seen: dict[int, tuple[int, str]] = {}

    def of(self, question: Question) -> Iterator[Finding]:
        """The finding that a question with these words stands further up."""
        words = units(question.row.question)
        if not words or question.reference is None:
            return
        reference = hash(json.dumps(self._deciding(question.reference), sort_keys=True))
        # Punctuation and signs tell questions of mathematics apart, so that both keys must agree.
        key = hash((tuple(words), "".join(question.row.question.split()).casefold()))
        if key not in self._seen:
            self._seen[key] = (reference, question.row.place)
            return
        earlier, place = self._seen[key]
        kind = "duplicate" if earlier == reference else "conflict"
        yield Finding(
            kind, question.row, f"the question of {place}" + (", which has another reference" * (kind == "conflict"))
        )

    def _deciding(self, reference: Any) -> Any:
        """What of a reference decides."""
        if not self._aside or not isinstance(reference, dict):
            return reference
        return {name: value for name, value in reference.items() if name not in self._aside}
