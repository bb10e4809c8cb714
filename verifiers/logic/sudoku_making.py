"""How a sudoku is made: a full grid, of which cells are opened while one solution is left."""

from __future__ import annotations

import random

from .all_different import AllDifferent, SearchLimitError

# A puzzle that needs more guesses than this is taken for one with several solutions.
_MOST_STEPS = 80
_MOST_CELLS_LOOKED_AT = 3600


def filled(size: int, box: tuple[int, int], chance: random.Random) -> list[int]:
    """A full grid: a regular one, with bands, stacks, lines and values in a random order."""
    height, width = box
    rows = [band * height + i for band in _order(width, chance) for i in _order(height, chance)]
    columns = [stack * width + j for stack in _order(height, chance) for j in _order(width, chance)]
    values = _order(size, chance)
    return [values[(width * (r % height) + r // height + c) % size] + 1 for r in rows for c in columns]


def _order(size: int, chance: random.Random) -> list[int]:
    return chance.sample(range(size), size)


def dig(search: AllDifferent, full: list[int], blanks: int, chance: random.Random) -> list[int]:
    """A grid with at most so many cells open, and no other completion than `full`.

    Cells are opened by the handful, and one by one where a handful leaves several solutions.
    """
    given = list(full)
    order = _order(len(full), chance)
    opened = 0
    handful = max(blanks // 3, 1)
    tries = _MOST_CELLS_LOOKED_AT // len(full)
    while order and opened < blanks and tries:
        taken = order[: min(handful, blanks - opened)]
        del order[: len(taken)]
        for cell in taken:
            given[cell] = 0
        tries -= 1
        if _is_unique(search, given):
            opened += len(taken)
            continue
        for cell in taken:
            given[cell] = full[cell]
        if len(taken) > 1:
            order = taken + order
            handful = max(len(taken) // 2, 1)
    return given


def _is_unique(search: AllDifferent, given: list[int]) -> bool:
    try:
        return search.count(given, 2, _MOST_STEPS) == 1
    except SearchLimitError:
        return False
