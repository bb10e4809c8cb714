"""Random typed values, printed in many notations, are read back as the same value."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.ladder import compile_reference, decide
from rewardry.verifiers.math.policies import Policies

INTEGERS = st.integers(-(10**12), 10**12)
FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=500)


def same(reference, answer, question=""):
    return decide(compile_reference(reference), answer, question, Policies()).equal


def latex(value):
    return str(value) if value.denominator == 1 else f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def decimal(value, places):
    scaled = value * 10**places
    if scaled.denominator != 1:
        return None
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else f"{sign}{digits}"


def notations(value):
    """A fraction in every notation that has it."""
    n, d = value.numerator, value.denominator
    yield from (latex(value), f"\\dfrac{{{n}}}{{{d}}}", f"{n}/{d}", f"${latex(value)}$", f"\\boxed{{{latex(value)}}}")
    yield f"\\frac{{{3 * n}}}{{{3 * d}}}"
    yield f"{latex(value)}+\\sqrt{{0}}"
    if n < 0:
        yield f"-\\frac{{{-n}}}{{{d}}}"
    if abs(n) > d > 1:
        whole, rest = divmod(abs(n), d)
        yield f"{'-' * (n < 0)}{whole}\\frac{{{rest}}}{{{d}}}"
    if (text := decimal(value, 6)) is not None:
        yield from (text, text.rstrip("0"))
    if d == 1:
        yield from (f"{n:,}", f"{n:,}".replace(",", "{,}"), f"{n:,}".replace(",", "\\,"), str(n).replace("-", "−"))
        yield str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


@settings(max_examples=150, deadline=None)
@given(FRACTIONS)
def test_fractions(value):
    for text in notations(value):
        assert same(latex(value), text) is True, text


@settings(max_examples=100, deadline=None)
@given(INTEGERS)
def test_integers(value):
    for text in notations(Fraction(value)):
        assert same(str(value), text) is True, text


@settings(max_examples=150, deadline=None)
@given(FRACTIONS, FRACTIONS)
def test_two_fractions_are_equal_exactly_when_they_are(a, b):
    assert same(latex(a), latex(b)) is (a == b)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9999), st.integers(-25, 25))
def test_scientific_notation(mantissa, exponent):
    value = f"{mantissa} \\times 10^{{{exponent}}}"
    for text in (f"{mantissa}e{exponent}", f"{mantissa}0 \\cdot 10^{{{exponent - 1}}}", f"{mantissa}*10^({exponent})"):
        assert same(value, text) is True, text
    assert same(value, f"{mantissa} \\times 10^{{{exponent + 1}}}") is False


@settings(max_examples=60, deadline=None)
@given(st.lists(FRACTIONS, min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_sets_in_any_order(values, rng):
    shuffled = rng.sample(values, len(values))
    listed = ", ".join(map(latex, shuffled))
    reference = f"\\{{{', '.join(map(latex, values))}\\}}"
    for text in (f"\\{{{listed}\\}}", listed, f"x = {listed}", listed.replace(", ", " \\text{ or } x = ")):
        assert same(reference, text) is True, text
    assert same(reference, ", ".join(map(latex, shuffled[1:]))) is False


@settings(max_examples=60, deadline=None)
@given(st.lists(FRACTIONS, min_size=2, max_size=5))
def test_tuples_by_place(values):
    reference = f"({', '.join(map(latex, values))})"
    assert same(reference, f"\\left( {' , '.join(map(latex, values))} \\right)") is True
    assert same(reference, f"({', '.join(map(latex, values[::-1]))})") is (values == values[::-1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=2, max_size=3))
def test_matrices(rows):
    body = " \\\\ ".join(" & ".join(map(str, row)) for row in rows)
    reference = f"\\begin{{pmatrix}}{body}\\end{{pmatrix}}"
    assert same(reference, f"\\begin{{bmatrix}} {body} \\end{{bmatrix}}") is True
    changed = body.replace(str(rows[0][0]), str(rows[0][0] + 20), 1)
    assert same(reference, f"\\begin{{pmatrix}}{changed}\\end{{pmatrix}}") is False


@settings(max_examples=60, deadline=None)
@given(FRACTIONS, FRACTIONS, st.booleans(), st.booleans())
def test_intervals_and_inequalities(a, b, has_low, has_high):
    low, high = min(a, b), max(a, b) + 1
    left, right = "[" if has_low else "(", "]" if has_high else ")"
    less, less_high = "\\le" if has_low else "<", "\\le" if has_high else "<"
    reference = f"{left}{latex(low)}, {latex(high)}{right}"
    for text in (
        f"{latex(low)} {less} x {less_high} {latex(high)}",
        f"x \\in {left}{latex(low)}, {latex(high)}{right}",
        f"\\{{x \\mid {latex(low)} {less} x {less_high} {latex(high)}\\}}",
    ):
        assert same(reference, text) is True, text
    other = "(" if has_low else "["
    assert same(reference, f"{other}{latex(low)}, {latex(high)}{right}") is False


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=4))
def test_polynomials_by_their_roots(roots):
    factored = "".join(f"(x - {root})" if root >= 0 else f"(x + {-root})" for root in roots)
    coefficients = [1]
    for root in roots:
        coefficients = [a - root * b for a, b in zip([*coefficients, 0], [0, *coefficients], strict=True)]
    degree = len(roots)
    expanded = " + ".join(f"({c})x^{{{degree - i}}}" for i, c in enumerate(coefficients))
    assert same(factored, expanded) is True
    assert same(factored, expanded + " + 1") is False


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 300), st.integers(1, 12))
def test_roots_are_simplified_in_both_directions(inside, factor):
    assert same(f"{factor}\\sqrt{{{inside}}}", f"\\sqrt{{{factor * factor * inside}}}") is True
    assert same(f"{factor}\\sqrt{{{inside}}}", f"\\frac{{{factor * inside}}}{{\\sqrt{{{inside}}}}}") is True
    assert same(f"{factor}\\sqrt{{{inside}}}", f"\\sqrt{{{factor * factor * inside + 1}}}") is False


@settings(max_examples=40, deadline=None)
@given(st.integers(-20, 20), st.integers(-20, 20))
def test_complex_numbers(re, im):
    text = f"{re}{im:+}i"
    assert same(text, f"{im}i + {re}") is True
    assert same(text, f"\\frac{{({re}{im:+}i)(1+i)}}{{1+i}}") is True
    assert same(text, f"{re}{-im:+}i") is (im == 0)
