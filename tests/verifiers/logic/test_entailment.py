"""Entailment against z3."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rewardry.verifiers.logic.entailment import EntailmentInstance
from rewardry.verifiers.logic.three_valued import read_truth

z3 = pytest.importorskip("z3")

VARIABLES = ("p", "q", "r")
FORMULAS = st.recursive(
    st.sampled_from(VARIABLES),
    lambda part: st.one_of(
        st.tuples(st.just("not"), part), st.tuples(st.sampled_from(["and", "or", "->", "<=>"]), part, part)
    ),
    max_leaves=5,
)


def as_z3(formula):
    match formula:
        case str():
            return z3.Bool(formula)
        case ("not", a):
            return z3.Not(as_z3(a))
        case ("and", *parts):
            return z3.And(*map(as_z3, parts))
        case ("or", *parts):
            return z3.Or(*map(as_z3, parts))
        case ("->", a, b):
            return z3.Implies(as_z3(a), as_z3(b))
        case ("<=>", a, b):
            return as_z3(a) == as_z3(b)


def possible(*formulas):
    solver = z3.Solver()
    solver.add(*map(as_z3, formulas))
    return solver.check() == z3.sat


@settings(max_examples=30, deadline=None)
@given(st.lists(FORMULAS, max_size=3), FORMULAS)
def test_the_answer_is_what_z3_finds(puzzle_of, premises, conclusion):
    assume(possible(*premises))
    instance = EntailmentInstance(variables=VARIABLES, premises=tuple(premises), conclusion=conclusion)
    if not possible(*premises, ("not", conclusion)):
        right = "True"
    else:
        right = "Unknown" if possible(*premises, conclusion) else "False"
    puzzle = puzzle_of("entailment")
    for answer in ("True", "False", "Unknown"):
        assert (puzzle.check(answer, instance, "").status == "correct") == (answer == right)


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("TRUE.", "True"),
        ("yes", "True"),
        ("**False**", "False"),
        ("entailed", "True"),
        ("uncertain", "Unknown"),
        ("真", "True"),
    ],
)
def test_words_for_a_truth(answer, truth):
    assert read_truth(answer) == truth


@pytest.mark.parametrize(
    "answer", ["not true", "True or False", "True, False", "not entailed", "maybe", "True if p", "Truest", ""]
)
def test_what_names_no_truth_is_refused(answer, puzzle_of, is_right):
    instance = EntailmentInstance(variables=("p",), premises=("p",), conclusion="p")
    assert not is_right(puzzle_of("entailment"), instance, answer)


def test_the_three_answers_are_as_frequent(puzzle_of):
    puzzle = puzzle_of("entailment")
    answers = [puzzle.solution(puzzle.generate(seed, 3)) for seed in range(300)]
    assert all(70 < answers.count(one) < 130 for one in ("True", "False", "Unknown"))


def test_premises_that_contradict_each_other_are_undecided(puzzle_of, verdict_of):
    reference = {"puzzle": "entailment", "variables": ["p"], "premises": ["p", ["not", "p"]], "conclusion": "p"}
    verdict = verdict_of(puzzle_of("entailment"), reference, "True")
    assert verdict.status == "abstain"
    assert "contradict" in verdict.details["why"]
