"""Sokoban: random walks against a board of signs that is rewritten move by move."""

import random

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.sokoban import Sokoban, SokobanInstance

STEPS = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}


def _moved(board, move):
    """The board after a move, written with the usual signs, or None where it is not possible."""
    cells = {(r, c): sign for r, row in enumerate(board) for c, sign in enumerate(row)}
    player = next(cell for cell, sign in cells.items() if sign in "@+")
    first, second = (tuple(a + k * b for a, b in zip(player, STEPS[move], strict=True)) for k in (1, 2))
    if cells[first] == "#":
        return None
    if cells[first] in "$*":
        if cells.get(second, "#") not in "-.":
            return None
        cells[second] = "*" if cells[second] == "." else "$"
        cells[first] = "." if cells[first] == "*" else "-"
    cells[first] = "+" if cells[first] == "." else "@"
    cells[player] = "." if cells[player] == "+" else "-"
    return ["".join(cells[r, c] for c in range(len(board[0]))) for r in range(len(board))]


def test_random_walks_are_judged_by_the_board(puzzle_of):
    puzzle, solved = puzzle_of("sokoban"), 0
    for seed in range(120):
        instance, dice = puzzle.generate(seed, seed % 2), random.Random(seed)
        board, walk = list(instance.board), ""
        for _ in range(60):
            move = dice.choice("UDLR")
            after = _moved(board, move)
            if after is None:
                assert puzzle.check(walk + move, instance, "").reason == "illegal-move"
                continue
            board, walk = after, walk + move
            verdict = puzzle.check(walk, instance, "")
            assert verdict.reason == ("incomplete" if "$" in "".join(board) else "valid")
            solved += verdict.status == "correct"
    assert solved > 20


BOARD = SokobanInstance(board=("#####", "#@$.#", "#####"))


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("R", True),
        ("right", True),
        ("→", True),
        ('["R"]', True),
        ("RL", True),
        ("RR", False),
        ("L", False),
        ("RLR", True),
        ("I push R", False),
        ("Really", False),
        ("R\n\nR", False),
        ("R or L", False),
        ("R and done", False),
        ("", False),
    ],
)
def test_forms_and_near_misses(answer, right, is_right):
    assert is_right(Sokoban(), BOARD, answer) == right


@pytest.mark.parametrize(
    ("board", "problem"),
    [(["@$"], "1 boxes and 0 goals"), (["$."], "one player"), (["@$.", "#"], "differ in length"), (["@."], "0 boxes")],
)
def test_boards_without_a_task_are_refused(board, problem):
    with pytest.raises(UnreadableReferenceError, match=problem):
        Sokoban().instance({"puzzle": "sokoban", "board": board})
