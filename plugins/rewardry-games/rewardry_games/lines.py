"""Games on a board that a line of one's own stones wins: tic-tac-toe, and connect four, where stones fall.

A board is two sets of bits, the mover's and the other's, column by column with an empty row on top, as in John Tromp's
Fhourstones: a line is then four shifts.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_COLUMNS = "abcdefgh"


class Board(NamedTuple):
    """A position.

    Attributes:
        mover, other: the stones of the player to move, and of the other one, as bits.
    """

    mover: int
    other: int


@dataclass(frozen=True)
class LineGame:
    """A game of lines.

    Attributes:
        name: what references call it.
        move_form: how a move is written.
        width, height: of the board.
        run: how many stones in a line win.
        falls: whether a stone falls to the lowest free place of its column, which is then the whole move.
        free: how many places are free in the easiest and in the hardest generated position.
        searched: so many places may be free for the value to be searched.
    """

    name: str
    move_form: str
    width: int
    height: int
    run: int
    falls: bool
    free: tuple[int, int]
    searched: int

    def parse(self, text: str) -> Board:
        """The board of ``X.O/.X./...``: rows from the top, X began.

        Raises:
            ValueError: it has another size, other signs, or cannot come about.
        """
        rows = text.split("/")
        if len(rows) != self.height or any(len(row) != self.width or set(row) - set("XO.") for row in rows):
            raise ValueError(f"{text!r} is no board of {self.height} rows of {self.width} of the signs X, O and .")
        stones = {sign: sum(self._bits(rows, sign)) for sign in "XO"}
        counts = {sign: bits.bit_count() for sign, bits in stones.items()}
        if counts["X"] - counts["O"] not in (0, 1):
            raise ValueError(f"{text!r} has {counts['X']} X and {counts['O']} O; X begins, and they take turns")
        mover, other = ("X", "O") if counts["X"] == counts["O"] else ("O", "X")
        board = Board(stones[mover], stones[other])
        if self._has_line(board.mover):
            raise ValueError(f"{text!r} goes on after {mover} has won")
        if self.falls and any(self._floats(rows, column) for column in range(self.width)):
            raise ValueError(f"{text!r} has a stone with nothing below it")
        return board

    def show(self, position: Board) -> str:
        """The board as `parse` reads it."""
        own, others = self._signs(position)
        signs = {True: own, False: others}
        rows = []
        for row in reversed(range(self.height)):
            places = (1 << self._place(column, row) for column in range(self.width))
            taken = position.mover | position.other
            rows.append("".join(signs[bool(position.mover & bit)] if taken & bit else "." for bit in places))
        return "/".join(rows)

    def describe(self, position: Board) -> str:
        """The board with its coordinates, and who is to move."""
        rows = self.show(position).split("/")
        if self.falls:
            lines = [*(" ".join(row) for row in rows), " ".join(str(i + 1) for i in range(self.width))]
        else:
            lines = [f"{self.height - i} {' '.join(row)}" for i, row in enumerate(rows)]
            lines.append("  " + " ".join(_COLUMNS[: self.width]))
        return "\n".join([*lines, f"{self._signs(position)[0]} is to move."])

    def read_move(self, text: str) -> str | None:
        """A column's number where stones fall, else a column's letter and a row's number."""
        form = r"(?:column )?([0-9]{1,2})" if self.falls else r"([a-h][1-9])"
        found = re.fullmatch(form, text.strip().lower())
        return found.group(1).lstrip("0") or "0" if found else None

    def moves(self, position: Board) -> list[str]:
        """The free places, or the columns with one; none once somebody has won."""
        if self._has_line(position.other):
            return []
        return [self._name(place) for place in self._places(position)]

    def play(self, position: Board, move: str) -> Board:
        """The board after a legal move."""
        return self._played(position, next(p for p in self._places(position) if self._name(p) == move))

    def value(self, position: Board) -> int | None:
        """The value at best play, or None where too many places are free."""
        return _solve(self, position) if self._free(position) <= self.searched else None

    def random_position(self, chance: random.Random, difficulty: int) -> Board:
        """A board that random moves led to, on which a number of places is free that grows with the difficulty."""
        easiest, hardest = self.free
        free = easiest + (hardest - easiest) * difficulty // 10
        while True:
            board = Board(0, 0)
            while self._free(board) > free and (moves := self.moves(board)):
                board = self.play(board, chance.choice(moves))
            if self.moves(board):
                return board

    def outcome(self, position: Board) -> int | None:
        """-1 where the other player has a line, 0 on a full board, None while the game goes on."""
        if self._has_line(position.other):
            return -1
        return None if self._free(position) else 0

    def _signs(self, position: Board) -> tuple[str, str]:
        return ("X", "O") if position.mover.bit_count() == position.other.bit_count() else ("O", "X")

    def _free(self, position: Board) -> int:
        return self.width * self.height - (position.mover | position.other).bit_count()

    def _place(self, column: int, row: int) -> int:
        return column * (self.height + 1) + row

    def _name(self, place: int) -> str:
        column, row = divmod(place, self.height + 1)
        return str(column + 1) if self.falls else f"{_COLUMNS[column]}{row + 1}"

    def _bits(self, rows: list[str], sign: str) -> Iterator[int]:
        for i, row in enumerate(rows):
            for column, found in enumerate(row):
                if found == sign:
                    yield 1 << self._place(column, self.height - 1 - i)

    def _floats(self, rows: list[str], column: int) -> bool:
        return "." in "".join(row[column] for row in rows).lstrip(".")

    def _places(self, position: Board) -> Iterator[int]:
        """Where a stone can be put."""
        taken = position.mover | position.other
        for column in range(self.width):
            for row in range(self.height):
                place = self._place(column, row)
                if not taken >> place & 1:
                    yield place
                    if self.falls:
                        break

    def _played(self, position: Board, place: int) -> Board:
        return Board(position.other, position.mover | 1 << place)

    def _has_line(self, stones: int) -> bool:
        for step in (1, self.height, self.height + 1, self.height + 2):
            found = stones
            for i in range(1, self.run):
                found &= stones >> i * step
            if found:
                return True
        return False

    def children(self, position: Board) -> Iterator[Board]:
        """The boards after each legal move of a game that goes on."""
        return (self._played(position, place) for place in self._places(position))


@functools.lru_cache(maxsize=50_000)
def _solve(game: LineGame, position: Board) -> int:
    """The value by negamax: the best of what the other player is left with, turned around."""
    over = game.outcome(position)
    if over is not None:
        return over
    best = -1
    for child in game.children(position):
        best = max(best, -_solve(game, child))
        if best == 1:
            break
    return best


TIC_TAC_TOE = LineGame(
    name="tic-tac-toe",
    move_form="a column's letter and a row's number, such as b2",
    width=3,
    height=3,
    run=3,
    falls=False,
    free=(3, 7),
    searched=9,
)
CONNECT_FOUR = LineGame(
    name="connect-four",
    move_form="a column's number, such as 4",
    width=7,
    height=6,
    run=4,
    falls=True,
    free=(6, 12),
    searched=13,
)
