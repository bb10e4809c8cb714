"""Problems of geometry and number theory worked out from the words alone: each number must stand where it is meant."""

import itertools
import math
import re
from fractions import Fraction

import pytest

from rewardry.verifiers.math_problems.generator import Geometry, NumberTheory
from rewardry.verifiers.math_problems.problem import UNSOLVABLE

POINT = r"\$\((-?\d+), (-?\d+)\)\$"


def corners(text):
    return [(int(x), int(y)) for x, y in re.findall(POINT, text)]


def shoelace(text):
    points = corners(text)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(a * d - b * c for (a, b), (c, d) in pairs)) / 2


def to_line(text):
    a, sign, b, shift, c = re.search(r"\$(-?\d+)x ([-+]) (\d+)y ([-+]) (\d+) = 0\$", text).groups()
    (x, y), *_ = corners(text)
    b, c = int(sign + b), int(shift + c)
    return abs(int(a) * x + b * y + c) / math.hypot(int(a), b)


def volume(text, radius, height=None):
    if "sphere" in text:
        return 4 / 3 * math.pi * int(radius) ** 3
    return math.pi * int(radius) ** 2 * int(height) / (3 if "cone" in text else 1)


def heron(a, b, c):
    half = (a + b + c) / 2
    square = half * (half - a) * (half - b) * (half - c)
    return math.sqrt(square) if square > 0 else None


def root(square):
    return math.sqrt(square) if square > 0 else None


def longer(p, f):
    """The larger root of x² - (p / 2) x + f."""
    square = (p / 2) ** 2 - 4 * f
    return (p / 2 + math.sqrt(square)) / 2 if square >= 0 else None


def whole_sides(a):
    return next((n for n in range(3, 400) if 180 * (n - 2) == a * n), None)


# By kind: where each number stands in the words, and the answer of these numbers as a float; None where there is none.
SIDES = ["sides of length {a}, {b} and {c}", "sides are {a}, {b} and {c} long"]
CHORD = ["radius {r} has a chord of length {c}", "length {c} is drawn in a circle of radius {r}"]
LEG = ["hypotenuse of length {h} and a leg of length {a}", "is {a} long, its hypotenuse {h}"]
ANGLES = ["measure {a} and {b} degrees", "are {a} and {b} degrees"]
ANGLE = ["measures {a} degrees", "are {a} degrees each"]
RECTANGLE = ["perimeter of {p} and an area of {f}", "area of a rectangle is {f} and its perimeter {p}"]
POLYGON = ["with {n} sides", "with {n} vertices", "regular {n}-gon"]
GEOMETRY = {
    "rectangle_area": (["perimeter of {p} and one side of length {a}", "is {a} long, and its perimeter is {p}"],
                       lambda p, a: a * (p / 2 - a)),
    "third_angle": (ANGLES, lambda a, b: 180 - a - b),
    "angles_too_large": (ANGLES, lambda a, b: 180 - a - b if a + b < 180 else None),
    "triangle_area": (["side of length {b}, and the height on it is {h}", "base {b} and height {h}"],
                      lambda b, h: b * h / 2),
    "hypotenuse": (["lengths {a} and {b}", "length {a} and {b}"], lambda a, b: math.sqrt(a * a + b * b)),
    "circle_area": (["diameter {d}?", "diameter of {d}."], lambda d: math.pi * (d / 2) ** 2),
    "angle_sum": (POLYGON, lambda n: 180 * n - 360),
    "regular_angle": (POLYGON, lambda n: 180 - 360 / n),
    "diagonals": (POLYGON, lambda n: n * (n - 3) / 2),
    "similar_triangles": (["$AB = {a}$, $BC = {b}$ and $DE = {d}$"], lambda a, b, d: b * d / a),
    "heron": (SIDES, heron),
    "no_triangle": (SIDES, heron),
    "chord_distance": (CHORD, lambda r, c: root(r * r - c * c / 4)),
    "long_chord": (CHORD, lambda r, c: root(r * r - c * c / 4)),
    "other_leg": (LEG, lambda h, a: root(h * h - a * a)),
    "short_hypotenuse": (LEG, lambda h, a: root(h * h - a * a)),
    "sides_of_regular": (ANGLE, whole_sides),
    "no_regular_polygon": (ANGLE, whole_sides),
    "longer_side": (RECTANGLE, longer),
    "too_much_area": (RECTANGLE, longer),
    "distance": (None, lambda text: math.dist(*corners(text))),
    "polygon_area": (None, shoelace),
    "distance_to_line": (None, to_line),
    "solid_volume": (None, lambda text: volume(text, *re.findall(r"\d+", text))),
}  # fmt: skip


