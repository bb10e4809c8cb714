"""Exact, modular and interval evaluation of expressions."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from rewardry.verifiers.math import modular
from rewardry.verifiers.math.balls import Reals, pi_digits
from rewardry.verifiers.math.exact import integer_root, rational
from rewardry.verifiers.math.identity import identity, value_of
from rewardry.verifiers.math.limits import OverLimitError, UndecidedError
from rewardry.verifiers.math.numeric import Evaluator

PI = "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\\frac{3}{4}+\\frac14", 1),
        ("2^{-3}", Fraction(1, 8)),
        ("\\sqrt{49}", 7),
        ("\\sqrt[3]{-27}", -3),
        ("8^{2/3}", 4),
        ("5!", 120),
        ("\\binom{6}{2}", 15),
        ("\\sum_{k=1}^{10} k^2", 385),
        ("\\prod_{k=1}^{5} k", 120),
        ("|{-3}|", 3),
        ("\\lfloor -2.5 \\rfloor", -3),
        ("\\lceil 2.1 \\rceil", 3),
        ("\\gcd(12, 18)", 6),
        ("\\max(3, 7, 5)", 7),
        ("50\\%", Fraction(1, 2)),
        ("3 \\text{ million}", 3_000_000),
        ("0.1\\overline{6}", Fraction(1, 6)),
        ("2^3^2", 512),
        ("-3^2", -9),
        ("6/2\\cdot 3", 9),
    ],
)
def test_rational_values(expression, text, value):
    assert rational(expression(text)) == value


@pytest.mark.parametrize("text", ["\\pi", "\\sqrt{2}", "x", "\\sin 1", "2^{1/2}", "i"])
def test_what_is_not_rational_is_none(expression, text):
    assert rational(expression(text)) is None


@pytest.mark.parametrize("text", ["1/0", "0^{-1}", "\\frac{1}{1-1}", "0^0"])
def test_what_has_no_value_is_undecided(expression, text):
    with pytest.raises(UndecidedError):
        rational(expression(text))


@pytest.mark.parametrize("text", ["2^{100000}", "5000!", "\\sum_{k=1}^{100000} k", "(10^{5000})^{10}"])
def test_what_is_too_large_is_refused(expression, text):
    with pytest.raises(OverLimitError):
        rational(expression(text))


@pytest.mark.parametrize(("value", "index", "root"), [(0, 2, 0), (1, 5, 1), (2**90, 3, 2**30), (2**90 + 1, 3, None)])
def test_integer_roots(value, index, root):
    assert integer_root(value, index) == root


def test_equal_functions_are_equal_modulo_primes(expression):
    assert modular.equal(expression("(x+1)^3"), expression("x^3+3x^2+3x+1"))
    assert modular.equal(expression("\\frac{1}{x}+\\frac{1}{y}"), expression("\\frac{x+y}{xy}"))
    assert modular.equal(expression("n!"), expression("n(n-1)!"))
    assert modular.equal(expression("\\binom{n}{k}"), expression("\\frac{n!}{k!(n-k)!}"))
    assert not modular.equal(expression("(x+y+z)^{50}"), expression("(x+y+z)^{50}+1"))
    assert not modular.equal(expression("\\frac{1}{2^{99}}"), expression("\\frac{1}{2^{98}}"))


def test_what_is_no_rational_function_is_told(expression):
    with pytest.raises(modular.NotRationalError):
        modular.equal(expression("\\sqrt{x}"), expression("x"))


def test_pi_is_right():
    for digits in (10, 30, 60, 100):
        assert str(pi_digits(digits))[: digits - 1] == PI[: digits - 1]


FUNCTIONS = [
    *("\\sin x", "\\cos x", "\\tan x", "\\sec x", "\\cot x", "\\arctan x", "\\sinh x", "\\cosh x", "\\tanh x"),
    *("\\ln x", "\\log_2 x", "e^x", "x^x", "\\sqrt{x}", "x^{1/3}"),
]


@pytest.mark.parametrize("text", FUNCTIONS)
def test_a_ball_holds_the_value_at_every_precision(expression, text):
    """A ball of low precision must hold the value that a much higher precision gives."""
    rng = random.Random(3)
    for _ in range(25):
        values = {"x": Fraction(rng.randint(1, 5000), rng.randint(1, 900))}
        low, high = (Evaluator(digits, values).number(expression(text)).re for digits in (20, 90))
        assert abs(low.middle - high.middle) <= low.radius + high.radius
        assert high.radius <= abs(high.middle) * Decimal("1e-75")


def test_balls_agree_with_mpmath(expression):
    mpmath = pytest.importorskip("mpmath")
    mpmath.mp.dps = 60
    peers = {
        "\\sin x": mpmath.sin,
        "\\tan x": mpmath.tan,
        "\\arctan x": mpmath.atan,
        "e^x": mpmath.exp,
        "\\ln x": mpmath.log,
    }
    for text, peer in peers.items():
        for n in (1, 7, 22, 355, 1000, 12345):
            ours = Evaluator(50, {"x": Fraction(n, 113)}).number(expression(text)).re
            gap = abs(mpmath.mpf(str(ours.middle)) - peer(mpmath.mpf(n) / 113))
            assert gap <= mpmath.mpf(str(ours.radius)) <= max(abs(float(ours.middle)), 1) * 1e-44


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("\\sqrt{2}+\\sqrt{3}", "\\sqrt{5+2\\sqrt{6}}", True),
        ("\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5}", "1", True),
        ("e^{i\\pi}", "-1", True),
        ("5e^{i\\arctan(4/3)}", "3+4i", True),
        ("\\arctan 2+\\arctan 3", "\\frac{3\\pi}{4}", True),
        ("\\cos\\frac{\\pi}{7}-\\cos\\frac{2\\pi}{7}+\\cos\\frac{3\\pi}{7}", "\\frac12", True),
        ("4\\arctan\\frac15-\\arctan\\frac1{239}", "\\frac\\pi4", True),
        ("e^\\pi-\\pi", "20", False),
        ("e^{\\pi\\sqrt{163}}", "262537412640768744", False),
        ("\\sin 10^{10}", "\\sin(10^{10}+2\\pi)", True),
        ("\\ln(x^2)", "2\\ln x", True),
        ("\\sqrt{x^2}", "x", False),
        ("\\sqrt{x^2}", "|x|", True),
        ("\\sin^2x+\\cos^2x", "1", True),
        ("\\arccos(1-2a)", "2\\arcsin\\sqrt{a}", True),
        ("e^{x+y}", "e^xe^y", True),
        ("e^{x+y}", "e^x+e^y", False),
        ("(-1)^n", "\\cos(n\\pi)", True),
    ],
)
def test_identities(expression, a, b, equal):
    try:
        found = identity(expression(a), expression(b)).equal
    except UndecidedError:
        found = None
    assert found is equal or (found is None and a == "(-1)^n")


def test_the_value_of_an_expression(expression):
    assert value_of(expression("\\frac{1}{3}")) == Fraction(1, 3)
    assert abs(value_of(expression("\\sqrt2")) - Fraction(14142135623, 10**10)) < Fraction(1, 10**9)
    assert value_of(expression("x")) is None
    assert value_of(expression("1/0")) is None
    assert value_of(expression("2+3i")) is None


def test_a_root_of_what_may_be_negative_is_undecided():
    reals = Reals(20)
    with pytest.raises(UndecidedError):
        reals.sqrt(reals.subtract(reals.fraction(Fraction(1, 3)), reals.fraction(Fraction(1, 3))))
