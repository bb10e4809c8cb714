"""Problems of algebra."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

from .problem import UNSOLVABLE, Maker, Problem, Size, fraction, linear, pick, polynomial


def evaluation(chance: random.Random, size: Size) -> Problem:
    """The value of a polynomial."""
    coefficients = [size.signed(chance) for _ in range(size.length + 1)]
    at = chance.choice((1, -1)) * chance.randint(2, 5)
    value = 0
    for coefficient in coefficients:
        value = value * at + coefficient
    text = pick(
        chance,
        "Let $p(x) = {p}$. What is $p({at})$?",
        "What is the value of ${p}$ at $x = {at}$?",
        "Evaluate ${p}$ for $x = {at}$.",
        p=polynomial(coefficients),
        at=at,
    )
    return Problem(text, str(value), {"coefficients": coefficients, "at": at})


def linear_equation(chance: random.Random, size: Size) -> Problem:
    """The solution of a linear equation with the unknown on both sides."""
    a, b, d = (size.signed(chance) for _ in range(3))
    c = chance.choice([c for c in range(-size.largest, size.largest + 1) if c not in (0, a)])
    text = pick(
        chance,
        "Solve ${left} = {right}$ for $x$.",
        "For which value of $x$ is ${left} = {right}$?",
        "Find $x$ if ${left} = {right}$.",
        left=polynomial([a, b]),
        right=polynomial([c, d]),
    )
    return Problem(text, fraction(Fraction(d - b, a - c)), {"a": a, "b": b, "c": c, "d": d})


def arithmetic_term(chance: random.Random, size: Size) -> Problem:
    """A term of an arithmetic sequence."""
    first, step, place = size.signed(chance), size.signed(chance), chance.randint(8, 10 + size.largest)
    text = _of_sequence(chance, [first, first + step, first + 2 * step], place)
    return Problem(text, str(first + (place - 1) * step), {"first": first, "step": step, "place": place})


def uneven_steps(chance: random.Random, size: Size) -> Problem:
    """A term of a sequence that is said to be arithmetic and is not."""
    first, step, place = size.signed(chance), size.signed(chance), chance.randint(8, 10 + size.largest)
    terms = [first, first + step, first + 2 * step + chance.choice((-2, -1, 1, 2))]
    return Problem(_of_sequence(chance, terms, place), UNSOLVABLE, {"terms": terms, "place": place})


def _of_sequence(chance: random.Random, terms: list[int], place: int) -> str:
    return pick(
        chance,
        "An arithmetic sequence begins {shown}. What is its term number {place}?",
        "The first three terms of an arithmetic sequence are {shown}. Find term number {place}.",
        shown=", ".join(map(str, terms)),
        place=place,
    )


def sum_and_product(chance: random.Random, size: Size) -> Problem:
    """The sum of the squares, or of the reciprocals, of a quadratic's roots."""
    b, c = size.signed(chance), size.signed(chance)
    squares = chance.random() < 0.5
    text = pick(
        chance,
        "Let $r$ and $s$ be the complex roots of ${p} = 0$. What is ${asked}$?",
        "The equation ${p} = 0$ has the complex roots $r$ and $s$. Find ${asked}$.",
        p=polynomial([1, b, c]),
        asked="r^2 + s^2" if squares else "\\frac{1}{r} + \\frac{1}{s}",
    )
    value = Fraction(b * b - 2 * c) if squares else Fraction(-b, c)
    return Problem(text, fraction(value), {"b": b, "c": c, "squares": squares})


def larger_root(chance: random.Random, size: Size) -> Problem:
    """The larger of a quadratic's whole roots."""
    r = size.signed(chance)
    s = chance.choice([s for s in range(-size.largest, size.largest + 1) if s not in (r, -r)])
    return Problem(_of_quadratic(chance, -r - s, r * s), str(max(r, s)), {"b": -r - s, "c": r * s})


def no_real_root(chance: random.Random, size: Size) -> Problem:
    """The larger real root of a quadratic that has none."""
    b = size.signed(chance)
    c = b * b // 4 + size.number(chance)
    return Problem(_of_quadratic(chance, b, c), UNSOLVABLE, {"b": b, "c": c})


def _of_quadratic(chance: random.Random, b: int, c: int) -> str:
    return pick(
        chance,
        "What is the larger real solution of ${p} = 0$?",
        "The equation ${p} = 0$ has two real solutions. What is the larger one?",
        p=polynomial([1, b, c]),
    )


def pair_of_equations(chance: random.Random, size: Size) -> Problem:
    """One unknown of two linear equations."""
    x, y = size.signed(chance), size.signed(chance)
    while True:
        a, b, c, d = (chance.randint(1, 9) * chance.choice((1, -1)) for _ in range(4))
        if a * d != b * c:
            break
    rows, wanted = [[a, b, a * x + b * y], [c, d, c * x + d * y]], chance.choice("xy")
    text = _of_pair(chance, rows, wanted)
    return Problem(text, str(x if wanted == "x" else y), {"rows": rows, "wanted": wanted})


