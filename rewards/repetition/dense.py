"""The dense repetition penalty: every token of a repeated n-gram costs something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from rewardry.testing.case import Case
from rewardry.text.repetition import ngrams
from rewardry.types import Score

from .counted import RepetitionReward

_MOST_SPANS = 1000


class Dense(RepetitionReward):
    """A penalty for each unit of every n-gram that stood there before, summed and bounded.

    Yeo et al. (arXiv:2502.03373, appendix C.2): each token of a repeated n-gram gets `penalty`; their runs use n = 40
    and -0.05. A trainer that can reward single tokens finds the places under ``spans`` in the details; the value is the
    sum, not below ``-most``.

    Attributes:
        ngram_size: n, in token ids where there are any, else in words and unspaced characters.
        penalty: the penalty of a unit, below 0.
        only_start: of n-grams that overlap only the first is penalised.
        most: the largest penalty of a completion.
    """

    ngram_size: int = Field(40, ge=1)
    penalty: float = Field(-0.05, lt=0, allow_inf_nan=False)
    only_start: bool = False
    most: float = Field(1.0, gt=0, allow_inf_nan=False)

    def value_bounds(self) -> tuple[float, float]:
        """From the largest penalty to none."""
        return -self.most, 0.0

    def of(self, units: Sequence[Any], text: str) -> Score:
        """The score of a completion, in [-most, 0]."""
        spans = repeated_spans(units, self.ngram_size, self.only_start)
        count = sum(end - start for start, end in spans)
        details = {"units": count, "spans": [list(span) for span in spans[:_MOST_SPANS]]}
        return Score(max(-self.most, self.penalty * count) if count else 0.0, details=details)

    def per_unit(self, units: Sequence[Any]) -> list[float]:
        """The penalty of each unit."""
        values = [0.0] * len(units)
        for start, end in repeated_spans(units, self.ngram_size, self.only_start):
            values[start:end] = [self.penalty] * (end - start)
        return values

    def examples(self) -> list[Case]:
        """A sentence, and one that goes on and on."""
        loop, again = "Wait, let me check that once more. " * 40, 39 * 7
        count = 0 if self.ngram_size > again else self.ngram_size if self.only_start else again
        return [
            Case("Two and three make five.", 0.0),
            Case(loop, max(-self.most, self.penalty * count)),
        ]


def repeated_spans(units: Sequence[Any], size: int, only_start: bool = False) -> list[tuple[int, int]]:
    """The places that n-grams cover which stood there before, joined where they touch.

    >>> repeated_spans([1, 2, 3, 1, 2, 3], 2)
    [(3, 6)]
    """
    spans: list[tuple[int, int]] = []
    if not _repeats(units, min(size, _SEED)):
        return spans
    seen = set()
    last_end = -1
    for start, found in enumerate(ngrams(units, size)):
        if found not in seen:
            seen.add(found)
            continue
        if not only_start or start > last_end:
            if spans and spans[-1][1] >= start:
                spans[-1] = (spans[-1][0], start + size)
            else:
                spans.append((start, start + size))
        last_end = start + size
    return spans


# A long n-gram that stands there twice holds a short one that does, which is cheaper to find.
_SEED = 8


def _repeats(units: Sequence[Any], size: int) -> bool:
    found = ngrams(units, size)
    return len(set(found)) < len(found)
