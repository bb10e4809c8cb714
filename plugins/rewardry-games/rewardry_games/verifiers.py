"""Verifiers that know the rules: every valid answer is right, whoever wrote it, and nothing else is.

The reference is the position itself, ``{"game": "tic-tac-toe", "position": "X.O/.X./..."}``: what is right follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry import AnswerVerifier, Extraction, Needs, Verdict, needs
from rewardry.component import UnreadableReferenceError
from rewardry.text.answers import select_answer
from rewardry.text.wrappers import strip_wrappers
from rewardry_games.game import Game
from rewardry_games.games import GAMES, prompt_for

_LONGEST_UNMARKED = 40
_LONGEST_SHOWN = 100
# A board of connect four on which one column has room.
_ONE_COLUMN = "O.XOXOX/O.XXOXX/OXOXOXO/XOXOOOX/XOOOXXO/XXOXOXO"


class PositionVerifier(AnswerVerifier):
    """Base of the verifiers: reads the answer and the position."""

    def needs(self) -> Needs:
        """The completion, and a reference that is an object with a game and a position."""
        return needs("prompt", "reference", reference="object")

    def hint(self, reference: Any) -> None:
        """Nothing; a position that cannot be read is refused before the answer is looked at."""
        read_position(reference)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, or the whole text where it is short."""
        found = select_answer(text, longest_unmarked=_LONGEST_UNMARKED)
        return Extraction(found.answer, found.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """What `judge` says of the bare answer in the position."""
        game, position = read_position(reference)
        bare = strip_wrappers(answer)
        return self.judge(bare, game, position)

    def judge(self, answer: str, game: Game, position: Any) -> Verdict:
        """Whether an answer is right in a position."""
        raise NotImplementedError


def read_position(reference: Any) -> tuple[Game, Any]:
    """The game and the position of a reference.

    Raises:
        UnreadableReferenceError: there is no such game, or it cannot come to this position.
    """
    if not isinstance(reference, Mapping):
        raise UnreadableReferenceError(f"the reference is no object with a game and a position but {reference!r}")
    name, text = reference.get("game"), reference.get("position")
    if not isinstance(name, str) or name not in GAMES:
        raise UnreadableReferenceError(f"there is no game {name!r}; there are {', '.join(GAMES)}")
    if not isinstance(text, str):
        raise UnreadableReferenceError(f"the position {text!r} is no text")
    try:
        return GAMES[name], GAMES[name].parse(text)
    except ValueError as error:
        raise UnreadableReferenceError(str(error)) from error


def _verdict(right: bool, reason: str, answer: str) -> Verdict:
    return Verdict("correct" if right else "incorrect", reason=reason, extracted=answer[:_LONGEST_SHOWN])


class LegalMove(PositionVerifier):
    """The answer is a legal move; every legal move is right."""

    def judge(self, answer: str, game: Game, position: Any) -> Verdict:
        """Whether the move is among the legal ones."""
        move, legal = game.read_move(answer), game.moves(position)
        if not legal:
            return Verdict("abstain", reason="game-over")
        if move is None:
            return _verdict(False, "no-move", answer)
        return _verdict(True, "legal", move) if move in legal else _verdict(False, "illegal", move)

    def examples(self) -> list[Any]:
        """One legal move each, so that no move is right everywhere."""
        return [
            *_cases("tic-tac-toe", "XOX/XOO/OX.", right=["c1", "C1", " c1."], wrong=["c2", "a1", "c4", "c1 or c2"]),
            *_cases("nim", "0,1,0", right=["1 from heap 2", "take 1 stone from pile 2"], wrong=["1 from heap 1", "1"]),
            *_cases("connect-four", _ONE_COLUMN, right=["2", "column 2"], wrong=["1", "b", "2, 2", "12"]),
            *_cases("tic-tac-toe", "XX./OOX/XOO", right=["c3"], wrong=["b3", "resign"]),
            *_over("tic-tac-toe", "XXX/OO./..."),
        ]


class BestMove(PositionVerifier):
    """The answer is a move after which the player still gets what the position is worth; every such move is right.

    A position that is too large to be searched is undecided: connect four with more than thirteen free places.
    """

    def judge(self, answer: str, game: Game, position: Any) -> Verdict:
        """Whether the move keeps the value of the position."""
        move, legal = game.read_move(answer), game.moves(position)
        if not legal:
            return Verdict("abstain", reason="game-over")
        if move is None:
            return _verdict(False, "no-move", answer)
        if move not in legal:
            return _verdict(False, "illegal", move)
        before, after = game.value(position), game.value(game.play(position, move))
        if before is None or after is None:
            return Verdict("abstain", reason="too-large", extracted=move)
        return _verdict(True, "best", move) if -after == before else _verdict(False, "gives-away", move)

    def examples(self) -> list[Any]:
        """A win to take, a loss to prevent, and a win that only one move of nim keeps."""
        return [
            *_cases("tic-tac-toe", "XX./OO./...", right=["c3", "\\text{c3}"], wrong=["c2", "a1", "d1", "c3 or c2"]),
            *_cases("tic-tac-toe", "X../.O./X..", right=["a2"], wrong=["c3", "b3"]),
            *_cases("nim", "3,5,7", right=["1 from heap 1", "Take 1 from heap 2"], wrong=["2 from heap 1", "9 from 1"]),
            *_over("nim", "0,0"),
        ]


_WORDS = {
    **dict.fromkeys(("win", "wins", "won"), 1),
    **dict.fromkeys(("draw", "draws", "drawn", "tie"), 0),
    **dict.fromkeys(("lose", "loses", "loss", "lost"), -1),
}


class Result(PositionVerifier):
    """The answer says what the player to move gets at best play by both: a win, a draw or a loss.

    A guess is right one time in two or three: train with `best_move` where a position can be asked for a move.
    """

    def judge(self, answer: str, game: Game, position: Any) -> Verdict:
        """Whether the word is the one for the value."""
        said = _WORDS.get(answer.strip().lower())
        if said is None:
            return _verdict(False, "no-result", answer)
        value = game.value(position)
        if value is None:
            return Verdict("abstain", reason="too-large")
        return _verdict(said == value, "equal" if said == value else "not-equal", answer)

    def examples(self) -> list[Any]:
        """Positions that are won, lost and drawn."""
        return [
            *_cases("tic-tac-toe", "XX./OO./...", right=["win", "Wins"], wrong=["loss", "draw", "win or draw", "X"]),
            *_cases("nim", "4,4", right=["loss", "loses"], wrong=["win", "draw"]),
            *_cases("tic-tac-toe", ".../.../...", right=["draw", "tie"], wrong=["win", "loss", "no draw"]),
        ]


def _cases(game: str, position: str, right: list[str], wrong: list[str]) -> list[Any]:
    """Examples for a position: right answers, of which the first is the bare one, and wrong ones."""
    from rewardry.testing import Case

    reference = {"game": game, "position": position}
    prompt = prompt_for("What do you answer?", GAMES[game], GAMES[game].parse(position))
    return [
        *(Case(f"<answer>{text}</answer>", "correct", prompt, reference, right[0]) for text in right),
        *(Case(f"<answer>{text}</answer>", "incorrect", prompt, reference, right[0]) for text in wrong),
    ]


def _over(game: str, position: str) -> list[Any]:
    """An example of a game that is over."""
    from rewardry.testing import Case

    reference = {"game": game, "position": position}
    return [Case("<answer>a1</answer>", "abstain", "What do you play?", reference, "none")]