def parallel_lines(chance: random.Random, size: Size) -> Problem:
    """An unknown of two equations that exclude each other."""
    a, b = (chance.randint(1, 4) * chance.choice((1, -1)) for _ in range(2))
    factor, wanted = chance.choice((-3, -2, 2, 3)), chance.choice("xy")
    e = a * size.signed(chance) + b * size.signed(chance)
    rows = [[a, b, e], [a * factor, b * factor, e * factor + size.signed(chance)]]
    return Problem(_of_pair(chance, rows, wanted), UNSOLVABLE, {"rows": rows, "wanted": wanted})


def _of_pair(chance: random.Random, rows: list[list[int]], wanted: str) -> str:
    (a, b, e), (c, d, f) = rows
    return pick(
        chance,
        "Solve the system ${one} = {e}$ and ${two} = {f}$. What is ${wanted}$?",
        "Two numbers $x$ and $y$ satisfy ${one} = {e}$ and ${two} = {f}$. Find ${wanted}$.",
        one=linear([a, b], "xy"),
        two=linear([c, d], "xy"),
        e=e,
        f=f,
        wanted=wanted,
    )


def composition(chance: random.Random, size: Size) -> Problem:
    """The value of a function of a function."""
    a, b, c, d = (size.signed(chance) for _ in range(4))
    at = chance.randint(1, 5)
    inner = c * at + d
    text = pick(
        chance,
        "Let $f(x) = {f}$ and $g(x) = {g}$. What is $f(g({at}))$?",
        "If $f(x) = {f}$ and $g(x) = {g}$, find $f(g({at}))$.",
        f=polynomial([a, 0, b]),
        g=polynomial([c, d]),
        at=at,
    )
    return Problem(text, str(a * inner * inner + b), {"a": a, "b": b, "c": c, "d": d, "at": at})


def absolute_value(chance: random.Random, size: Size) -> Problem:
    """The larger solution of an equation with an absolute value."""
    a, b, c = size.signed(chance), size.signed(chance), size.number(chance)
    larger = max(Fraction(c - b, a), Fraction(-c - b, a))
    return Problem(_of_absolute_value(chance, a, b, c), fraction(larger), {"a": a, "b": b, "c": c})


def negative_distance(chance: random.Random, size: Size) -> Problem:
    """The larger solution of an equation whose absolute value is negative."""
    a, b, c = size.signed(chance), size.signed(chance), -size.number(chance)
    return Problem(_of_absolute_value(chance, a, b, c), UNSOLVABLE, {"a": a, "b": b, "c": c})


def _of_absolute_value(chance: random.Random, a: int, b: int, c: int) -> str:
    return pick(
        chance,
        "What is the larger of the two solutions of $|{inside}| = {c}$?",
        "Find the largest real number $x$ with $|{inside}| = {c}$.",
        inside=polynomial([a, b]),
        c=c,
    )


def geometric_sum(chance: random.Random, size: Size) -> Problem:
    """The sum of a geometric series, finite or infinite."""
    first, below = size.number(chance), chance.randint(2, 6)
    above = chance.choice([above for above in range(1 - below, below) if above])
    ratio, terms = Fraction(above, below), size.length + 1
    text = pick(
        chance,
        "A geometric series begins with ${first}$ and has the ratio ${ratio}$. What is the sum of all its terms?",
        "Find the sum of the infinite geometric series with first term ${first}$ and common ratio ${ratio}$.",
        first=first,
        ratio=fraction(ratio),
    )
    value = first / (1 - ratio)
    if chance.random() < 0.5:
        text = pick(
            chance,
            "What is the sum of the first {terms} terms of the geometric sequence with first term ${first}$ and common "
            "ratio ${ratio}$?",
            terms=terms,
            first=first,
            ratio=fraction(ratio),
        )
        value = first * (1 - ratio**terms) / (1 - ratio)
    else:
        terms = 0
    return Problem(text, fraction(value), {"first": first, "above": above, "below": below, "terms": terms})


def power_equation(chance: random.Random, size: Size) -> Problem:
    """The exponent in an equation of powers."""
    base, exponent = chance.randint(2, 5), chance.randint(2, 3)
    a, b, c = chance.randint(1, 6), size.signed(chance), size.signed(chance)
    text = pick(
        chance,
        "Solve ${power}^{{{inside}}} = {base}^{{{c}}}$ for $x$.",
        "For which $x$ is ${power}^{{{inside}}} = {base}^{{{c}}}$?",
        power=base**exponent,
        inside=polynomial([a, b]),
        base=base,
        c=c,
    )
    value = (Fraction(c, exponent) - b) / a
    return Problem(text, fraction(value), {"base": base, "exponent": exponent, "a": a, "b": b, "c": c})


