"""Shortest and Hamiltonian paths: every way through small graphs against networkx and enumeration."""

import itertools

import networkx
import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.hamilton_path import HamiltonPath, HamiltonPathInstance
from rewardry.verifiers.logic.shortest_path import ShortestPath, ShortestPathInstance


def _graph(instance):
    graph = networkx.DiGraph() if instance.directed else networkx.Graph()
    for one, other, weight in instance.edges:
        graph.add_edge(one, other, weight=weight)
    return graph


def test_every_simple_path_is_right_if_it_is_a_cheapest(puzzle_of, is_right):
    puzzle = puzzle_of("shortest_path")
    for seed in range(16):
        instance = puzzle.generate(seed, seed % 6)
        graph = _graph(instance)
        least = networkx.shortest_path_length(graph, instance.start, instance.end, weight="weight")
        right = 0
        for path in itertools.islice(networkx.all_simple_paths(graph, instance.start, instance.end), 300):
            cheapest = networkx.path_weight(graph, path, "weight") == least
            right += cheapest
            assert is_right(puzzle, instance, " -> ".join(path)) == cheapest
        cheapest_paths = list(networkx.all_shortest_paths(graph, instance.start, instance.end, weight="weight"))
        assert puzzle.count_solutions(instance, 100) == len(cheapest_paths)
        assert all(is_right(puzzle, instance, ",".join(path)) for path in cheapest_paths)


LADDER = ShortestPathInstance(
    edges=(("A", "B", 1), ("B", "C", 1), ("A", "C", 2), ("C", "D", 3), ("A", "D", 9)), start="A", end="D"
)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("A, C, D", "valid"),
        ("A -> B -> C -> D", "valid"),
        ("a-b-c-d", "valid"),
        ("ACD", "valid"),
        ("$A \\to C \\to D$", "valid"),
        ("A, D", "broken-rule"),
        ("A, B, A, C, D", "broken-rule"),
        ("A, B, D", "illegal-move"),
        ("C, D", "illegal-move"),
        ("A, C", "incomplete"),
        ("5", "unreadable"),
        ("A, C, D with cost 5", "unreadable"),
        ("A, E, D", "unreadable"),
        ("A, C, D or A, B, C, D", "unreadable"),
    ],
)
def test_forms_and_near_misses_of_shortest_paths(answer, reason, verdict_of):
    assert verdict_of(ShortestPath(), LADDER, answer).reason == reason


def test_an_edge_that_leads_one_way_does_not_lead_back(is_right):
    instance = ShortestPathInstance(
        edges=(("A", "B", 1), ("C", "B", 1), ("A", "C", 5)), directed=True, start="A", end="C"
    )
    assert is_right(ShortestPath(), instance, "A, C")
    assert not is_right(ShortestPath(), instance, "A, B, C")
    back = instance.model_copy(update={"directed": False})
    assert is_right(ShortestPath(), back, "A, B, C")


@pytest.mark.parametrize("cycle", [False, True])
def test_every_order_of_vertices_is_judged_by_the_edges(cycle):
    dice = networkx.utils.create_py_random_state(7)
    for n in (3, 4, 5):
        for _ in range(4):
            graph = networkx.gnp_random_graph(n, 0.7, seed=dice)
            if not graph.edges:
                continue
            instance = HamiltonPathInstance(n=n, edges=tuple(graph.edges), cycle=cycle)
            right = 0
            for order in itertools.permutations(range(n)):
                pairs = itertools.pairwise((*order, order[0]) if cycle else order)
                valid = all(graph.has_edge(*pair) for pair in pairs)
                right += valid
                answer = ", ".join(map(str, order))
                assert (HamiltonPath().check(answer, instance, "").status == "correct") == valid
            assert HamiltonPath().count_solutions(instance, 1000) == right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("0, 1, 2, 3", True),
        ("3 -> 2 -> 1 -> 0", True),
        ("[1, 0, 3, 2]", True),
        ("1. 0\n2. 1\n3. 2\n4. 3", True),
        ("0, 1, 2, 3, 0", False),
        ("0, 1, 2", False),
        ("0, 2, 1, 3", False),
        ("0, 1, 2, 2", False),
        ("0, 1, 2, 4", False),
        ("0123", False),
        ("0, 1, 2, 3 or 3, 2, 1, 0", False),
    ],
)
def test_forms_and_near_misses_of_hamiltonian_paths(answer, right, is_right):
    instance = HamiltonPathInstance(n=4, edges=((0, 1), (1, 2), (2, 3), (3, 0)))
    assert is_right(HamiltonPath(), instance, answer) == right


def test_nodes_that_are_not_in_the_graph_are_refused():
    reference = {"puzzle": "shortest_path", "edges": [["A", "B", 1]], "start": "A", "end": "Z"}
    with pytest.raises(UnreadableReferenceError, match="must be two nodes of the graph"):
        ShortestPath().instance(reference)
    with pytest.raises(UnreadableReferenceError, match="joins no two of the vertices 0 to 1"):
        HamiltonPath().instance({"puzzle": "hamilton_path", "n": 2, "edges": [[0, 2]]})


def test_counting_up_is_no_way_through_what_is_made(puzzle_of):
    right = 0
    for seed in range(60):
        graph = puzzle_of("hamilton_path").generate(seed, 5)
        order = list(range(graph.n))
        right += HamiltonPath().check(str(order), graph, "").status == "correct"
        right += HamiltonPath().check(str(order[::-1]), graph, "").status == "correct"
    assert right <= 3
