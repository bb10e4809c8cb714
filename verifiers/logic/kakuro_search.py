"""A search over runs of cells whose digits differ and have a sum; sets of digits are bit masks, 1 the lowest bit."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import combinations

from rewardry.text.grids import Cell

from .search_limits import Steps

_ALL = (1 << 9) - 1


def runs_across(board: Sequence[str]) -> list[list[Cell]]:
    """The cells of each run of open cells in a row; ``#`` is a black cell."""
    found = []
    for r, row in enumerate(board):
        start = 0
        for part in row.split("#"):
            if part:
                found.append([(r, start + i) for i in range(len(part))])
            start += len(part) + 1
    return found


def runs_down(board: Sequence[str]) -> list[list[Cell]]:
    """The cells of each run of open cells in a column."""
    turned = ["".join(column) for column in zip(*board, strict=True)]
    return [[(r, c) for c, r in run] for run in runs_across(turned)]


class RunSearch:
    """Cells that take the digits 1 to 9, each in one or more runs.

    Args:
        runs: the cells of each run.
    """

    def __init__(self, runs: Sequence[Sequence[Cell]]) -> None:
        self.cells = list(dict.fromkeys(cell for run in runs for cell in run))
        places = {cell: place for place, cell in enumerate(self.cells)}
        self._runs = [[places[cell] for cell in run] for run in runs]
        self._runs_of: list[list[int]] = [[] for _ in self.cells]
        for number, run in enumerate(self._runs):
            for place in run:
                self._runs_of[place].append(number)

    def candidates(self, totals: Sequence[int]) -> list[int] | None:
        """The digits that simple conclusions from the sums leave to each cell; None where one has none."""
        masks = [_ALL] * len(self.cells)
        return masks if self._narrow(masks, totals, set(range(len(self._runs)))) else None

    def solutions(
        self, totals: Sequence[int], candidates: list[int] | None, most_steps: int
    ) -> Iterator[dict[Cell, int]]:
        """Every way to fill the cells; a cell with the fewest digits left is filled first.

        Args:
            totals: the sum of each run.
            candidates: what `candidates` finds for these sums.
            most_steps: how many guesses may be made.

        Raises:
            SearchLimitError: there are more guesses to make.
        """
        if candidates is not None:
            for masks in self._search(candidates, totals, Steps(most_steps)):
                yield {cell: mask.bit_length() for cell, mask in zip(self.cells, masks, strict=True)}

    def _search(self, masks: list[int], totals: Sequence[int], steps: Steps) -> Iterator[list[int]]:
        loose = [(mask.bit_count(), place) for place, mask in enumerate(masks) if mask & (mask - 1)]
        if not loose:
            yield masks
            return
        _, chosen = min(loose)
        for bit in (1 << value for value in range(9) if masks[chosen] >> value & 1):
            steps.take()
            tried = masks.copy()
            tried[chosen] = bit
            if self._narrow(tried, totals, set(self._runs_of[chosen])):
                yield from self._search(tried, totals, steps)

    def _narrow(self, masks: list[int], totals: Sequence[int], changed: set[int]) -> bool:
        """Draw all simple conclusions from runs that changed, in place; False where a cell has no digit left."""
        while changed:
            number = changed.pop()
            run = self._runs[number]
            found = _narrowed(tuple(masks[place] for place in run), totals[number])
            if found is None:
                return False
            for place, mask in zip(run, found, strict=True):
                if mask != masks[place]:
                    masks[place] = mask
                    changed.update(self._runs_of[place])
            changed.discard(number)
        return True


@functools.lru_cache(maxsize=1 << 14)
def _narrowed(masks: tuple[int, ...], total: int) -> tuple[int, ...] | None:
    """The digits that each cell of a run may take by the sets of digits with its sum; None where one has none."""
    while True:
        fixed = 0
        for mask in masks:
            if not mask & (mask - 1):
                if mask & fixed:
                    return None
                fixed |= mask
        rest = [mask & ~fixed if mask & (mask - 1) else mask for mask in masks]
        union = functools.reduce(int.__or__, rest)
        found = [0] * len(masks)
        for way in _ways(len(masks), total):
            if way & fixed == fixed and way & union == way and all(mask & way for mask in rest):
                found = [mask & way | known for mask, known in zip(rest, found, strict=True)]
        if not all(found):
            return None
        if tuple(found) == masks:
            return masks
        masks = tuple(found)


@functools.lru_cache(maxsize=1 << 10)
def _ways(length: int, total: int) -> tuple[int, ...]:
    """The sets of so many digits with that sum."""
    return tuple(
        sum(1 << digit - 1 for digit in way) for way in combinations(range(1, 10), length) if sum(way) == total
    )
