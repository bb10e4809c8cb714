"""Magic squares against all of 3, written out."""

import functools
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.magic_square import MagicSquareInstance


@functools.cache
def squares():
    found = []
    for cells in itertools.permutations(range(1, 10), 4):
        a, b, c, d = cells  # the first row and the first cell of the second fix all others
        g, e = 15 - a - d, 15 - c - (15 - a - d)
        square = ((a, b, c), (d, e, 15 - d - e), (g, 15 - b - e, 15 - a - e))
        lines = [*square, *zip(*square, strict=True), (a, e, square[2][2]), (c, e, g)]
        if set(sum(square, ())) == set(range(1, 10)) and all(sum(line) == 15 for line in lines):
            found.append(square)
    return found


def test_there_are_eight_of_three(puzzle_of):
    assert len(squares()) == 8
    empty = MagicSquareInstance(n=3, grid=((0, 0, 0),) * 3)
    assert puzzle_of("magic_square").count_solutions(empty, 100) == 8


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 7), st.sets(st.integers(0, 8), max_size=4))
def test_exactly_the_completions_are_right(puzzle_of, index, kept):
    puzzle = puzzle_of("magic_square")
    grid = tuple(
        tuple(v if 3 * r + c in kept else 0 for c, v in enumerate(row)) for r, row in enumerate(squares()[index])
    )
    instance = MagicSquareInstance(n=3, grid=grid)
    valid = [s for s in squares() if all(not g or g == v for g, v in zip(sum(grid, ()), sum(s, ()), strict=True))]
    assert puzzle.count_solutions(instance, 100) == len(valid)
    for square in squares():
        assert puzzle.judge(square, instance).valid == (square in valid)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("5 5 5\n5 5 5\n5 5 5", "broken-rule"),
        ("1 2 3\n4 5 6\n7 8 9", "broken-rule"),
        ("8 1 6\n3 5 7\n4 9 0", "incomplete"),
        ("8 1 6\n3 5 7", "incomplete"),
        ("8 1 6\n3 5 7\n4 9 10", "unreadable"),
    ],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert (
        verdict_of(puzzle_of("magic_square"), MagicSquareInstance(n=3, grid=((0, 0, 0),) * 3), answer).reason == reason
    )


@pytest.mark.parametrize("seed", range(6))
def test_made_squares_are_magic(puzzle_of, is_right, seed):
    puzzle = puzzle_of("magic_square")
    instance = puzzle.generate(seed, 10)
    assert is_right(puzzle, instance, puzzle.solution(instance))
