"""Every reference against sympy or brute force, worked out of the numbers that a row says it was made of."""

import itertools
import math
import re

import pytest

import rewardry
from rewardry.verifiers.math_problems.generator import Algebra, Geometry, NumberTheory
from rewardry.verifiers.math_problems.problem import UNSOLVABLE

sympy = pytest.importorskip("sympy")
x, y, z = sympy.symbols("x y z")
R = sympy.Rational


def polynomial(coefficients, at=x):
    return sum(c * at**i for i, c in enumerate(reversed(coefficients)))


def solutions_of_rows(rows):
    unknowns = (x, y, z)[: len(rows[0]) - 1]
    return sympy.linsolve([sum(c * v for c, v in zip(row, unknowns, strict=False)) - row[-1] for row in rows], unknowns)


def smallest(numbers):
    return next(iter(numbers), None)


def triangle(a, b, c):
    """The area of a triangle by coordinates, or None where it does not close."""
    base = R(a * a + b * b - c * c, 2 * a)  # the foot of the height on a
    height = b * b - base**2
    return sympy.sqrt(height) * a / 2 if height > 0 else None


# By kind: the answer, by another way than the generator's; None where there is none.
ANSWERS = {
    # --- algebra
    "evaluation": lambda g: polynomial(g["coefficients"]).subs(x, g["at"]),
    "linear_equation": lambda g: sympy.solve(g["a"] * x + g["b"] - g["c"] * x - g["d"], x)[0],
    "arithmetic_term": lambda g: list(itertools.islice(itertools.count(g["first"], g["step"]), g["place"]))[-1],
    "sum_and_product": lambda g: sympy.simplify(
        sum(
            count * (root**2 if g["squares"] else 1 / root)
            for root, count in sympy.roots(x**2 + g["b"] * x + g["c"], x).items()
        )
    ),
    "larger_root": lambda g: max(sympy.solve(x**2 + g["b"] * x + g["c"], x)),
    "pair_of_equations": lambda g: next(iter(solutions_of_rows(g["rows"])))["xy".index(g["wanted"])],
    "composition": lambda g: (g["a"] * x**2 + g["b"]).subs(x, g["c"] * g["at"] + g["d"]),
    "absolute_value": lambda g: max(sympy.solve((g["a"] * x + g["b"]) ** 2 - g["c"] ** 2, x)),
    "geometric_sum": lambda g: (
        sum(g["first"] * R(g["above"], g["below"]) ** i for i in range(g["terms"]))
        if g["terms"]
        else sympy.summation(g["first"] * R(g["above"], g["below"]) ** y, (y, 0, sympy.oo))
    ),
    "power_equation": lambda g: sympy.solve(g["exponent"] * (g["a"] * x + g["b"]) - g["c"], x)[0],
    "logarithm": lambda g: sympy.solve(g["a"] * x + g["b"] - g["base"] ** g["value"], x)[0],
    "binomial_coefficient": lambda g: sympy.expand((g["a"] * x + g["b"]) ** g["power"]).coeff(x, g["place"]),
    "remainder": lambda g: sympy.rem(polynomial(g["coefficients"]), g["a"] * x + g["b"], x, domain="QQ"),
    "three_unknowns": lambda g: sympy.prod(next(iter(solutions_of_rows(g["rows"])))),
    "count_of_integers": lambda g: sum(abs(g["a"] * n + g["b"]) <= g["c"] for n in range(-3_000, 3_001)),
    "no_real_root": lambda g: smallest(sympy.real_roots(x**2 + g["b"] * x + g["c"])),
    "parallel_lines": lambda g: smallest(solutions_of_rows(g["rows"])),
    "negative_distance": lambda g: smallest(
        root
        for side in (1, -1)
        for root in [R(side * g["c"] - g["b"], g["a"])]
        if abs(g["a"] * root + g["b"]) == g["c"]
    ),
    "uneven_steps": lambda g: 0 if len({b - a for a, b in itertools.pairwise(g["terms"])}) == 1 else None,
    "whole_solution": lambda g: sympy.solve(g["a"] * x + g["b"] - g["c"], x)[0],
    "no_whole_solution": lambda g: smallest(root for root in [R(g["c"] - g["b"], g["a"])] if root.is_integer),
    # --- number theory
    "greatest_common_divisor": lambda g: sympy.igcd(*g["numbers"]),
    "least_common_multiple": lambda g: sympy.ilcm(*g["numbers"]),
    "divisor_count": lambda g: sympy.divisor_count(g["number"]),
    "last_digit": lambda g: int(str(g["base"] ** g["power"])[-1]) if g["power"] < 1_000 else _slow_power(g, 10),
    "largest_prime_factor": lambda g: max(sympy.primefactors(g["number"])),
    "power_remainder": lambda g: _slow_power(g, g["modulus"]),
    "from_base": lambda g: int(g["digits"], g["base"]),
    "divisor_sum": lambda g: sympy.divisor_sigma(g["number"]),
    "multiples_of_either": lambda g: sum(not (n % g["a"] and n % g["b"]) for n in range(1, g["bound"] + 1)),
    "trailing_zeros": lambda g: sympy.multiplicity(5, sympy.factorial(g["number"])),
    "prime_in_factorial": lambda g: sympy.multiplicity(g["prime"], sympy.factorial(g["number"])),
    "totient": lambda g: sympy.totient(g["number"]),
    "inverse": lambda g: smallest(n for n in range(g["modulus"]) if g["number"] * n % g["modulus"] == 1),
    "congruences": lambda g: _of_remainders(g),
    "digit_sum": lambda g: sum(sympy.ntheory.digits(g["base"] ** g["power"], 10)[1:]),
    "two_remainders": lambda g: _of_remainders(g, 1),
    "whole_pair": lambda g: smallest(n for n in range(1, 10**7) if sympy.Integer(g["c"] - g["a"] * n) % g["b"] == 0),
    "square_between": lambda g: smallest(n for n in range(g["low"] + 1, g["high"]) if sympy.sqrt(n).is_integer),
    "neighbours": lambda g: sympy.solve(2 * x - g["total"] + (-1 if g["larger"] else 1), x)[0],
    "clashing_remainders": lambda g: _of_remainders(g),
    "no_inverse": lambda g: smallest(n for n in range(g["modulus"]) if g["number"] * n % g["modulus"] == 1),
    "no_whole_pair": lambda g: smallest(n for n in range(g["b"]) if (g["c"] - g["a"] * n) % g["b"] == 0),
    "no_square_between": lambda g: smallest(n for n in range(g["low"] + 1, g["high"]) if sympy.sqrt(n).is_integer),
    "even_neighbours": lambda g: smallest(n for n in range(-2, g["total"] + 1) if 2 * n + 1 == g["total"]),
    # --- geometry
    "rectangle_area": lambda g: g["a"] * R(g["perimeter"] - 2 * g["a"], 2),
    "third_angle": lambda g: 180 - g["a"] - g["b"],
    "triangle_area": lambda g: sympy.Triangle((0, 0), (g["base"], 0), (R(1, 3), g["height"])).area,
    "hypotenuse": lambda g: sympy.Point(g["a"], 0).distance(sympy.Point(0, g["b"])),
    "circle_area": lambda g: sympy.Circle((0, 0), R(g["diameter"], 2)).area,
    "distance": lambda g: sympy.Point(*g["points"][0]).distance(sympy.Point(*g["points"][1])),
    "midpoint": lambda g: tuple(sympy.Segment(*map(tuple, g["points"])).midpoint),
    "angle_sum": lambda g: 360 * (R(g["sides"], 2) - 1),
    "regular_angle": lambda g: 180 - R(360, g["sides"]),
    "diagonals": lambda g: math.comb(g["sides"], 2) - g["sides"],
    "similar_triangles": lambda g: sympy.solve(R(g["a"], g["b"]) * x - g["other"], x)[0],
    "polygon_area": lambda g: abs(sympy.Polygon(*map(tuple, g["points"])).area),
    "distance_to_line": lambda g: sympy.Line(polynomial(g["line"][::2]) + g["line"][1] * y).distance(g["point"]),
    "heron": lambda g: triangle(*g["sides"]),
    "other_leg": lambda g: sympy.sqrt(g["hypotenuse"] - g["leg"]) * sympy.sqrt(g["hypotenuse"] + g["leg"]),
    "sides_of_regular": lambda g: smallest(n for n in range(3, 400) if R(180 * (n - 2), n) == g["angle"]),
    "longer_side": lambda g: max(sympy.real_roots(x**2 - R(g["perimeter"], 2) * x + g["area"])),
    "chord_distance": lambda g: sympy.sqrt(g["radius"] ** 2 - R(g["chord"], 2) ** 2),
    "solid_volume": lambda g: {
        "cylinder": sympy.pi * g["radius"] ** 2 * g["height"],
        "cone": sympy.integrate(sympy.pi * (g["radius"] * (1 - x / g["height"])) ** 2, (x, 0, g["height"])),
        "sphere": sympy.integrate(sympy.pi * (g["radius"] ** 2 - x**2), (x, -g["radius"], g["radius"])),
    }[g["solid"]],
    "no_triangle": lambda g: triangle(*g["sides"]),
    "angles_too_large": lambda g: smallest(n for n in [180 - g["a"] - g["b"]] if n > 0),
    "short_hypotenuse": lambda g: smallest(n for n in [g["hypotenuse"] ** 2 - g["leg"] ** 2] if n > 0),
    "long_chord": lambda g: smallest(n for n in [4 * g["radius"] ** 2 - g["chord"] ** 2] if n >= 0),
    "no_regular_polygon": lambda g: smallest(n for n in range(3, 400) if R(180 * (n - 2), n) == g["angle"]),
    "too_much_area": lambda g: smallest(sympy.real_roots(x**2 - R(g["perimeter"], 2) * x + g["area"])),
}