def multiples(a, b, n):
    return sum(k % a == 0 or k % b == 0 for k in range(1, n + 1))


def exponent_in_factorial(p, n):
    return sum(n // p**k for k in range(1, 12))


def totient(n):
    return sum(math.gcd(k, n) == 1 for k in range(1, n + 1))


def inverse(a, m):
    return next((x for x in range(m) if a * x % m == 1), None)


def of_rests(text, least):
    pairs = [(int(rest), int(m)) for rest, m in re.findall(r"(\d+) when divided by (\d+)", text)]
    bound = math.prod(m for _, m in pairs)
    return next((k for k in range(least, bound + 1) if all(k % m == rest for rest, m in pairs)), None)


def two_rests(a, m, b, n):
    return next((k for k in range(1, m * n + 1) if k % m == a and k % n == b), None)


def squares_between(a, b):
    found = [k * k for k in range(math.isqrt(b) + 1) if a < k * k < b]
    return found[0] if len(found) == 1 else None


def neighbours(text):
    total = int(re.search(r"(?:is|up to) (\d+)\.", text)[1])
    smaller = next((k for k in range(total) if k + k + 1 == total), None)
    return smaller if smaller is None else smaller + ("larger one" in text)


POWER = ["${b}^{{{e}}}$ is divided by ${m}$", "congruent to ${b}^{{{e}}}$ modulo ${m}$"]
INVERSE = ["satisfies ${a}x \\equiv 1 \\pmod{{{m}}}$", "inverse of {a} modulo {m}"]
RESTS = ["remainder {a} when divided by {m} and the remainder {b} when divided by {n}",
         "remainder {a} when divided by {m} and {b} when divided by {n}"]  # fmt: skip
PAIR = ["${a}x + {b}y = {c}$"]
SQUARE = ["between {a} and {b}.", "greater than {a} and less than {b}."]
NUMBERS = {
    "divisor_count": (["divisors does {n} have", "divide {n}."], lambda n: sum(n % k == 0 for k in range(1, n + 1))),
    "divisor_sum": (["divisors of {n},", "divide {n}."], lambda n: sum(k for k in range(1, n + 1) if n % k == 0)),
    "last_digit": (["${b}^{{{e}}}$"], lambda b, e: pow(b, e) % 10),
    "power_remainder": (POWER, lambda b, e, m: b**e % m),
    "largest_prime_factor": (["factor of {n}?", "divides {n}."],
                             lambda n: max(p for p in range(2, n + 1) if n % p == 0 and all(p % k for k in range(2, p)))
                             if n < 10**4 else None),
    "from_base": (["written {d} in base {b}.", "base-{b} number {d} to"], lambda d, b: int(str(d), b)),
    "multiples_of_either": (["1 to {n} are divisible by {a} or by {b}", "than {n} that are multiples of {a} or of {b}"],
                            lambda n, a, b: multiples(a, b, n)),
    "trailing_zeros": (["${n}!$"], lambda n: exponent_in_factorial(5, n)),
    "prime_in_factorial": (["${p}^k$ divides ${n}!$", "exponent of {p} in the prime factorization of ${n}!$"],
                           exponent_in_factorial),
    "totient": (["relatively prime to {n}?", "varphi({n})"], totient),
    "inverse": (INVERSE, inverse),
    "no_inverse": (INVERSE, inverse),
    "digit_sum": (["${b}^{{{e}}}$"], lambda b, e: sum(map(int, str(b**e)))),
    "two_remainders": (RESTS, two_rests),
    "clashing_remainders": (RESTS, two_rests),
    "whole_pair": (PAIR, lambda a, b, c: next((x for x in range(1, b + 1) if (c - a * x) % b == 0), None)),
    "no_whole_pair": (PAIR, lambda a, b, c: next((x for x in range(1, b + 1) if (c - a * x) % b == 0), None)),
    "square_between": (SQUARE, squares_between),
    "no_square_between": (SQUARE, squares_between),
    "neighbours": (None, neighbours),
    "even_neighbours": (None, neighbours),
    "congruences": (None, lambda text: of_rests(text, 0)),
    "greatest_common_divisor": (None, lambda text: math.gcd(*map(int, re.findall(r"\d+", text)))),
    "least_common_multiple": (None, lambda text: math.lcm(*map(int, re.findall(r"\d+", text)))),
}  # fmt: skip


def from_the_words(text, ways, answer):
    """The answer of the numbers that stand where one of the ways of asking has them."""
    if ways is None:
        return answer(text)
    for way in ways:
        names = re.findall(r"(?<!\{)\{(\w)\}|\{\{\{(\w)\}", way)
        marks = {name: f"@{name}@" for pair in names for name in pair if name}
        pattern = re.escape(way.format(**marks))
        for name in marks:
            pattern = pattern.replace(re.escape(f"@{name}@"), rf"(?P<{name}>\d+)")
        if found := re.search(pattern, text):
            return answer(**{name: int(value) for name, value in found.groupdict().items()})
    raise AssertionError(f"asked in another way: {text}")


VALUE = re.compile(
    r"(?P<sign>-?)(?P<frac>\\frac\{)?(?P<size>\d*)(?:\\sqrt\{(?P<root>\d+)\}|(?P<pi>\\pi))?(?:\}\{(?P<below>\d+)\})?"
)


def value_of(reference):
    """A reference as a float: a fraction, a root, a multiple of pi."""
    found = VALUE.fullmatch(reference)
    assert bool(found["frac"]) is bool(found["below"])
    value = int(found["size"] or 1) * math.sqrt(int(found["root"] or 1)) * (math.pi if found["pi"] else 1)
    return (-value if found["sign"] else value) / int(found["below"] or 1)


@pytest.mark.parametrize(
    ("area", "kinds"), [(Geometry, GEOMETRY), (NumberTheory, NUMBERS)], ids=["geometry", "numbers"]
)
@pytest.mark.parametrize("difficulty", [1, 5])
def test_what_the_words_ask_for_is_the_reference(area, kinds, difficulty):
    seen = set()
    for row in area(unsolvable_share=0.25).rows(21, 300, difficulty):
        kind, (asked, _) = row["problem_kind"], row["prompt"].split(" Give the exact value")
        if kind == "midpoint":
            (a, b), (c, d) = corners(asked)
            told = [
                Fraction(re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", half))
                for half in row["reference"][1:-1].split(", ")
            ]
            assert told == [Fraction(a + c, 2), Fraction(b + d, 2)]
            continue
        answer = from_the_words(asked, *kinds[kind])
        if row["reference"] == UNSOLVABLE:
            assert answer is None, row
        elif answer is None:
            assert kind == "largest_prime_factor", row
        else:
            assert math.isclose(answer, value_of(row["reference"]), rel_tol=1e-9), row
        seen.add(kind)
    wanted = {maker.__name__ for maker in itertools.chain(area.kinds, area.contradictions)} - {"midpoint"}
    assert seen <= wanted
    assert difficulty < 5 or seen == wanted == set(kinds)
