"""What answers score that are the same for every question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rewardry.curation.audit.questions import Question
from rewardry.statistics.intervals import Interval, wilson

# Answers that are tried on every set, beside its most frequent references.
USUAL = ("0", "1", "A", "B", "C", "D", "yes", "no", "True", "False")
FREQUENT = 3
QUESTIONS = 1_000


class Constant(NamedTuple):
    """What a constant answer scores.

    Attributes:
        answer: it.
        verifier: who judged.
        right, questions: how often it is right, of how many questions.
        interval: of the share.
    """

    answer: str
    verifier: str
    right: int
    questions: int
    interval: Interval

    @property
    def share(self) -> float:
        """The share of questions that it answers."""
        return self.right / self.questions

    def to_row(self) -> dict[str, Any]:
        """As JSON."""
        return {**self._asdict(), "share": self.share, "interval": list(self.interval)}


class Constants:
    """Keeps the first questions of a set, and how often each reference came."""

    def __init__(self) -> None:
        self._questions: list[Question] = []
        self._references: Counter[str] = Counter()

    def add(self, question: Question) -> None:
        """Take in a question."""
        if question.reference is None or len(self._questions) >= QUESTIONS:
            return
        self._questions.append(question)
        if isinstance(question.reference, (str, int, float)):
            self._references[str(question.reference)] += 1

    def scored(self, live: Mapping[str, Any]) -> list[Constant]:
        """The constant answers by how often they are right, those that never are left out.

        Args:
            live: open verifiers by id.
        """
        if not self._questions:
            return []
        frequent = [text for text, _ in self._references.most_common(FREQUENT)]
        answers = list(dict.fromkeys((*frequent, *USUAL)))
        found = [self._of(answer, name, verifier) for name, verifier in live.items() for answer in answers]
        return sorted((one for one in found if one.right), key=lambda one: -one.share)

    def _of(self, answer: str, name: str, verifier: Any) -> Constant:
        text = f"<think>It is always the same.</think>\n<answer>{answer}</answer>"
        verdicts: Sequence[Any] = verifier.verify([question.sample(text) for question in self._questions])
        right, n = sum(verdict.status == "correct" for verdict in verdicts), len(verdicts)
        return Constant(answer, name, right, n, wilson(right, n))
