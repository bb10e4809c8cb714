"""Full grids, from which sudokus and other Latin squares are made."""

from __future__ import annotations

import random


def filled(size: int, box: tuple[int, int], chance: random.Random) -> list[int]:
    """A full grid: a regular one, with bands, stacks, lines and values in a random order."""
    height, width = box
    rows = [band * height + i for band in _order(width, chance) for i in _order(height, chance)]
    columns = [stack * width + j for stack in _order(height, chance) for j in _order(width, chance)]
    values = _order(size, chance)
    return [values[(width * (r % height) + r // height + c) % size] + 1 for r in rows for c in columns]


def _order(size: int, chance: random.Random) -> list[int]:
    return chance.sample(range(size), size)
