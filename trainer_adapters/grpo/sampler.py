"""The order in which the rows of a dataset are drawn, and a curriculum by their pass rates."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from .config import Curriculum

# A pass rate is mostly the last few: this share of it is the newest.
_NEWEST = 0.3


class Sampler:
    """Draws rows without end: each pass over them in another order, which depends on the seed and nothing else.

    Args:
        count: how many rows there are.
        seed: of the order.
        curriculum: which rows are passed over by their pass rate; None for none.

    Attributes:
        draws: how many rows it has drawn.
        rates: the pass rate of each row that was sampled, a moving average.
    """

    def __init__(self, count: int, seed: int, curriculum: Curriculum | None = None) -> None:
        self._count, self._seed, self._curriculum = count, seed, curriculum
        self._looked_at = 0
        self.draws = 0
        self.rates: dict[int, float] = {}
        self._order: tuple[int, list[int]] = (-1, [])

    def draw(self, count: int) -> list[int]:
        """The next rows."""
        return [self._next() for _ in range(count)]

    def note(self, row: int, rate: float) -> None:
        """Note the share of a row's completions that were right."""
        self.rates[row] = rate if row not in self.rates else (1 - _NEWEST) * self.rates[row] + _NEWEST * rate

    def state(self) -> dict[str, Any]:
        """Where it stands, as JSON."""
        return {"looked_at": self._looked_at, "draws": self.draws, "rates": {str(k): v for k, v in self.rates.items()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken."""
        self._looked_at, self.draws = state["looked_at"], state["draws"]
        self.rates = {int(row): rate for row, rate in state["rates"].items()}

    def _next(self) -> int:
        row = self._look()
        # A row may be the first of a pass and the last of the next. Where all are passed over, one is taken after all.
        for _ in range(2 * (self._count - 1)):
            if not self._passes_over(row):
                break
            row = self._look()
        self.draws += 1
        return row

    def _look(self) -> int:
        epoch, place = divmod(self._looked_at, self._count)
        if self._order[0] != epoch:
            order = list(range(self._count))
            random.Random(f"{self._seed} {epoch}").shuffle(order)
            self._order = (epoch, order)
        self._looked_at += 1
        return self._order[1][place]

    def _passes_over(self, row: int) -> bool:
        given = self._curriculum
        if given is None or row not in self.rates or given.low <= self.rates[row] <= given.high:
            return False
        return random.Random(f"{self._seed} revisit {self._looked_at}").random() >= given.revisit