def logarithm(chance: random.Random, size: Size) -> Problem:
    """The number in an equation with a logarithm."""
    base, value = chance.randint(2, 9), chance.randint(1, min(5, size.length + 1))
    a, b = chance.randint(1, 9), size.signed(chance)
    text = pick(
        chance,
        "Solve $\\log_{{{base}}}({inside}) = {value}$ for $x$.",
        "Find $x$ such that $\\log_{{{base}}}({inside}) = {value}$.",
        base=base,
        inside=polynomial([a, b]),
        value=value,
    )
    return Problem(text, fraction(Fraction(base**value - b, a)), {"base": base, "value": value, "a": a, "b": b})


def binomial_coefficient(chance: random.Random, size: Size) -> Problem:
    """A coefficient of the power of a binomial."""
    a, b = chance.randint(1, 5), chance.choice((1, -1)) * chance.randint(1, 5)
    power = size.length + 2
    place = chance.randint(1, power - 1)
    text = pick(
        chance,
        "What is the coefficient of $x^{{{place}}}$ in the expansion of $({inside})^{{{power}}}$?",
        "Expand $({inside})^{{{power}}}$. What is the coefficient of $x^{{{place}}}$?",
        place=place,
        inside=polynomial([a, b]),
        power=power,
    )
    value = comb(power, place) * a**place * b ** (power - place)
    return Problem(text, str(value), {"a": a, "b": b, "power": power, "place": place})


def remainder(chance: random.Random, size: Size) -> Problem:
    """The remainder of a polynomial divided by a linear one."""
    coefficients = [size.signed(chance) for _ in range(size.length + 2)]
    a, b = chance.randint(2, 3), chance.choice((1, -1, 5, -5))
    at, value = Fraction(-b, a), Fraction(0)
    for coefficient in coefficients:
        value = value * at + coefficient
    text = pick(
        chance,
        "What is the remainder when ${p}$ is divided by ${d}$?",
        "Divide ${p}$ by ${d}$ over the rational numbers. What is the remainder?",
        p=polynomial(coefficients),
        d=polynomial([a, b]),
    )
    return Problem(text, fraction(value), {"coefficients": coefficients, "a": a, "b": b})


def three_unknowns(chance: random.Random, size: Size) -> Problem:
    """The product of the unknowns of three linear equations."""
    solution = [size.signed(chance) for _ in range(3)]
    while True:
        rows = [[chance.randint(-5, 5) or 1 for _ in range(3)] for _ in range(3)]
        (a, b, c), (d, e, f), (g, h, i) = rows
        if a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g):
            break
    full = [[*row, sum(k * v for k, v in zip(row, solution, strict=True))] for row in rows]
    said = ", ".join(f"${linear(row[:3], 'xyz')} = {row[3]}$" for row in full)
    text = pick(
        chance,
        "Numbers $x$, $y$ and $z$ satisfy {said}. What is $xyz$?",
        "Solve the system {said}. What is the product $xyz$?",
        said=said,
    )
    return Problem(text, str(solution[0] * solution[1] * solution[2]), {"rows": full})


def count_of_integers(chance: random.Random, size: Size) -> Problem:
    """How many whole numbers satisfy an inequality with an absolute value."""
    a, b, c = chance.randint(2, 5), size.signed(chance), size.number(chance, 5)
    low, high = -((c + b) // a), (c - b) // a
    text = pick(
        chance,
        "How many integers $n$ satisfy $|{inside}| \\le {c}$?",
        "Find the number of integers $n$ with $|{inside}| \\le {c}$.",
        inside=polynomial([a, b], "n"),
        c=c,
    )
    return Problem(text, str(max(0, high - low + 1)), {"a": a, "b": b, "c": c})


def whole_solution(chance: random.Random, size: Size) -> Problem:
    """The whole solution of an equation."""
    a, b, whole = size.number(chance), size.signed(chance), size.signed(chance)
    c = a * whole + b
    return Problem(_of_whole(chance, a, b, c), str(whole), {"a": a, "b": b, "c": c})


def no_whole_solution(chance: random.Random, size: Size) -> Problem:
    """The whole solution of an equation that has none."""
    a, b, whole = size.number(chance), size.signed(chance), size.signed(chance)
    c = a * whole + b + chance.randint(1, a - 1)
    return Problem(_of_whole(chance, a, b, c), UNSOLVABLE, {"a": a, "b": b, "c": c})


def _of_whole(chance: random.Random, a: int, b: int, c: int) -> str:
    return pick(
        chance,
        "An integer $n$ satisfies ${left} = {c}$. What is $n$?",
        "Find the integer $n$ for which ${left} = {c}$.",
        left=polynomial([a, b], "n"),
        c=c,
    )


KINDS: tuple[Maker, ...] = (
    *(evaluation, whole_solution, linear_equation, arithmetic_term, sum_and_product, larger_root, pair_of_equations),
    *(composition, absolute_value, geometric_sum, power_equation, logarithm, binomial_coefficient, remainder),
    *(three_unknowns, count_of_integers),
)
CONTRADICTIONS: tuple[Maker, ...] = (
    no_real_root,
    parallel_lines,
    negative_distance,
    uneven_steps,
    no_whole_solution,
)
