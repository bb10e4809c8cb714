"""Nim: players take any number of stones from one heap, and whoever takes the last one wins.

Its value is known without a search (C. L. Bouton, "Nim, a game with a complete mathematical theory", 1901).
"""

from __future__ import annotations

import functools
import operator
import random
import re
from typing import TypeAlias

Heaps: TypeAlias = tuple[int, ...]

_MOST_HEAPS, _MOST_STONES = 12, 60
_MOVE = re.compile(r"(?:(?:take|remove) )?([0-9]{1,4}) (?:stones? )?from (?:(?:heap|pile) )?([0-9]{1,4})")


class Nim:
    """The rules of nim. A position is the heaps' sizes; an empty heap keeps its number."""

    name = "nim"
    move_form = "how many stones from which heap, such as: 2 from heap 1"

    def parse(self, text: str) -> Heaps:
        """The heaps of ``3,5,7``.

        Raises:
            ValueError: something else, or more than 12 heaps or 60 stones in one.
        """
        if not re.fullmatch(r"[0-9]{1,2}(,[0-9]{1,2})*", text):
            raise ValueError(f"{text!r} is no list of heaps such as 3,5,7")
        heaps = tuple(map(int, text.split(",")))
        if len(heaps) > _MOST_HEAPS or max(heaps) > _MOST_STONES:
            raise ValueError(f"{text!r} has more than {_MOST_HEAPS} heaps, or more than {_MOST_STONES} stones in one")
        return heaps

    def show(self, position: Heaps) -> str:
        """The heaps as `parse` reads them."""
        return ",".join(map(str, position))

    def describe(self, position: Heaps) -> str:
        """A line for each heap."""
        return "\n".join(f"heap {i + 1}: {stones}" for i, stones in enumerate(position))

    def read_move(self, text: str) -> str | None:
        """``2 from heap 1``, ``take 2 from 1``."""
        found = _MOVE.fullmatch(" ".join(text.lower().split()))
        return f"{int(found.group(1))} from heap {int(found.group(2))}" if found else None

    def moves(self, position: Heaps) -> list[str]:
        """One stone or more from a heap that has them."""
        heaps = enumerate(position)
        return [f"{taken} from heap {i + 1}" for i, stones in heaps for taken in range(1, stones + 1)]

    def play(self, position: Heaps, move: str) -> Heaps:
        """The heaps after a legal move."""
        taken, _, heap = move.partition(" from heap ")
        left = list(position)
        left[int(heap) - 1] -= int(taken)
        return tuple(left)

    def value(self, position: Heaps) -> int:
        """Won, unless the exclusive or of the heaps is 0."""
        return 1 if functools.reduce(operator.xor, position) else -1

    def random_position(self, chance: random.Random, difficulty: int) -> Heaps:
        """Two to five heaps, which grow with the difficulty."""
        heaps = 2 + difficulty // 3
        return tuple(chance.randint(1, 3 + difficulty) for _ in range(heaps))


NIM = Nim()
