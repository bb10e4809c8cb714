"""Relations of kin against their definitions, read off the pairs of parents and children one by one."""

import itertools

import pytest

from rewardry.verifiers.logic.kinship import RELATIONS, SPELLINGS, Kin


def definitions(women, couples, parents):
    """For each relation whether one person is it to another, by the definition of a dictionary."""
    people = {*women, *itertools.chain(*couples), *itertools.chain(*parents)}

    def is_parent(a, b):
        return (a, b) in parents

    def is_spouse(a, b):
        return (a, b) in couples or (b, a) in couples

    def is_sibling(a, b):
        return a != b and any(is_parent(p, a) and is_parent(p, b) for p in people)

    def via(first, second):
        return lambda a, b: any(first(a, x) and second(x, b) for x in people)

    def either(first, second):
        return lambda a, b: first(a, b) or second(a, b)

    def is_child(a, b):
        return is_parent(b, a)

    uncle = via(is_sibling, is_parent)
    return {
        ("wife", "husband"): is_spouse,
        ("mother", "father"): is_parent,
        ("daughter", "son"): is_child,
        ("sister", "brother"): is_sibling,
        ("grandmother", "grandfather"): via(is_parent, is_parent),
        ("granddaughter", "grandson"): via(is_child, is_child),
        ("aunt", "uncle"): either(uncle, via(is_spouse, uncle)),
        ("niece", "nephew"): either(via(is_child, is_sibling), via(is_child, via(is_sibling, is_spouse))),
        ("cousin", "cousin"): via(is_child, uncle),
        ("mother-in-law", "father-in-law"): via(is_parent, is_spouse),
        ("daughter-in-law", "son-in-law"): via(is_spouse, is_child),
        ("sister-in-law", "brother-in-law"): either(via(is_sibling, is_spouse), via(is_spouse, is_sibling)),
    }


@pytest.mark.parametrize("seed", range(8))
def test_everybody_is_what_the_definitions_say(seed, puzzle_of):
    instance = puzzle_of("family_relations").generate(seed, seed + 1)
    kin = Kin(instance.women, instance.couples, instance.parents)
    relations = definitions(instance.women, set(instance.couples), set(instance.parents))
    people = (*instance.women, *instance.men)
    for of in people:
        told = kin.relations_to(of)
        assert of not in told
        for who in set(people) - {of}:
            names = [pair[who not in instance.women] for pair, holds in relations.items() if holds(who, of)]
            assert told.get(who) == (names[0] if names else None), (who, of)


def test_of_two_relations_the_nearer_one_is_told():
    cousins = Kin(
        ["Ann", "Bea", "Cora", "Dora"],
        [("Dora", "Eli")],
        [("Ann", "Bea"), ("Ann", "Cora"), ("Bea", "Dora"), ("Cora", "Eli")],
    )
    assert cousins.relations_to("Eli")["Dora"] == "wife"
    assert cousins.relations_to("Eli")["Bea"] == "aunt"
    assert cousins.relations_to("Dora")["Cora"] == "aunt"


def test_half_siblings_are_siblings_and_only_children_have_none():
    kin = Kin(["Ann", "Bea"], [], [("Ann", "Bea"), ("Ann", "Cal"), ("Dan", "Bea"), ("Eli", "Cal")])
    assert kin.relations_to("Bea") == {"Ann": "mother", "Dan": "father", "Cal": "brother"}
    assert Kin(["Ann", "Bea"], [], [("Ann", "Bea")]).relations_to("Bea") == {"Ann": "mother"}
    assert Kin([], [], []).relations_to("Nobody") == {}


def test_every_name_of_a_relation_means_one():
    assert set(SPELLINGS.values()) == RELATIONS
    assert all(said == said.casefold() == " ".join(said.split()) for said in SPELLINGS)
    assert SPELLINGS["mother in law"] == SPELLINGS["mother-in-law"] == "mother-in-law"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("Dan is Bea's father", True),
        ("Dan is the father of Bea", True),
        ("Dan is a father to Bea.", True),
        ("Dan is the dad.", True),
        ("Bea's father", True),
        ("Bea's papa", True),
        ("the father", True),
        ("a father", True),
        ("DAN IS BEA'S FATHER", True),
        ("Bea is Dan's father", False),
        ("Dan's father", False),
        ("Dan is Cal's father", False),
        ("Dan is the father of Cal", False),
        ("Dan is Bea's", False),
        ("Dan is", False),
        ("Bea's", False),
        ("father of the bride", False),
        ("grandfather", False),
        ("father-in-law", False),
        ("the the father", False),
    ],
)
def test_a_sentence_must_be_about_the_two(answer, right, puzzle_of, is_right):
    reference = {
        "puzzle": "family_relations",
        "women": ["Ann", "Bea"],
        "men": ["Cal", "Dan"],
        "parents": [["Ann", "Bea"], ["Dan", "Bea"], ["Dan", "Cal"]],
        "who": "Dan",
        "of": "Bea",
    }
    assert is_right(puzzle_of("family_relations"), reference, answer) == right
