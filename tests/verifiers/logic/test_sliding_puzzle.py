"""Sliding puzzles: random slides against a board of their own, the search against a search in breadth."""

import random

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.sliding_puzzle import SlidingPuzzle, SlidingPuzzleInstance, is_reachable, slides


def _slide(board, move):
    """The board after a tile slid in a direction, or None; rows of lists, written for this test."""
    rows = [list(row) for row in board]
    (row, column) = next((r, c) for r, line in enumerate(rows) for c, tile in enumerate(line) if not tile)
    from_row, from_column = {
        "U": (row + 1, column),
        "D": (row - 1, column),
        "L": (row, column + 1),
        "R": (row, column - 1),
    }[move]
    if not (0 <= from_row < len(rows) and 0 <= from_column < len(rows[0])):
        return None
    rows[row][column], rows[from_row][from_column] = rows[from_row][from_column], 0
    return tuple(map(tuple, rows))


@pytest.mark.parametrize("sense", ["tile", "blank"])
def test_random_slides_are_judged_by_where_they_lead(sense):
    dice = random.Random(sense)
    start = ((1, 2, 3), (4, 5, 6), (7, 8, 0))
    for _ in range(300):
        board, said, legal = start, "", True
        for _ in range(dice.randint(1, 7)):
            move = dice.choice("UDLR")
            after = _slide(board, move)
            if after is None and dice.random() < 0.9:
                continue
            said += move if sense == "tile" else {"U": "D", "D": "U", "L": "R", "R": "L"}[move]
            legal = legal and after is not None
            board = after if legal else board
        if not said:
            continue
        goal = board if dice.random() < 0.7 else ((1, 2, 3), (4, 5, 6), (7, 0, 8))
        instance = SlidingPuzzleInstance(grid=start, goal=goal, moves=sense)
        verdict = SlidingPuzzle().check(said, instance, "")
        assert (verdict.status == "correct") == (legal and board == goal), (said, goal)


def test_the_search_finds_the_fewest_slides_and_half_of_all_boards_is_reachable():
    goal, seen, frontier = (1, 2, 3, 4, 5, 0), {}, [(1, 2, 3, 4, 5, 0)]
    depth = 0
    while frontier:
        seen.update(dict.fromkeys(frontier, depth))
        frontier = list({other for board in frontier for _, other in slides(board, 3) if other not in seen})
        depth += 1
    assert len(seen) == 360
    for board in random.Random(1).sample(sorted(seen), 40):
        if board != goal:
            instance = SlidingPuzzleInstance(grid=(board[:3], board[3:]))
            assert len(SlidingPuzzle().solution(instance)) == seen[board]
    swapped = SlidingPuzzleInstance(grid=((2, 1, 3), (4, 5, 0)))
    assert not is_reachable(swapped)
    assert SlidingPuzzle().solution(swapped) is None


@pytest.mark.parametrize(
    ("answer", "tile", "blank"),
    [
        ("L", True, False),
        ("R", False, True),
        ("left", True, False),
        ("→", False, True),
        ("8", True, True),
        ("[8]", True, True),
        ("R L L", True, False),
        ("8 8 8", True, True),
        ("7", False, False),
        ("8, L", False, False),
        ("L or R", False, False),
        ("9", False, False),
        ("U", False, False),
    ],
)
def test_a_direction_has_the_sense_of_the_instance(answer, tile, blank, is_right):
    grid = ((1, 2, 3), (4, 5, 6), (7, 0, 8))
    assert is_right(SlidingPuzzle(), SlidingPuzzleInstance(grid=grid, moves="tile"), answer) == tile
    assert is_right(SlidingPuzzle(), SlidingPuzzleInstance(grid=grid, moves="blank"), answer) == blank


@pytest.mark.parametrize("grid", [[[1, 2], [3, 3]], [[1, 2], [3]], [[0, 1, 2]], [[1], [0]]])
def test_a_board_has_each_tile_once(grid):
    with pytest.raises(UnreadableReferenceError, match="sliding_puzzle: "):
        SlidingPuzzle().instance({"puzzle": "sliding_puzzle", "grid": grid})


@pytest.mark.parametrize("sense", ["tile", "blank"])
def test_a_board_that_is_the_goal_already_is_solved_by_a_slide_and_one_back(sense, is_right):
    done = SlidingPuzzleInstance(grid=((1, 2), (3, 0)), moves=sense)
    puzzle = SlidingPuzzle()
    assert len(puzzle.solution(done)) == 2
    assert all(is_right(puzzle, done, form) for form in puzzle.surface_forms(done))
    assert not any(is_right(puzzle, done, miss) for miss in puzzle.near_misses(done))
