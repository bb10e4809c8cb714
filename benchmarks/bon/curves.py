"""pass@n, majority, best-of-n and weighted majority over n, as means over questions with their intervals."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rewardry.curation.question_figures import RIGHT
from rewardry.statistics.best_of_n import best_of_n, weighted_majority
from rewardry.statistics.pass_at_k import Majority, OverQuestions, avg_at_k, maj_at_k, pass_at_k

from .candidates import Candidate, Scored

# The name under which the scorer's own value stands beside what is made of its steps.
OWN = "value"
# How the scores of steps become a value of the solution (Lightman et al., arXiv:2305.20050, and Snell et al.,
# arXiv:2408.03314, section 5.1).
FROM_STEPS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "steps: min": min,
    "steps: product": math.prod,
    "steps: mean": statistics.fmean,
    "steps: last": lambda scores: scores[-1],
}


class Curves:
    """Adds up the figures of one scorer, question by question.

    A completion of which nothing says whether it is right is left out, as if it had not been drawn. A question with
    fewer than n completions does not count for n.

    Args:
        ns: how many completions there are to choose from; None for the powers of two.
    """

    def __init__(self, ns: Sequence[int] | None = None) -> None:
        self._ns = None if ns is None else sorted(set(ns))
        self._sums: dict[tuple[int, str, str], OverQuestions] = {}
        self._estimated: set[tuple[int, str, str]] = set()
        self.questions = self.completions = self.unlabelled = self.valued = self.largest = 0

    def add(self, question: Sequence[Candidate]) -> None:
        """Take in the completions of a question."""
        known = [one for one in question if one.right is not None]
        self.questions += 1
        self.completions += len(known)
        self.unlabelled += len(question) - len(known)
        self.valued += sum(one.value is not None for one in known)
        self.largest = max(self.largest, len(known))
        if known:
            self._add_by_votes(known)
            for by, values in _values(known).items():
                self._add_by_value(known, by, values)

    def _add_by_votes(self, known: Sequence[Candidate]) -> None:
        counts = Counter(one.answer for one in known)
        right, silent = counts.pop(RIGHT, 0), counts.pop(None, 0)
        n, c = len(known), sum(one.right is True for one in known)
        for k in self._up_to(n):
            self._put(k, "", "mean", avg_at_k(n, c, k), n)
            self._put(k, "", "pass", pass_at_k(n, c, k), n)
            self._put(k, "", "majority", maj_at_k(right, list(counts.values()), k, silent), n)

    def _add_by_value(self, known: Sequence[Candidate], by: str, values: Sequence[float | None]) -> None:
        rights = [one.right is True for one in known]
        answers: list[Any] = [one.answer for one in known]
        for k in self._up_to(len(known)):
            self._put(k, by, "best_of", best_of_n(values, rights, k), len(known))
            self._put(k, by, "weighted", weighted_majority(answers, rights, values, k), len(known))

    def _put(self, n: int, by: str, name: str, found: float | Majority, completions: int) -> None:
        key = n, by, name
        if isinstance(found, Majority):
            if not found.exact:
                self._estimated.add(key)
            found = found.value
        self._sums.setdefault(key, OverQuestions()).add(found, completions)

    def _up_to(self, n: int) -> list[int]:
        if self._ns is not None:
            return [k for k in self._ns if k <= n]
        return [1 << power for power in range(n.bit_length())]

    def summary(self) -> dict[str, Any]:
        """The figures by n, each with its interval over questions, and whether each was counted exactly."""
        at: dict[str, Any] = {}
        for n in sorted({n for n, _, _ in self._sums}):
            plain = {name: self._told(n, "", name) for name in ("mean", "pass", "majority")}
            names = dict.fromkeys(by for size, by, _ in self._sums if size == n and by)
            by_value = {by: {name: self._told(n, by, name) for name in ("best_of", "weighted")} for by in names}
            at[str(n)] = {**plain, "by": by_value}
        return {
            "questions": self.questions,
            "completions": self.completions,
            "unlabelled": self.unlabelled,
            "with_value": self.valued,
            "largest_group": self.largest,
            "at": at,
        }

    def _told(self, n: int, by: str, name: str) -> dict[str, Any]:
        found = self._sums[n, by, name].estimate()
        return {
            "value": found.value,
            "interval": None if found.interval is None else list(found.interval),
            "questions": found.questions,
            "exact": (n, by, name) not in self._estimated,
        }


def _values(known: Sequence[Candidate]) -> dict[str, list[float | None]]:
    """The scorer's values, and those made of its steps where it scored any."""
    found = {OWN: [one.value for one in known]}
    if any(one.steps is not None for one in known):
        for name, value_of in FROM_STEPS.items():
            found[name] = [None if one.steps is None else value_of(one.steps) for one in known]
    return found


def curves_of(scored: Scored, ns: Sequence[int] | None) -> dict[str, Any]:
    """The figures of one scorer on one source."""
    curves = Curves(ns)
    for question in scored.questions:
        curves.add(question)
    return {"scorer": scored.scorer, "source": scored.source, **curves.summary(), "notes": scored.notes}
