"""Problems of algebra solved from their words alone, as whoever answers must solve them."""

import re

import pytest

from rewardry.verifiers.math_problems.generator import Algebra
from rewardry.verifiers.math_problems.problem import UNSOLVABLE

sympy = pytest.importorskip("sympy")
x, y, z, n, r, s = sympy.symbols("x y z n r s")


def read(latex):
    """A formula of a prompt, an equation as the difference of its sides."""
    plain = re.sub(r"\\frac\{(-?\w+)\}\{(\w+)\}", r"((\1)/(\2))", latex)
    plain = re.sub(r"\^\{([^}]*)\}", r"**(\1)", plain).replace("^", "**")
    plain = re.sub(r"\|([^|]*)\|", r"Abs(\1)", plain)
    plain = re.sub(r"(?<=\d)(?=[a-z(])", "*", plain)
    left, _, right = plain.partition(" = ")
    names = {"x": x, "y": y, "z": z, "n": n, "r": r, "s": s, "Abs": sympy.Abs}
    return sympy.sympify(left, names) - (sympy.sympify(right, names) if right else 0)


def formulas(row):
    return re.findall(r"\$([^$]*)\$", row["prompt"])


def wanted(row):
    return formulas(row)[-1]


def evaluation(row):
    found = formulas(row)
    if "p(x)" in found[0]:
        return read(found[0].split(" = ")[1]).subs(x, int(re.search(r"p\((-?\d+)\)", found[1])[1]))
    return read(found[0]).subs(x, int(found[1].split("= ")[1]))


def roots_of_squares(row):
    b, c = sympy.Poly(read(next(one for one in formulas(row) if "x" in one)), x).all_coeffs()[1:]
    return b**2 - 2 * c if "r^2" in wanted(row) else -b / c


def composed(row):
    f, g = (read(re.search(rf"{name}\(x\) = ([^$]*)\$", row["prompt"])[1]) for name in "fg")
    return f.subs(x, g.subs(x, int(re.search(r"f\(g\((\d+)\)\)", row["prompt"])[1])))


def of_system(row):
    equations = [read(one) for one in formulas(row) if " = " in one]
    unknowns = (x, y, z)[: len(equations)]
    ((*values,),) = sympy.linsolve(equations, unknowns)
    return sympy.prod(values) if len(values) == 3 else values["xy".index(wanted(row))]


def linear_equation(row):
    (solution,) = sympy.solve(read(next(one for one in formulas(row) if " = " in one)), x)
    return solution


def larger_root(row):
    return max(sympy.real_roots(read(formulas(row)[0])))


def larger_distance(row):
    inside, size = re.search(r"\|([^|]*)\| = (\d+)", row["prompt"]).groups()
    return max(sympy.solve(read(inside) ** 2 - int(size) ** 2, x))


def rest(row):
    p, d = (read(one) for one in formulas(row))
    return sympy.rem(p, d, x, domain="QQ")


def coefficient(row):
    place = int(re.search(r"\$x\^\{(\d+)\}\$", row["prompt"])[1])
    return sympy.expand(read(next(one for one in formulas(row) if one.startswith("(")))).coeff(x, place)


def whole(row):
    (solution,) = sympy.solve(read(next(one for one in formulas(row) if " = " in one)), n)
    return solution


def term(row):
    first, second, _ = map(int, re.search(r"(-?\d+), (-?\d+), (-?\d+)", row["prompt"]).groups())
    return first + (int(re.search(r"term number (\d+)", row["prompt"])[1]) - 1) * (second - first)


def exponent(row):
    power, inside, base, c = re.search(r"(\d+)\^\{([^}]*)\} = (\d+)\^\{([^}]*)\}", row["prompt"]).groups()
    return sympy.solve(read(inside) * sympy.log(int(power), int(base)) - int(c), x)[0]


def of_logarithm(row):
    base, inside, value = re.search(r"log_\{(\d+)\}\(([^)]*)\) = (\d+)", row["prompt"]).groups()
    return sympy.solve(read(inside) - int(base) ** int(value), x)[0]


def count(row):
    inside, c = re.search(r"\|([^|]*)\| \\le (\d+)", row["prompt"]).groups()
    return sum(bool(abs(read(inside).subs(n, number)) <= int(c)) for number in range(-120, 121))


def series(row):
    first, ratio = (read(one) for one in formulas(row))
    many = re.search(r"first (\d+) terms", row["prompt"])
    return sum(first * ratio**i for i in range(int(many[1]))) if many else first / (1 - ratio)


SOLVED = {
    "evaluation": evaluation,
    "sum_and_product": roots_of_squares,
    "composition": composed,
    "pair_of_equations": of_system,
    "three_unknowns": of_system,
    "linear_equation": linear_equation,
    "larger_root": larger_root,
    "absolute_value": larger_distance,
    "remainder": rest,
    "binomial_coefficient": coefficient,
    "whole_solution": whole,
    "arithmetic_term": term,
    "power_equation": exponent,
    "logarithm": of_logarithm,
    "count_of_integers": count,
    "geometric_sum": series,
}


def value_of(reference):
    return sympy.Rational(re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", reference))


@pytest.mark.parametrize("difficulty", [0, 5])
def test_what_the_words_ask_for_is_the_reference(difficulty):
    kinds = set()
    for row in Algebra().rows(11, 20 + 13 * difficulty, difficulty):
        kinds.add(row["problem_kind"])
        assert sympy.simplify(SOLVED[row["problem_kind"]](row) - value_of(row["reference"])) == 0, row
    assert len(kinds) == (4 if difficulty == 0 else len(SOLVED))


def test_what_the_words_of_an_unsolvable_problem_ask_for_there_is_not():
    seen = set()
    for row in Algebra(unsolvable_share=1).rows(12, 30, 5):
        kind = row["problem_kind"]
        seen.add(kind)
        assert row["reference"] == UNSOLVABLE
        equations = [read(one) for one in formulas(row) if " = " in one and "|" not in one]
        if kind == "no_real_root":
            assert sympy.real_roots(equations[0]) == []
        elif kind == "parallel_lines":
            assert sympy.linsolve(equations, (x, y)) == sympy.S.EmptySet
        elif kind == "negative_distance":
            assert int(re.search(r"\| = (-?\d+)", row["prompt"])[1]) < 0
        elif kind == "no_whole_solution":
            assert not sympy.solve(equations[0], n)[0].is_integer
        else:
            a, b, c = map(int, re.search(r"(-?\d+), (-?\d+), (-?\d+)", row["prompt"]).groups())
            assert b - a != c - b
    assert seen == {maker.__name__ for maker in Algebra.contradictions}
