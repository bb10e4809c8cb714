"""Functions in pieces: integer parts, absolute values, largest members are compared on every piece and at its ends."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.breaks import MOST_BREAKS, points_at_breaks
from rewardry.verifiers.math.identity import identity

BASE = {"x": Fraction(7, 5), "y": Fraction(9, 4)}


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        # at whole numbers alone
        ("\\lfloor x\\rfloor", "\\lceil x\\rceil-1"),
        ("\\lfloor 2x\\rfloor", "\\lceil 2x\\rceil-1"),
        ("\\lfloor x/3\\rfloor", "\\lceil x/3\\rceil-1"),
        ("\\lfloor x\\rfloor+\\lceil x\\rceil", "2\\lceil x\\rceil-1"),
        ("\\lfloor x\\rfloor\\sqrt2", "(\\lceil x\\rceil-1)\\sqrt2"),
        ("\\lceil x\\rceil-\\lfloor x\\rfloor", "1"),
        ("\\lfloor x/y\\rfloor", "\\lceil x/y\\rceil-1"),
        # on a sliver
        ("\\lfloor x\\rfloor", "\\lfloor x+1/100\\rfloor"),
        ("\\lfloor x\\rfloor", "\\lfloor x+10^{-6}\\rfloor"),
        ("\\lceil x\\rceil", "\\lceil x-1/50\\rceil"),
        ("\\lfloor 3x\\rfloor", "\\lfloor x\\rfloor+\\lfloor x+1/3\\rfloor+\\lfloor x+3/5\\rfloor"),
        ("\\lfloor x\\rfloor", "\\lfloor \\lceil 2x\\rceil/2\\rfloor"),
        # far out
        ("|x-50|", "50-x"),
        ("50-x", "|x-50|"),
        ("|x+50|", "x+50"),
        ("|x-50|+x", "50"),
        ("|x-3000|", "3000-x"),
        ("50-x", "\\sqrt{(x-50)^2}"),
        ("\\max(x,50)", "50"),
        ("\\min(x,50)", "x"),
        ("\\max(x,-50)", "x"),
        ("\\max(x,y)", "y"),
        ("\\max(x,y)", "x"),
        ("\\max(x,y,100)", "100"),
        ("\\max(\\sin x,\\cos x)", "\\sin x"),
        ("|x-20|+|x+20|", "40"),
    ],
)
def test_pieces_that_differ_anywhere_differ(expression, reference, answer):
    left, right = expression(reference), expression(answer)
    assert identity(left, right).equal is False
    assert identity(right, left).equal is False


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("\\lfloor x\\rfloor", "\\lfloor x+2\\rfloor-2"),
        ("\\lfloor x\\rfloor", "-\\lceil -x\\rceil"),
        ("\\lfloor x\\rfloor", "\\lfloor\\lfloor x\\rfloor\\rfloor"),
        ("\\lfloor x\\rfloor", "\\lfloor\\lfloor 2x\\rfloor/2\\rfloor"),
        ("\\lfloor 2x\\rfloor", "\\lfloor x\\rfloor+\\lfloor x+\\frac12\\rfloor"),
        ("\\lfloor 3x\\rfloor", "\\lfloor x\\rfloor+\\lfloor x+1/3\\rfloor+\\lfloor x+2/3\\rfloor"),
        ("|x-50|", "\\sqrt{(x-50)^2}"),
        ("|x-50|", "\\max(x-50,50-x)"),
        ("|2x-100|", "2|50-x|"),
        ("\\max(x,y)", "\\frac{x+y+|x-y|}{2}"),
        ("\\min(x,y)", "x+y-\\max(x,y)"),
        ("\\max\\{x,y\\}", "\\max(y,x)"),
        ("\\max(\\sin x,\\cos x)", "\\frac{\\sin x+\\cos x+|\\sin x-\\cos x|}{2}"),
        ("x|x|", "\\frac{x^3}{|x|}"),
    ],
)
def test_pieces_that_agree_everywhere_are_equal(expression, reference, answer):
    assert identity(expression(reference), expression(answer)).equal is True


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("\\lfloor n/2\\rfloor", "\\lceil (n-1)/2\\rceil", True),
        ("\\lfloor n/2\\rfloor", "\\frac{2n-1+(-1)^n}{4}", True),
        ("\\lfloor n/2\\rfloor", "n-\\lceil n/2\\rceil", True),
        ("\\lfloor n/2\\rfloor", "\\lceil n/2\\rceil", False),
        ("\\lfloor n/2\\rfloor", "\\lfloor (n+1)/2\\rfloor", False),
        ("\\lfloor n/2\\rfloor", "n/2", False),
        ("\\lfloor n/3\\rfloor", "\\lceil (n-2)/3\\rceil", True),
        ("\\lfloor n/3\\rfloor", "\\lceil (n-1)/3\\rceil", False),
        ("\\lfloor n/100\\rfloor", "\\lceil (n-99)/100\\rceil", True),
        ("\\lfloor n/100\\rfloor", "\\lfloor (n-1)/100\\rfloor", False),
        ("\\lfloor n^2/4\\rfloor", "\\lfloor n/2\\rfloor\\lceil n/2\\rceil", True),
        ("\\lfloor n^2/4\\rfloor", "\\lfloor n/2\\rfloor^2", False),
        ("\\lfloor n^2/4\\rfloor", "n^2/4", False),
        ("\\lfloor\\log_2 n\\rfloor+1", "\\lceil\\log_2(n+1)\\rceil", True),
        ("\\lfloor\\log_2 n\\rfloor+1", "\\lceil\\log_2 n\\rceil", False),
        ("\\lfloor\\sqrt n\\rfloor", "\\lceil\\sqrt n\\rceil-1", False),
        ("\\lfloor\\sqrt n\\rfloor", "\\lfloor n^{1/2}\\rfloor", True),
    ],
)
def test_letters_for_whole_numbers_are_whole_in_integer_parts(expression, reference, answer, right):
    assert identity(expression(reference), expression(answer)).equal is right


SHIFTS = st.fractions(-30, 30, max_denominator=12)
PIECES = {
    "\\lfloor x+({})\\rfloor": lambda x, a: floor(x + a),
    "\\lceil x+({})\\rceil": lambda x, a: ceil(x + a),
    "|x-({})|": lambda x, a: abs(x - a),
    "\\max(x,{})": lambda x, a: max(x, a),
    "\\min(x,{})": lambda x, a: min(x, a),
    "x+{}": lambda x, a: x + a,
}
TERMS = st.lists(st.tuples(st.sampled_from((-1, 1)), st.sampled_from(sorted(PIECES)), SHIFTS), min_size=1, max_size=2)


@settings(max_examples=100)
@given(left=TERMS, right=TERMS)
def test_a_wrong_function_in_pieces_is_never_taken_for_another(expression, left, right):
    """Every break lies at a multiple of 1/d with d up to 12; a grid of 1/27720 between them would be too fine."""

    def value(terms, x):
        return sum(sign * PIECES[form](x, shift) for sign, form, shift in terms)

    def text(terms):
        return "+".join(f"({sign})({form.format(shift)})" for sign, form, shift in terms)

    breaks = {
        Fraction(k) + move * shift for _, _, shift in (*left, *right) for k in (-2, -1, 0, 1, 2) for move in (-1, 1)
    }
    places = sorted(breaks | {place + Fraction(1, 50000) for place in breaks} | {Fraction(99), Fraction(-99)})
    wanted = all(value(left, x) == value(right, x) for x in places)
    assert identity(expression(text(left)), expression(text(right))).equal is wanted


def test_every_piece_next_to_the_point_and_what_lies_far_out_is_looked_at(expression):
    found = [p["x"] for p in points_at_breaks(BASE, frozenset(), expression("\\lfloor x\\rfloor"))]
    assert {0, 1, 2, 3} <= set(found), "the jumps on both sides"
    for low in (0, 1, 2):
        assert any(low < value < low + 1 for value in found), "and between them"
    assert min(found) < -1000
    assert max(found) > 1000


def test_one_variable_moves_at_a_time_and_whole_ones_stay_whole_and_positive(expression):
    a = expression("|x-y|+\\lfloor n/7\\rfloor")
    base = {**BASE, "n": Fraction(4)}
    found = list(points_at_breaks(base, frozenset("n"), a))
    assert all(sum(point[name] != base[name] for name in base) <= 1 for point in found)
    assert all(point["n"].denominator == 1 and point["n"] > 0 for point in found)
    assert {point["n"] for point in found} >= set(range(1, 13))
    assert any(point["x"] == point["y"] for point in found), "where the absolute value turns"


@pytest.mark.parametrize("text", ["x^2+y", "\\sin x", "2^x", "\\ln x"])
def test_a_function_in_one_piece_has_no_breaks(expression, text):
    assert list(points_at_breaks(BASE, frozenset(), expression(text))) == []


def test_what_a_sum_runs_over_is_no_variable_of_its_own(expression):
    a = expression("\\sum_{k=1}^{3}\\lfloor kx\\rfloor")
    assert all(set(point) == {"x", "y"} for point in points_at_breaks(BASE, frozenset(), a))


def test_many_breaks_are_bounded(expression):
    a = expression("+".join(f"\\lfloor {k}x\\rfloor" for k in range(2, 60)))
    assert len(list(points_at_breaks(BASE, frozenset(), a))) <= 2 * MOST_BREAKS + 4


@pytest.mark.parametrize(
    "text", ["\\lfloor 1/(x-x)\\rfloor", "|1/0|", "\\lfloor x^{10^{9}}\\rfloor", "\\lfloor x^x\\rfloor"]
)
def test_breaks_of_what_has_no_value_are_none(expression, text):
    assert len(list(points_at_breaks(BASE, frozenset(), expression(text)))) <= 4
