"""Equations and inequalities: labels before a value, equations up to a factor, chains."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from .expressions import Expression, difference, number, replaced, variables
from .identity import identity, value_of
from .limits import OverLimitError, UndecidedError
from .modular import PRIMES, NotRationalError, Point, exponent_variables
from .numeric import Evaluator
from .points import points_beside
from .units import Dimension
from .values import FLIPPED, Combined, Items, Matrix, Ratio, Relation, Scalar, Value, Words


def labelled(value: Value) -> tuple[Value, Value] | None:
    """A label and the value behind it, where a value is such an equation: ``x = 5``, ``f(x) = 2x``, ``|AB| = 1``.

    A label is a letter, a function of letters, words, a ratio or product of letters that do not occur in the value.
    """
    if not isinstance(value, Relation) or not set(value.signs) <= {"=", "\\approx"}:
        return None
    left, right = value.sides[0], value.sides[-1]
    if len(value.sides) > 2:
        return _labelled_chain(value)
    if not _is_label(left, right):
        if (
            isinstance(right, Scalar)
            and right.expression[0] in ("v", "call")
            and _is_label(right, left)
            and len(value.sides) == 2
        ):
            return right, left
        return None
    return left, right


def _labelled_chain(value: Relation) -> tuple[Value, Value] | None:
    r"""The label and the value of a chain such as ``x = 6/4 = 3/2 \approx 1.5``: its last exact side."""
    place = value.signs.index("\\approx") if "\\approx" in value.signs else len(value.signs)
    last = value.sides[place] if place else value.sides[-1]
    before = value.sides[: max(place, 1)]
    labels = [side for side in before if _is_label(side, last)]
    between = [side for side in before if side not in labels and isinstance(side, Scalar)]
    if not labels or any(_speaks_of(side, labels[0]) for side in between):
        return None
    return labels[0], last


def _speaks_of(side: Scalar, label: Value) -> bool:
    """Whether a side has the letter in it that a chain is about, as in ``y = 2x - 1y = 2x + 1``, which is no chain."""
    return (
        isinstance(label, Scalar) and label.expression[0] == "v" and label.expression[1] in variables(side.expression)
    )


def _is_label(left: Value, right: Value) -> bool:
    if isinstance(left, Words):
        is_sum = left.text[:1].isdigit() and "+" in left.text  # 2^n + area is no name, and \u2162y is none
        return not is_sum and not any(char in "?&<>" or unicodedata.category(char) == "Nl" for char in left.text)
    if isinstance(left, Items):
        return left.kind == "tuple" and all(
            isinstance(i, Scalar) and i.expression[0] in ("v", "call") for i in left.items
        )
    if isinstance(left, Combined):  # A \\cup B
        return all(isinstance(i, Scalar) and i.expression[0] == "v" and i.expression[1].isupper() for i in left.parts)
    if isinstance(left, Matrix):
        return all(entry[0] == "v" for row in left.rows for entry in row)
    if isinstance(left, Ratio):
        return isinstance(right, (Scalar, Ratio)) and all(variables(part) for part in left.parts)
    if not isinstance(left, Scalar):
        return False
    names = variables(left.expression)
    if not _names_something(left.expression):
        return False
    return left.expression[0] == "call" or not isinstance(right, Scalar) or not names & variables(right.expression)


def _names_something(a: Expression) -> bool:
    """Whether an expression is what a quantity is called: x, f(x), |z|, AB, NO/BO; but neither 2x nor x + y."""
    if a[0] in ("v", "call"):
        return True
    if a[0] == "*":
        names = [part[1] if part[0] == "v" else "" for part in a[1]]
        return all(name.isupper() for name in names) or (names[0] in ("\\Delta", "\\delta", "d") and "" not in names)
    if a[0] == "/":
        return _names_something(a[1]) and _names_something(a[2])
    return a[0] == "f" and a[1] == "abs" and _names_something(a[2])


def is_simple_label(label: Value) -> bool:
    """Whether a label is a letter or a function, so that an equation of it says what it is."""
    return isinstance(label, Scalar) and label.expression[0] in ("v", "call")


def chain_value(value: Relation) -> Scalar | None:
    r"""The value of a chain of equal sides, ``6/4 = 3/2 \approx 1.5``: its last exact one, if all sides agree."""
    sides = [side for side in value.sides if isinstance(side, Scalar)]
    if len(sides) < len(value.sides) or not set(value.signs) <= {"=", "\\approx"}:
        return None
    if any(variables(side.expression) for side in sides):
        return sides[-1] if "\\approx" not in value.signs and _all_same(sides) else None
    exact = sides[: value.signs.index("\\approx") + 1] if "\\approx" in value.signs else sides
    return exact[-1] if _agree(sides) else None


def _agree(sides: list[Scalar]) -> bool:
    """Whether the sides of a chain are the same to a hundredth, as far as their units can be compared.

    Where only one side bears a unit, the chain says what it is in another: 2 hours = 120.
    """
    by_dimension: dict[Dimension, list[tuple[Fraction, Fraction]]] = {}
    for side in sides:
        value = value_of(side.expression)
        if value is not None:
            unit = side.unit
            size = (unit.size if unit else Fraction(1)) / (100 if side.percent else 1)
            step = side.decimals.step if side.decimals and side.expression[0] == "n" else Fraction(0)
            by_dimension.setdefault(unit.dimension if unit else (), []).append((value * size, step * size))
    return all(
        abs(value - values[0][0]) <= max(abs(values[0][0]) / 100, step / 2)
        for values in by_dimension.values()
        for value, step in values
    )


def _all_same(sides: Sequence[Scalar]) -> bool:
    try:
        return all(identity(side.expression, sides[-1].expression).equal for side in sides[:-1])
    except UndecidedError:
        return False


def one_by_one(reference: Value, answer: Value) -> tuple[tuple[Value, ...], tuple[Value, ...]] | None:
    r"""A label with several values beside a list of equations in other forms, as equations: ``y = \\pm x``."""
    for place, (value, other) in enumerate(((reference, answer), (answer, reference))):
        if not isinstance(value, Relation) or value.signs != ("=",) or not isinstance(value.sides[1], Items):
            continue
        forms = other.items if isinstance(other, Items) and other.kind == "list" else ()
        if forms and all(isinstance(form, Relation) and labelled(form) is None for form in forms):
            each = tuple(Relation(("=",), (value.sides[0], item)) for item in value.sides[1].items)
            return (each, forms) if place == 0 else (forms, each)
    return None


def bound_names(label: Value) -> list[str]:
    """The names of the arguments of a function, which may be any: the x of f(x)."""
    if isinstance(label, Scalar) and label.expression[0] == "call":
        return [item[1] for item in label.expression[2] if item[0] == "v"]
    if isinstance(label, Scalar) and label.expression[0] == "v" and "_" in label.expression[1]:
        index = label.expression[1].partition("_")[2]
        return [index] if len(index) == 1 and index.isalpha() else []
    return []


def renamed(a: Expression, old: list[str], new: list[str]) -> Expression:
    """An expression with its bound names replaced one by one."""
    for place, name in enumerate(old):
        a = replaced(a, name, ("v", f"\0{place}"))
    for place, name in enumerate(new):
        a = replaced(a, f"\0{place}", ("v", name))
    return a


def sides_of(value: Relation) -> tuple[Expression, str] | None:
    """An equation or inequality of two sides as one expression that is compared with zero, and the sign."""
    if len(value.signs) != 1 or not all(isinstance(side, Scalar) for side in value.sides):
        return None
    left, right = (side.expression for side in value.sides if isinstance(side, Scalar))
    return difference(left, right), value.signs[0]


def up_to_scale(a: Expression, b: Expression) -> int | None:
    """The sign of the factor between two expressions, or None where there is no constant factor.

    Raises:
        UndecidedError: it cannot be told.
    """
    if variables(a) != variables(b):
        return None
    if not variables(a):
        raise UndecidedError("an equation without variables")
    try:
        constant = _modular_ratio(a, b)
    except NotRationalError:
        constant = None
    if constant is False:
        return None
    return _numeric_ratio(a, b)


def _modular_ratio(a: Expression, b: Expression) -> bool:
    names = variables(a)
    exponents = exponent_variables(a) | exponent_variables(b)
    points = [Point(names, PRIMES[0], attempt, exponents) for attempt in range(3)]
    left = [point.evaluate(a) for point in points]
    right = [point.evaluate(b) for point in points]
    return all((left[0] * right[i] - left[i] * right[0]) % PRIMES[0] == 0 for i in (1, 2))


_POINTS = (
    (Fraction(7, 5), Fraction(9, 4), Fraction(5, 3), Fraction(13, 6), Fraction(11, 8)),
    (Fraction(17, 6), Fraction(3, 7), Fraction(31, 9), Fraction(5, 8), Fraction(9, 2)),
    (Fraction(3, 8), Fraction(12, 7), Fraction(5, 9), Fraction(7, 6), Fraction(4, 11)),
    (Fraction(23, 8), Fraction(5, 2), Fraction(1, 9), Fraction(17, 6), Fraction(14, 11)),
)


def _numeric_ratio(a: Expression, b: Expression) -> int | None:
    names = sorted(variables(a))
    agreed = sign = 0
    first = None
    for values in points_beside(_POINTS, names, a, b):
        try:
            evaluator = Evaluator(40, values)
            found = evaluator.divide(evaluator.number(a), evaluator.number(b))
        except (UndecidedError, OverLimitError):
            continue
        if not found.is_real:
            continue
        if first is None:
            first, sign = found, 1 if found.re.middle > 0 else -1
        else:
            gap = evaluator.add(found, evaluator.negative(first))
            if not gap.re.has_zero:
                return None
        agreed += 1
    if agreed < 2:
        raise UndecidedError("no point lies inside the domain")
    return sign


def same_relation(reference: Relation, answer: Relation) -> bool:
    """Whether two equations or inequalities say the same, up to a factor and swapped sides.

    Raises:
        UndecidedError: it cannot be told.
    """
    if len(reference.signs) != len(answer.signs):
        return False
    if len(reference.signs) > 1:
        return _same_chain(reference, answer) or _same_chain(reference, _swapped(answer))
    left, right = sides_of(reference), sides_of(answer)
    if left is None or right is None:
        raise UndecidedError("an equation of something else than expressions")
    (a, sign_a), (b, sign_b) = left, right
    if ("=" in (sign_a, sign_b) or "\\ne" in (sign_a, sign_b)) and sign_a != sign_b:
        return False
    factor = up_to_scale(a, b)
    if factor is None:
        return False
    return sign_a == sign_b if factor > 0 or sign_a in ("=", "\\ne") else FLIPPED[sign_a] == sign_b


def solves(equation: Relation, answer: Scalar) -> bool:
    """Whether an equation, solved for the one letter that the answer lacks, gives the answer: xy = 6 and 6/x."""
    form = sides_of(equation)
    if form is None or form[1] != "=":
        return False
    missing = variables(form[0]) - variables(answer.expression)
    if len(missing) != 1 or not variables(answer.expression):
        return False
    name = next(iter(missing))
    at = [replaced(form[0], name, number(i)) for i in range(3)]
    first, second = difference(at[1], at[0]), difference(at[2], at[1])
    linear = identity(first, second).equal and not identity(first, number(0)).equal
    return linear and identity(replaced(form[0], name, answer.expression), number(0)).equal


def conflicting(left_label: Value, right_label: Value) -> bool:
    """Whether two labels are different coordinates: x = 3 is not y = 3."""
    if not (isinstance(left_label, Scalar) and isinstance(right_label, Scalar)):
        return False
    a, b = left_label.expression, right_label.expression
    return bool(a != b and a[0] == b[0] == "v" and {a[1], b[1]} <= {"x", "y", "z"})


def in_order(value: Relation) -> tuple[Value, ...] | None:
    """The members of a chain of inequalities from the smallest, or None where it is none: b < a < c."""
    if len(value.signs) < 2 or len(set(value.signs)) > 1 or value.signs[0] not in ("<", ">"):
        return None
    return value.sides if value.signs[0] == "<" else tuple(reversed(value.sides))


def is_swapped(a: Relation, b: Relation) -> bool:
    """Whether two inequalities are each other with the sides exchanged: a < b and b > a."""
    other = _swapped(b)
    return a.signs == other.signs and len(a.signs) == 1 and a.sides == other.sides


def _swapped(value: Relation) -> Relation:
    return Relation(tuple(FLIPPED.get(sign, sign) for sign in reversed(value.signs)), tuple(reversed(value.sides)))


def _same_chain(a: Relation, b: Relation) -> bool:
    if a.signs != b.signs:
        return False
    pairs = list(zip(a.sides, b.sides, strict=True))
    if not all(isinstance(x, Scalar) and isinstance(y, Scalar) for x, y in pairs):
        raise UndecidedError("a chain of something else than expressions")
    return all(
        identity(x.expression, y.expression).equal for x, y in pairs if isinstance(x, Scalar) and isinstance(y, Scalar)
    )
