"""Sets of integers between bounds have the members that counting finds; names of sets of numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.reading import read
from rewardry.verifiers.math.values import Items, Nothing

ENDS = st.fractions(-8, 8, max_denominator=3)
DOMAINS = {"\\mathbb{Z}": -99, "\\mathbb{Z}^+": 1, "\\mathbb{N}^*": 1, "\\mathbb{Z}_{\\ge 0}": 0}


def members(text):
    found = read(text)
    return [] if isinstance(found, Nothing) else [int(item.expression[1]) for item in found.items]


def counted(domain, holds):
    return [n for n in range(max(DOMAINS[domain], -40), 41) if holds(n)]


@settings(max_examples=30)
@given(low=ENDS, high=ENDS, first=st.booleans(), second=st.booleans(), domain=st.sampled_from(sorted(DOMAINS)))
def test_members_between_two_bounds(low, high, first, second, domain):
    signs = "<" if first else "\\le", "<" if second else "\\le"
    turned = ">" if second else "\\ge", ">" if first else "\\ge"
    wanted = counted(domain, lambda n: (low < n if first else low <= n) and (n < high if second else n <= high))
    for condition in (
        f"{low} {signs[0]} x {signs[1]} {high}",
        f"{high} {turned[0]} x {turned[1]} {low}",
        f"x {signs[1]} {high}, {low} {signs[0]} x",
    ):
        assert members(f"\\{{x \\in {domain} \\mid {condition}\\}}") == wanted, condition
        assert members(f"\\{{x \\mid {condition}, x \\in {domain}\\}}") == wanted, condition


@settings(max_examples=40)
@given(end=st.fractions(-3, 9, max_denominator=3), strict=st.booleans())
def test_members_below_one_bound(end, strict):
    sign, other = ("<", ">") if strict else ("\\le", "\\ge")
    wanted = counted("\\mathbb{Z}^+", lambda n: n < end if strict else n <= end)
    assert members(f"\\{{x \\in \\mathbb{{Z}}^+ : x {sign} {end}\\}}") == wanted
    assert members(f"\\{{x \\in \\mathbb{{Z}}^+ : {end} {other} x\\}}") == wanted
    near = counted("\\mathbb{Z}", lambda n: abs(n) < end if strict else abs(n) <= end)
    assert members(f"\\{{x \\in \\mathbb{{Z}} : |x| {sign} {end}\\}}") == near


@pytest.mark.parametrize(
    "text",
    [
        "\\{x \\in \\mathbb{Z} : x > 3\\}",
        "\\{x \\in \\mathbb{Z} : x < 3\\}",
        "\\{x \\in \\mathbb{Z}^+ : x > 3\\}",
        "\\{x \\in \\mathbb{Z} : |x| > 3\\}",
        "\\{x \\in \\mathbb{Z} : 1 < y < 3\\}",
        "\\{x \\in \\mathbb{Z} : 1 < 2x < 9\\}",
        "\\{x \\in \\mathbb{Z} : 1 < x > 9\\}",
        "\\{x \\in \\mathbb{Z} : 1 < x < n\\}",
        "\\{x \\in \\mathbb{Z} : 0 < x < \\pi\\}",
        "\\{x \\in \\mathbb{Z} : 0 < x < 10^{9}\\}",
        "\\{x \\in \\mathbb{N} : 0 \\le x < 3\\}",
        "\\{2x \\in \\mathbb{Z} : 0 < x < 3\\}",
    ],
)
def test_what_is_not_listed_member_by_member(text):
    assert not isinstance(read(text), Items)


def test_a_set_of_integers_is_no_interval(finds):
    assert finds("\\{1,2,3\\}", "\\{x \\in \\mathbb{Z} : 1 \\le x \\le 3\\}").equal is True
    assert finds("[1,3]", "\\{x \\in \\mathbb{Z} : 1 \\le x \\le 3\\}").equal is not True
    assert finds("[1,3]", "\\{x \\in \\mathbb{R} : 1 \\le x \\le 3\\}").equal is True
    assert finds("\\{1,2,3\\}", "\\{x \\in \\mathbb{Z}^+ : x < 4\\}").equal is True
    assert finds("\\{1,2,3\\}", "\\{x \\in \\mathbb{Z}^+ : x \\le 4\\}").equal is False
    assert finds("\\emptyset", "\\{x \\in \\mathbb{Z} : 1 < x < 2\\}").equal is True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("\\mathbb{Z}^+", "\\mathbb{N}^*", True),
        ("\\mathbb{Z}^{+}", "\\mathbb{Z}_{>0}", True),
        ("\\mathbb{N}_+", "\\text{all positive integers}", True),
        ("\\mathbb{N}_0", "\\mathbb{Z}_{\\ge 0}", True),
        ("\\mathbb{Z}", "\\text{integers}", True),
        ("\\mathbb{Q}^+", "\\text{positive rational numbers}", True),
        ("\\mathbb{R}^+", "(0,\\infty)", True),
        ("ℝ", "(-\\infty,\\infty)", True),
        ("\\mathbb{N}", "\\mathbb{N}_0", False),
        ("\\mathbb{Z}", "\\mathbb{Z}^+", False),
        ("\\mathbb{Q}", "\\mathbb{R}", False),
        ("\\mathbb{C}", "\\mathbb{R}", False),
        ("\\mathbb{Z}^-", "\\mathbb{Z}^+", False),
    ],
)
def test_names_of_sets_of_numbers(finds, one, other, same):
    assert (finds(one, other).equal is True) is same
    assert (finds(other, one).equal is True) is same


@pytest.mark.parametrize(
    ("reference", "answer", "same"),
    [
        ("(1,1,2),(1,2,1),(2,1,1)", "(1,1,2)\\text{ and all permutations}", True),
        ("(1,2,3),(2,3,1),(3,1,2)", "(1,2,3)\\text{ and its cyclic permutations}", True),
        ("(1,2,3),(2,3,1),(3,1,2)", "(1,2,3)\\text{ and permutations}", False),
        ("(0,0),(1,2),(2,1)", "(0,0), (1,2)\\text{ and permutations thereof}", True),
        ("(1,-1),(1,1),(-1,1),(-1,-1)", "(\\pm1,\\pm1)", True),
        ("(1,1),(-1,-1)", "(\\pm1,\\pm1)", False),
        ("(1,-1),(-1,1)", "\\pm(1,-1)", True),
        ("(1,-1),(-1,1)", "(\\pm1,\\mp1)", False),
        ("5", "(1,2,3,4,5,6)\\text{ and all permutations}", False),
    ],
)
def test_points_that_words_and_signs_stand_for(finds, reference, answer, same):
    assert (finds(reference, answer).equal is True) is same
