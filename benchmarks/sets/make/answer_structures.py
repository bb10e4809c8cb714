"""Answers with parts: intervals, sets, points, matrices, equations, and answers that are words or letters.

Each function gives the prompt, the reference, right forms and wrong ones.
"""

from __future__ import annotations

from random import Random
from typing import TypeAlias

Made: TypeAlias = tuple[str, str, list[str], list[str]]


def interval(chance: Random) -> Made:
    """An interval with open and closed ends, as brackets or as inequalities."""
    a = chance.randint(-9, 6)
    b = a + chance.randint(2, 9)
    left, right_end = chance.choice("(["), chance.choice(")]")
    low, high = "<" if left == "(" else "\\le", "<" if right_end == ")" else "\\le"
    text = f"{left}{a}, {b}{right_end}"
    right = [
        text,
        f"\\left{left}{a}, {b}\\right{right_end}",
        f"x \\in {left}{a},{b}{right_end}",
        f"{a} {low} x {high} {b}",
    ]
    other = {"(": "[", "[": "(", ")": "]", "]": ")"}
    wrong = [f"{other[left]}{a}, {b}{right_end}", f"{left}{a}, {b}{other[right_end]}", f"{left}{a}, {b + 1}{right_end}"]
    wrong += [f"{left}{a - 1}, {b}{right_end}", f"({a}, \\infty)"]
    ends = [f"x {'>' if left == '(' else '>='} {a}", f"x {'<' if right_end == ')' else '<='} {b}"]
    return f"Write all x with {' and '.join(ends)} as an interval.", text, right, wrong


def solution_set(chance: Random) -> Made:
    """All solutions, in any order."""
    roots = sorted(chance.sample([n for n in range(-9, 10) if n], 3))
    turned = [roots[1], roots[2], roots[0]]
    listed = ", ".join(map(str, roots))
    right = [f"\\{{{listed}\\}}", f"\\{{{', '.join(map(str, turned))}\\}}", f"\\left\\{{{listed}\\right\\}}", listed]
    missing, more = roots[:2], [*roots, roots[-1] + 1]
    changed = [roots[0], roots[1], -roots[2]] if -roots[2] not in roots else [roots[0], roots[1], roots[2] + 1]
    wrong = [f"\\{{{', '.join(map(str, one))}\\}}" for one in (missing, more, changed)]
    wrong += [str(roots[0]), "\\emptyset"]
    product = "".join(f"(x{-root:+d})" for root in roots)
    return f"Find all solutions of {product} = 0, as a set.", f"\\{{{listed}\\}}", right, wrong


def point(chance: Random) -> Made:
    """A point, whose order counts."""
    a, b = chance.sample([n for n in range(-9, 10) if n], 2)
    while a == -b:
        a, b = chance.sample([n for n in range(-9, 10) if n], 2)
    right = [f"({a}, {b})", f"({a},{b})", f"\\left({a}, {b}\\right)", f"\\left( {a}.0, {b} \\right)"]
    wrong = [f"({b}, {a})", f"({-a}, {b})", f"({a}, {b}, 0)", f"({a}, {b + 1})", str(a)]
    lines = f"x + y = {a + b} and x - y = {a - b}"
    return f"Where do the lines {lines} meet? Give the point (x, y).", f"({a}, {b})", right, wrong


def matrix(chance: Random) -> Made:
    """A matrix of two rows."""
    a, b, c, d = chance.sample(range(-9, 10), 4)

    def written(cells: tuple[int, int, int, int], form: str = "pmatrix", end: str = " \\\\ ") -> str:
        rows = f"{cells[0]} & {cells[1]}{end}{cells[2]} & {cells[3]}"
        return f"\\begin{{{form}}} {rows} \\end{{{form}}}"

    cells = (a, b, c, d)
    right = [
        written(cells),
        written(cells, "bmatrix"),
        written(cells, end="\\\\"),
        written(cells, "pmatrix", " \\\\[2pt] "),
    ]
    wrong = [written((a, c, b, d)), written((c, d, a, b)), written((a, b, c, d + 1)), written((-a or 1, b, c, d))]
    wrong.append(f"\\begin{{pmatrix}} {a} & {b} \\end{{pmatrix}}")
    total = written((2 * a, 2 * b, 2 * c, 2 * d))
    return f"Divide the matrix ${total}$ by 2.", written(cells), right, wrong


def equation(chance: Random) -> Made:
    """A line, solved for y, or with its terms on either side."""
    m, b = chance.choice([2, 3, 4, 5, 7, -2, -3, -4]), chance.choice([n for n in range(-9, 10) if n])
    right = [
        f"y = {m}x{b:+d}",
        f"y={m}x {b:+d}",
        f"y{-b:+d} = {m}x",
        f"{m}x - y {b:+d} = 0",
        f"2y = {2 * m}x{2 * b:+d}",
    ]
    wrong = [f"y = {m}x{-b:+d}", f"y = {-m}x{b:+d}", f"x = {m}y{b:+d}", f"y = {m + 1}x{b:+d}", f"y = {m}x"]
    through = f"(0, {b}) and (1, {m + b})"
    return f"Give the equation of the line through {through}.", f"y = {m}x{b:+d}", right, wrong


_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def word(chance: Random) -> Made:
    """A day of the week. Naming two days is no answer."""
    start, days = chance.randrange(7), chance.randint(9, 400)
    day = _DAYS[(start + days) % 7]
    after, before = _DAYS[(start + days + 1) % 7], _DAYS[(start + days - 1) % 7]
    right = [day, f"\\text{{{day}}}", day.lower(), f"{day}.", f"\\mathrm{{{day}}}"]
    wrong = [after, f"\\text{{{before}}}", f"{day} or {after}", f"not {day}", after.upper()]
    return f"Today is {_DAYS[start]}. Which day of the week is it in {days} days?", day, right, wrong


def choice(chance: Random) -> Made:
    """The letter of an option, alone or with the option's value."""
    one, other = chance.randint(12, 99), chance.randint(12, 99)
    value = one * other
    values = [value, value + 10, value - 10, value + 2, one * other + one]
    chance.shuffle(values)
    if len(set(values)) < 5:
        return choice(chance)
    letters = "ABCDE"
    letter = letters[values.index(value)]
    another, third = chance.sample([x for x in letters if x != letter], 2)
    options = " ".join(f"({x}) {v}" for x, v in zip(letters, values, strict=True))
    right = [letter, f"({letter})", f"\\text{{{letter}}}", f"\\textbf{{({letter})}}", f"({letter}) {value}"]
    wrong = [
        another,
        f"({third})",
        f"\\text{{{another}}}",
        f"{letter} or {another}",
        f"({another}) {values[letters.index(another)]}",
    ]
    prompt = f"What is {one} times {other}? {options} Answer with the letter."
    return prompt, letter, right, wrong