def _slow_power(given, modulus):
    value = 1
    for _ in range(given["power"]):
        value = value * given["base"] % modulus
    return value


def _of_remainders(given, least=0):
    pairs = list(zip(given["moduli"], given["rests"], strict=True))
    modulus, rest = pairs[0]
    numbers = range(least + (rest - least) % modulus, math.prod(given["moduli"]) + 1, modulus)
    return smallest(n for n in numbers if all(n % modulus == rest for modulus, rest in pairs))


AREAS = (Algebra, NumberTheory, Geometry)
MAKERS = [(area, maker) for area in AREAS for maker in (*area.kinds, *area.contradictions)]
ROWS = {
    (area, difficulty): list(area(unsolvable_share=0.3).rows(5, 60, difficulty))
    for area in AREAS
    for difficulty in (0, 4, 10)
}


@pytest.mark.parametrize(("area", "difficulty"), ROWS, ids=lambda value: getattr(value, "area", value))
def test_references_are_what_another_way_gives(area, difficulty):
    for row in ROWS[area, difficulty]:
        answer = ANSWERS[row["problem_kind"]](row["given"])
        if answer is None:
            assert row["reference"] == UNSOLVABLE, row
            continue
        assert row["reference"] != UNSOLVABLE, row
        written = sympy.latex(answer)
        verdict = rewardry.verify("math", f"\\boxed{{{written}}}", row["reference"], prompt=row["prompt"])
        assert verdict.status == "correct", (row, written, verdict)


