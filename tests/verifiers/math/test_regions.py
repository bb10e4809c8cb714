"""Sets of real numbers are what they hold, however they are written: checked against membership at many points."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.regions import region, same_region

ENDS = st.integers(-4, 4)
PIECE = st.builds(
    lambda low, width, *closed: (low, min(low + width, 5), *closed),
    ENDS,
    st.integers(1, 6),
    st.booleans(),
    st.booleans(),
)
# Every whole number of the range, and one within each gap between two of them, and one beyond.
POINTS = [Fraction(n, 2) for n in range(-10, 11)]


def contains(piece, x):
    low, high, has_low, has_high = piece
    return (low < x or (low == x and has_low)) and (x < high or (x == high and has_high))


def interval(piece):
    low, high, has_low, has_high = piece
    return f"{'[' if has_low else '('}{low},{high}{']' if has_high else ')'}"


def held(texts):
    """Which points some intervals hold, told by each alone."""
    return [any(contains(piece, x) for piece in texts) for x in POINTS]


PIECES = st.lists(PIECE, min_size=1, max_size=4)


@settings(max_examples=60)
@given(a=PIECES, b=PIECES)
def test_unions_are_the_same_where_they_hold_the_same_points(a, b):
    left, right = ("\\cup".join(map(interval, pieces)) for pieces in (a, b))
    assert same_region(region(read(left)), region(read(right))) is (held(a) == held(b))


@settings(max_examples=40)
@given(a=PIECE, b=PIECE, c=PIECE)
def test_intersections_and_differences_hold_what_they_must(a, b, c):
    for sign, keeps in (
        ("\\cap", lambda one, other: one and other),
        ("\\setminus", lambda one, other: one and not other),
    ):
        found = region(read(f"{interval(a)}{sign}{interval(b)}"))
        there = [keeps(contains(a, x), contains(b, x)) for x in POINTS]
        assert [_in(found, x) for x in POINTS] == there
        assert same_region(found, region(read(interval(c)))) is (there == held([c]))


def _in(found, x):
    return any(contains((_number(i.low), _number(i.high), i.has_low, i.has_high), x) for i in found.intervals)


def _number(a):
    return {"n": lambda: a[1], "c": lambda: float("inf"), "*": lambda: -float("inf")}[a[0]]()


@settings(max_examples=40)
@given(low=ENDS, high=ENDS, closed=st.booleans(), slope=st.sampled_from([-3, -1, 1, 2, 7]), start=ENDS)
def test_a_linear_condition_is_the_interval_that_solves_it(finds, low, high, closed, slope, start):
    high = max(low + 1, high)
    sign, brackets = ("\\le", "[]") if closed else ("<", "()")
    ends = sorted(Fraction(end - start, slope) for end in (low, high))
    solved = f"{brackets[0]}{ends[0]}, {ends[1]}{brackets[1]}"
    assert finds(solved, f"{low} {sign} {slope}x + ({start}) {sign} {high}").equal is True
    assert finds(f"{low} {sign} {slope}x + ({start}) {sign} {high}", f"x \\in {solved}").equal is True
    half = f"{slope}x + ({start}) {sign} {high}"
    end = Fraction(high - start, slope)
    assert finds(half, f"x {sign if slope > 0 else sign.replace('le', 'ge').replace('<', '>')} {end}").equal is True


@settings(max_examples=40)
@given(middle=ENDS, far=st.integers(1, 6), closed=st.booleans())
def test_a_condition_on_a_distance_is_its_interval_or_the_two_outside(finds, middle, far, closed):
    low, high = middle - far, middle + far
    less, more, left, right = ("\\le", "\\ge", "[", "]") if closed else ("<", ">", "(", ")")
    assert finds(f"{left}{low},{high}{right}", f"|x-({middle})| {less} {far}").equal is True
    outside = f"(-\\infty,{low}{right} \\cup {left}{high},\\infty)"
    assert finds(outside, f"|x-({middle})| {more} {far}").equal is True
    assert finds(outside, f"x {less} {low} \\text{{ or }} x {more} {high}").equal is True


SAME = [
    ("(-\\infty,2)\\cup(2,\\infty)", "x\\ne2"),
    ("(-\\infty,2)\\cup(2,\\infty)", "\\mathbb{R}\\setminus\\{2\\}"),
    ("(-\\infty,2)\\cup(2,\\infty)", "\\text{all real numbers except } 2"),
    ("x\\ne2", "x<2 \\text{ or } x>2"),
    ("(-\\infty,\\infty)", "\\mathbb{R}"),
    ("(-\\infty,3]\\cup(2,\\infty)", "\\mathbb{R}"),
    ("[0,\\infty)", "x\\ge0"),
    ("(0,\\infty)", "\\mathbb{R}^+"),
    ("[-2,2]", "|x|\\le2"),
    ("(-2,2)", "|x|<2"),
    ("(0, 1)", "0<x<1"),
    ("(0,1)", "1>x>0"),
    ("(-\\infty,-2]\\cup[2,\\infty)", "|x|\\ge2"),
    ("(-\\infty,-2)\\cup(2,\\infty)", "2<|x|"),
    ("[1,2]\\cup[2,3]", "[1,3]"),
    ("(-3,-1)\\cup(1,3)", "1<|x|<3"),
    ("[1,2)\\cup\\{2\\}", "[1,2]"),
    ("[1,3]\\setminus\\{3\\}", "[1,3)"),
    ("\\{x: x>1\\}", "(1,\\infty)"),
    ("\\{x\\in\\mathbb{R}\\mid x\\le1\\}", "(-\\infty,1]"),
    ("]1,2[", "(1,2)"),
    ("[\\sqrt2,2]", "[2^{1/2},\\sqrt4]"),
    ("[0,\\sqrt2]\\cup(\\frac{\\sqrt8}{2},3]", "[0,3]"),
    ("(0,1]\\cap[1,2)", "\\{1\\}"),
    ("x<1 \\text{ or } x=2", "(-\\infty,1)\\cup\\{2\\}"),
    ("x>1 \\text{ and } x<2", "(1,2)"),
    ("[a,b)", "a\\le x<b"),
    ("(0,10^{400})", "0<x<10^{400}"),
    ("[0,1]\\cup[10^{400},10^{401}]", "[10^{400},10^{401}]\\cup[0,1]"),
]
DIFFERENT = [
    ("(-\\infty,2)\\cup(2,\\infty)", "\\mathbb{R}"),
    ("x\\ne2", "x\\ne3"),
    ("[0,\\infty)", "x>0"),
    ("(0,\\infty)", "x<0"),
    ("[-2,2]", "|x|\\ge2"),
    ("[-2,2]", "[0,2]"),
    ("[1,2)\\cup(2,3]", "[1,3]"),
    ("[1,3]", "[1,2]\\cup[2+10^{-20},3]"),
    ("[1,2]", "[1,2+10^{-20}]"),
    ("\\text{no solution}", "1<x<1+10^{-20}"),
    ("(1,2)", "(1,2]"),
    ("[a,b)", "a<x<b"),
    ("(0,1)", "x<1"),
    ("1<|x|<3", "(1,3)"),
    ("(0,1]\\cap[1,2)", "(0,2)"),
    ("[0,1]", "[0,10^{400}]"),
    ("[a,b]", "[b,a]"),
    ("[0,10^{400}]", "[0,10^{400}+1]"),
    ("x<1 \\text{ or } x=2", "(-\\infty,1)\\cup\\{3\\}"),
    ("(-\\infty,1)", "(-\\infty,1]"),
]


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_sets_that_are_the_same(finds, reference, answer):
    assert finds(reference, answer).equal is True
    assert finds(answer, reference).equal is True


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_sets_that_differ(finds, reference, answer):
    assert finds(reference, answer).equal is not True
    assert finds(answer, reference).equal is not True


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("[1,7]", "[1,7] \\text{ or } (1,7]"),
        ("[1,7]", "[1,7] \\text{ or } [2,8]"),
        ("1<x<2", "(1,2,3)"),
        ("\\{1\\}", "\\{1, \\text{red}\\}"),
        ("1<x<3", "1<f(x)+x<3"),
        ("x>1", "x>1 \\text{ and } x>5"),
        ("x>5", "x>1 \\text{ or } x>5"),
    ],
)
def test_several_guesses_and_other_things_are_no_set(finds, reference, answer):
    assert finds(reference, answer).equal is not True


@pytest.mark.parametrize(
    "text", ["x=1", "1<2x<y", "(1,2,3)", "\\{1, \\text{red}\\}", "1<x<x+1", "5", "\\text{red}", "x<x+1"]
)
def test_what_describes_no_set_of_numbers(text):
    assert region(read(text)) is None
