"""Expressions in whole numbers: what is right at some of them, at every other one say, is not right."""

from math import factorial, gcd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.identity import identity
from rewardry.verifiers.math.modular import PRIMES, NotRationalError, Point, equal

LETTERS = "nkmtx"


@pytest.mark.parametrize("n", LETTERS)
@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("(-1)^{N}", "1"),
        ("(-1)^{N}", "-1"),
        ("(-1)^{N}", "(-1)^{N+1}"),
        ("1+(-1)^{N}", "0"),
        ("1+(-1)^{N}", "2"),
        ("3-(-1)^{N}", "2"),
        ("3-(-1)^{N}", "4"),
        ("\\frac{1-(-1)^{N}}{2}", "1"),
        ("(-1)^{N}N", "N"),
        ("(-2)^{N}+3^{N}", "2^{N}+3^{N}"),
        ("\\gcd(N,12)", "\\gcd(N,4)"),
        ("\\gcd(N,12)", "\\gcd(N,6)"),
        ("\\gcd(N,5)", "1"),
        ("\\gcd(N,7)", "1"),
        ("\\operatorname{lcm}(N,2)", "2N"),
        ("\\operatorname{lcm}(N,2)", "N"),
        ("(-1)^{\\frac{N(N-1)}{2}}", "(-1)^{N}"),
        ("(-1)^{\\frac{N(N+1)}{2}}", "1"),
        ("\\frac{(-1)^{N}}{N!}", "\\frac{1}{N!}"),
        ("\\binom{N}{2}", "\\binom{N+1}{2}"),
        ("2^{N}", "N^2"),
        ("2^{N}", "N^2+N-2"),
        ("\\sum_{r=0}^{N}(-1)^r", "1"),
        ("\\sum_{r=0}^{N}(-1)^r", "0"),
        ("2^{N/2}", "(-1)^{N}2^{N/2}"),
    ],
)
def test_agreement_at_some_whole_numbers_is_not_enough(expression, reference, answer, n):
    left, right = (expression(text.replace("N", n)) for text in (reference, answer))
    assert identity(left, right).equal is False
    assert identity(right, left).equal is False


@pytest.mark.parametrize("n", LETTERS)
@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("(-1)^{N}", "(-1)^{N+2}"),
        ("(-1)^{N}", "(-1)^{-N}"),
        ("(-1)^{N}", "-(-1)^{N-1}"),
        ("\\gcd(N,12)", "\\gcd(12,N)"),
        ("\\gcd(N,12)\\operatorname{lcm}(N,12)", "12N"),
        ("(-1)^{\\frac{N(N-1)}{2}}", "(-1)^{\\frac{N(N+3)}{2}}"),
        ("4^{N}", "(-2)^{2N}"),
        ("2^{N}-1", "\\sum_{r=0}^{N-1}2^r"),
        ("(N+1)!-1", "\\sum_{r=1}^{N}r\\cdot r!"),
        ("\\frac{1+(-1)^{N}}{2}", "\\sum_{r=0}^{N}(-1)^r"),
        ("2^{2^{N}}", "4^{2^{N-1}}"),
        ("2^{N/2}", "\\sqrt{2}^{N}"),
        ("2^{N!}", "2^{(N-1)!N}"),
        ("\\binom{2N}{N}", "\\frac{(2N)!}{(N!)^2}"),
        ("\\binom{N}{3}", "\\frac{N(N-1)(N-2)}{6}"),
    ],
)
def test_what_is_right_at_all_whole_numbers_is_right(expression, reference, answer, n):
    assert identity(*(expression(text.replace("N", n)) for text in (reference, answer))).equal is True


