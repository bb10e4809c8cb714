"""Countdown: expressions against an evaluation of their own, and the tricks that graders have paid for."""

import itertools
import random
import re
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.arithmetic import evaluate
from rewardry.verifiers.logic.countdown import Countdown, CountdownInstance


@st.composite
def expressions(draw):
    """An expression as it is written, its value or None, and the numbers in it."""
    pool = [(str(n), Fraction(n), [n]) for n in draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))]
    while len(pool) > 1:
        (one, a, ns), (other, b, ms) = pool.pop(), pool.pop()
        sign = draw(st.sampled_from("+-*/"))
        if a is None or b is None or (sign == "/" and not b):
            value = None
        else:
            value = {"+": a + b, "-": a - b, "*": a * b}.get(sign) if sign != "/" else a / b
        pool.insert(draw(st.integers(0, len(pool))), (f"({one}{sign}{other})", value, ns + ms))
    return pool[0]


@given(expressions(), st.integers(-30, 200), st.booleans())
@settings(max_examples=300)
def test_an_expression_is_right_if_its_value_is_the_target(expression, target, aim):
    text, value, numbers = expression
    if aim and value is not None and value.denominator == 1:
        target = int(value)
    instance = CountdownInstance(numbers=tuple(numbers), target=target)
    verdict = Countdown().check(text, instance, "")
    assert (verdict.status == "correct") == (value == target)


@given(expressions(), st.integers(0, 4))
def test_numbers_must_be_those_that_are_given(expression, place):
    text, value, numbers = expression
    if value is None or value.denominator > 1:
        return
    changed = list(numbers)
    changed[place % len(changed)] += 1
    assert Countdown().check(text, CountdownInstance(numbers=tuple(changed), target=int(value)), "").status != "correct"
    more = CountdownInstance(numbers=(*numbers, 1), target=int(value))
    assert Countdown().check(text, more, "").reason == "broken-rule"
    some = CountdownInstance(numbers=(*numbers, 1), target=int(value), use="each at most once")
    assert Countdown().check(text, some, "").status == "correct"


def test_the_search_finds_a_solution_where_enumeration_does(is_right):
    puzzle = Countdown()
    for numbers in itertools.combinations_with_replacement((1, 3, 4, 6, 7), 3):
        for target in (1, 10, 24):
            instance = CountdownInstance(numbers=numbers, target=target)
            found = puzzle.solution(instance)
            assert (found is not None) == _reachable(numbers, target), instance
            if found is not None:
                assert is_right(puzzle, instance, found)


def _reachable(numbers, target):
    """Whether an expression of three numbers equals the target, by trying them all as text."""
    for a, b, c in itertools.permutations(numbers):
        for p, q in itertools.product("+-*/", repeat=2):
            if target in (evaluate(f"({a}{p}{b}){q}{c}"), evaluate(f"{a}{p}({b}{q}{c})")):
                return True
    return False


@pytest.mark.parametrize(
    ("numbers", "target", "answer"),
    [
        ((1, 5, 5, 5), 24, r"5 \left(5 - \frac{1}{5}\right)"),
        ((1, 5, 5, 5), 24, "5(5−1÷5)"),
        ((3, 3, 8, 8), 24, r"\dfrac{8}{3-\dfrac{8}{3}}"),
        ((2, 3, 7), 42, "2 × 3 × 7 = 42"),
        ((2, 3, 7), 42, "2 x 3 x 7"),
        ((2, 3, 7), 42, "42 = 2*3*7"),
        ((2, 3, 7), 42, "2*3 = 6, 6*7 = 42"),
        ((2, 3, 7), 42, "1. 2 × 3 = 6\n2. 6 × 7 = 42"),
        ((2, 3, 7), 42, "(2*3)*7\n= 6*7\n= 42"),
        ((5, 3, 7), 14, "（５－３）×７"),
        ((5, 3, 7), 14, '["5 - 3 = 2", "2 * 7 = 14"]'),
        ((1, 1000), 999, "1,000 - 1"),
        ((1, 2, 5), 4, "1 - 2 = -1, 5 + (-1) = 4"),
        ((1, 2, 5), 4, "1 - 2 = -1, -1 + 5 = 4"),
        ((3, 3, 8, 8), 24, "8/3 = 8/3, 3 - 8/3 = 1/3, 8 / (1/3) = 24"),
        ((2, 4, 8), 4, "8/4 = 2, 2 + 2 = 4"),
        ((3, 5), 2, "-3 + 5"),
    ],
)
def test_forms_of_right_answers(numbers, target, answer, is_right):
    assert is_right(Countdown(), CountdownInstance(numbers=numbers, target=target), answer)


