"""Anagrams, family relations and Euler walks, against other ways to tell."""

import itertools
from collections import Counter

import networkx
import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.anagram import Anagram, AnagramInstance
from rewardry.verifiers.logic.euler_path import EulerPath, EulerPathInstance
from rewardry.verifiers.logic.family_relations import FamilyRelations, FamilyRelationsInstance
from rewardry.verifiers.logic.kinship import RELATIONS


def test_a_word_is_right_if_it_is_listed_and_has_the_letters(puzzle_of, is_right):
    puzzle = puzzle_of("anagram")
    for seed in range(20):
        instance = puzzle.generate(seed, seed % 11)
        candidates = {*instance.words, instance.letters, *map("".join, itertools.permutations(instance.letters))}
        for word in candidates:
            right = word in instance.words and Counter(word) == Counter(instance.letters)
            assert is_right(puzzle, instance, word) == right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("star", True),
        ("RATS", True),
        ('"Rats".', True),
        ("arts", False),
        ("tsar", False),
        ("stars", False),
        ("not star", False),
        ("star or rats", False),
        ("s t a r", False),
        ("star rats", False),
    ],
)
def test_any_listed_anagram_is_right(answer, right, is_right):
    assert is_right(Anagram(), AnagramInstance(letters="tras", words=("star", "rats", "moon")), answer) == right


def _family(who, of):
    return FamilyRelationsInstance(
        women=("Ada", "Bea", "Cora", "Dora"),
        men=("Emil", "Fred", "Greg", "Hans"),
        couples=(("Ada", "Emil"), ("Bea", "Fred"), ("Dora", "Greg")),
        parents=(
            ("Ada", "Bea"), ("Emil", "Bea"), ("Ada", "Greg"), ("Emil", "Greg"), ("Bea", "Cora"), ("Fred", "Cora"),
            ("Dora", "Hans"), ("Greg", "Hans"),
        ),
        who=who,
        of=of,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "of", "relation"),
    [
        ("Ada", "Bea", "mother"),
        ("Bea", "Ada", "daughter"),
        ("Ada", "Emil", "wife"),
        ("Emil", "Ada", "husband"),
        ("Greg", "Bea", "brother"),
        ("Bea", "Greg", "sister"),
        ("Ada", "Cora", "grandmother"),
        ("Hans", "Emil", "grandson"),
        ("Greg", "Cora", "uncle"),
        ("Dora", "Cora", "aunt"),
        ("Bea", "Hans", "aunt"),
        ("Cora", "Greg", "niece"),
        ("Hans", "Fred", "nephew"),
        ("Hans", "Cora", "cousin"),
        ("Ada", "Fred", "mother-in-law"),
        ("Fred", "Emil", "son-in-law"),
        ("Dora", "Bea", "sister-in-law"),
        ("Fred", "Greg", "brother-in-law"),
    ],
)
def test_one_relation_is_right(who, of, relation, is_right):
    instance = _family(who, of)
    for name in RELATIONS:
        assert is_right(FamilyRelations(), instance, name) == (name == relation)
    assert is_right(FamilyRelations(), instance, f"{who} is {of}'s {relation}.")
    assert not is_right(FamilyRelations(), instance, f"{of} is {who}'s {relation}.")


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("mom", True),
        ("Mum", True),
        ("Ada is the mother of Bea", True),
        ("parent", False),
        ("not mother", False),
        ("mother or aunt", False),
        ("Ada is not Bea's mother", False),
        ("stepmother", False),
        ("grandmother", False),
    ],
)
def test_names_of_a_relation(answer, right, is_right):
    assert is_right(FamilyRelations(), _family("Ada", "Bea"), answer) == right


def test_strangers_are_no_question():
    with pytest.raises(UnreadableReferenceError, match="no relation that is known holds"):
        FamilyRelations().instance(
            {"puzzle": "family_relations", "women": ["Ada", "Bea"], "men": [], "who": "Ada", "of": "Bea"}
        )


def test_every_walk_is_judged_by_its_edges(is_right):
    puzzle = EulerPath()
    graphs = [
        [(0, 1), (1, 2), (0, 2)],
        [(0, 1), (1, 2), (2, 3), (0, 2)],
        [(0, 1), (0, 2), (0, 3)],
        [(0, 1), (0, 1), (1, 2)],
    ]
    for edges, circuit in itertools.product(graphs, (False, True)):
        n = 1 + max(map(max, edges))
        instance = EulerPathInstance(n=n, edges=tuple(edges), circuit=circuit)
        right = 0
        for walk in itertools.product(range(n), repeat=len(edges) + 1):
            steps = Counter(tuple(sorted(pair)) for pair in itertools.pairwise(walk))
            valid = steps == Counter(edges) and (not circuit or walk[0] == walk[-1])
            right += valid
            assert (puzzle.check(", ".join(map(str, walk)), instance, "").status == "correct") == valid
        assert puzzle.count_solutions(instance, 1000) == right
        assert (puzzle.solution(instance) is not None) == (right > 0)
        graph = networkx.MultiGraph(edges)
        has_one = networkx.is_eulerian(graph) if circuit else networkx.has_eulerian_path(graph)
        assert has_one == (right > 0)
