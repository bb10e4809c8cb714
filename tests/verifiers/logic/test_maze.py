"""Mazes: walks against a graph of the free cells."""

import random

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.logic.maze import Maze, MazeInstance, shortest_walk


def _graph(instance):
    graph = networkx.grid_2d_graph(len(instance.grid), len(instance.grid[0]))
    graph.remove_nodes_from([cell for cell in graph if instance.grid[cell[0]][cell[1]] == "#"])
    return graph


@st.composite
def mazes(draw):
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    cells = draw(st.lists(st.sampled_from(".#"), min_size=rows * columns, max_size=rows * columns))
    start, goal = draw(st.lists(st.integers(0, rows * columns - 1), min_size=2, max_size=2, unique=True))
    cells[start], cells[goal] = "S", "G"
    return MazeInstance(grid=tuple("".join(cells[row * columns : (row + 1) * columns]) for row in range(rows)))


@given(mazes())
def test_a_shortest_walk_is_as_long_as_a_shortest_path(instance):
    graph = _graph(instance)
    start, goal = instance.find("S"), instance.find("G")
    walk = shortest_walk(instance)
    if walk is None:
        assert not networkx.has_path(graph, start, goal)
    else:
        assert len(walk) == networkx.shortest_path_length(graph, start, goal)
        count = sum(1 for _ in networkx.all_shortest_paths(graph, start, goal))
        assert Maze().count_solutions(instance.model_copy(update={"shortest": True}), 100) == min(count, 100)


@given(mazes(), st.text("UDLR", min_size=1, max_size=8))
def test_a_walk_is_right_if_it_keeps_to_free_cells_and_ends_on_the_goal(instance, walk):
    steps = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}
    graph, cell, legal = _graph(instance), instance.find("S"), True
    for move in walk:
        cell = cell[0] + steps[move][0], cell[1] + steps[move][1]
        legal = legal and cell in graph
    assert (Maze().check(walk, instance, "").status == "correct") == (legal and cell == instance.find("G"))


def test_other_walks_are_right_unless_a_shortest_is_asked_for(puzzle_of, is_right):
    puzzle = puzzle_of("maze")
    for seed in range(8):
        instance = puzzle.generate(seed, 4).model_copy(update={"shortest": False})
        graph, dice = _graph(instance), random.Random(seed)
        walk = [instance.find("S")]
        while walk[-1] != instance.find("G") and len(walk) < 900:
            walk.append(dice.choice(sorted(graph[walk[-1]])))
        cells = " -> ".join(map(str, walk))
        fewest = networkx.shortest_path_length(graph, walk[0], instance.find("G"))
        if len(walk) < 900 and len(cells) < 9000:
            assert is_right(puzzle, instance, cells)
            shortest = instance.model_copy(update={"shortest": True})
            assert is_right(puzzle, shortest, cells) == (len(walk) - 1 == fewest)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("RR", True), ("right, right", True), ("→ →", True), ("向右，向右", True), ("[(0,0),(0,1),(0,2)]", True),
        ("RRL", False), ("RRR", False), ("R", False), ("(0,0) -> (0,2)", False), ("(0,1) -> (0,2)", False),
        ("R R or R", False), ("right of the wall, right", False), ("(0,0) (0,1) (0,2) done", False), ("RX", False),
    ],
)  # fmt: skip
def test_forms_and_near_misses(answer, right, is_right):
    assert is_right(Maze(), MazeInstance(grid=("S.G",)), answer) == right
