"""Where a length that is asked for stands: in a column of the row, or in the words of the prompt."""

from __future__ import annotations

import re

from rewardry.types import Sample

COLUMN = "num_tokens"
_ASKED = re.compile(
    r"\b(?:think|reason|respond|answer|use|using|write)\b[^.\n]{0,40}?"
    r"\b(?:for|in|with|using|use|of|at most|up to|fewer than|less than|about|exactly)\s+(?:(?:a|the)\s+)?"
    r"(?:(?:maximum(?:\s+of)?|at most|up to|about|exactly)\s+)?(?P<number>\d{1,3}(?:,\d{3})+|\d{1,7})\s*"
    r"(?:tokens?|words?|characters?)\b",
    re.IGNORECASE,
)


def target_of(sample: Sample, column: str = COLUMN) -> int | None:
    """The length that a sample's task asks for.

    Args:
        sample: the sample.
        column: the column that holds it; a negative number is a budget, as L1 writes one.

    Returns:
        The column's number, else that of the prompt's "Think for N tokens"; None where neither says one.
    """
    given = sample.meta.get(column)
    if isinstance(given, (int, float)) and not isinstance(given, bool) and given == given and abs(given) < 1e12:
        return abs(int(given)) or None
    asked = _ASKED.search(sample.question)
    return int(asked["number"].replace(",", "")) or None if asked else None
