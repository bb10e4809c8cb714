"""Satisfiability: every assignment against the clauses, every claim against z3."""

import itertools
import random

import pytest
import z3

from rewardry.verifiers.logic.sat import Sat, SatInstance
from rewardry.verifiers.logic.sat_search import SearchLimitError, count_assignments, find_assignment


def _satisfies(values, clauses):
    return all(any(values[abs(literal) - 1] == (literal > 0) for literal in clause) for clause in clauses)


def _formulas(count, most, seed=0):
    dice = random.Random(seed)
    for _ in range(count):
        n = dice.randint(1, most)
        clauses = [
            tuple(dice.choice((1, -1)) * dice.randint(1, n) for _ in range(dice.randint(1, 3)))
            for _ in range(dice.randint(0, 5 * n))
        ]
        yield SatInstance(n=n, clauses=tuple(clauses))


def test_every_assignment_is_judged_by_the_clauses(is_right):
    for instance in _formulas(60, 4):
        right = 0
        for values in itertools.product((True, False), repeat=instance.n):
            answer = ", ".join(f"x{variable}={value}" for variable, value in enumerate(values, 1))
            satisfies = _satisfies(values, instance.clauses)
            assert is_right(Sat(), instance, answer) == satisfies
            right += satisfies
        assert is_right(Sat(), instance, "UNSAT") == (right == 0)
        assert count_assignments(instance.n, instance.clauses, 1000) == right
        assert is_right(Sat(), instance, Sat().solution(instance))


def test_the_search_agrees_with_z3():
    for instance in _formulas(60, 20, seed=1):
        solver = z3.Solver()
        variables = [z3.Bool(f"x{variable}") for variable in range(1, instance.n + 1)]
        for clause in instance.clauses:
            solver.add(z3.Or([variables[abs(l) - 1] if l > 0 else z3.Not(variables[abs(l) - 1]) for l in clause]))  # noqa: E741
        found = find_assignment(instance.n, instance.clauses)
        assert (found is not None) == (solver.check() == z3.sat)
        assert found is None or _satisfies([found[variable] for variable in sorted(found)], instance.clauses)


def test_a_claim_about_a_formula_that_is_too_hard_is_undecided(verdict_of):
    dice = random.Random(3)
    clauses = tuple(tuple(v * dice.choice((1, -1)) for v in dice.sample(range(1, 201), 3)) for _ in range(880))
    instance = SatInstance(n=200, clauses=clauses)
    with pytest.raises(SearchLimitError):
        find_assignment(instance.n, instance.clauses)
    verdict = verdict_of(Sat(), instance, "UNSAT")
    assert verdict.status == "abstain"
    assert "too hard" in verdict.details["why"]


SMALL = SatInstance(n=3, clauses=((1, 2), (-1, 3), (-2, -3)))


@pytest.mark.parametrize(
    "answer",
    [
        "x1=True, x2=False, x3=True",
        "1 -2 3",
        "v 1 -2 3 0",
        "1 0 1",
        "[1, 0, 1]",
        "[true, false, true]",
        "x1, ¬x2, x3",
        '{"x1": 1, "x2": 0, "x3": 1}',
        "x_1: T; x_2: F; x_3: T",
        "SAT\nx1=1\nx2=0\nx3=1",
        "x3=true,x1=true,x2=false",
        "Satisfiable: x1 = True, x2 = False, x3 = True",
        "| var | value |\n|---|---|\n| x1 | T |\n| x2 | F |\n| x3 | T |",
    ],
)
def test_forms_of_an_assignment(answer, is_right):
    assert is_right(Sat(), SMALL, answer)


@pytest.mark.parametrize(
    "answer",
    [
        "x1=True, x3=True",
        "1 -2",
        "1 -2 3 -1",
        "1 -1 2",
        "1 0 1 1",
        "x1=True, x2=False, x3=True, x4=True",
        "SAT",
        "x1=True, x2=False, x3=True, x1=True",
        "x1=True, x2=?, x3=True",
        "SAT or UNSAT",
        "x1 = not False, x2 = False, x3 = True",
        "not x1=True, x2=False, x3=True",
        "true",
        "UNSAT\nx1=True, x2=False, x3=True",
        "1 -2 3 or 2 -1 -3",
    ],
)
def test_near_misses_of_an_assignment(answer, is_right):
    assert not is_right(Sat(), SMALL, answer)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("UNSAT", True),
        ("unsatisfiable.", True),
        ("No solution", True),
        ("The formula is not satisfiable", True),
        ("无解", True),
        ("not UNSAT", False),
        ("SAT or UNSAT", False),
        ("UNSAT, SAT", False),
        ("UNSAT!", True),
        ("UNSAT?", False),
        ("UNSAT unless x1", False),
        ("probably UNSAT", False),
    ],
)
def test_forms_of_the_claim_that_there_is_none(answer, right, is_right):
    assert is_right(Sat(), SatInstance(n=1, clauses=((1,), (-1,))), answer) == right


def test_an_assignment_is_read_from_every_form_of_it(is_right):
    """Digits of truth too, where they look like the literals of DIMACS."""
    for n in range(1, 5):
        for values in itertools.product((True, False), repeat=n):
            signs = [variable if value else -variable for variable, value in enumerate(values, 1)]
            bits = list(map(int, values))
            only = SatInstance(n=n, clauses=tuple((sign,) for sign in signs))
            for form in (
                str(signs), " ".join(map(str, signs)), f"v {' '.join(map(str, signs))} 0", str(bits), str(values),
                " ".join(map(str, bits)), ", ".join(map(str, values)), "".join(map(str, bits)),
                " ".join("TF"[not value] for value in values), str(list(values)),
                " ∧ ".join(f"x{sign}" if sign > 0 else f"~x{-sign}" for sign in signs),
            ):  # fmt: skip
                assert is_right(Sat(), only, form), (signs, form)
                assert not is_right(Sat(), SatInstance(n=n, clauses=((-signs[-1],),)), form), (signs, form)
