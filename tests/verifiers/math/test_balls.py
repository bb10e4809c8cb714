"""Balls hold every number that an operation can give, and hardly more."""

import decimal
import math
import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.balls import EXACT_ONE, EXACT_ZERO, Ball, Reals
from rewardry.verifiers.math.limits import OverLimitError, UndecidedError
from rewardry.verifiers.math.numeric import Evaluator
from rewardry.verifiers.math.real_functions import CIRCULAR, circular, other_function

REALS = Reals(20)
MIDDLES = st.decimals(-1000, 1000, places=6)
RADII = st.decimals(0, 2, places=7)
BALLS = st.builds(Ball, MIDDLES, RADII)
few = settings(max_examples=40)
NARROW = st.builds(Ball, st.decimals(-30, 30, places=6), st.decimals(0, Decimal("0.001"), places=7))


def ends(ball):
    """The least number of a ball, the one in the middle, and the greatest, exactly."""
    return [Fraction(ball.middle) + sign * Fraction(ball.radius) for sign in (-1, 0, 1)]


def away_from_zero(ball):
    """A ball as wide that holds no number between -3 and 3."""
    return Ball(ball.middle + (5 if ball.middle >= 0 else -5), ball.radius)


def holds(ball, value, slack=0):
    return abs(Fraction(ball.middle) - Fraction(value)) <= Fraction(ball.radius) + Fraction(slack)


@pytest.mark.parametrize(
    ("operation", "exact"),
    [("add", operator.add), ("subtract", operator.sub), ("multiply", operator.mul), ("divide", operator.truediv)],
)
@few
@given(a=BALLS, b=BALLS)
def test_arithmetic_holds_what_any_two_numbers_give(operation, exact, a, b):
    b = away_from_zero(b) if operation == "divide" else b
    found = getattr(REALS, operation)(a, b)
    assert all(holds(found, exact(x, y)) for x in ends(a) for y in ends(b))


@few
@given(a=BALLS, b=BALLS)
def test_arithmetic_widens_no_more_than_it_must(a, b):
    b = away_from_zero(b)
    spread = Fraction(a.radius) + Fraction(b.radius)
    size = max(abs(x) for x in (*ends(a), *ends(b)))
    slack = Fraction(1, 10**17) * (size + 1) ** 2
    assert Fraction(REALS.add(a, b).radius) <= spread * Fraction(1001, 1000) + slack
    assert Fraction(REALS.multiply(a, b).radius) <= spread * size * Fraction(1001, 1000) + slack
    assert Fraction(REALS.divide(a, b).radius) <= 2 * spread * (size + 1) + slack


@few
@given(a=BALLS)
def test_a_negative_is_exact(a):
    assert REALS.negative(a) == Ball(-a.middle, a.radius)


@few
@given(a=BALLS)
def test_a_root_holds_the_root_of_every_number(a):
    a = Ball(abs(away_from_zero(a).middle), a.radius)
    found = REALS.sqrt(a)
    low, high = Fraction(found.middle) - Fraction(found.radius), Fraction(found.middle) + Fraction(found.radius)
    assert all(max(low, 0) ** 2 <= x <= high**2 for x in ends(a))


# Each function with that of floats, and how steep it is on a ball at most.
FLOATS = {
    "exp": (REALS.exp, math.exp, lambda low, high: math.exp(high)),
    "ln": (REALS.ln, math.log, lambda low, high: 1 / low),
    "atan": (REALS.atan, math.atan, lambda low, high: 1),
    "cos": (lambda a: REALS.cos_sin(a)[0], math.cos, lambda low, high: 1),
    "sin": (lambda a: REALS.cos_sin(a)[1], math.sin, lambda low, high: 1),
}


@pytest.mark.parametrize("name", FLOATS)
@few
@given(a=NARROW)
def test_a_function_holds_its_value_at_every_number(name, a):
    ours, theirs, steepest = FLOATS[name]
    a = Ball(abs(away_from_zero(a).middle), a.radius) if name == "ln" else a
    found = ours(a)
    numbers = [float(x) for x in ends(a)]
    for x in numbers:
        assert holds(found, theirs(x), slack=(abs(theirs(x)) + abs(x) + 1) * 1e-14)
    assert float(found.radius) <= 1.2 * float(a.radius) * steepest(numbers[0], numbers[-1]) + 1e-18 * (
        float(abs(found.middle)) + 1
    )


@few
@given(above=st.integers(-(10**15), 10**15), below=st.integers(1, 10**15))
def test_a_fraction_is_held_and_a_whole_number_exactly(above, below):
    assert holds(REALS.fraction(Fraction(above, below)), Fraction(above, below))
    assert REALS.fraction(Fraction(above)) == Ball(Decimal(above), Decimal(0))


