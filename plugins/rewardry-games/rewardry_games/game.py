"""What a game is: two players move in turns, everything is seen, nothing is left to chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Game(Protocol):
    """The rules of a game. Positions are tuples that only their game understands.

    A value is that of the player to move: 1 won, 0 drawn, -1 lost.
    """

    @property
    def name(self) -> str:
        """What references call it."""
        ...

    @property
    def move_form(self) -> str:
        """How a move is written, for a prompt."""
        ...

    def parse(self, text: str) -> Any:
        """The position of a text.

        Raises:
            ValueError: it is none that this game can come to.
        """
        ...

    def show(self, position: Any) -> str:
        """The text of a position; `parse` reads it."""
        ...

    def describe(self, position: Any) -> str:
        """A position for a prompt, on lines of its own."""
        ...

    def read_move(self, text: str) -> str | None:
        """The move that a text names, in the form of `moves`, or None. The move need not be legal."""
        ...

    def moves(self, position: Any) -> Sequence[str]:
        """The legal moves; none once the game is over."""
        ...

    def play(self, position: Any, move: str) -> Any:
        """The position after a legal move."""
        ...

    def value(self, position: Any) -> int | None:
        """The value at best play, or None where it cannot be told in reasonable time."""
        ...

    def random_position(self, chance: Any, difficulty: int) -> Any:
        """A position that the game can come to and that is not over; the harder, the more is to be foreseen."""
        ...
