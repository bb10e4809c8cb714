"""The boards of which kakuros are made."""

import random

import pytest

from rewardry.verifiers.logic.kakuro_making import made
from rewardry.verifiers.logic.kakuro_search import runs_across, runs_down

SIZES = [(2, 0.0), (3, 0.1), (3, 0.0), (4, 0.3), (5, 0.35), (6, 0.3)]


@pytest.mark.parametrize(("side", "black"), SIZES)
def test_a_board_is_filled_where_it_is_open_with_no_digit_twice_in_a_run(side, black):
    for seed in range(5):
        board, digits, _ = made(side, black, random.Random(seed))
        assert len(board) == side
        assert {len(row) for row in board} == {side}
        assert set(digits) == {(r, c) for r in range(side) for c in range(side) if board[r][c] == "."}
        assert set(digits.values()) <= set(range(1, 10))
        for run in runs_across(board) + runs_down(board):
            assert len({digits[cell] for cell in run}) == len(run) >= 2


@pytest.mark.parametrize(("side", "black"), SIZES)
def test_no_more_cells_are_black_than_their_share(side, black):
    counts = [sum(row.count("#") for row in made(side, black, random.Random(seed)).board) for seed in range(5)]
    assert max(counts) <= round(black * side * side)
    assert min(counts) > 0 or not black


@pytest.mark.parametrize(("side", "black"), [(2, 0.0), (3, 0.1), (3, 0.0), (4, 0.3)])
def test_a_board_that_is_called_unique_has_one_filling_by_plain_backtracking(side, black):
    proved = 0
    for seed in range(6):
        board, digits, unique = made(side, black, random.Random(seed))
        runs = runs_across(board) + runs_down(board)
        if unique:
            proved += 1
            assert count(runs, [sum(digits[cell] for cell in run) for run in runs], sorted(digits)) == 1
    assert proved >= 4


def count(runs, totals, cells):
    """How many fillings there are: cell by cell in reading order, a run's bounds kept."""
    runs_of = {cell: [number for number, run in enumerate(runs) if cell in run] for cell in cells}
    digits = {}

    def may_stand(number):
        values = [digits[cell] for cell in runs[number] if cell in digits]
        left, rest = len(runs[number]) - len(values), totals[number] - sum(values)
        free = sorted(set(range(1, 10)) - set(values))
        return len(set(values)) == len(values) and sum(free[:left]) <= rest <= sum(free[len(free) - left :])

    def extend(place):
        if place == len(cells):
            return 1
        found = 0
        for digit in range(1, 10):
            digits[cells[place]] = digit
            if all(may_stand(number) for number in runs_of[cells[place]]):
                found += extend(place + 1)
        del digits[cells[place]]
        return found

    return extend(0)


def test_the_same_chance_makes_the_same_board():
    assert made(5, 0.3, random.Random(7)) == made(5, 0.3, random.Random(7))
    assert made(5, 0.3, random.Random(7)) != made(5, 0.3, random.Random(8))
