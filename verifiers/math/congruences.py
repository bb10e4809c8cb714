r"""Residues: ``3 \pmod 7``, ``x \equiv 2, 5 \pmod 7``, and the numbers 7k + 3."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from .brackets import closing, split
from .exact import rational
from .expressions import Expression, negative, number, replaced, variables
from .identity import identity
from .limits import BeyondError, UndecidedError
from .parser import parse
from .progressions import PARAMETERS
from .question import Question
from .values import Congruence, Items, Relation, Scalar, Value

Read: TypeAlias = Callable[[list[str]], Value]


def congruence(tokens: list[str], read: Read) -> Congruence:
    r"""The residue classes that tokens with one ``\mod`` name.

    Args:
        tokens: a residue or several, possibly behind ``x \equiv``, and a modulus.
        read: reads the residues.

    Raises:
        UnreadableError: they name none; BeyondError where there are several moduli, or other math.
    """
    if tokens.count("\\mod") > 1:
        raise BeyondError("several remainders")
    place = tokens.index("\\mod")
    head, modulus = tokens[:place], tokens[place + 1 :]
    if head and head[-1] == "(":
        head = head[:-1]
        modulus = modulus[: closing(["(", *modulus]) - 1] if closing(["(", *modulus]) > 0 else modulus
    _, signs = split(head, frozenset(("=", "\\equiv")))
    if not head or not modulus or len(signs) > 1:
        raise BeyondError("a remainder")
    residues = _residues(read(head))
    if residues is None:
        raise BeyondError("a remainder")
    return Congruence(residues, parse(modulus))


def _residues(value: Value) -> tuple[Expression, ...] | None:
    """The residues of a value: itself, the right side of an equation, the members of a list."""
    if isinstance(value, Relation):
        if value.signs != ("=",) or not isinstance(value.sides[0], Scalar):
            return None
        return _residues(value.sides[1])
    if isinstance(value, Scalar):
        return (value.expression,)
    if not isinstance(value, Items) or value.kind == "tuple":
        return None
    found = [_residues(item) for item in value.items]
    return tuple(e for part in found for e in part or ()) if all(found) else None


def holds_congruence(value: Value) -> bool:
    """Whether a value is a congruence, or several."""
    if isinstance(value, Items):
        return any(isinstance(item, Congruence) for item in value.items)
    return isinstance(value, Congruence)


def same_congruence(reference: Value, answer: Value, asked: Question) -> bool:
    """Whether two values name the same residues, one of which at least is a congruence.

    A number alone is the class of its own, written by its least residue: 3 is ``3 (mod 7)``, 10 is not. Where the
    question asks for no remainder, a class is no number.

    Raises:
        UndecidedError: this cannot be told.
    """
    a, b = _joined(reference), _joined(answer)
    if isinstance(a, Congruence) and isinstance(b, Congruence):
        return identity(a.modulus, b.modulus).equal and _same_classes(a.residues, b.residues, a.modulus)
    known, other = (a, b) if isinstance(a, Congruence) else (b, a)
    if not isinstance(known, Congruence):
        raise UndecidedError("congruences of several moduli")
    if isinstance(other, Relation) and other.signs == ("=",) and isinstance(other.sides[0], Scalar):
        other = other.sides[1]
    classes = _residues(other)
    if classes is None or any(isinstance(other, Scalar) and other.unit is not None for _ in classes):
        return False
    if all(variables(e) & PARAMETERS for e in classes):
        return _same_classes(known.residues, tuple(map(_start, classes)), known.modulus) and all(
            _step_is(e, known.modulus) for e in classes
        )
    if isinstance(b, Congruence) and asked.known and not asked.remainder:
        return False
    modulus = _integer(known.modulus)
    values = [_integer(e) for e in classes]
    if modulus is not None and all(value is not None and 0 <= value < abs(modulus) for value in values):
        return _same_classes(known.residues, classes, known.modulus)
    if isinstance(b, Congruence) and modulus is not None and None not in values:
        return False  # 42 (mod 5) says less than 42
    if len(classes) != len(known.residues):
        return False
    return all(identity(x, y).equal for x, y in zip(known.residues, classes, strict=True))


def _joined(value: Value) -> Value:
    """Several congruences modulo the same number as one."""
    if not isinstance(value, Items) or value.kind == "tuple":
        return value
    parts = [item for item in value.items if isinstance(item, Congruence)]
    if not parts or len(parts) < len(value.items) or any(part.modulus != parts[0].modulus for part in parts):
        return value
    return Congruence(tuple(e for part in parts for e in part.residues), parts[0].modulus)


def _same_classes(a: tuple[Expression, ...], b: tuple[Expression, ...], modulus: Expression) -> bool:
    number_of = _integer(modulus)
    if number_of is None or number_of == 0:
        return len(a) == len(b) and all(identity(x, y).equal for x, y in zip(a, b, strict=True))
    left, right = [_integer(e) for e in a], [_integer(e) for e in b]
    if None in left or None in right:
        if any(variables(e) for e in (*a, *b)):
            raise UndecidedError("residues that are no numbers")
        return False
    return {n % number_of for n in left if n is not None} == {n % number_of for n in right if n is not None}


def _integer(a: Expression) -> int | None:
    value = rational(a)
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else None


def _parameter(a: Expression) -> str:
    names = variables(a)
    if len(names) != 1:
        raise UndecidedError("several parameters")
    return next(iter(names))


def _start(a: Expression) -> Expression:
    return replaced(a, _parameter(a), number(0))


def _step_is(a: Expression, modulus: Expression) -> bool:
    """Whether an expression runs through the numbers that are its start and a multiple of a modulus."""
    parameter, start = ("v", _parameter(a)), _start(a)
    steps: list[Expression] = [("*", (parameter, modulus)), ("*", (parameter, negative(modulus)))]
    return rational(modulus) is not None and any(identity(a, ("+", (start, step))).equal for step in steps)