@pytest.mark.parametrize(
    ("numbers", "target", "answer", "reason"),
    [
        ((2, 3), 23, "23", "broken-rule"),
        ((2, 4), 24, "2_4", "unreadable"),
        ((1, 5, 16), 24, "1.5*16", "broken-rule"),
        ((2, 3), 8, "2**3", "broken-rule"),
        ((2, 3), 8, "2^3", "broken-rule"),
        ((7, 2), 3, "7//2", "unreadable"),
        ((49, 2), 24, "49/2", "wrong-value"),
        ((4, 6), 24, "6*4*1*1", "broken-rule"),
        ((4, 6), 24, "6*4+0", "broken-rule"),
        ((4, 6), 24, "4*6 = 25", "wrong-value"),
        ((4, 6), 24, "6*4 or 4*6", "unreadable"),
        ((4, 6), 24, "not 6*4", "unreadable"),
        ((4, 6), 24, "6*4 # done", "unreadable"),
        ((4, 6), 24, "6*4; print(1)", "unreadable"),
        ((4, 6), 24, "int(6*4)", "unreadable"),
        ((4, 6), 24, "S.Zero*(4+6)+24", "unreadable"),
        ((4, 6), 24, "0*(4+6)+len('a'*24)", "unreadable"),
        ((4, 6), 24, "6!/(4*7.5)", "unreadable"),
        ((4, 6, 5), 24, "6*4", "broken-rule"),
        ((4, 6), 24, "24", "broken-rule"),
        ((4, 4, 6), 6, "6/(4-4)", "broken-rule"),
        ((2, 3, 7), 42, "2*3 = 6, 3*14 = 42", "broken-rule"),
        ((2, 3, 7), 42, "2*3 = 7, 6*7 = 42", "wrong-value"),
        ((2, 3, 7), 42, "2*3*7\n2*3*7", "incomplete"),
        ((1, 2, 5), 3, "1 - 2 = -1, 5 + (-1) = 4, 4 + (-1) = 3", "broken-rule"),
        ((1, 2, 5), 6, "1 - 2 = -1, 5 + 1 = 6", "broken-rule"),
        ((3, 8, 9), 24, "8/3 = 8/3, 9 * 8/3 = 24, 24 * 8/8 = 24", "broken-rule"),
        ((0, 5), 5, "05", "broken-rule"),
        ((4, 6), 24, "(" * 60 + "4*6" + ")" * 60, "over-limit"),
        ((4, 6), 24, "9999999999999999999999999999999999*4*6", "over-limit"),
        ((4, 6), 24, "+".join("4" * 200), "over-limit"),
    ],
)
def test_tricks_are_refused(numbers, target, answer, reason, verdict_of):
    verdict = verdict_of(Countdown(), CountdownInstance(numbers=numbers, target=target), answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


def test_operations_that_are_not_listed_are_refused(verdict_of):
    instance = CountdownInstance(numbers=(6, 3), target=2, ops=("+", "-"))
    verdict = verdict_of(Countdown(), instance, "6/3")
    assert verdict.details == {"where": "the operation / is not allowed"}


_PLAIN = str.maketrans("０，−[]", "0,-()", "\u200b\"'$")


def test_what_is_accepted_of_damaged_answers_uses_the_numbers_and_equals_the_target(puzzle_of, damaged):
    puzzle, accepted = puzzle_of("countdown"), 0
    for seed in range(40):
        instance = puzzle.generate(seed, seed % 6)
        dice, solution = random.Random(seed), puzzle.solution(instance)
        for answer in (damaged(solution, dice) for _ in range(60)):
            if puzzle.check(answer, instance, "").status != "correct" or "\n" in answer or answer.count("=") > 1:
                continue
            accepted += 1
            sides = [side for side in answer.split("=") if side.strip() != str(instance.target)]
            plain = sides[0].translate(_PLAIN).strip(" .,;\n")
            assert evaluate(re.sub("[xX]", "*", plain)) == instance.target, answer
            assert Counter(re.findall(r"\d+", plain)) == Counter(map(str, instance.numbers)), answer
    assert accepted > 20


@st.composite
def chains(draw):
    """Steps that combine whole numbers two by two until one is left; the numbers, and the value."""
    numbers = draw(st.lists(st.integers(1, 12), min_size=3, max_size=5))
    pool, steps = list(numbers), []
    while len(pool) > 1:
        one, other = (pool.pop(draw(st.integers(0, len(pool) - 1))) for _ in range(2))
        sign = draw(st.sampled_from("+-*" if not other or one % other else "+-*/"))
        pool.append({"+": one + other, "-": one - other, "*": one * other}.get(sign) if sign != "/" else one // other)
        written = [f"({number})" if number < 0 else str(number) for number in (one, other)]
        steps.append((f"{written[0]} {sign} {written[1]}", pool[-1]))
    return tuple(numbers), steps, pool[0]


def as_lines(steps):
    return "\n".join(f"{left} = {value}" for left, value in steps)


@settings(max_examples=50)
@given(chains(), st.integers(0, 4), st.sampled_from([-1, 1]))
def test_steps_are_right_if_each_is_true_and_uses_what_is_left(chain, place, off):
    numbers, steps, value = chain
    instance = CountdownInstance(numbers=numbers, target=value)
    place %= len(steps)
    (left, result), check = steps[place], lambda answer: Countdown().check(answer, instance, "")
    for form in (as_lines(steps), as_lines(steps).replace("\n", ", "), "; ".join(f"{a} = {b}" for a, b in steps)):
        assert check(form).status == "correct", form
    numbered = "\n".join(f"Step {i}: {a} = {b}" for i, (a, b) in enumerate(steps, 1))
    assert check(numbered).status == "correct"
    false = [*steps[:place], (left, result + off), *steps[place + 1 :]]
    assert check(as_lines(false)).reason in ("wrong-value", "broken-rule")
    assert check(as_lines([*steps[:place], *steps[place + 1 :]])).status == "incorrect"
    assert check(as_lines([*steps, steps[-1]])).status == "incorrect" or not steps[-1][1]
    missed = instance.model_copy(update={"target": value + off})
    assert Countdown().check(as_lines(steps), missed, "").reason == "wrong-value"
    more = instance.model_copy(update={"numbers": (*numbers, 1)})
    assert Countdown().check(as_lines(steps), more, "").reason == "broken-rule"
    some = more.model_copy(update={"use": "each at most once"})
    assert Countdown().check(as_lines(steps), some, "").status == "correct"


@pytest.mark.parametrize(
    ("numbers", "use", "found"),
    [
        ((7,), "each exactly once", {"7"}),
        ((7, 7), "each at most once", {"7"}),
        ((3, 4), "each exactly once", {"(4 + 3)", "(3 + 4)"}),
        ((2, 14), "each exactly once", {"(14 / 2)"}),
        ((8,), "each exactly once", set()),
        ((1, 1), "each exactly once", set()),
    ],
)
def test_the_search_finds_what_there_is_and_each_is_right(numbers, use, found, is_right):
    instance = CountdownInstance(numbers=numbers, target=7, use=use)
    solution = Countdown().solution(instance)
    assert solution in found if found else solution is None
    assert Countdown().count_solutions(instance, 9) <= max(1, len(found)) if found else True
    assert solution is None or is_right(Countdown(), instance, solution)


def test_only_the_operations_that_are_allowed_are_searched_with():
    for ops, target, expected in ((("+",), 5, True), (("-",), 5, False), (("*",), 6, True), (("+", "-"), 6, False)):
        instance = CountdownInstance(numbers=(2, 3), target=target, ops=ops)
        assert (Countdown().solution(instance) is not None) is expected
        assert Countdown().count_solutions(instance) == expected
