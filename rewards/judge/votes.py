"""Several answers of a judge to one question, made one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def majority(votes: Sequence[str], asked: int) -> str | None:
    """The word that more than half of the readable votes say; None for a tie, or where half were not readable.

    Args:
        votes: those that could be read.
        asked: how many were asked for.

    >>> majority(["correct", "incorrect", "correct"], 3), majority(["correct", "incorrect"], 2)
    ('correct', None)
    """
    if not votes or 2 * len(votes) <= asked:
        return None
    word, count = Counter(votes).most_common(1)[0]
    return word if 2 * count > len(votes) else None


def mean(votes: Sequence[float], asked: int) -> float | None:
    """The mean of the readable votes; None where half were not readable."""
    return sum(votes) / len(votes) if votes and 2 * len(votes) > asked else None
