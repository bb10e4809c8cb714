"""avg@k, pass@k, maj@k and cons@k over questions, added up as the questions pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.curation.kept_rows import KeptRow
from rewardry.statistics.pass_at_k import Estimate, OverQuestions, avg_at_k, cons_at_k, maj_at_k, pass_at_k
from rewardry.text.answers import select_answer

# The answer of every right completion: they all say what the reference says.
RIGHT = ("right",)


def vote_of(row: KeptRow) -> object | None:
    """What a completion votes for: one and the same where it is right, else its answer as written; None without one.

    Wrong answers are the same where their texts are, up to white space.
    """
    if row.correct:
        return RIGHT
    answer = row.data["extracted"] if "extracted" in row.data else select_answer(row.sections.final_text).answer
    return None if answer is None else " ".join(str(answer).split())


class QuestionFigures:
    """The figures of all questions.

    An undecided completion is left out, as if it had not been drawn; a question with fewer than k that are decided does
    not count for k.

    Args:
        ks: the k of the figures; None for the powers of two, as far as questions have completions.
    """

    def __init__(self, ks: Sequence[int] | None = None) -> None:
        self._ks = None if ks is None else sorted(set(ks))
        self._counts: Counter[tuple[int, int]] = Counter()
        self._majority: dict[int, OverQuestions] = {}
        self._consensus: dict[int, OverQuestions] = {}
        self._estimated: set[int] = set()
        self.questions = self.undecided = self.without_signal = self.compared = 0

    def add(self, rows: Sequence[KeptRow]) -> None:
        """Take in the completions of a question."""
        decided = [row for row in rows if row.correct is not None]
        self.questions += 1
        self.undecided += len(rows) - len(decided)
        self._note_signal(rows)
        if not decided:
            return
        n, c = len(decided), sum(row.correct is True for row in decided)
        self._counts[n, c] += 1
        if c in (0, n):  # no vote can change what all say
            self._add_votes(n, [float(c > 0)] * 2)
        else:
            self._vote(decided, n)

    def _note_signal(self, rows: Sequence[KeptRow]) -> None:
        totals = [total for row in rows if (total := row.total) is not None]
        if len(totals) > 1:
            self.compared += 1
            self.without_signal += max(totals) - min(totals) <= 1e-9

    def _add_votes(self, n: int, values: Sequence[float]) -> None:
        for k in self._up_to(n):
            self._majority.setdefault(k, OverQuestions()).add(values[0], n)
            self._consensus.setdefault(k, OverQuestions()).add(values[1], n)

    def _vote(self, decided: Sequence[KeptRow], n: int) -> None:
        votes = [vote_of(row) for row in decided]
        counts = Counter(votes)
        right, silent = counts.pop(RIGHT, 0), counts.pop(None, 0)
        wrong = list(counts.values())
        rights = [vote is RIGHT for vote in votes]
        for k in self._up_to(n):
            majority = maj_at_k(right, wrong, k, silent)
            if not majority.exact:
                self._estimated.add(k)
            self._majority.setdefault(k, OverQuestions()).add(majority.value, n)
            self._consensus.setdefault(k, OverQuestions()).add(cons_at_k(votes, rights, k), n)

    def _up_to(self, n: int) -> list[int]:
        if self._ks is not None:
            return [k for k in self._ks if k <= n]
        return [1 << power for power in range(n.bit_length())]

    @property
    def pass_rates(self) -> Counter[tuple[int, int]]:
        """Questions by how many of their completions are decided, and how many are right."""
        return self._counts

    def to_json(self) -> dict[str, Any]:
        """All that is known, for `merge`."""
        return {
            "numbers": [self.questions, self.undecided, self.without_signal, self.compared],
            "counts": [[n, c, count] for (n, c), count in self._counts.items()],
            "majority": [[k, found.to_json()] for k, found in self._majority.items()],
            "consensus": [[k, found.to_json()] for k, found in self._consensus.items()],
            "estimated": sorted(self._estimated),
        }

    def merge(self, told: Mapping[str, Any]) -> None:
        """Take in what `to_json` of another gave."""
        questions, undecided, without_signal, compared = told["numbers"]
        self.questions += questions
        self.undecided += undecided
        self.without_signal += without_signal
        self.compared += compared
        for n, c, count in told["counts"]:
            self._counts[n, c] += count
        for mine, others in ((self._majority, told["majority"]), (self._consensus, told["consensus"])):
            for k, found in others:
                mine.setdefault(k, OverQuestions()).merge(found)
        self._estimated.update(told["estimated"])

    def summary(self) -> dict[str, Any]:
        """The figures by k, each with its interval and the questions it is over."""
        ks = sorted({k for n, _ in self._counts for k in self._up_to(n)})
        return {
            "questions": self.questions,
            "completions": sum(n * count for (n, _), count in self._counts.items()),
            "undecided": self.undecided,
            "without_signal": self.without_signal / self.compared if self.compared else None,
            "compared": self.compared,
            "at": {str(k): self._at(k) for k in ks},
        }

    def _at(self, k: int) -> dict[str, Any]:
        average, passed = OverQuestions(), OverQuestions()
        for (n, c), count in sorted(self._counts.items()):
            if k <= n:
                average.add(avg_at_k(n, c, k), n, count)
                passed.add(pass_at_k(n, c, k), n, count)
        found = {
            "avg": average.estimate(),
            "pass": passed.estimate(),
            "maj": self._majority.get(k, OverQuestions()).estimate(),
            "cons": self._consensus.get(k, OverQuestions()).estimate(),
        }
        told: dict[str, Any] = {name: _told(estimate) for name, estimate in found.items()}
        told["questions"] = average.estimate().questions
        told["maj"]["exact"] = k not in self._estimated
        return told


def _told(estimate: Estimate) -> dict[str, Any]:
    return {"value": estimate.value, "interval": None if estimate.interval is None else list(estimate.interval)}
