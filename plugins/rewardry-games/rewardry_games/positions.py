"""The generator: positions that random moves led to, and a question about each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Literal

from rewardry import Generator
from rewardry.generator import refuse_arguments
from rewardry_games.game import Game
from rewardry_games.games import GAMES, prompt_for

Task = Literal["legal_move", "best_move", "result"]
_QUESTIONS: dict[Task, str] = {
    "legal_move": "Name a legal move",
    "best_move": "Name a best move: one after which you still get the most that you can get against best play",
    "result": "Say what the player to move gets when both play their best: win, draw or loss",
}
# Of so many positions the first is taken in which not every move is a best one.
_TRIES = 50


class Positions(Generator):
    """Positions of small board games, for the verifier that the task is named after.

    Attributes:
        game: which game; `mixed` takes turns.
        task: what is asked: `legal_move`, `best_move` or `result`.
    """

    game: Literal["mixed", "tic-tac-toe", "connect-four", "nim"] = "mixed"
    task: Task = "best_move"

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict[str, Any]]:
        """Rows with the position as their reference; the difficulty is how much of the game is left.

        Raises:
            ValueError: a number out of its range.
        """
        refuse_arguments(seed, n, difficulty)
        chance = random.Random(f"{seed} {difficulty}")
        names = list(GAMES) if self.game == "mixed" else [self.game]
        for i in range(n):
            game = GAMES[names[i % len(names)]]
            position = self._position(game, chance, difficulty)
            yield {
                "id": f"{self.game}-{self.task}-{seed}-{difficulty}-{i}",
                "prompt": prompt_for(self._question(game), game, position),
                "reference": {"game": game.name, "position": game.show(position)},
                "game": game.name,
            }

    def _position(self, game: Game, chance: random.Random, difficulty: int) -> Any:
        """A position in which the answer is not every move, as far as one is found."""
        for _ in range(_TRIES):
            position = game.random_position(chance, difficulty)
            if self.task != "best_move" or _has_a_mistake(game, position):
                break
        return position

    def _question(self, game: Game) -> str:
        form = "" if self.task == "result" else f" ({game.move_form})"
        return f"{_QUESTIONS[self.task]}{form}."


def _has_a_mistake(game: Game, position: Any) -> bool:
    """Whether some legal move gives away what the position is worth."""
    value = game.value(position)
    return any(game.value(game.play(position, move)) != -(value or 0) for move in game.moves(position))
