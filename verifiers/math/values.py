"""Typed values: what an answer or a reference turns out to be."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, TypeAlias, Union

from .expressions import Expression
from .units import Unit


class Decimals(NamedTuple):
    """How precisely a decimal number was written.

    Attributes:
        step: the value of one unit in its last place: 1/100 for 3.14.
        significant: how many significant digits it has.
    """

    step: Fraction
    significant: int


class Scalar(NamedTuple):
    """A number or an expression, possibly with a unit.

    Attributes:
        expression: without unit and percent sign.
        unit: the unit, or None.
        percent: whether a percent sign follows.
        decimals: how precisely it was written, for decimal numbers.
        base: the base it was written in, where one was given.
        approximate: whether it was announced as an approximation.
    """

    expression: Expression
    unit: Unit | None = None
    percent: bool = False
    decimals: Decimals | None = None
    base: int | None = None
    approximate: bool = False


class Items(NamedTuple):
    """Several values: a ``set`` in braces, a bare ``list``, or an ordered ``tuple`` in brackets.

    Attributes:
        kind: which of them.
        items: the values.
        either: whether "or" stands between them.
        open_ended: whether dots stand for members that are not written.
    """

    kind: str
    items: tuple[Value, ...]
    either: bool = False
    open_ended: bool = False


class Interval(NamedTuple):
    """The numbers between two bounds.

    Attributes:
        low: the lower bound; minus infinity where there is none.
        high: the upper bound.
        has_low: whether the lower bound belongs to it.
        has_high: whether the upper bound does.
    """

    low: Expression
    high: Expression
    has_low: bool
    has_high: bool


class Combined(NamedTuple):
    """A union of sets, or the difference of two.

    Attributes:
        operation: ``cup``, ``cap`` or ``setminus``.
        parts: the sets.
    """

    operation: str
    parts: tuple[Value, ...]


# The signs of inequalities, each with the one that says the same of exchanged sides.
FLIPPED = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le"}


class Relation(NamedTuple):
    """Sides with signs between them: ``y = 2x``, ``1 < x < 2``, ``a : b = 1``."""

    signs: tuple[str, ...]
    sides: tuple[Value, ...]


class Matrix(NamedTuple):
    """A matrix by rows; a determinant is none."""

    rows: tuple[tuple[Expression, ...], ...]


class Piecewise(NamedTuple):
    """A function by cases: an expression and its condition in each row; no condition means otherwise."""

    rows: tuple[tuple[Expression, Value | None], ...]


class Ratio(NamedTuple):
    """Parts in proportion, ``2:3``; a time of day is written alike.

    Attributes:
        parts: what stands between the colons.
        clock: whether it may be a time of day.
        half: ``am`` or ``pm``, where it is said.
    """

    parts: tuple[Expression, ...]
    clock: bool
    half: str = ""


class Congruence(NamedTuple):
    r"""Residue classes: ``3 \pmod 7``.

    Attributes:
        residues: one of each class.
        modulus: what they are taken modulo.
    """

    residues: tuple[Expression, ...]
    modulus: Expression


class Words(NamedTuple):
    """A text: a name, yes or no, a letter of a choice. Lower case, without articles and punctuation."""

    text: str


class Nothing(NamedTuple):
    """The empty set, no solution, does not exist."""

    kind: str = "none"


class Opaque(NamedTuple):
    """Math that only the last rung may understand.

    Attributes:
        why: what could not be read.
        beyond: whether it is math all the same; else it is broken.
    """

    why: str
    beyond: bool = True


Value: TypeAlias = Union[  # noqa: UP007 - a string alternative is needed for the recursion
    Scalar, Items, Interval, Combined, Relation, Matrix, Piecewise, Ratio, Congruence, Words, Nothing, Opaque
]
