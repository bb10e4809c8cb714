"""JudgeBench's figures (arXiv:2410.12784, ScalerLab/JudgeBench at 12a499c, utils/metrics.py), from a judge's decisions.

Each pair is judged in both orders. A pair is right where more decisions agree with its label than contradict it: once
right and once a tie is right, once right and once wrong is a tie. Shares are micro averages over pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_FLIPPED = {"A>B": "B>A", "B>A": "A>B"}


class Pair(NamedTuple):
    """How one pair was judged.

    Attributes:
        label: ``A>B`` or ``B>A``.
        first: the decision on (A, B): ``A>B``, ``B>A``, ``A=B``, or None where there is none.
        second: the decision on (B, A), as the judge gave it: it is turned round here.
    """

    label: str
    first: str | None
    second: str | None


class PairFigures(NamedTuple):
    """JudgeBench's figures, in percent of all pairs.

    Attributes:
        accuracy: pairs that are right; the benchmark's figure.
        wrong: pairs that are wrong.
        tied: pairs that are neither.
        inconsistent: pairs whose two decisions differ.
        consistent: the others.
        both_right: pairs with two right decisions.
        missing: pairs without one of the decisions.
    """

    accuracy: float
    wrong: float
    tied: float
    inconsistent: float
    consistent: float
    both_right: float
    missing: float


def pair_figures(pairs: Sequence[Pair]) -> PairFigures:
    """The figures of some pairs.

    Args:
        pairs: the pairs, with the decisions in both orders.

    Raises:
        ValueError: there is no pair.

    >>> pair_figures([Pair("A>B", "A>B", "B>A"), Pair("A>B", "A>B", "A>B")]).accuracy
    50.0
    """
    if not pairs:
        raise ValueError("there is no pair to compute figures of")
    scores, unlike, right, missing = [], 0, 0, 0
    for label, first, second in pairs:
        turned = _plain(second)
        decisions = (_plain(first), _FLIPPED.get(turned or "", turned))
        scores.append(sum((one == label) - (one == _FLIPPED[label]) for one in decisions))
        unlike += decisions[0] != decisions[1]
        right += decisions == (label, label)
        missing += None in decisions
    share = 100.0 / len(pairs)
    won = sum(score > 0 for score in scores)
    lost = sum(score < 0 for score in scores)
    return PairFigures(
        accuracy=share * won,
        wrong=share * lost,
        tied=share * (len(pairs) - won - lost),
        inconsistent=share * unlike,
        consistent=share * (len(pairs) - unlike),
        both_right=share * right,
        missing=share * missing,
    )


def _plain(decision: str | None) -> str | None:
    """A decision without its degree: ``A>>B`` is ``A>B``."""
    return None if decision is None else decision.replace(">>", ">")
