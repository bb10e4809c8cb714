"""What n completions of a question say of k: pass@k, avg@k, maj@k and cons@k, and their intervals over questions.

Completions of one question are alike, so a figure is worked out for each question, and its interval is over questions.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from rewardry.statistics.intervals import CONFIDENCE, Interval, wilson_of_mean

# Beyond so many steps of the exact count, a majority is estimated from so many draws.
MOST_STEPS = 200_000
DRAWS = 400


def pass_at_k(n: int, c: int, k: int) -> float:
    """The chance that one of k completions is right, of which n were drawn and c were right.

    ``1 - C(n - c, k) / C(n, k)``, the unbiased estimator of Chen et al. (arXiv:2107.03374).

    Args:
        n: completions drawn.
        c: right ones among them.
        k: completions that a user would look at, at most n.

    Raises:
        ValueError: there are not so many completions.

    >>> pass_at_k(4, 1, 2)
    0.5
    """
    _refuse_impossible("pass", n, c, k)
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


def avg_at_k(n: int, c: int, k: int) -> float:
    """The mean share of right ones among k completions, of which n were drawn and c were right: ``c / n`` for every k.

    Raises:
        ValueError: there are not so many completions.

    >>> avg_at_k(8, 2, 4)
    0.25
    """
    _refuse_impossible("avg", n, c, k)
    return c / n


def _refuse_impossible(name: str, n: int, c: int, k: int) -> None:
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"{name}@{k} of {c} right ones in {n} completions: 0 <= c <= n and 1 <= k <= n are wanted")


class Majority(NamedTuple):
    """A maj@k.

    Attributes:
        value: the chance that the most frequent answer is right.
        exact: whether it was counted; otherwise it is the mean of `DRAWS` draws.
    """

    value: float
    exact: bool


def maj_at_k(right: int, wrong: Sequence[int], k: int, silent: int = 0) -> Majority:
    """The chance that the most frequent answer of k completions is right, over all ways to draw k of the n.

    Of equally frequent answers each wins with the same chance; a completion without an answer has no vote, and where
    nobody votes nothing is right. Counted exactly, by dynamic programming over the wrong answers, up to `MOST_STEPS`;
    beyond, the mean of `DRAWS` draws whose seed is a function of the arguments.

    Args:
        right: how many of the n completions gave the right answer.
        wrong: how many gave each of the wrong answers.
        k: completions that vote, at most n.
        silent: how many gave no answer.

    Raises:
        ValueError: there are not so many completions.

    >>> maj_at_k(2, [1], 3).value, maj_at_k(1, [1], 2).value
    (1.0, 0.5)
    """
    n = right + sum(wrong) + silent
    if min(right, silent, 0, *wrong) < 0:
        raise ValueError(f"maj@{k}: counts are 0 or more, not {right}, {list(wrong)} and {silent}")
    _refuse_impossible("maj", n, right, k)
    return _majority(right, tuple(sorted(count for count in wrong if count)), k, silent)


@lru_cache(maxsize=65_536)
def _majority(right: int, wrong: tuple[int, ...], k: int, silent: int) -> Majority:
    n = right + sum(wrong) + silent
    if not right:
        return Majority(0.0, True)
    if k == n:
        ties = wrong.count(right)
        return Majority(0.0 if wrong and wrong[-1] > right else 1 / (1 + ties), True)
    if k == 1:
        return Majority(right / n, True)
    steps = sum(min(k, count) + 1 for count in wrong) * k * min(right, k)
    return Majority(_counted(right, wrong, k, silent), True) if steps <= MOST_STEPS else _drawn(right, wrong, k, silent)


def _counted(right: int, wrong: Sequence[int], k: int, silent: int) -> float:
    """The chance, summed over how many votes the right answer gets."""
    ways: Counter[int] = Counter()  # of drawing k so that the right answer leads, by how many wrong ones are level
    for votes in range(1, min(right, k) + 1):
        for (drawn, level), count in _wrong_ways(wrong, votes, k - votes).items():
            ways[level] += math.comb(right, votes) * count * math.comb(silent, k - votes - drawn)
    all_ways = math.comb(right + sum(wrong) + silent, k)
    return math.fsum(count / ((1 + level) * all_ways) for level, count in ways.items())


def _wrong_ways(wrong: Sequence[int], votes: int, most: int) -> Counter[tuple[int, int]]:
    """The ways in which wrong answers get at most `votes` each: by all they get, at most `most`, and how many tie."""
    ways: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    for count in wrong:
        more: Counter[tuple[int, int]] = Counter()
        for (drawn, level), found in ways.items():
            for own in range(min(count, votes, most - drawn) + 1):
                more[drawn + own, level + (own == votes)] += found * math.comb(count, own)
        ways = more
    return ways


def _drawn(right: int, wrong: tuple[int, ...], k: int, silent: int) -> Majority:
    """The mean of draws."""
    answers = [0] * right + [i + 1 for i, count in enumerate(wrong) for _ in range(count)] + [-1] * silent
    chance = random.Random(f"{right} {wrong} {k} {silent}")
    total = 0.0
    for _ in range(DRAWS):
        votes = Counter(answer for answer in chance.sample(answers, k) if answer >= 0)
        most = max(votes.values(), default=0)
        if most and votes[0] == most:
            total += 1 / sum(count == most for count in votes.values())
    return Majority(total / DRAWS, False)


def cons_at_k(answers: Sequence[Hashable | None], rights: Sequence[bool], k: int) -> float:
    """Whether the consensus of the first k completions is right: 1.0 or 0.0.

    One vote over the completions as they stand, as DeepSeek-R1 (arXiv:2501.12948, section 3) reports cons@64: the most
    frequent answer, of equally frequent ones that which came first. `maj_at_k` is its mean over all draws, up to ties.

    Args:
        answers: the answer of each completion; None where it gave none, which is no vote.
        rights: whether each is right; the first of an answer decides for all of it.
        k: how many of them vote, at most all.

    Raises:
        ValueError: there are not so many completions, or not as many labels as answers.

    >>> cons_at_k(["4", "5", "5"], [True, False, False], 3)
    0.0
    """
    if len(answers) != len(rights):
        raise ValueError(f"cons@{k} of {len(answers)} answers and {len(rights)} labels: as many of both are wanted")
    _refuse_impossible("cons", len(answers), sum(rights), k)
    votes: Counter[Hashable] = Counter()
    right: dict[Hashable, bool] = {}
    for answer, is_right in itertools.islice(zip(answers, rights, strict=True), k):
        if answer is not None:
            votes[answer] += 1
            right.setdefault(answer, is_right)
    return float(right[max(votes, key=votes.__getitem__)]) if votes else 0.0


class Estimate(NamedTuple):
    """The mean of a figure over questions.

    Attributes:
        value: the mean; None where there is no question.
        interval: its interval.
        questions: how many questions it is over.
    """

    value: float | None
    interval: Interval | None
    questions: int


class OverQuestions:
    """Adds up a figure in [0, 1] of one question after the other, exactly, in the memory of its different values."""

    def __init__(self) -> None:
        self._values: Counter[float] = Counter()
        self._completions = 0

    def add(self, value: float, completions: int, questions: int = 1) -> None:
        """Take in questions of this value, each with so many completions."""
        self._values[value] += questions
        self._completions += questions * completions

    def to_json(self) -> list[Any]:
        """All that is known, for `merge`."""
        return [self._completions, list(self._values.items())]

    def merge(self, told: Sequence[Any]) -> None:
        """Take in what `to_json` of another gave."""
        completions, values = told
        self._completions += completions
        self._values.update(dict(values))

    def estimate(self, confidence: float = CONFIDENCE) -> Estimate:
        """The mean over questions and its interval.

        Where every value is 0 or 1, as those of pass@n and cons@k are, the interval is Wilson's over questions.
        """
        n = sum(self._values.values())
        if not n:
            return Estimate(None, None, 0)
        mean = math.fsum(value * count for value, count in self._values.items()) / n
        variance = math.fsum(count * (value - mean) ** 2 for value, count in self._values.items()) / n
        return Estimate(mean, wilson_of_mean(mean, variance, n, self._completions, confidence), n)
