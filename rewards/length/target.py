"""Where a length that is asked for stands: in a column of the row, or in the words of the prompt."""

from __future__ import annotations

import re
from dataclasses import replace

from rewardry.component import Needs
from rewardry.types import Sample, Score

from .unit import Unit, length_needs

COLUMN = "num_tokens"
NO_TARGET = Score(None, "abstain", {"reason": "no-target-length"})
# "Think for 500 tokens", "Answer in about 1,024 words", "Reason with a maximum of 300 tokens".
_DOING = r"\b(?:think|reason|respond|answer|use|using|write)\b[^.\n]{0,40}?"
_LIMIT = (
    r"at most|up to|under|about|around|roughly|approximately|exactly|(?:no|not) (?:more|longer) than"
    r"|(?<!no )(?<!not )(?:fewer|less) than"
)
_JOINT = rf"\b(?:for|in|with|within|using|use|of|{_LIMIT})\s+(?:(?:a|the)\s+)?"
_BOUND = rf"(?:(?:maximum(?:\s+of)?|{_LIMIT})\s+)?"
_ASKED = re.compile(
    rf"{_DOING}{_JOINT}{_BOUND}(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}})\s*(?:tokens?|words?|characters?)\b",
    re.IGNORECASE,
)


def target_needs(unit: Unit, column: str) -> Needs:
    """What must be read to compare a length with the one that was asked for."""
    fields = frozenset({"prompt", column})
    return replace(length_needs(unit) | Needs(fields), optional=fields)


def target_of(sample: Sample, column: str = COLUMN) -> int | None:
    """The length that a sample's task asks for.

    Args:
        sample: the sample.
        column: the column that holds it; a negative number is a budget, as L1 writes one.

    Returns:
        The column's number, else that of the prompt's "Think for N tokens"; None where neither says one.
    """
    given = sample.meta.get(column)
    if isinstance(given, (int, float)) and not isinstance(given, bool) and abs(given) < 1e12:  # not NaN either
        return abs(int(given)) or None
    asked = _ASKED.search(sample.question)
    return int(asked["number"].replace(",", "")) or None if asked else None
