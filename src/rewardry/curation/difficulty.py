"""How hard questions are for the model that answered them, and an order to learn them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rewardry.errors import ConfigError

NAMES = ("solved", "easy", "medium", "hard", "unsolved")
HARD, EASY = 0.25, 0.75
STAGES = 4


@dataclass(frozen=True)
class Difficulty:
    """Names of difficulties by pass rate: all right is ``solved``, none ``unsolved``; between them two edges.

    Attributes:
        hard: up to this rate a question is ``hard``.
        easy: from this rate on it is ``easy``; between the two it is ``medium``.
    """

    hard: float = HARD
    easy: float = EASY

    def __post_init__(self) -> None:
        if not 0 < self.hard < self.easy < 1:
            raise ConfigError(f"--edges {self.hard:g} {self.easy:g}: write two shares, 0 < HARD < EASY < 1")

    def of(self, rate: float | None) -> str | None:
        """The difficulty of a pass rate in [0, 1]; None where nothing is decided."""
        if rate is None:
            return None
        if rate in (0.0, 1.0):
            return "solved" if rate else "unsolved"
        return "hard" if rate <= self.hard else "easy" if rate >= self.easy else "medium"

    def counts(self, questions: Mapping[tuple[int, int], int]) -> dict[str, int]:
        """Questions by difficulty, of questions by decided and right completions."""
        found: Counter[str | None] = Counter()
        for (n, c), count in questions.items():
            found[self.of(c / n)] += count
        return {name: found[name] for name in NAMES}


class Curriculum:
    """Stages of about as many questions each, the easiest first; questions of one pass rate are in one stage.

    Args:
        questions: how many have so many decided and so many right completions.
        stages: how many stages, at least 1.
    """

    def __init__(self, questions: Mapping[tuple[int, int], int], stages: int = STAGES) -> None:
        rates: Counter[float] = Counter()
        for (n, c), count in questions.items():
            rates[c / n] += count
        total, easier = sum(rates.values()), 0
        self._stages: dict[float, int] = {}
        for rate in sorted(rates, reverse=True):
            self._stages[rate] = 1 + int(stages * (easier + rates[rate] / 2) / total)
            easier += rates[rate]

    def of(self, rate: float | None) -> int | None:
        """The stage of a pass rate, from 1; None where nothing is decided."""
        return None if rate is None else self._stages[rate]
