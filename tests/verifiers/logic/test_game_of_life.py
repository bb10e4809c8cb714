"""The game of life against sets of living cells."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.boards import written
from rewardry.verifiers.logic.game_of_life import GameOfLifeInstance


def after(alive, side, steps, wrap):
    for _ in range(steps):
        counts = Counter()
        for r, c in alive:
            for i in (-1, 0, 1):
                for j in (-1, 0, 1):
                    if (i, j) != (0, 0):
                        counts[((r + i) % side, (c + j) % side) if wrap else (r + i, c + j)] += 1
        alive = {
            cell
            for cell, count in counts.items()
            if (count == 3 or (count == 2 and cell in alive)) and 0 <= cell[0] < side and 0 <= cell[1] < side
        }
    return alive


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 7), st.integers(1, 4), st.booleans(), st.data())
def test_exactly_the_board_after_the_steps_is_right(puzzle_of, side, steps, wrap, data):
    cells = st.tuples(st.integers(0, side - 1), st.integers(0, side - 1))
    alive = data.draw(st.sets(cells))
    grid = tuple(tuple(int((r, c) in alive) for c in range(side)) for r in range(side))
    instance = GameOfLifeInstance(grid=grid, steps=steps, wrap=wrap)
    wanted = after(alive, side, steps, wrap)
    right = [[int((r, c) in wanted) for c in range(side)] for r in range(side)]
    puzzle = puzzle_of("game_of_life")
    assert puzzle.check(written(right), instance, "").status == "correct"
    r, c = data.draw(cells)
    right[r][c] ^= 1
    assert puzzle.check(written(right), instance, "").reason == "wrong-value"


def test_other_rules_are_followed(puzzle_of, is_right):
    seeds = GameOfLifeInstance(grid=((1, 1, 0), (0, 0, 0), (0, 0, 0)), rule="B2/S")
    assert is_right(puzzle_of("game_of_life"), seeds, "000\n110\n000")


@pytest.mark.parametrize(
    "change", [{"rule": "life"}, {"grid": [[2]]}, {"grid": [[1, 0], [1]]}, {"steps": 0}, {"steps": 10**6}]
)
def test_a_reference_that_is_no_board_is_undecided(puzzle_of, verdict_of, change):
    reference = {"puzzle": "game_of_life", "grid": [[1]], **change}
    assert verdict_of(puzzle_of("game_of_life"), reference, "0").status == "abstain"
