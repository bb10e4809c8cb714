"""How a puzzle on a full board is made: cells are opened while one solution is left."""

from __future__ import annotations

import random

from .all_different import AllDifferent
from .search_limits import is_one

# A puzzle that needs more guesses than this is taken for one with several solutions.
_MOST_STEPS = 80
_MOST_CELLS_LOOKED_AT = 3600


def dig(search: AllDifferent, full: list[int], blanks: int, chance: random.Random) -> list[int]:
    """A grid with at most so many cells open, and no other completion than `full`.

    Cells are opened by the handful, and one by one where a handful leaves several solutions.
    """
    given = list(full)
    order = chance.sample(range(len(full)), len(full))
    opened = 0
    handful = max(blanks // 3, 1)
    tries = min(_MOST_CELLS_LOOKED_AT // len(full), 80)
    while order and opened < blanks and tries:
        taken = order[: min(handful, blanks - opened)]
        del order[: len(taken)]
        for cell in taken:
            given[cell] = 0
        tries -= 1
        if is_one(search.solutions(given, _MOST_STEPS)):
            opened += len(taken)
            continue
        for cell in taken:
            given[cell] = full[cell]
        if len(taken) > 1:
            order = taken + order
            handful = max(len(taken) // 2, 1)
    return given
