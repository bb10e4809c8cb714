"""What GRPO-LEAD counts as a loop (aeroplanepaper/GRPO-LEAD, commit 9344bef, deepscaler/rewards/math_reward.py)."""

from __future__ import annotations

from itertools import groupby


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
