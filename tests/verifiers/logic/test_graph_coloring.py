"""Graph colouring: every colouring of small graphs against the edges."""

import itertools

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.logic.graph_coloring import GraphColoring, GraphColoringInstance


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 5))
    pairs = list(itertools.combinations(range(n), 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return GraphColoringInstance(n=n, edges=tuple(edges), k=draw(st.integers(1, 3)))


@given(graphs())
def test_every_colouring_is_judged_by_the_edges(instance):
    proper = 0
    for colours in itertools.product(range(1, instance.k + 1), repeat=instance.n):
        right = all(colours[one] != colours[other] for one, other in instance.edges)
        proper += right
        answer = ", ".join(f"{vertex}: {colour}" for vertex, colour in enumerate(colours))
        assert (GraphColoring().check(answer, instance, "").status == "correct") == right
    assert GraphColoring().count_solutions(instance, 1000) == proper
    assert (GraphColoring().solution(instance) is None) == (proper == 0)


def test_colourings_of_another_algorithm_are_right(puzzle_of, is_right):
    puzzle, compared = puzzle_of("graph_coloring"), 0
    for seed in range(40):
        instance = puzzle.generate(seed, 3)
        graph = networkx.Graph([tuple(edge) for edge in instance.edges])
        graph.add_nodes_from(range(instance.n))
        colours = networkx.greedy_color(graph, strategy="DSATUR")
        if max(colours.values()) < instance.k:
            compared += 1
            assert is_right(
                puzzle, instance, "\n".join(f"Node {v} -> colour {colours[v] + 1}" for v in sorted(colours))
            )
    assert compared > 20


TRIANGLE = GraphColoringInstance(n=3, edges=((0, 1), (1, 2), (2, 0)), k=3)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ('{"0": 1, "1": 2, "2": 3}', True),
        ("[3, 1, 2]", True),
        ("0=2; 1=1; 2=3", True),
        ("[[0, 1], [1, 2], [2, 3]]", True),
        ('[{"vertex": 0, "color": 1}, {"vertex": 1, "color": 2}, {"vertex": 2, "color": 3}]', True),
        ("{0: 1, 1: 2, 2: 3}", True),
        ('{"coloring": {"0": 1, "1": 2, "2": 3}}', True),
        ("0 is 1, 1 is 2 and 2 is 3", True),
        ('{"0": 1, "1": 2, "2": 2}', False),
        ('{"0": 1, "1": 2}', False),
        ('{"0": 1, "1": 2, "2": 4}', False),
        ('{"0": 1, "1": 2, "2": 3, "2": 1}', False),
        ('{"0": 1, "1": 2, "2": 3, "2": 3}', False),
        ('{"0": 1, "1": 2, "2": 3, "3": 1}', False),
        ('{"0": true, "1": 2, "2": 3}', False),
        ('{"0": 1.0, "1": 2, "2": 3}', False),
        ("0=1, 1=2, 2=not 1", False),
        ("0=1, 1=2, 2=3 or 2", False),
        ("{}", False),
        ("0=0, 1=1, 2=2", False),
        ("0=1, 1=2, 2=3, if I am right", False),
    ],
)
def test_forms_and_near_misses(answer, right, is_right):
    assert is_right(GraphColoring(), TRIANGLE, answer) == right


@pytest.mark.parametrize("pattern", ["by turns", "in blocks"])
def test_no_pattern_colours_what_is_made(pattern, puzzle_of):
    right = 0
    for seed in range(80):
        graph = puzzle_of("graph_coloring").generate(seed, 4)
        colours = [
            vertex % graph.k if pattern == "by turns" else vertex * graph.k // graph.n for vertex in range(graph.n)
        ]
        right += GraphColoring().check(str([colour + 1 for colour in colours]), graph, "").status == "correct"
        assert len(set(graph.edges)) == len(graph.edges)
        assert all(one < other for one, other in graph.edges)
    assert right <= 2
