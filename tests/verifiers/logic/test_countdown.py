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
