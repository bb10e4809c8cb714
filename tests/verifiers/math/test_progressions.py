"""General solutions and residues run through the same numbers or they do not: checked against counting."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

# A progression in twelfths of pi: the start and the step.
ONE = st.tuples(st.integers(-12, 12), st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]))
RESIDUES = st.lists(st.integers(0, 11), min_size=1, max_size=4, unique=True)
NAMES = st.sampled_from("kn")
PERIOD = 24  # every step above divides it


def written(start, step, name):
    return f"\\frac{{{start}\\pi}}{{12}}+\\frac{{{step}{name}\\pi}}{{12}}"


def numbers(progressions):
    """What progressions run through within a period, with how often."""
    return [(start + i * step) % PERIOD for start, step in progressions for i in range(PERIOD // step)]


@settings(max_examples=30)
@given(ours=st.lists(ONE, min_size=1, max_size=2), theirs=st.lists(ONE, min_size=1, max_size=3), name=NAMES)
def test_unions_are_the_same_where_they_run_through_the_same_numbers(finds, ours, theirs, name):
    reference = ", ".join(written(*one, "k") for one in ours)
    answer = ", ".join(written(*one, name) for one in theirs)
    reached = numbers(theirs)
    twice = len(set(theirs)) < len(theirs) or len(reached) > len(set(reached))
    same = set(numbers(ours)) == set(reached)
    if same and not twice:
        assert finds(reference, answer).equal is True
    if not same:
        assert finds(reference, answer).equal is not True


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("k\\pi", "n\\pi"),
        ("k\\pi", "2k\\pi, \\pi+2k\\pi"),
        ("k\\pi", "-k\\pi"),
        ("\\frac{\\pi}{2}+k\\pi", "\\pm\\frac{\\pi}{2}+2k\\pi"),
        ("(-1)^n\\frac{\\pi}{6}+n\\pi", "\\frac{\\pi}{6}+2n\\pi, \\frac{5\\pi}{6}+2n\\pi"),
        ("60^\\circ+k\\cdot180^\\circ", "240^\\circ+180^\\circ k"),
        ("x=\\frac{\\pi}{4}+\\frac{k\\pi}{2}, k\\in\\mathbb{Z}", "\\frac{(2k+1)\\pi}{4}"),
        ("k\\pi+\\arctan 2", "\\arctan 2+n\\pi"),
    ],
)
def test_general_solutions_that_are_the_same(finds, reference, answer):
    assert finds(reference, answer).equal is True


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("k\\pi", "2k\\pi"),
        ("2k\\pi", "k\\pi"),
        ("k\\pi", "k\\pi+\\frac{\\pi}{2}"),
        ("k\\pi", "k\\pi, 2n\\pi"),
        ("k\\pi", "k^2\\pi"),
        ("k\\pi", "\\pi"),
        ("k\\pi", "x\\pi"),
        ("k\\pi", "(k+n)\\pi"),
        ("k\\pi+\\arctan 2", "k\\pi+\\arctan 3"),
        ("2n+1", "2n-1"),
        ("2n+1", "2k-1"),
        ("\\frac{k\\pi}{367}", "\\frac{k\\pi}{366}"),
    ],
)
def test_general_solutions_that_differ(finds, reference, answer):
    assert finds(reference, answer).equal is not True


@settings(max_examples=60)
@given(a=st.integers(-30, 30), b=st.integers(-30, 30), m=st.integers(2, 15), n=st.integers(2, 15))
def test_residues_are_the_same_modulo_their_number(finds, a, b, m, n):
    answers = [f"x \\equiv {b} \\pmod{{{n}}}", f"{b} \\bmod {n}", f"{n}k+({b})", f"{b}-{n}m"]
    for answer in answers:
        assert (finds(f"{a} \\pmod{{{m}}}", answer).equal is True) is (m == n and (a - b) % m == 0), answer


@settings(max_examples=40)
@given(values=RESIDUES, shift=st.integers(-3, 3), other=st.integers(0, 11))
def test_several_residues_are_compared_as_a_set(finds, values, shift, other):
    reference = f"x \\equiv {', '.join(map(str, values))} \\pmod{{12}}"
    moved = ", ".join(str(value + 12 * shift) for value in reversed(values))
    assert finds(reference, f"{moved} \\pmod{{12}}").equal is True
    if other not in values:
        assert finds(reference, f"{moved}, {other} \\pmod{{12}}").equal is False


@pytest.mark.parametrize(
    ("reference", "answer", "question", "right"),
    [
        ("3 \\pmod 7", "3", "", True),
        ("3 \\pmod 7", "10", "", False),
        ("3 \\pmod 7", "-4", "", False),
        ("3", "3 \\pmod 7", "What is the remainder modulo 7?", True),
        ("3", "10 \\pmod 7", "What is the remainder modulo 7?", True),
        ("3", "3 \\pmod 7", "How many apples are there?", False),
        ("42", "42 \\pmod 5", "What is the remainder?", False),
        ("3 \\pmod 7", "3 \\text{ cm}", "", False),
        ("3 \\pmod 7", "3 \\pmod{-7}", "", False),
        ("1, 4 \\pmod 5", "1, 4", "", True),
        ("a \\pmod n", "a \\pmod n", "", True),
        ("a \\pmod n", "b \\pmod n", "", False),
        ("1 \\pmod 2", "2k", "", False),
        ("1 \\pmod 2", "4k+1", "", False),
        ("x \\equiv 1 \\pmod 2", "x \\equiv 1 \\pmod 2, x \\equiv 3 \\pmod 2", "", True),
        ("\\frac12 \\pmod 3", "\\frac12 \\pmod 3", "", True),
        ("\\frac12 \\pmod 3", "2 \\pmod 3", "", False),
    ],
)
def test_residues_beside_other_things(finds, reference, answer, question, right):
    assert (finds(reference, answer, question).equal is True) is right


@settings(max_examples=60)
@given(value=st.integers(1, 10**6), base=st.integers(2, 16))
def test_a_number_is_the_same_in_every_base(finds, value, base):
    digits, rest = "", value
    while rest:
        rest, digit = divmod(rest, base)
        digits = "0123456789ABCDEF"[digit] + digits
    assume(digits[0].isdigit() or base == 16)  # A_{11} is a name
    based = f"{digits}_{{{base}}}"
    assert finds(str(value), based).equal is True
    assert finds(str(value + 1), based).equal is False
    assert finds(based, f"({digits})_{{{base}}}").equal is True
    assert finds(based, f"{digits}_{{\\text{{{base}}}}}").equal is True
    if base != 10 and digits != str(value):
        assert finds(based, str(value)).equal is False, "the base is asked for"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0x1F", 31),
        ("0b101", 5),
        ("0o17", 15),
        ("1011_{two}", 11),
        ("1011_{\\text{two}}", 11),
        ("\\text{FF}_{16}", 255),
        ("C_5^2", 10),
        ("C(5,2)", 10),
        ("{}_5C_2", 10),
        ("5C2", 10),
        ("A_5^2", 20),
        ("^5P_2", 20),
        ("0.1\\dot{6}", Fraction(1, 6)),
        ("0.\\dot{1}2\\dot{3}", Fraction(123, 999)),
        ("0.(27)", Fraction(3, 11)),
        ("0.1666...", Fraction(1, 6)),
        ("3 1/7", Fraction(22, 7)),
        ("1 000 000", 1_000_000),
        ("12,345,678", 12_345_678),
        ("6!!", 48),
    ],
)
def test_notations_of_numbers(finds, text, value):
    value = Fraction(value)
    assert finds(f"\\frac{{{value.numerator}}}{{{value.denominator}}}", text).equal is True
    assert finds(f"\\frac{{{value.numerator + 1}}}{{{value.denominator}}}", text).equal is False


@pytest.mark.parametrize("text", ["12_{2}", "19_8", "1_{1}", "1_{37}", "G_{16}", "0b12", "5!!!", "(\\frac12)!!"])
def test_numerals_that_are_none(finds, text):
    assert finds("5", text).equal is not True
