"""Kakurasu against all boards of 3x3."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.kakurasu import KakurasuInstance

BOARDS = [tuple(bits[i : i + 3] for i in (0, 3, 6)) for bits in itertools.product((0, 1), repeat=9)]


def sums(board):
    rows = tuple(row[0] + 2 * row[1] + 3 * row[2] for row in board)
    return rows, tuple(board[0][c] + 2 * board[1][c] + 3 * board[2][c] for c in range(3))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(BOARDS))
def test_exactly_the_boards_with_the_sums_are_right(puzzle_of, board):
    puzzle = puzzle_of("kakurasu")
    instance = KakurasuInstance(row_sums=sums(board)[0], column_sums=sums(board)[1])
    valid = [other for other in BOARDS if sums(other) == sums(board)]
    assert puzzle.count_solutions(instance, 100) == len(valid)
    for other in BOARDS:
        assert puzzle.judge(other, instance).valid == (other in valid)


@pytest.mark.parametrize(
    ("answer", "reason"), [("1 0\n0 0", "broken-rule"), ("1 1", "incomplete"), ("2 1\n0 0", "unreadable")]
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    instance = KakurasuInstance(row_sums=(3, 0), column_sums=(1, 1))
    assert verdict_of(puzzle_of("kakurasu"), instance, answer).reason == reason
