"""The search over runs of digits, against all digits in few cells and against plain backtracking."""

import itertools
import random

import pytest

from rewardry.verifiers.logic.kakuro_search import RunSearch, runs_across, runs_down
from rewardry.verifiers.logic.search_limits import SearchLimitError

SHAPES = {
    "square": ["..", ".."],
    "step": ["#..", "...", "..#"],
    "ring": ["...", ".#.", "..."],
    "two-parts": ["..#", "..#", "##."],
    "line": ["....."],
    "column": [".", ".", "."],
}


def fillings(cells, runs, totals):
    """Every filling, cell by cell, by nothing but the rules."""

    def whole(digits, number):
        values = [digits[cell] for cell in runs[number] if cell in digits]
        if len(set(values)) < len(values):
            return False
        return len(values) < len(runs[number]) or sum(values) == totals[number]

    def extend(digits, left):
        if not left:
            yield dict(digits)
            return
        touched = [number for number, run in enumerate(runs) if left[0] in run]
        for digit in range(1, 10):
            digits[left[0]] = digit
            if all(whole(digits, number) for number in touched):
                yield from extend(digits, left[1:])
            del digits[left[0]]

    yield from extend({}, list(cells))


def found(runs, totals, most_steps=10_000):
    search = RunSearch(runs)
    return [dict(one) for one in search.solutions(totals, search.candidates(totals), most_steps)]


def in_order(solutions):
    return sorted(sorted(one.items()) for one in solutions)


def random_totals(runs, dice):
    """Sums that some digits have; in few boards ones that may have none."""
    totals = []
    for run in runs:
        low = sum(range(1, len(run) + 1))
        totals.append(dice.randint(low, low + 4) if dice.random() < 0.7 else dice.randint(1, 45))
    return totals


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_the_solutions_are_those_of_plain_backtracking(shape):
    board, dice = SHAPES[shape], random.Random(shape)
    runs = runs_across(board) + runs_down(board)
    cells = RunSearch(runs).cells
    seen = 0
    for _ in range(12):
        if dice.random() < 0.7:
            digits = {cell: dice.randint(1, 9) for cell in cells}
            totals = [sum(digits[cell] for cell in run) for run in runs]
        else:
            totals = random_totals(runs, dice)
        wanted = list(itertools.islice(fillings(cells, runs, totals), 400))
        if len(wanted) < 400:
            seen += len(wanted)
            assert in_order(found(runs, totals)) == in_order(wanted)
    assert seen


@pytest.mark.parametrize("shape", ["square", "step", "ring", "two-parts"])
def test_no_candidate_that_some_solution_has_is_struck(shape):
    board, dice = SHAPES[shape], random.Random(shape)
    runs = runs_across(board) + runs_down(board)
    search = RunSearch(runs)
    for _ in range(20):
        digits = {cell: dice.randint(1, 9) for cell in search.cells}
        if any(len({digits[cell] for cell in run}) < len(run) for run in runs):
            continue
        left = search.candidates([sum(digits[cell] for cell in run) for run in runs])
        assert all(mask >> digits[cell] - 1 & 1 for cell, mask in zip(search.cells, left, strict=True))


@pytest.mark.parametrize(
    ("length", "total", "digits"),
    [
        (1, 7, {7}),
        (2, 3, {1, 2}),
        (2, 17, {8, 9}),
        (2, 4, {1, 3}),
        (2, 10, {1, 2, 3, 4, 6, 7, 8, 9}),
        (3, 7, {1, 2, 4}),
        (4, 29, {5, 7, 8, 9}),
        (8, 44, {2, 3, 4, 5, 6, 7, 8, 9}),
        (9, 45, set(range(1, 10))),
    ],
)
def test_a_run_takes_the_digits_of_the_sets_with_its_sum(length, total, digits):
    masks = RunSearch([[(0, i) for i in range(length)]]).candidates([total])
    assert masks == [sum(1 << digit - 1 for digit in digits)] * length


@pytest.mark.parametrize(
    ("length", "total"),
    [(1, 0), (1, 10), (2, 2), (2, 18), (3, 5), (3, 25), (9, 44), (9, 46), (10, 55), (12, 78), (2, -3)],
)
def test_a_sum_that_no_digits_have_leaves_no_candidates_and_no_solutions(length, total):
    runs = [[(0, i) for i in range(length)]]
    assert RunSearch(runs).candidates([total]) is None
    assert found(runs, [total]) == []


def test_a_digit_that_is_certain_is_struck_from_the_rest_of_its_run():
    search = RunSearch([[(0, 0), (0, 1)], [(0, 0)], [(1, 1), (0, 1)]])
    assert search.cells == [(0, 0), (0, 1), (1, 1)]
    assert search.candidates([4, 3, 5]) == [1 << 2, 1 << 0, 1 << 3]
    assert search.candidates([4, 2, 5]) is None


def test_two_cells_of_a_run_cannot_be_certain_of_one_digit():
    assert RunSearch([[(0, 0), (0, 1)], [(0, 0)], [(0, 1)]]).candidates([8, 4, 4]) is None
    assert RunSearch([[(0, 0), (0, 1), (0, 2)], [(0, 0)], [(0, 1)]]).candidates([7, 4, 4]) is None


def test_guesses_are_counted_and_given_up():
    runs = [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 0), (1, 0)], [(0, 1), (1, 1)]]
    assert len(found(runs, [10, 10, 10, 10], 8)) == 8
    with pytest.raises(SearchLimitError):
        found(runs, [10, 10, 10, 10], 7)
    assert len(found(runs, [4, 6, 3, 7], 0)) == 1


def test_a_board_without_open_cells_has_one_filling_that_is_empty():
    assert runs_across(["##"]) == runs_down(["##"]) == []
    assert found([], []) == [{}]


@pytest.mark.parametrize(
    ("board", "across", "down"),
    [
        (["..", ".."], [[(0, 0), (0, 1)], [(1, 0), (1, 1)]], [[(0, 0), (1, 0)], [(0, 1), (1, 1)]]),
        ([".#.."], [[(0, 0)], [(0, 2), (0, 3)]], [[(0, 0)], [(0, 2)], [(0, 3)]]),
        (["#.", ".."], [[(0, 1)], [(1, 0), (1, 1)]], [[(1, 0)], [(0, 1), (1, 1)]]),
        (["..##", "##.."], [[(0, 0), (0, 1)], [(1, 2), (1, 3)]], [[(0, 0)], [(0, 1)], [(1, 2)], [(1, 3)]]),
        ([".", "#", "."], [[(0, 0)], [(2, 0)]], [[(0, 0)], [(2, 0)]]),
    ],
    ids=["full", "parted", "corner", "diagonal", "column"],
)
def test_runs_end_at_black_cells_and_borders(board, across, down):
    assert runs_across(board) == across
    assert runs_down(board) == down
