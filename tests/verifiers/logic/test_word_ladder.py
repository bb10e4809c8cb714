"""Word ladders: all shortest ones, and random walks through the words."""

import random

import networkx
import pytest

from rewardry.verifiers.logic.word_ladder import WordLadder, WordLadderInstance
from rewardry.verifiers.logic.words import FOUR_LETTERS, THREE_LETTERS


def _graph(instance):
    words = sorted({*instance.words, instance.start, instance.end})
    graph = networkx.Graph()
    graph.add_nodes_from(words)
    graph.add_edges_from(
        (a, b) for a in words for b in words if [x == y for x, y in zip(a, b, strict=True)].count(False) == 1
    )
    return graph


def test_all_shortest_ladders_are_right_and_longer_ones_where_they_may_be(puzzle_of, is_right):
    puzzle = puzzle_of("word_ladder")
    for seed in range(12):
        instance = puzzle.generate(seed, seed % 11)
        graph, dice = _graph(instance), random.Random(seed)
        ladders = list(networkx.all_shortest_paths(graph, instance.start, instance.end))
        for ladder in ladders[:10]:
            assert is_right(puzzle, instance, ", ".join(ladder))
        assert puzzle.count_solutions(instance, 2) == (min(2, len(ladders)) if instance.shortest else 2)
        walk = [instance.start]
        while walk[-1] != instance.end and len(walk) < 800:
            walk.append(dice.choice(sorted(graph[walk[-1]])))
        if walk[-1] == instance.end:
            assert is_right(puzzle, instance, " -> ".join(walk)) == (
                not instance.shortest or len(walk) == len(ladders[0])
            )


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("cat,cot,cog,dog", True),
        ("CAT -> COT -> COG -> DOG", True),
        ("1. cat\n2. cot\n3. cog\n4. dog", True),
        ('["cat", "cot", "dot", "dog"]', True),
        ("cat cot dot dog", True),
        ("cat、cot、dot、dog", True),
        ("**cat cot dot dog**", True),
        ("cat,dog", False),
        ("cot,cog,dog", False),
        ("cat,cot,cog", False),
        ("cat,cot,cot,cog,dog", False),
        ("cat,cut,cot,cog,dog", False),
        ("dog,cog,cot,cat", False),
        ("cat,cot,cog,dog,cog", False),
        ("4", False),
        ("cat,cot,cog or dot,dog", False),
        ("move cat cot dot dog", False),
        ("catcotcogdog", False),
    ],
)
def test_forms_and_near_misses(answer, right, is_right):
    instance = WordLadderInstance(start="cat", end="dog", words=("cat", "cot", "cog", "dog", "dot"))
    assert is_right(WordLadder(), instance, answer) == right


def test_words_are_of_one_length():
    assert {len(word) for word in THREE_LETTERS} == {3}
    assert {len(word) for word in FOUR_LETTERS} == {4}
    assert len(set(FOUR_LETTERS)) == len(FOUR_LETTERS)
    assert all(word.isascii() and word.islower() for word in THREE_LETTERS + FOUR_LETTERS)
