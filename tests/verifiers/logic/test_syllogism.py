"""Syllogisms against all worlds: which kinds of things there are at all."""

import itertools

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.syllogism import Sentence, SyllogismInstance

TERMS = ("A", "B", "C")
KINDS = list(itertools.product((False, True), repeat=3))
WORLDS = [
    [kind for kind, there in zip(KINDS, present, strict=True) if there]
    for present in itertools.product((False, True), repeat=8)
]
SENTENCES = st.builds(
    Sentence, st.sampled_from(["all", "no", "some", "some-not"]), st.sampled_from(TERMS), st.sampled_from(TERMS)
).filter(lambda one: one.a != one.b)


def holds(sentence, world):
    a, b = TERMS.index(sentence.a), TERMS.index(sentence.b)
    found = [kind[b] for kind in world if kind[a]]
    return {"all": all(found), "no": not any(found), "some": any(found), "some-not": not all(found)}[sentence.form]


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, max_size=3), SENTENCES, st.booleans())
def test_the_answer_is_what_all_worlds_say(puzzle_of, premises, conclusion, existential):
    worlds = [world for world in WORLDS if all(holds(one, world) for one in premises)]
    if existential:
        worlds = [world for world in worlds if all(any(kind[i] for kind in world) for i in range(3))]
    assume(worlds)
    said = {holds(conclusion, world) for world in worlds}
    right = "Unknown" if len(said) == 2 else str(said.pop())
    instance = SyllogismInstance(terms=TERMS, premises=tuple(premises), conclusion=conclusion, existential=existential)
    puzzle = puzzle_of("syllogism")
    for answer in ("True", "False", "Unknown"):
        assert (puzzle.check(answer, instance, "").status == "correct") == (answer == right)


def test_what_generation_makes_can_be_read_back(puzzle_of):
    puzzle = puzzle_of("syllogism")
    for seed in range(20):
        instance = puzzle.generate(seed, 6)
        assert puzzle.instance(instance.as_reference()) == instance


def test_the_three_answers_are_as_frequent(puzzle_of):
    puzzle = puzzle_of("syllogism")
    answers = [puzzle.solution(puzzle.generate(seed, 3)) for seed in range(300)]
    assert all(70 < answers.count(one) < 130 for one in ("True", "False", "Unknown"))
