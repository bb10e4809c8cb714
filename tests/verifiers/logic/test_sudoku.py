"""Sudoku against all 4x4 ones, written out."""

import functools
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.boards import written
from rewardry.verifiers.logic.sudoku import SudokuInstance


@functools.cache
def squares():
    """All Latin squares of 4, and of them those whose 2x2 boxes hold each value once."""
    rows = list(itertools.permutations(range(1, 5)))
    latin = [
        square
        for square in itertools.product(rows, repeat=4)
        if all(len(set(column)) == 4 for column in zip(*square, strict=True))
    ]
    boxed = [
        s for s in latin if all(len({*s[r][c : c + 2], *s[r + 1][c : c + 2]}) == 4 for r in (0, 2) for c in (0, 2))
    ]
    return latin, boxed


def of(square, kept):
    cells = [value if i in kept else 0 for i, value in enumerate(itertools.chain(*square))]
    return SudokuInstance(size=4, box=(2, 2), grid=tuple(tuple(cells[i : i + 4]) for i in range(0, 16, 4)))


def keeps(square, instance):
    return all(
        not g or g == v
        for row, given_row in zip(square, instance.grid, strict=True)
        for v, g in zip(row, given_row, strict=True)
    )


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 287), st.sets(st.integers(0, 15), max_size=8))
def test_exactly_the_completions_are_right(puzzle_of, index, kept):
    latin, boxed = squares()
    puzzle, instance = puzzle_of("sudoku"), of(boxed[index], kept)
    valid = [square for square in boxed if keeps(square, instance)]
    assert puzzle.count_solutions(instance, 300) == len(valid)
    for square in random.Random(index).sample(latin, 60) + valid[:60]:
        assert puzzle.judge(square, instance).valid == (square in valid)


def test_there_are_288_sudokus_of_4(puzzle_of):
    assert len(squares()[1]) == 288
    assert puzzle_of("sudoku").count_solutions(of(squares()[1][0], set()), 1000) == 288


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows[1:], "incomplete"),
        (lambda rows: [*rows, rows[0]], "unreadable"),
        (lambda rows: [row[:-1] for row in rows], "unreadable"),
        (lambda rows: [[0, *row[1:]] for row in rows], "incomplete"),
        (lambda rows: [[value + 0.5 for value in row] for row in rows], "unreadable"),
        (lambda rows: rows[::-1], "broken-rule"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, change, reason):
    puzzle = puzzle_of("sudoku")
    instance = puzzle.generate(3, 8)
    rows = puzzle.read(puzzle.solution(instance), instance)
    verdict = verdict_of(puzzle, instance, written(change([list(row) for row in rows])))
    assert (verdict.status, verdict.reason) == ("incorrect", reason)
    assert verdict.details["where"]


@pytest.mark.parametrize("size", [(4, (2, 2)), (6, (2, 3)), (6, (3, 2)), (9, (3, 3)), (16, (4, 4)), (8, (2, 4))])
def test_boxes_of_any_shape(puzzle_of, is_right, size):
    n, box = size
    puzzle = puzzle_of("sudoku")
    empty = SudokuInstance(size=n, box=box, grid=tuple((0,) * n for _ in range(n)))
    assert is_right(puzzle, empty, puzzle.solution(empty))
    latin = [[(r + c) % n + 1 for c in range(n)] for r in range(n)]
    assert not is_right(puzzle, empty, written(latin))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"box": [3, 3]}, "do not hold 4 values"),
        ({"grid": [[0] * 4] * 3}, "not 4x4"),
        ({"grid": [[5] * 4] * 4}, "not between 0 and 4"),
        ({"size": 99}, "size"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_reference_that_is_no_sudoku_is_undecided(puzzle_of, verdict_of, change, why):
    reference = {"puzzle": "sudoku", "size": 4, "box": [2, 2], "grid": [[0] * 4] * 4, **change}
    verdict = verdict_of(puzzle_of("sudoku"), reference, "1")
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert why in verdict.details["why"]


def test_hard_sudokus_have_many_open_cells(puzzle_of):
    puzzle = puzzle_of("sudoku")
    assert all(puzzle.hardness(puzzle.generate(seed, 9)) > 0.55 for seed in range(5))
    assert all(puzzle.generate(seed, 9).unique for seed in range(5))
