"""Minesweeper against all arrangements of mines."""

import itertools
import random

import pytest

from rewardry.verifiers.logic.minesweeper import MinesweeperInstance


def around(r, c, side):
    return [(x, y) for x in range(side) for y in range(side) if max(abs(x - r), abs(y - c)) == 1]


def certain(board, ask):
    """The hidden cells beside numbers that are always, or never, mines, over all arrangements."""
    side = len(board)
    hidden = [(r, c) for r in range(side) for c in range(side) if board[r][c] == "?"]
    numbers = {(r, c): int(board[r][c]) for r in range(side) for c in range(side) if board[r][c] != "?"}
    fitting = []
    for bits in itertools.product((0, 1), repeat=len(hidden)):
        mined = {cell for cell, bit in zip(hidden, bits, strict=True) if bit}
        if all(len(mined & set(around(*cell, side))) == number for cell, number in numbers.items()):
            fitting.append(mined)
    if not fitting:
        return None
    return {cell for cell in hidden if all((cell in mined) == (ask == "mines") for mined in fitting)}


@pytest.mark.parametrize("ask", ["mines", "safe"])
@pytest.mark.parametrize("seed", range(12))
def test_exactly_the_certain_cells_are_right(puzzle_of, is_right, ask, seed):
    dice = random.Random(seed)
    side = dice.choice((3, 4))
    cells = [(r, c) for r in range(side) for c in range(side)]
    mined = set(dice.sample(cells, dice.randrange(1, 5)))
    seen = set(dice.sample([cell for cell in cells if cell not in mined], side * side // 2 - 2))
    board = tuple(
        "".join(str(len(mined & set(around(r, c, side)))) if (r, c) in seen else "?" for c in range(side))
        for r in range(side)
    )
    puzzle, instance = puzzle_of("minesweeper"), MinesweeperInstance(board=board, ask=ask)
    right = certain(board, ask)
    assert is_right(puzzle, instance, str(sorted(right)))
    for cell in cells:
        other = right ^ {cell}
        assert not is_right(puzzle, instance, str(sorted(other)))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[(0, 1)]", "incomplete"),
        ("[(0, 1), (1, 0), (1, 1), (0, 0)]", "wrong-value"),
        ("[(5, 5)]", "unreadable"),
        ("3M\nM3", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    instance = MinesweeperInstance(board=("3?", "??"))
    assert verdict_of(puzzle_of("minesweeper"), instance, answer).reason == reason


@pytest.mark.parametrize("answer", ["(0,1), (1,0), (1,1)", "3 M\nM M", "| 3 | * |\n| * | * |"])
def test_a_board_with_marks_is_read(puzzle_of, is_right, answer):
    assert is_right(puzzle_of("minesweeper"), MinesweeperInstance(board=("3?", "??")), answer)


def test_a_board_may_be_a_list_of_lists(puzzle_of, is_right):
    reference = {"puzzle": "minesweeper", "board": [[1, "?"], [1, 1]]}
    assert is_right(puzzle_of("minesweeper"), reference, "[(0, 1)]")


@pytest.mark.parametrize("board", [("8?",), ("10",), ("1?2",)])
def test_numbers_that_no_arrangement_fits_are_undecided(puzzle_of, verdict_of, board):
    puzzle, instance = puzzle_of("minesweeper"), MinesweeperInstance(board=board)
    for answer in ("[]", "[(0, 1)]"):
        assert verdict_of(puzzle, instance, answer).status == "abstain"
    assert puzzle.solution(instance) is None


@pytest.mark.parametrize(
    ("board", "why"),
    [
        ([[10, 1]], "a cell is neither"),
        ([["?", -1]], "a cell is neither"),
        ([["?1", "?"]], "a cell is neither"),
        ([["", "?"]], "a cell is neither"),
        (["9"], "a cell is neither"),
        (["?٣"], "a cell is neither"),
        ([[True, "?"]], "a cell is neither"),
        ("?1", "a list of rows is wanted"),
        ([], "rows of one length, of 1 to 16 cells"),
        ([[]], "rows of one length"),
        (["??", "?"], "rows of one length"),
        (["?" * 17], "rows of one length"),
    ],
)
def test_what_is_no_board_is_refused(board, why):
    with pytest.raises(ValueError, match=why):
        MinesweeperInstance(board=board)


def test_the_largest_board_is_taken():
    assert MinesweeperInstance(board=["?" * 16] * 16) == MinesweeperInstance(board=[["?"] * 16] * 16)
    with pytest.raises(ValueError, match="at most 16"):
        MinesweeperInstance(board=["?"] * 17)


@pytest.mark.parametrize("answer", ["[]", "none", "{}", "1 ?\n? ?"])
def test_where_no_cell_is_certain_the_answer_is_none(puzzle_of, is_right, answer):
    for ask in ("mines", "safe"):
        assert is_right(puzzle_of("minesweeper"), MinesweeperInstance(board=("1?", "??"), ask=ask), answer)
        assert not is_right(puzzle_of("minesweeper"), MinesweeperInstance(board=("3?", "??"), ask="mines"), answer)


def test_marks_of_the_other_question_are_no_answer(puzzle_of, is_right):
    puzzle = puzzle_of("minesweeper")
    safe = MinesweeperInstance(board=("0?", "??"), ask="safe")
    assert is_right(puzzle, safe, "0 S\nS S")
    assert not is_right(puzzle, safe, "0 M\nM M")
    assert not is_right(puzzle, MinesweeperInstance(board=("3?", "??")), "3 S\nS S")
