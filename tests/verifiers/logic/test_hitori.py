"""Hitori against all shadings of boards of 3."""

import itertools

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.hitori import HitoriInstance

BOARDS = [tuple(bits[i : i + 3] for i in (0, 3, 6)) for bits in itertools.product((0, 1), repeat=9)]


def keeps_the_rules(board, grid):
    graph = networkx.grid_2d_graph(3, 3)
    shaded = [(r, c) for r, c in graph if board[r][c]]
    if any(other in shaded for cell in shaded for other in graph[cell]):
        return False
    graph.remove_nodes_from(shaded)
    lines = [[(r, c) for c in range(3)] for r in range(3)] + [[(r, c) for r in range(3)] for c in range(3)]
    left = [[grid[r][c] for r, c in line if not board[r][c]] for line in lines]
    return networkx.is_connected(graph) and all(len(set(line)) == len(line) for line in left)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=9, max_size=9))
def test_exactly_the_shadings_are_right(puzzle_of, numbers):
    puzzle = puzzle_of("hitori")
    grid = tuple(tuple(numbers[i : i + 3]) for i in (0, 3, 6))
    instance = HitoriInstance(grid=grid)
    count = 0
    for board in BOARDS:
        valid = keeps_the_rules(board, grid)
        count += valid
        assert puzzle.judge(board, instance).valid == valid
    assert puzzle.count_solutions(instance, 1000) == count
    assert (puzzle.solution(instance) is None) == (count == 0)


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ("##.\n...\n...", "side by side"),
        ("...\n...\n...", "twice"),
        ("#.#\n.#.\n...", "fall apart"),
    ],
)
def test_the_rule_that_is_broken_is_named(puzzle_of, verdict_of, answer, where):
    instance = HitoriInstance(grid=((1, 3, 1), (2, 1, 3), (3, 2, 1)))
    verdict = verdict_of(puzzle_of("hitori"), instance, answer)
    assert verdict.reason == "broken-rule"
    assert where in verdict.details["where"]