def test_a_fraction_is_rounded_where_it_has_more_digits_than_are_kept():
    long = Fraction(10**60 + 1)
    assert holds(REALS.fraction(long), long)
    assert REALS.fraction(long).radius
    assert holds(REALS.fraction(1 / long), 1 / long)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda r: r.divide(EXACT_ONE, EXACT_ZERO), "a division by what may be zero"),
        (lambda r: r.divide(EXACT_ONE, Ball(Decimal(1), Decimal(1))), "a division by what may be zero"),
        (lambda r: r.sqrt(Ball(Decimal(-1), Decimal(0))), "the root of what may be negative"),
        (lambda r: r.sqrt(Ball(Decimal(1), Decimal(1))), "the root of what may be negative"),
        (lambda r: r.ln(EXACT_ZERO), "the logarithm of what may not be positive"),
        (lambda r: r.ln(Ball(Decimal(1), Decimal(1))), "the logarithm of what may not be positive"),
        (lambda r: other_function(r, "floor", Ball(Decimal(3), Decimal("0.1"))), "an integer part that cannot be told"),
        (lambda r: other_function(r, "ceil", Ball(Decimal("1e41"), Decimal(0))), "an integer part of a large number"),
        (lambda r: other_function(r, "arcsin", Ball(Decimal(2), Decimal(0))), "the root of what may be negative"),
        (lambda r: other_function(r, "arcsec", EXACT_ZERO), "a division by what may be zero"),
        (lambda r: other_function(r, "cis", EXACT_ONE), "cis is not known"),
    ],
)
def test_where_nothing_can_be_told_it_is_undecided(call, why):
    with pytest.raises(UndecidedError, match=f"^{why}$"):
        call(REALS)


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda r: r.exp(Ball(Decimal(40_001), Decimal(0))), "an exponent is too large"),
        (lambda r: r.exp(Ball(Decimal(-40_001), Decimal(0))), "an exponent is too large"),
        (lambda r: r.exp(Ball(Decimal(1), Decimal("0.11"))), "an exponent is too large"),
        (lambda r: r.cos_sin(Ball(Decimal(10**12 + 1), Decimal(0))), "an angle is too large"),
        (lambda r: r.cos_sin(Ball(Decimal(1), Decimal("0.11"))), "an angle is too large"),
        (lambda r: r.multiply(*[Ball(Decimal("1e10001"), Decimal(0))] * 2), "a value is too large or too small"),
        (lambda r: r.multiply(*[Ball(Decimal("1e-10001"), Decimal(0))] * 2), "a value is too large or too small"),
    ],
)
def test_what_is_too_large_or_too_small_is_refused(call, why):
    with pytest.raises(OverLimitError, match=f"^{why}$"):
        call(REALS)


@pytest.mark.parametrize(
    "call",
    [
        lambda r: r.exp(Ball(Decimal(40_000), Decimal("0.1"))),
        lambda r: r.cos_sin(Ball(Decimal(10**12), Decimal("0.1"))),
        lambda r: r.multiply(*[Ball(Decimal("1e10000"), Decimal(0))] * 2),
        lambda r: r.multiply(*[Ball(Decimal("1e-10000"), Decimal(0))] * 2),
        lambda r: r.subtract(*[Ball(Decimal("1e-15000"), Decimal(0))] * 2),
        lambda r: other_function(r, "floor", Ball(Decimal("1e40"), Decimal(0))),
    ],
)
def test_what_is_at_a_limit_is_worked_out(call):
    call(REALS)


def test_what_vanishes_is_never_called_zero(finds):
    """A product below the least decimal would round to zero, with an error of zero."""
    assert finds("0", "(e^{-40000})^{100}").equal is not True
    assert finds("0", "e^{-40000}").equal is False
    assert finds("e^{-30000}", "(e^{-15000})^2").equal is True


@pytest.mark.parametrize("value", [0, 1, Fraction(1, 10), -2, Fraction(-7, 3), 12, 300, Fraction(1, 10**9)])
def test_an_arc_tangent_turns_back_into_its_tangent(value):
    reals = Reals(40)
    cosine, sine = reals.cos_sin(reals.atan(reals.fraction(Fraction(value))))
    assert holds(reals.subtract(sine, reals.multiply(cosine, reals.fraction(Fraction(value)))), 0)
    assert cosine.middle > 0


