"""Metrics over the completions of a prompt: what is logged beside rewards, and never paid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from rewardry.statistics.pass_at_k import pass_at_k as pass_at_k

Equivalence = Callable[[str, str], bool]


def avg_at_k(correct: Sequence[float]) -> float | None:
    """The mean of the values of k completions; None where there is none."""
    return sum(correct) / len(correct) if correct else None


def majority(
    answers: Sequence[str | None], equivalence: str | Equivalence = "math", ignore_none: bool = True
) -> str | None:
    """The answer that most completions gave, as it was written first; of equally many the one that came first.

    Args:
        answers: one answer a completion; None where it gave none.
        equivalence: a verifier's id that says whether two answers are the same (``math``: 1/2 and 0.5 are), ``text``
            for equal texts, or a function of two answers.
        ignore_none: whether completions without an answer have no vote; otherwise they vote for None.

    Returns:
        None where nobody voted, or None won.

    >>> majority(["5", "4", "4"], "text")
    '4'
    """
    same = _equivalence(equivalence)
    votes: list[list[Any]] = []  # for each kind of answer: its first form, and its votes
    for answer in answers:
        if answer is None and ignore_none:
            continue
        for kind in votes:
            if kind[0] == answer or (answer is not None and kind[0] is not None and same(answer, kind[0])):
                kind[1] += 1
                break
        else:
            votes.append([answer, 1])
    return max(votes, key=lambda kind: kind[1])[0] if votes else None


def _equivalence(how: str | Equivalence) -> Equivalence:
    if not isinstance(how, str):
        return how
    if how == "text":
        return lambda one, other: one.strip() == other.strip()
    from rewardry.api import verify

    def same(one: str, other: str) -> bool:
        return verify(how, f"<answer>{one}</answer>", other).status == "correct"

    return same


_REFLECTION = re.compile(r"\b(?P<word>wait,|recheck[,\s]|retry|alternatively,|however,)", re.IGNORECASE)


def reflection(text: str) -> dict[str, int]:
    """How often a text turns back on itself, by the words that Open-Reasoner-Zero counts.

    A metric for logs: paying for it would pay for ``wait, wait, wait``.

    Args:
        text: any text; time is linear in it.

    >>> reflection("Wait, let me recheck this. However, 17 is prime.")
    {'wait': 1, 'recheck': 1, 'however': 1}
    """
    return dict(Counter(found["word"].lower().strip().rstrip(",") for found in _REFLECTION.finditer(text)))
