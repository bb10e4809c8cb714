"""What agrees at a few chosen numbers is not the same: no answer is right because of where it is looked at."""

import itertools
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.expressions import number
from rewardry.verifiers.math.points import nudges, points_beside

ROWS = ((Fraction(7, 5), Fraction(-9, 4)), (Fraction(-3, 8), Fraction(2, 7)), (Fraction(17, 6), Fraction(-3, 5)))


def first(count, *compared):
    return list(itertools.islice(nudges(*compared), count))


@settings(max_examples=50)
@given(a=st.integers(), b=st.integers())
def test_points_hang_on_what_is_compared_and_on_nothing_else(a, b):
    assert first(40, number(a), number(b)) == first(40, number(a), number(b))
    assert (first(40, number(a), number(b)) == first(40, number(b), number(a))) == (a == b)


def test_points_are_the_same_in_every_process():
    code = "from rewardry.verifiers.math.points import nudges; print(next(nudges(('v', 'x'), ('v', 'y'))))"
    told = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip(),
            str(next(nudges(("v", "x"), ("v", "y"))))}  # fmt: skip
    assert len(told) == 1


def test_points_lie_a_little_beside_numbers_that_differ_for_each_name():
    moves = first(500, number(3))
    assert all(0 < move < Fraction(1, 900) for move in moves)
    assert len(set(moves)) > 490
    rows = list(points_beside(ROWS, ["a", "b", "c", "d", "e"], number(3)))
    assert len(rows) == len(ROWS)
    for row, found in zip(ROWS, rows, strict=True):
        wanted = [row[0], row[1], row[0] + 1, row[1] + 1, row[0] + 2]
        assert [round(float(found[name] - value), 2) for name, value in zip("abcde", wanted, strict=True)] == [0] * 5
    assert len({value for found in rows for value in found.values()}) == 15


def test_a_move_makes_no_odd_denominator_even():
    """The odd root of a negative number is real: (-3/5)^x has a value for x = 1/3, and none for x = 1/2."""
    for row, found in zip(ROWS, points_beside(ROWS, ["a", "b"], number(1)), strict=True):
        assert [value.denominator % 2 for value in found.values()] == [value.denominator % 2 for value in row]


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        # periods that fit the numbers that are written in the code
        ("2x", "2x+\\sin(27720\\pi x)"),
        ("x^2", "x^2\\cos(55440\\pi x)"),
        ("x^2+C", "x^2+\\sin(14\\pi x)+C"),
        ("\\sin x+C", "\\sin x+\\cos(14\\pi x)+C"),
        # a product that is zero at them
        ("\\sqrt{x}", "\\sqrt{x}+\\sin x(x-7/5)(x-3/8)(x-1/5)(x-17/6)(x-43/4)"),
        ("\\ln x", "\\ln x+e^x(x-7/5)(x-3/8)(x-1/5)(x-17/6)(x-43/4)"),
        # what is whole in an exponent is not whole elsewhere
        ("e^{-t}\\cos(2\\pi t)", "e^{-t}\\cos(4\\pi t)"),
        ("e^{-t}", "e^{-t}\\cos(2\\pi t)"),
        ("e^{-t}\\sin(\\pi t)", "0"),
        ("xe^{2x}", "e^{2x}\\lfloor x\\rfloor"),
        ("2^x+\\sqrt{x}", "2^{\\lfloor x\\rfloor}+\\sqrt{x}"),
        ("(\\frac12)^x+\\sin 1", "(\\frac12)^{\\lceil x\\rceil}+\\sin 1"),
        # lines that are none, vectors and progressions
        ("x<5", "x+x(x-1)(x-2)(x-3)<5"),
        ("|x-1|<3", "|x-1+x(x-1)(x+3/2)(x-7/3)|<3"),
        ("-1<2x+1<5", "-1<2x+1+x(x-1)(x+3/2)(x-7/3)<5"),
        ("\\langle 1,2\\rangle", "i+2j+ij(i-2)"),
        ("\\langle 1,2,3\\rangle", "i+2j+3k+ijk"),
        ("k\\pi", "k\\pi+k(k-1)(k-2)(k-3)\\pi"),
        ("3 \\pmod 7", "7k+3+7k(k-1)(k-2)"),
    ],
)
def test_agreement_at_a_few_numbers_is_not_enough(finds, reference, answer):
    assert finds(reference, answer).equal is False


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("e^{-t}\\cos(2\\pi t)", "e^{-t}(1-2\\sin^2(\\pi t))"),
        ("2e^{3x}\\sinh x", "e^{4x}-e^{2x}"),
        ("(-1)^n", "\\cos(n\\pi)"),
        ("1", "e^{2\\pi i n}"),
        ("(-1)^{k}2^{k}", "(-2)^k\\cos^2(2k\\pi)"),
        ("2^{n}\\cos(2\\pi n)", "2^n"),
        ("e^{e^{x}}+|x|", "\\exp(\\exp x)+\\sqrt{x^2}"),
        ("e^{ix}", "\\cos x+i\\sin x"),
        ("\\arctan x+C", "-\\arctan\\frac{1}{x}+C"),
        ("x^{1/3}", "\\sqrt[3]{x}"),
        ("\\frac{1}{2}\\sin 2x+C", "\\sin x\\cos x+C"),
        ("3x-1<5", "2x+x<6"),
        ("|2x-2|<6", "-2<x<4"),
        ("5>1-2x>-3", "-2<x<2"),
        ("\\langle \\sqrt{2},-2\\rangle", "\\sqrt 2 i-2j"),
        ("(1,-2,0)", "i-2j+0k"),
        ("3 \\pmod 7", "7k+3"),
        ("3 \\pmod 7", "3-7k"),
        ("k\\pi+\\frac{\\pi}{2}", "\\frac{(2k+1)\\pi}{2}"),
        ("\\frac{\\pi}{6}+n\\pi, \\frac{5\\pi}{6}+n\\pi", "n\\pi\\pm\\frac{\\pi}{6}"),
    ],
)
def test_what_is_the_same_everywhere_is_the_same(finds, reference, answer):
    assert finds(reference, answer).equal is True
