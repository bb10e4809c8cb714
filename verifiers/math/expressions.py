"""Expressions: trees of tuples, each with its operation first.

==========================  ==========================================================================================
``("n", Fraction)``         a number
``("v", name)``             a variable
``("c", name)``             a constant: ``pi``, ``e``, ``i``, ``inf``
``("+", terms)``            a sum of a tuple of expressions; ``("*", factors)`` a product
``("/", a, b)``             a quotient; ``("^", a, b)`` a power; ``("root", a, n)`` an n-th root
``("f", name, a)``          a function of one argument: sin, ln, abs, floor, ...; ``("log", base, a)`` a logarithm
``("deg", a)``              an angle in degrees; ``("!", a)`` a factorial; ``("C", n, k)`` a binomial coefficient
``("sum", v, lo, hi, a)``   a sum over an integer; ``("prod", ...)`` a product
``("call", name, args)``    a function without a meaning of its own: f(x)
``("opaque", text)``        what only the last rung understands: limits, integrals, derivatives
==========================  ==========================================================================================

Tuples are hashable, compare by structure, and cost little; evaluation is a look-up by the first item.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, TypeAlias

Expression: TypeAlias = tuple[Any, ...]

ZERO: Expression = ("n", Fraction(0))
ONE: Expression = ("n", Fraction(1))
MINUS_ONE: Expression = ("n", Fraction(-1))
INFINITY: Expression = ("c", "inf")
IMAGINARY: Expression = ("c", "i")
COUNTING = frozenset("ijklmnN")  # letters that stand for whole numbers in powers and integer parts


def number(value: int | str | Fraction) -> Expression:
    """A number."""
    return ("n", Fraction(value))


def negative(a: Expression) -> Expression:
    """The negative of an expression; a number stays a number."""
    if a[0] == "n":
        return ("n", -a[1])
    if a[0] == "*" and a[1][0][0] == "n":
        return ("*", (("n", -a[1][0][1]), *a[1][1:]))
    return ("*", (MINUS_ONE, a))


def total(terms: list[Expression]) -> Expression:
    """The sum of some expressions."""
    return terms[0] if len(terms) == 1 else ("+", tuple(terms))


def product(factors: list[Expression]) -> Expression:
    """The product of some expressions."""
    return factors[0] if len(factors) == 1 else ("*", tuple(factors))


def difference(a: Expression, b: Expression) -> Expression:
    """The first less the second."""
    return ("+", (a, negative(b)))


def parts(a: Expression) -> Iterator[Expression]:
    """The expressions directly within an expression."""
    for item in a[1:]:
        if isinstance(item, tuple) and item:
            if isinstance(item[0], tuple):
                yield from item
            else:
                yield item


def variables(a: Expression) -> frozenset[str]:
    """The names of the free variables."""
    if a[0] == "v":
        return frozenset((a[1],))
    found: frozenset[str] = frozenset()
    for part in parts(a):
        found |= variables(part)
    return found - {a[1]} if a[0] in ("sum", "prod") else found


def contains(a: Expression, *operations: str) -> bool:
    """Whether an operation occurs anywhere: an operation, or the name of a function or constant."""
    if a[0] in operations or (a[0] in ("f", "c") and a[1] in operations):
        return True
    return any(contains(part, *operations) for part in parts(a))


_LEAVES = frozenset("nvc")


def replaced(a: Expression, name: str, by: Expression) -> Expression:
    """An expression with a variable replaced."""
    return _exchanged(a, ("v", name), by)


def as_letter(a: Expression, constant: Expression, name: str) -> Expression:
    """An expression with a constant taken for a variable: the i of a sum over i is no imaginary unit."""
    return _exchanged(a, constant, ("v", name))


def _exchanged(a: Expression, leaf: Expression, by: Expression) -> Expression:
    """An expression with every number, variable or constant that is `leaf` exchanged."""
    if a[0] in _LEAVES:
        return by if a == leaf else a
    return tuple(_exchanged_item(item, leaf, by) for item in a)


def _exchanged_item(item: Any, leaf: Expression, by: Expression) -> Any:
    if not isinstance(item, tuple) or not item:
        return item
    if isinstance(item[0], tuple):
        return tuple(_exchanged(part, leaf, by) for part in item)
    return _exchanged(item, leaf, by)


def infinite_sign(a: Expression) -> int:
    """1 for infinity, -1 for minus infinity, 0 for everything else."""
    if a == INFINITY:
        return 1
    return -1 if a == negative(INFINITY) else 0