@pytest.mark.parametrize("turns", range(-9, 10))
def test_quarter_turns_exchange_cosine_and_sine(turns):
    reals = Reals(30)
    angle = reals.multiply(reals.divide(reals.pi(), reals.fraction(Fraction(2))), reals.fraction(Fraction(turns)))
    found = reals.cos_sin(angle)
    assert [holds(part, whole) for part, whole in zip(found, [(1, 0), (0, 1), (-1, 0), (0, -1)][turns % 4],
                                                      strict=True)] == [True, True]  # fmt: skip
    assert all(part.radius < Decimal("1e-26") for part in found)


OTHERS = {
    "arctan": (math.atan, (-3, 0.5, 9)), "arccot": (lambda x: math.pi / 2 - math.atan(x), (-3, 0.5, 9)),
    "arcsin": (math.asin, (-1, -0.75, 0, 0.5, 1)), "arccos": (math.acos, (-1, -0.75, 0, 0.5, 1)),
    "arcsec": (lambda x: math.acos(1 / x), (-8, 1.5)), "arccsc": (lambda x: math.asin(1 / x), (-8, 1.5)),
    "sinh": (math.sinh, (-2, 0, 1.5)), "cosh": (math.cosh, (-2, 0, 1.5)), "tanh": (math.tanh, (-2, 0, 1.5)),
    "coth": (lambda x: 1 / math.tanh(x), (-2, 1.5)), "floor": (math.floor, (-2.5, -2, 0, 0.5, 7)),
    "ceil": (math.ceil, (-2.5, -2, 0, 0.5, 7)), "sin": (math.sin, (-2, 0, 1.5)), "cos": (math.cos, (-2, 0, 1.5)),
    "tan": (math.tan, (-2, 0, 1.5)), "cot": (lambda x: 1 / math.tan(x), (-2, 1.5)),
    "sec": (lambda x: 1 / math.cos(x), (-2, 0, 1.5)), "csc": (lambda x: 1 / math.sin(x), (-2, 1.5)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "x"), [(name, x) for name, (_, points) in OTHERS.items() for x in points])
def test_functions_agree_with_those_of_floats(name, x):
    function = circular if name in CIRCULAR else other_function
    found = function(REALS, name, REALS.fraction(Fraction(x)))
    assert holds(found, OTHERS[name][0](x), slack=1e-14)
    assert found.radius < Decimal("1e-15")


def test_an_integer_part_is_told_up_to_the_last_digit():
    """The difference of two decimals is rounded to the 28 digits of a thread unless one says otherwise."""
    nearly = Ball(Decimal("2." + "9" * 39), Decimal("1e-40"))
    assert other_function(Reals(50), "floor", nearly) == Ball(Decimal(2), Decimal(0))
    assert other_function(Reals(50), "ceil", nearly) == Ball(Decimal(3), Decimal(0))


def test_a_ball_knows_whether_it_may_be_zero():
    assert Ball(Decimal(1), Decimal(1)).has_zero
    assert not Ball(Decimal(1), Decimal("0.9")).has_zero
    assert not Ball(Decimal(0), Decimal(1)).is_zero
    assert EXACT_ZERO.is_zero


HOSTILE = [
    decimal.Context(prec=2),
    decimal.Context(prec=28, Emin=-5, Emax=5),
    decimal.Context(prec=9, traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal]),
]


@pytest.mark.parametrize("context", HOSTILE, ids=["two digits", "small exponents", "traps"])
def test_the_context_of_the_calling_thread_changes_nothing(expression, context):
    texts = [
        "\\lfloor 1000\\pi \\rfloor", "\\sqrt{2}+e^{3}", "\\ln(-2+5i)", "\\arctan 12345.678", "(1+2i)^{1/3}", "e^{-50}",
        "\\arcsin 1", "\\sin 10^{10}",
    ]  # fmt: skip
    plain = [Evaluator(digits, {}).number(expression(text)) for text in texts for digits in (28, 80)]
    with decimal.localcontext(context):
        there = [Evaluator(digits, {}).number(expression(text)) for text in texts for digits in (28, 80)]
    assert there == plain


@pytest.mark.parametrize("context", HOSTILE, ids=["two digits", "small exponents", "traps"])
def test_a_verdict_of_a_thread_with_another_context_is_kept_for_all(finds, context):
    number = 4000 + HOSTILE.index(context)  # what was compared before is not compared again
    with decimal.localcontext(context):
        assert finds(f"\\lfloor {number}\\pi \\rfloor", str(math.floor(number * math.pi))).equal is True
        assert finds(f"\\sqrt{{{number}}}+e", f"e+{number}^{{1/2}}").equal is True
        assert finds(f"\\sqrt{{{number}}}+e", f"e+{number}^{{1/2}}+10^{{-50}}").equal is False
