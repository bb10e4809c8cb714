"""Questions of sixteen types of answers, each with several right forms and several near misses."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import NamedTuple

from .answer_structures import choice, equation, interval, matrix, point, solution_set, word


class Question(NamedTuple):
    """A question with its answer in several forms.

    Attributes:
        prompt: the question.
        reference: the answer as a data set would write it.
        right: forms of the same answer.
        wrong: forms of other answers.
    """

    prompt: str
    reference: str
    right: list[str]
    wrong: list[str]


def integer(chance: Random) -> Question:
    """A whole number, large ones with separators of thousands."""
    one, other = chance.randint(1200, 98_000), chance.choice([-1, 1]) * chance.randint(13, 97)
    n = one * other
    grouped = f"{n:,}"
    right = [str(n), grouped, grouped.replace(",", "{,}"), grouped.replace(",", "\\,"), f"{n}.0"]
    swapped = _two_digits_swapped(str(abs(n)))
    wrong = [str(n + 1), str(-n), f"{n * 10:,}", ("-" if n < 0 else "") + swapped, str(n // 10)]
    return Question(f"What is {one} times {other}?", str(n), right, wrong)


def _two_digits_swapped(digits: str) -> str:
    """A number with the first two neighbours swapped that differ, but for the leading digit."""
    for i in range(1, len(digits) - 1):
        if digits[i] != digits[i + 1]:
            return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    return str(int(digits) + 7)


def fraction(chance: Random) -> Question:
    """A fraction in lowest terms, reduced or not, as a mixed number, as a decimal where that is exact."""
    q = chance.choice([2, 4, 5, 6, 7, 8, 9, 11, 12, 20])
    p = chance.choice([n for n in range(1, 4 * q) if math.gcd(n, q) == 1 and n != q])
    minus = chance.choice(["", "-"])
    k = chance.randint(2, 5)
    right = [f"{minus}\\frac{{{p}}}{{{q}}}", f"{minus}\\dfrac{{{p}}}{{{q}}}", f"{minus}{p}/{q}"]
    right += [f"{minus}\\frac{{{p * k}}}{{{q * k}}}", f"\\frac{{{minus}{p}}}{{{q}}}"]
    if p > q and not minus:
        right.append(f"{p // q}\\frac{{{p % q}}}{{{q}}}")
    if 10**4 % q == 0:
        right.append(minus + decimal_text(Fraction(p, q)))
        wrong = []
    else:  # cut after four digits, it is another number
        wrong = [f"{minus}{10**4 * p // q / 10**4:.4f}"]
    other = "" if minus else "-"
    wrong += [
        f"{minus}\\frac{{{q}}}{{{p}}}",
        f"{other}\\frac{{{p}}}{{{q}}}",
        f"{minus}\\frac{{{p + 1}}}{{{q}}}",
        f"{minus}{p}/{q + 1}",
    ]
    prompt = f"Write {minus}{p * 6}/{q * 6} exactly, in lowest terms or any equal form."
    return Question(prompt, f"{minus}\\frac{{{p}}}{{{q}}}", right, wrong)


def decimal_text(value: Fraction) -> str:
    """A fraction whose decimals end, with all of them."""
    places = next(n for n in range(12) if (value * 10**n).denominator == 1)
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


def decimal(chance: Random) -> Question:
    """A number with three decimals, which is not rounded."""
    thousandths = chance.choice([n for n in range(101, 9999) if n % 10 not in (0, 5)])
    value = Fraction(thousandths, 1000)
    text = decimal_text(value)
    whole, places = text.split(".")
    right = [text, f"{text}0", f"\\frac{{{thousandths}}}{{1000}}", f"{thousandths}/1000"]
    right += [f".{places}"] if whole == "0" else [f"{whole}\\frac{{{places.lstrip('0')}}}{{1000}}"]
    rounded = f"{round(thousandths / 10) / 100:.2f}"
    wrong = [
        rounded,
        f"-{text}",
        decimal_text(value * 10),
        decimal_text(value / 10),
        decimal_text(value + Fraction(1, 1000)),
    ]
    less = 3 - Fraction(chance.randint(1, 100), 1000)
    prompt = f"What is {decimal_text(value + less)} - {decimal_text(less)}? Give the exact value."
    return Question(prompt, text, right, wrong)


def scientific(chance: Random) -> Question:
    """A number with a power of ten."""
    mantissa, power = chance.choice([11, 12, 15, 24, 25, 32, 48, 64, 75, 96]), chance.randint(4, 8)
    value = mantissa * 10 ** (power - 1)
    head = f"{mantissa // 10}.{mantissa % 10}"
    right = [f"{head} \\times 10^{{{power}}}", f"{head} \\cdot 10^{power}", str(value), f"{value:,}"]
    right += [f"{mantissa} \\times 10^{{{power - 1}}}", f"{head}e{power}"]
    wrong = [f"{head} \\times 10^{{{power + 1}}}", f"{head} \\times 10^{{-{power}}}", str(value // 10)]
    wrong += [f"-{head} \\times 10^{{{power}}}", f"{mantissa // 10}.{(mantissa + 1) % 10} \\times 10^{{{power}}}"]
    return Question(
        f"What is {value // 2} + {value // 2}? Any notation.", f"{head} \\times 10^{{{power}}}", right, wrong
    )


def percent(chance: Random) -> Question:
    """A percentage, with its sign or its word."""
    p, total = chance.randint(3, 48) * 2, chance.choice([50, 150, 200, 250, 350, 450])
    right = [f"{p}\\%", f"{p}%", f"{p} \\%", f"{p}.0\\%", f"{p} percent", f"{p}\\text{{ percent}}"]
    wrong = [f"{p + 1}\\%", f"{100 - p}\\%" if p != 50 else "5\\%", f"{p / 10}\\%", f"{p}0%", f"-{p}%"]
    if p * total % 100:
        return Question(f"{p} of 100 seats are taken. What percentage is that?", f"{p}\\%", right, wrong)
    return Question(f"What percentage of {total} is {p * total // 100}?", f"{p}\\%", right, wrong)


_UNITS = [("cm", "mm", 10), ("m", "cm", 100), ("km", "m", 1000), ("kg", "g", 1000), ("h", "min", 60), ("min", "s", 60)]


def unit(chance: Random) -> Question:
    """A quantity with its unit, or the same in a smaller one."""
    large, small, factor = chance.choice(_UNITS)
    n = chance.randint(3, 40)
    right = [f"{n} {large}", f"{n} \\text{{ {large}}}", f"{n}\\,\\mathrm{{{large}}}", f"{n * factor} {small}"]
    wrong = [f"{n} {small}", f"{n + 1} {large}", f"{n * factor} {large}", f"{n}0 {large}", f"-{n} {large}"]
    return Question(
        f"A piece has {n * factor} {small}. Give that in {large}, with the unit.",
        f"{n} \\text{{ {large}}}",
        right,
        wrong,
    )


def polynomial(chance: Random) -> Question:
    """A polynomial by its roots: multiplied out, reordered or factored."""
    a, b = chance.sample([n for n in range(-9, 10) if n], 2)
    while a + b == 0:
        a, b = chance.sample([n for n in range(-9, 10) if n], 2)
    middle, last = f"{a + b:+d}x".replace("1x", "x") if abs(a + b) == 1 else f"{a + b:+d}x", f"{a * b:+d}"
    right = [f"x^2{middle}{last}", f"x^{{2}} {middle} {last}", f"{a * b}{middle}+x^2", f"(x{a:+d})(x{b:+d})"]
    right += [f"\\left(x{b:+d}\\right)\\left(x{a:+d}\\right)", f"x(x{b:+d}){a:+d}(x{b:+d})"]
    flipped = ("-" if middle[0] == "+" else "+") + middle[1:]
    wrong = [
        f"x^2{flipped}{last}",
        f"x^2{middle}{a * b + 1:+d}",
        f"2x{a + b:+d}",
        f"(x{-a:+d})(x{-b:+d})",
        f"x^3{middle}{last}",
    ]
    return Question(
        f"Give the polynomial x^2 + ... with the roots {-a} and {-b}, in any form.", f"x^2{middle}{last}", right, wrong
    )


def radical(chance: Random) -> Question:
    """A multiple of a root, taken out or under it."""
    k, m = chance.randint(2, 9), chance.choice([2, 3, 5, 6, 7, 10, 11, 13])
    right = [f"{k}\\sqrt{{{m}}}", f"\\sqrt{{{k * k * m}}}", f"{k} \\cdot \\sqrt{{{m}}}", f"{k}\\cdot {m}^{{1/2}}"]
    right += [f"\\frac{{{k * m}}}{{\\sqrt{{{m}}}}}", f"{k}*sqrt({m})"]
    wrong = [f"{k}\\sqrt{{{m + 1}}}", f"\\sqrt{{{k * m}}}", f"-{k}\\sqrt{{{m}}}", f"{k + 1}\\sqrt{{{m}}}"]
    wrong += [f"{k * math.sqrt(m):.2f}", f"{k}\\sqrt[3]{{{m}}}"]
    return Question(f"Simplify sqrt({k * k * m}). Give the exact value.", f"{k}\\sqrt{{{m}}}", right, wrong)


def complex_number(chance: Random) -> Question:
    """A complex number with both parts."""
    a, b = chance.choice([-7, -5, -3, -2, 2, 3, 4, 6]), chance.choice([-9, -8, 5, 7, 9, 11])
    sign = "+" if b > 0 else "-"
    right = [f"{a}{b:+d}i", f"{a} {sign} {abs(b)}i", f"{b}i{a:+d}", f"{a}{b:+d}\\,i", f"{a}{b:+d}\\mathrm{{i}}"]
    wrong = [f"{a}{-b:+d}i", f"{-a}{b:+d}i", f"{b}{a:+d}i", f"{a + 1}{b:+d}i", str(a)]
    one, two = chance.randint(1, 9), chance.randint(1, 9)
    prompt = f"Add {one}{two:+d}i and {a - one}{b - two:+d}i."
    return Question(prompt, f"{a}{b:+d}i", right, wrong)


TYPES: dict[str, Callable[[Random], Question]] = {
    "integer": integer,
    "fraction": fraction,
    "decimal": decimal,
    "scientific": scientific,
    "percent": percent,
    "unit": unit,
    "interval": lambda chance: Question(*interval(chance)),
    "set": lambda chance: Question(*solution_set(chance)),
    "tuple": lambda chance: Question(*point(chance)),
    "matrix": lambda chance: Question(*matrix(chance)),
    "polynomial": polynomial,
    "equation": lambda chance: Question(*equation(chance)),
    "radical": radical,
    "complex": complex_number,
    "text": lambda chance: Question(*word(chance)),
    "choice": lambda chance: Question(*choice(chance)),
}
