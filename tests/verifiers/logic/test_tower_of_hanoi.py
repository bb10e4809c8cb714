"""The tower of Hanoi: fewest moves against a search of all states, and long ways that are legal."""

import itertools
import random

import networkx
import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.tower_of_hanoi import TowerOfHanoi, TowerOfHanoiInstance, fewest_moves


@pytest.fixture
def instance():
    return TowerOfHanoiInstance.model_validate({"disks": 3, "pegs": ["A", "B", "C"], "from": "A", "to": "C"})


def _states(disks, pegs):
    """All states, a peg for each disk, joined where a legal move leads from one to the other."""
    graph = networkx.Graph()
    todo = [(0,) * disks]
    while todo:
        state = todo.pop()
        for disk in range(disks):
            for peg in range(pegs):
                if peg in (*state[:disk], state[disk]) or state[disk] in state[:disk]:
                    continue
                other = (*state[:disk], peg, *state[disk + 1 :])
                todo += [other] if other not in graph else []
                graph.add_edge(state, other)
    return graph


@pytest.mark.parametrize(("disks", "pegs"), [(1, 3), (2, 3), (3, 3), (4, 3), (5, 3), (3, 4), (4, 4), (5, 4), (6, 4)])
def test_the_fewest_moves_are_those_of_a_search(disks, pegs, is_right):
    graph = _states(disks, pegs)
    fewest = networkx.shortest_path_length(graph, (0,) * disks, (1,) * disks)
    assert fewest_moves(disks, pegs) == fewest
    instance = TowerOfHanoiInstance.model_validate(
        {"disks": disks, "pegs": tuple("ABCD"[:pegs]), "from": "A", "to": "B", "optimal": True}
    )
    solution = TowerOfHanoi().solution(instance)
    assert len(solution.splitlines()) == fewest
    assert is_right(TowerOfHanoi(), instance, solution)


def test_random_legal_walks_that_reach_the_goal_are_right(instance, is_right):
    graph, dice = _states(3, 3), random.Random(1)
    for _ in range(20):
        walk = [(0, 0, 0)]
        while walk[-1] != (2, 2, 2):
            walk.append(dice.choice(sorted(graph[walk[-1]])))
        moves = []
        for before, after in itertools.pairwise(walk):
            disk = next(disk for disk in range(3) if before[disk] != after[disk])
            moves.append(f"{disk + 1}: {'ABC'[before[disk]]} -> {'ABC'[after[disk]]}")
        assert is_right(TowerOfHanoi(), instance, "\n".join(moves)) or len(moves) > 1000
        shorter = instance.model_copy(update={"optimal": True})
        assert is_right(TowerOfHanoi(), shorter, "; ".join(moves)) == (len(moves) == 7)


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ("2: A -> C", "move 1: disk 2 is not on top of peg A"),
        ("1: A -> C\n2: A -> C", "move 2: disk 2 cannot go to peg C"),
        ("A -> C\nB -> A", "move 2: a disk is not on top of peg B"),
        ("1: A -> A", "move 1: disk 1 cannot go to peg A"),
        ("1: A -> C", "not all disks are on peg C"),
    ],
)
def test_the_first_wrong_move_is_named(answer, where, instance, verdict_of):
    verdict = verdict_of(TowerOfHanoi(), instance, answer)
    assert verdict.status == "incorrect"
    assert verdict.details["where"] == where


@pytest.mark.parametrize(
    "answer", ["将1号圆盘从A移到C", "Move disk 1 to C", "disk 1: A to C, maybe", "1 A C?", "A to D"]
)
def test_only_whole_moves_are_read(answer, verdict_of):
    one = TowerOfHanoiInstance.model_validate({"disks": 1, "from": "A", "to": "C"})
    assert (verdict_of(TowerOfHanoi(), one, answer).status == "correct") == answer.startswith("将")


def test_pegs_may_be_numbers(is_right):
    instance = TowerOfHanoiInstance.model_validate({"disks": 2, "pegs": ["1", "2", "3"], "from": "1", "to": "3"})
    assert is_right(
        TowerOfHanoi(), instance, "Move disk 1 from 1 to 2\nMove disk 2 from 1 to 3\nMove disk 1 from 2 to 3"
    )
    assert is_right(TowerOfHanoi(), instance, "[[1, 1, 2], [2, 1, 3], [1, 2, 3]]")


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ({"disks": 11}, "disks: Input should be less than or equal to 10"),
        ({"disks": 2, "pegs": ["A", "a", "B"]}, "two pegs have one name"),
        ({"disks": 2, "from": "A", "to": "A"}, "`from` and `to` must be two of the pegs"),
        ({"disks": 2, "pegs": list("ABCDE"), "optimal": True}, "the fewest moves are known for 3 and 4 pegs"),
        ({"disks": 2, "colour": "red"}, "colour: Extra inputs are not permitted"),
    ],
)
def test_references_beyond_the_family_are_refused(reference, problem):
    with pytest.raises(UnreadableReferenceError, match=problem):
        TowerOfHanoi().instance({"puzzle": "tower_of_hanoi", **reference})


@pytest.mark.parametrize(("disks", "pegs"), list(itertools.product((1, 2, 3), (3, 4))))
def test_shortest_ways_are_counted_up_to_two(disks, pegs):
    ways = networkx.all_shortest_paths(_states(disks, pegs), (0,) * disks, (1,) * disks)
    instance = TowerOfHanoiInstance.model_validate(
        {"disks": disks, "pegs": tuple("ABCD"[:pegs]), "from": "A", "to": "B", "optimal": True}
    )
    assert TowerOfHanoi().count_solutions(instance, 2) == min(2, len(list(ways)))
    assert TowerOfHanoi().count_solutions(instance.model_copy(update={"optimal": False}), 2) == 2


@pytest.mark.parametrize(("disks", "pegs"), list(itertools.product((1, 2, 4, 7, 10), (3, 4, 5))))
def test_a_solution_is_right_on_any_number_of_pegs_between_any_two(disks, pegs, is_right):
    names = tuple("ABCDE"[:pegs])
    for start, goal in ((names[0], names[-1]), (names[2], names[0]), (names[1], names[2])):
        task = TowerOfHanoiInstance.model_validate({"disks": disks, "pegs": names, "from": start, "to": goal})
        solution = TowerOfHanoi().solution(task)
        assert len(solution.splitlines()) == fewest_moves(disks, pegs)
        assert TowerOfHanoi().check(solution, task, "").status == "correct" or len(solution) > 9000
