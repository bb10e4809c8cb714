"""What choosing by a value is worth: best-of-n, and a majority whose votes weigh what their completions are worth.

Both are means over all ways to draw n of a question's completions, as pass@k is (`rewardry.statistics.pass_at_k`), so
that a figure does not hang on which ones were drawn first.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Hashable, Iterable, Sequence

from rewardry.statistics.pass_at_k import DRAWS, Majority

# Up to so many subsets are all looked at; beyond, a weighted majority is estimated from `DRAWS` draws.
MOST_SUBSETS = 2_000
# Weights that differ by less are level: sums of the same numbers in another order are not the same to the last bit.
_LEVEL = 1e-9


def best_of_n(values: Sequence[float | None], rights: Sequence[bool], n: int) -> float:
    """The chance that the completion of the largest value is right, over all ways to draw n of them.

    Counted exactly: the completions of one value are chosen in ``C(up to it, n) - C(below it, n)`` of the ``C(all, n)``
    draws, each with the same chance, since of the best completions of a draw that share a value each is chosen with the
    same chance. A completion without a value is chosen only where none of the draw has one.

    Args:
        values: of each completion; None where it has none. Larger is better; any finite number.
        rights: whether each is right.
        n: completions to choose from, at most all.

    Raises:
        ValueError: there are not so many completions, or a value is not finite.

    >>> best_of_n([0.9, 0.2, 0.2], [False, True, False], 1), best_of_n([0.9, 0.2, 0.2], [True, False, False], 2)
    (0.3333333333333333, 0.6666666666666666)
    """
    _refuse_impossible("best-of", values, rights, n)
    below, chance, all_ways = 0, 0.0, math.comb(len(values), n)
    keyed = sorted(zip((-math.inf if value is None else value for value in values), rights, strict=True))
    for _, level in itertools.groupby(keyed, key=lambda pair: pair[0]):
        own = [right for _, right in level]
        ways = math.comb(below + len(own), n) - math.comb(below, n)
        chance += sum(own) / len(own) * (ways / all_ways)
        below += len(own)
    return min(chance, 1.0)


def weighted_majority(
    answers: Sequence[Hashable | None], rights: Sequence[bool], values: Sequence[float | None], k: int
) -> Majority:
    """The chance that the answer of the largest sum of values is right, over all ways to draw k of the completions.

    Of answers that weigh the same each wins with the same chance. A completion without an answer has no vote, one
    without a value a vote of weight 0; where nobody votes nothing is right. Counted over all draws up to `MOST_SUBSETS`
    of them; beyond, the mean of `DRAWS` draws whose seed is a function of how many completions there are.

    Args:
        answers: of each completion; None where it gave none.
        rights: whether each is right; the first of an answer decides for all of it.
        values: what each vote weighs; None where that is not known. Values below 0 speak against an answer.
        k: completions that vote, at most all.

    Raises:
        ValueError: there are not so many completions, or a value is not finite.

    >>> weighted_majority(["4", "5", "5"], [True, False, False], [0.9, 0.2, 0.3], 3).value
    1.0
    """
    _refuse_impossible("weighted-majority", values, rights, k)
    if not any(rights):
        return Majority(0.0, True)
    right_answers: dict[Hashable | None, bool] = {}
    for answer, right in zip(answers, rights, strict=True):
        right_answers.setdefault(answer, right)
    votes = [(answer, value or 0.0) for answer, value in zip(answers, values, strict=True)]
    exact = math.comb(len(votes), k) <= MOST_SUBSETS
    draws = itertools.combinations(votes, k) if exact else _draws(votes, k)
    found = [_won(draw, right_answers) for draw in draws]
    return Majority(math.fsum(found) / len(found), exact)


def _draws(votes: Sequence[tuple[Hashable | None, float]], k: int) -> Iterable[Sequence[tuple[Hashable | None, float]]]:
    chance = random.Random(f"{len(votes)} {k}")
    return (chance.sample(votes, k) for _ in range(DRAWS))


def _won(draw: Sequence[tuple[Hashable | None, float]], rights: dict[Hashable | None, bool]) -> float:
    """The share of right answers among those of the largest weight."""
    weights: dict[Hashable, float] = {}
    for answer, weight in draw:
        if answer is not None:
            weights[answer] = weights.get(answer, 0.0) + weight
    if not weights:
        return 0.0
    most = max(weights.values())
    best = [answer for answer, weight in weights.items() if most - weight <= _LEVEL * max(1.0, abs(most))]
    return sum(rights[answer] for answer in best) / len(best)


def _refuse_impossible(name: str, values: Sequence[float | None], rights: Sequence[bool], n: int) -> None:
    if len(values) != len(rights) or not 1 <= n <= len(values):
        raise ValueError(
            f"{name}-{n} of {len(values)} values and {len(rights)} labels: 1 <= n <= as many of both are wanted"
        )
    if any(value is not None and not math.isfinite(value) for value in values):
        raise ValueError(f"{name}-{n}: a value is not a finite number; None stands for a value that is not known")
