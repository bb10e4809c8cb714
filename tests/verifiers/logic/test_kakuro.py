"""Kakuro against all digits in a few cells."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.kakuro import KakuroInstance, Run


def square(a, b, c, d):
    """A board of 2x2 with the sums of these digits."""
    return KakuroInstance(
        board=("..", ".."),
        across=(Run(0, 0, 2, a + b), Run(1, 0, 2, c + d)),
        down=(Run(0, 0, 2, a + c), Run(0, 1, 2, b + d)),
    )


@settings(max_examples=6, deadline=None)
@given(*[st.integers(1, 9)] * 4)
def test_exactly_the_fillings_are_right(puzzle_of, a, b, c, d):
    puzzle, instance = puzzle_of("kakuro"), square(a, b, c, d)
    sums = (a + b, c + d, a + c, b + d)
    count = 0
    for w, x, y, z in itertools.product(range(1, 10), repeat=4):
        valid = (w + x, y + z, w + y, x + z) == sums and w != x and y != z and w != y and x != z
        count += valid
        assert puzzle.judge(((w, x), (y, z)), instance).valid == valid
    assert puzzle.count_solutions(instance, 100) == count


def test_black_cells_part_runs(puzzle_of, is_right):
    board = KakuroInstance(
        board=("#..", "..."),
        across=(Run(0, 1, 2, 4), Run(1, 0, 3, 7)),
        down=(Run(1, 0, 1, 4), Run(0, 1, 2, 4), Run(0, 2, 2, 3)),
    )
    puzzle = puzzle_of("kakuro")
    assert puzzle.solution(board) is None or is_right(puzzle, board, puzzle.solution(board))
    assert not is_right(puzzle, board, "# 3 1\n4 1 2\n# # #")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("1 2\n2 1", "broken-rule"), ("# 3\n3 1", "broken-rule"), (". 3\n3 1", "incomplete"), ("1 12\n3 1", "unreadable")],
)
def test_the_reason_says_what_is_wrong(puzzle_of, verdict_of, answer, reason):
    assert verdict_of(puzzle_of("kakuro"), square(1, 3, 3, 1), answer).reason == reason


def test_a_right_sum_with_a_digit_twice_is_wrong(puzzle_of, is_right):
    assert not is_right(puzzle_of("kakuro"), square(1, 3, 3, 1), "2 2\n2 2")


def test_runs_must_be_those_of_the_board(puzzle_of, verdict_of):
    reference = square(1, 3, 3, 1).as_reference() | {"down": []}
    verdict = verdict_of(puzzle_of("kakuro"), reference, "1 3\n3 1")
    assert verdict.status == "abstain"
    assert "runs down" in verdict.details["why"]