def test_every_kind_is_checked_and_comes_up():
    kinds = {maker.__name__ for _, maker in MAKERS}
    assert kinds == set(ANSWERS)
    assert kinds == {row["problem_kind"] for rows in ROWS.values() for row in rows} | {
        row["problem_kind"] for area in AREAS for row in area(unsolvable_share=0.5).rows(6, 200, 5)
    }


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.area)
def test_there_are_twelve_kinds_and_ways_of_asking(area):
    assert len(area.kinds) >= 12
    assert len(area.contradictions) >= 5
    rows = list(area(unsolvable_share=0.5).rows(2, 600, 5))
    for kind in {row["problem_kind"] for row in rows}:
        prompts = {
            re.sub(r"[-+]?\$?\d+\$?|\\frac\{|x|y", "", row["prompt"])[:24]
            for row in rows
            if row["problem_kind"] == kind
        }
        assert len(prompts) > 1, kind


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.area)
def test_no_wording_tells_what_cannot_be_solved(area):
    words = {True: set(), False: set()}
    for row in area(unsolvable_share=0.5).rows(3, 1_500, 5):
        words[row["solvable"]].add(re.sub(r"\$[^$]*\$|-?\d+", "#", row["prompt"]))
    assert words[False] <= words[True]


@pytest.mark.parametrize(("area", "difficulty"), ROWS, ids=lambda value: getattr(value, "area", value))
def test_the_problem_says_the_numbers_it_is_made_of(area, difficulty):
    # said otherwise, in lowest terms, or of no moment for the solid
    unsaid = {"step", "exponent", "terms", "power", "height", "above", "below"}
    for row in ROWS[area, difficulty]:
        for name, value in row["given"].items():
            if name not in unsaid and isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1:
                said = str(abs(value)) in row["prompt"]
                assert said or row["problem_kind"] in ("linear_equation", "power_equation"), (
                    name,
                    value,
                    row["prompt"],
                )
