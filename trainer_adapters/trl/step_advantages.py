"""From rewards of steps to advantages of tokens."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from rewardry.steps import StepScores

_EPS = 1e-4  # what TRL adds to a deviation


class TokenEnds(Sequence[int]):
    """Where each token of a completion ends in its text, in characters; worked out when asked, for few are.

    Args:
        ids: the completion's token ids.
        decode: the tokenizer's.
    """

    def __init__(self, ids: list[int], decode: Callable[..., str]) -> None:
        self._ids, self._decode = ids, decode

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, place: Any) -> Any:
        if not 0 <= place < len(self._ids):
            raise IndexError(place)
        return len(self._decode(self._ids[: place + 1], skip_special_tokens=True))


def step_advantages(steps: Sequence[StepScores | None], size: int) -> list[StepScores | None]:
    """The rewards of steps less the mean of all steps of their group, over their standard deviation (n - 1) plus 1e-4.

    Args:
        steps: for each completion its steps, None where they are not known.
        size: completions of a prompt, which follow each other.
    """
    found: list[StepScores | None] = []
    for start in range(0, len(steps), size):
        group = steps[start : start + size]
        scores = [score for one in group if one is not None for score in one.scores]
        mean = math.fsum(scores) / len(scores) if scores else 0.0
        squares = math.fsum((score - mean) ** 2 for score in scores)
        scale = math.sqrt(squares / (len(scores) - 1)) + _EPS if len(scores) > 1 else 1.0
        found += [one and StepScores(tuple((s - mean) / scale for s in one.scores), one.ends) for one in group]
    return found


def to_go(values: Sequence[float]) -> list[float]:
    """For each place the sum of the values there and after it.

    >>> to_go([0.0, 1.0, 0.0, 2.0])
    [3.0, 3.0, 2.0, 2.0]
    """
    sums, total = [], 0.0
    for value in reversed(values):
        total += value
        sums.append(total)
    return sums[::-1]
