"""Searches of tasks that are too wide: they are given up, and what is not known then is not decided."""

import random

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.logic.nonogram_search import pictures
from rewardry.verifiers.logic.search_limits import SearchLimitError
from rewardry.verifiers.logic.state_search import count_shortest, shortest_moves


def empty(rows, columns, sign=0):
    return [[sign] * columns] * rows


TOO_WIDE = {
    "kakuro": {
        "board": ["." * 9] * 9,
        "across": [[row, 0, 9, 45] for row in range(9)],
        "down": [[0, column, 9, 45] for column in range(9)],
    },
    "skyscraper": {"n": 7, "top": [0] * 7, "bottom": [0] * 7, "left": [0] * 7, "right": [0] * 7},
    "star_battle": {"regions": [sign * 12 for sign in "ABCDEFGHIJKL"]},
    "tents": {
        "trees": [[row, column] for row in range(1, 12, 3) for column in range(1, 12, 3)],
        "row_counts": [12] * 12,
        "column_counts": [12] * 12,
    },
    "zebra": {"n": 8, "attributes": {str(i): list("abcdefgh") for i in range(8)}, "clues": []},
}


@pytest.mark.parametrize("name", sorted(TOO_WIDE))
def test_counting_without_end_is_given_up(name, puzzle_of):
    puzzle = puzzle_of(name)
    with pytest.raises(SearchLimitError, match="the search was given up"):
        puzzle.count_solutions(puzzle.instance({"puzzle": name, **TOO_WIDE[name]}), 10**9)


def test_lines_of_a_nonogram_of_every_length_are_read():
    assert next(pictures([(1,) * 13], [(1,), ()] * 12 + [(1,)])) == ((1, 0) * 12 + (1,),)
    assert next(pictures([(1,) * 7] + [()] * 24, [(1,), ()] * 7 + [()] * 11))[0] == (1, 0) * 7 + (0,) * 11


def test_a_minesweeper_with_too_many_arrangements_is_undecided(puzzle_of, verdict_of):
    dice = random.Random(0)
    mined = {(r, c) for r in range(16) for c in range(16) if dice.random() < 0.3}
    near = [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if r or c]
    rows = [
        "".join(
            "?" if (r, c) in mined or dice.random() < 0.6 else str(sum((r + a, c + b) in mined for a, b in near))
            for c in range(16)
        )
        for r in range(16)
    ]
    verdict = verdict_of(puzzle_of("minesweeper"), {"puzzle": "minesweeper", "board": rows}, "[(0, 0)]")
    assert verdict.status == "abstain"
    assert verdict.details["why"] == "minesweeper: the board has too many arrangements"


def test_a_question_about_a_street_that_is_searched_too_long_is_undecided(puzzle_of, verdict_of):
    values = list("abcdefgh")
    clues = [["between", "0", a, "0", b, "0", c] for a, b, c in (("a", "b", "c"), ("d", "e", "f"), ("b", "a", "c"))]
    reference = {"puzzle": "zebra", "n": 8, "attributes": {str(i): values for i in range(8)}, "clues": clues}
    verdict = verdict_of(puzzle_of("zebra"), {**reference, "question": ["0", "a", "House"]}, "1")
    assert verdict.status == "abstain"
    assert verdict.details["why"] == "zebra: it takes too long to find the streets that fit the clues"


@pytest.mark.long
def test_a_sokoban_that_is_searched_too_long_has_no_solution_to_show(puzzle_of, is_right):
    room = [["-"] * 20 for _ in range(20)]
    for column, sign in ((1, "@"), (5, "$"), (8, "$"), (11, "$"), (14, "$")):
        room[10][column] = sign
    for column in (5, 8, 11, 14):
        room[2][column] = "."
    puzzle = puzzle_of("sokoban")
    instance = puzzle.instance({"puzzle": "sokoban", "board": ["".join(row) for row in room]})
    assert puzzle.solution(instance) is None
    assert puzzle.surface_forms(instance) == puzzle.near_misses(instance) == ()
    push_up = "U" * 8
    walk = ["DRRRR", push_up, *["D" * 8 + "RRR" + push_up] * 3]
    assert is_right(puzzle, instance, "".join(walk))


GRAPHS = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.just(n), st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20), st.integers(0, n - 1)
    )
)


@given(GRAPHS)
def test_shortest_ways_are_those_of_another_library(drawn):
    n, edges, goal = drawn
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges)

    def moves(state):
        return [((state, other), other) for other in graph[state]]

    found = shortest_moves(0, moves, lambda state: state == goal)
    count = count_shortest(0, moves, lambda state: state == goal)
    if not networkx.has_path(graph, 0, goal):
        assert (found, count) == (None, 0)
        return
    assert len(found) == networkx.shortest_path_length(graph, 0, goal)
    assert [0, *(other for _, other in found)] in list(networkx.all_shortest_paths(graph, 0, goal))
    assert count == len(list(networkx.all_shortest_paths(graph, 0, goal)))


def test_of_ways_that_are_as_short_the_first_is_found():
    moves = {"start": [("b", "left"), ("a", "right")], "left": [("c", "goal")], "right": [("c", "goal")], "goal": []}
    assert shortest_moves("start", moves.__getitem__, lambda state: state == "goal") == ["b", "c"]


@pytest.mark.parametrize("search", [shortest_moves, count_shortest])
def test_no_more_states_are_looked_at_than_may_be(search):
    def onwards(state):
        return [("+", state + 1)]

    assert search(0, onwards, lambda state: state == 10, 11)
    with pytest.raises(SearchLimitError, match="more than 9 states"):
        search(0, onwards, lambda state: state == 10, 9)
