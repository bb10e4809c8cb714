"""What GRPO-LEAD counts as a loop (aeroplanepaper/GRPO-LEAD, commit 9344bef, deepscaler/rewards/math_reward.py)."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from ..length.lead import Lead


def longest_chain(text: str, max_ngram: int = 30) -> tuple[tuple[str, ...] | None, int, int]:
    """The longest chain of equal chunks, where the words are cut in chunks of n from the first word on.

    Args:
        text: any text; words are separated by white space.
        max_ngram: the largest n.

    Returns:
        The chunk, how often it follows itself, and n; (None, 0, 0) where none follows itself.
    """
    words = text.split()
    best: tuple[tuple[str, ...] | None, int, int] = (None, 0, 0)
    for size in range(1, min(max_ngram, len(words)) + 1):
        chunks = (tuple(words[i : i + size]) for i in range(0, len(words) - size + 1, size))
        for chunk, equal in groupby(chunks):
            count = sum(1 for _ in equal)
            if count >= 2 and count > best[1]:
                best = (chunk, count, size)
    return best


class Length(Lead):
    """GRPO-LEAD's `get_reweight_rewards`: right answers earn exp(-0.05 z) of their length, wrong ones -1, loops -2.

    The rule of ``length.lead``; an original's completion without an end counts as wrong there.

    Attributes:
        verifier: who decides whether the answer is right.
        unit: what lengths are counted in; without token ids of the whole group ``tokens`` abstains.
        alpha: how steeply the value falls with the length.
        min_three_avg_gate: lengths are compared only where the three shortest have a larger mean, in `unit`.
        wrong: the value of a wrong answer.
        looping: the value of a wrong answer whose text runs in a loop.
    """

    source: ClassVar[str | None] = "github.com/aeroplanepaper/GRPO-LEAD at 9344bef"