@pytest.mark.parametrize(
    ("reference", "answer", "right"),
    [
        ("(-1)^{m+n}", "(-1)^{m-n}", True),
        ("(-1)^{m+n}", "1", False),
        ("(-1)^{mn}", "(-1)^m", False),
        ("(-1)^{mn}", "1", False),
        ("\\gcd(m,n)", "1", False),
        ("\\gcd(m,n)", "\\gcd(n,m)", True),
        ("\\gcd(m,n)", "\\gcd(m-n,n)", True),
        ("\\gcd(m,n)", "\\gcd(m+1,n)", False),
        ("\\gcd(m,n)\\operatorname{lcm}(m,n)", "mn", True),
        ("2^{\\max(m,n)}", "2^m", False),
        ("2^{\\max(m,n)}", "2^n", False),
        ("2^{\\max(m,n)+\\min(m,n)}", "2^{m+n}", True),
        ("\\binom{n}{k}", "\\binom{n}{n-k}", True),
        ("\\binom{n}{k}", "\\frac{n!}{k!(n-k)!}", True),
        ("\\binom{n}{k}", "\\binom{n-1}{k}+\\binom{n-1}{k-1}", True),
        ("\\binom{n}{k}", "\\binom{n-1}{k}+\\binom{n-1}{k+1}", False),
        ("\\frac{n!}{(n-k)!}", "\\binom{n}{k}k!", True),
        ("x^{m}x^{n}", "x^{m+n}", True),
        ("x^{m}x^{n}", "x^{mn}", False),
        ("(x^m)^n", "x^{mn}", True),
        ("(-x)^{n}", "x^{n}", False),
        ("(-x)^{2n}", "x^{2n}", True),
    ],
)
def test_several_whole_numbers_are_not_all_even_or_in_one_order(expression, reference, answer, right):
    assert identity(expression(reference), expression(answer)).equal is right


PIECES = {
    "1": lambda n: 1,
    "n": lambda n: n,
    "(-1)^n": lambda n: (-1) ** n,
    "(-1)^{\\frac{n(n+1)}{2}}": lambda n: (-1) ** (n * (n + 1) // 2),
    "2^n": lambda n: 2**n,
    "(-2)^n": lambda n: (-2) ** n,
    "n!": factorial,
    "\\gcd(n,4)": lambda n: gcd(n, 4),
    "\\gcd(n,6)": lambda n: gcd(n, 6),
    "\\lfloor n/2\\rfloor": lambda n: n // 2,
    "\\lceil n/2\\rceil": lambda n: -(-n // 2),
    "\\lfloor n/3\\rfloor": lambda n: n // 3,
    "\\binom{n}{2}": lambda n: n * (n - 1) // 2,
    "\\sum_{r=1}^{n}r": lambda n: n * (n + 1) // 2,
}
SUMS = st.lists(st.tuples(st.sampled_from((-2, -1, 1, 2)), st.sampled_from(sorted(PIECES))), min_size=1, max_size=4)


@settings(max_examples=100)
@given(left=SUMS, right=SUMS)
def test_sums_are_equal_exactly_where_counting_says_so(expression, left, right):
    def value(terms, n):
        return sum(factor * PIECES[name](n) for factor, name in terms)

    def text(terms):
        return "+".join(f"({factor})\\cdot({name})" for factor, name in terms)

    wanted = all(value(left, n) == value(right, n) for n in range(1, 30))
    assert identity(expression(text(left)), expression(text(right))).equal is wanted


@settings(max_examples=60)
@given(
    name=st.sampled_from(("(-1)^n", "\\gcd(n,6)", "\\lfloor n/2\\rfloor", "2^n")),
    roots=st.sets(st.integers(1, 12), min_size=1, max_size=6),
)
def test_no_product_that_is_zero_at_small_numbers_is_overlooked(expression, name, roots):
    disguise = "".join(f"(n-{root})" for root in sorted(roots))
    assert identity(expression(name), expression(f"{name}+{disguise}")).equal is False
    assert identity(expression(f"{name}+\\sqrt2"), expression(f"{name}+\\sqrt2+{disguise}")).equal is False


def test_an_integer_part_of_any_number_is_not_compared_at_whole_ones(expression):
    with pytest.raises(NotRationalError):
        equal(expression("2^x+x"), expression("2^x+\\lfloor x\\rfloor"))
    assert identity(expression("2^x"), expression("2^{\\lfloor x\\rfloor}")).equal is False
    assert equal(expression("2^n+\\lfloor n/2\\rfloor"), expression("2^n+\\lfloor n/2\\rfloor")) is True


def test_points_hang_on_what_is_compared_and_leave_no_residue_out():
    names = frozenset("nk")
    for salt in ("", "one", "another"):
        runs = [Point(names, PRIMES[0], attempt, names, salt).exact for attempt in range(11)]
        for name in names:
            values = sorted(int(run[name]) for run in runs)
            assert values == list(range(values[0], values[0] + 11)), "a run without a gap"
        assert len({run["n"] - run["k"] for run in runs}) > 3, "they do not move together"
    free = [Point(names, PRIMES[0], 0, frozenset(), salt).values for salt in ("one", "another", "one")]
    assert free[0] == free[2] != free[1]
