"""Numbers and expressions: units, percent signs, degrees, bases, rounding."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .exact import rational
from .expressions import Expression, contains, difference, number, replaced, variables
from .identity import Identity, identity, value_of
from .limits import OverLimitError, UndecidedError
from .points import nudges
from .policies import Policies
from .question import Question
from .units import Unit
from .values import Scalar

NOT_EQUAL = Identity(False, "exact")
_UNEVALUATED = ("root", "log", "ln", "pi", "e", "sin", "cos", "tan", "exp", "cot", "sec", "csc", "arctan", "arcsin")


class FormError(ValueError):
    """An answer of the right value that is not in the form that was asked for."""


def scalars(reference: Scalar, answer: Scalar, asked: Question, policies: Policies) -> Identity:
    """Whether two quantities are the same.

    Args:
        reference: the reference.
        answer: the answer.
        asked: what the question asks for.
        policies: what counts as the same.

    Raises:
        UndecidedError, OverLimitError: as `identity.identity`.
        FormError: equal, but not in the form that was asked for.
    """
    if reference.base is not None or answer.base is not None:
        return _in_bases(reference, answer, asked)
    factor = _conversion(reference.unit, answer.unit, asked, policies)
    if factor is None:
        return NOT_EQUAL
    last = NOT_EQUAL
    for left, right in _readings(reference, answer, asked, policies):
        if factor != 1:
            right = ("*", (number(factor), right))
        found = _same(left, right, policies)
        if not found.equal and _rounds(left, right, reference, answer, asked, policies):
            found = Identity(True, "rounded")
        if found.equal:
            if asked.asks_digits and reference.decimals and not answer.decimals and contains(right, *_UNEVALUATED):
                raise FormError("a number of digits is asked for, and the answer is left unevaluated")
            return found
        last = found
    return last


def _same(left: Expression, right: Expression, policies: Policies) -> Identity:
    if policies.constant and (shift := _constant(left)) is not None:
        other = _constant(right)
        if other is None or not variables(left) - {shift}:
            return identity(left, right) if other is not None else NOT_EQUAL
        return _up_to_constant(replaced(left, shift, number(0)), replaced(right, other, number(0)))
    return identity(left, right)


def _constant(a: Expression) -> str | None:
    """The constant of integration: a letter C, c, K or k that is added once."""
    if a[0] != "+":
        return None
    names = [part[1] for part in a[1] if part[0] == "v" and part[1] in ("C", "c", "K", "C_1", "c_1")]
    if len(names) == 1 and sum(names[0] in variables(part) for part in a[1]) == 1:
        name: str = names[0]
        return name
    return None


def _up_to_constant(a: Expression, b: Expression) -> Identity:
    """Whether two expressions differ by a constant: their difference does not depend on any variable.

    How far it is moved hangs on both, so that no period of an answer fits.
    """
    gap = difference(a, b)
    far = number(Fraction(1, 7) + next(nudges(a, b)))
    for name in sorted(variables(gap)):
        moved = replaced(gap, name, ("+", (("v", name), far)))
        found = identity(gap, moved)
        if not found.equal:
            return found
    return Identity(True, "intervals")


def _conversion(left: Unit | None, right: Unit | None, asked: Question, policies: Policies) -> Fraction | None:
    """By what an answer is multiplied before it is compared; None where the units cannot be of the same thing."""
    if policies.units == "ignore":
        return Fraction(1)
    if policies.units == "strict" and (left is None) != (right is None):
        return None
    wanted = left if left is not None and left.dimension else None
    if wanted is None and right is not None and right.dimension:
        wanted = asked.unit
        if wanted is None or wanted.dimension != right.dimension:
            return Fraction(1) if wanted is None or left is not None else None
    if wanted is None or right is None or not right.dimension:
        return Fraction(1)
    if wanted.dimension != right.dimension:
        return Fraction(1) if _are_pounds(wanted, right) else None
    if policies.units == "strict" and wanted.size != right.size:
        return None
    return right.size / wanted.size


def _are_pounds(a: Unit, b: Unit) -> bool:
    """Whether one unit is the currency and the other the word that it shares with a unit of mass: £5, 5 pounds."""
    return {a.dimension, b.dimension} == {(("mass", 1),), (("sterling", 1),)} and "pound" in a.name + b.name


def _readings(
    reference: Scalar, answer: Scalar, asked: Question, policies: Policies
) -> Iterable[tuple[Expression, Expression]]:
    """The pairs of expressions one of which must be equal: percentages and angles have two readings."""
    left, right = reference.expression, answer.expression
    hundredth = number(Fraction(1, 100))
    if reference.percent == answer.percent:
        yield from _angles(left, right, asked, policies)
    elif reference.percent:
        yield ("*", (left, hundredth)), right
        if policies.percent != "strict" and not answer.percent:
            yield left, right
    else:
        yield left, ("*", (right, hundredth))
        value = rational(left) if not variables(left) else None
        asks = asked.percent or not asked.known
        if policies.percent == "lenient" or (policies.percent == "value" and asks and value and abs(value) >= 1):
            yield left, right


_RADIANS = ("pi", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc")


def _angles(
    left: Expression, right: Expression, asked: Question, policies: Policies
) -> Iterable[tuple[Expression, Expression]]:
    """The pairs for an angle: beside one in degrees, 60 is in degrees, too, but pi/3 and arctan 1 are in radians."""
    if (left[0] == "deg") == (right[0] == "deg") or policies.angles == "strict":
        yield left, right
        if policies.angles != "strict" and asked.degrees and left[0] != "deg" and contains(right, *_RADIANS):
            yield ("deg", left), right
        return
    other = right if left[0] == "deg" else left
    if contains(other, *_RADIANS) or variables(other):
        yield left, right
    elif left[0] == "deg":
        yield left[1], right
    else:
        yield left, right[1]


def _in_bases(reference: Scalar, answer: Scalar, asked: Question) -> Identity:
    """Numbers of which one at least is written in a base."""
    if reference.base is not None and answer.base is not None:
        if reference.base != answer.base:
            return NOT_EQUAL
        return identity(reference.expression, answer.expression)
    based, plain = (reference, answer) if reference.base is not None else (answer, reference)
    base, value = based.base, rational(plain.expression)
    if base is None or value is None or value.denominator != 1 or abs(value) > _LARGEST:
        return NOT_EQUAL
    try:
        as_digits = int(str(value.numerator), base)
    except ValueError:
        as_digits = None
    if (
        as_digits is not None
        and rational(based.expression) == as_digits
        and (based is reference or "base" in asked.text)
    ):
        return Identity(True, "exact")
    return identity(reference.expression, answer.expression) if based is answer else NOT_EQUAL


def _step(value: Fraction, significant: int, decimals_step: Fraction | None) -> Fraction:
    """One unit in the last place that was written."""
    if decimals_step is not None and abs(value) < 10**12 and abs(value) > Fraction(1, 10**6):
        return decimals_step
    step = Fraction(1)
    size = abs(value)
    while size >= 10**significant:
        size /= 10
        step *= 10
    while size and size < 10 ** (significant - 1):
        size *= 10
        step /= 10
    return step


_LARGEST = 10**1000  # beyond it no rounding is looked at
_MACHINE = 12  # significant digits from which a decimal is a computer's writing of an exact value
_ENOUGH = 3  # significant digits from which a decimal may stand for what it is rounded from


def _rounds(
    left: Expression, right: Expression, reference: Scalar, answer: Scalar, asked: Question, policies: Policies
) -> bool:
    """Whether one is the other, rounded, where that is allowed: the reference is a decimal, or the question asks."""
    asks = asked.rounds and policies.rounding != "never"
    by_reference = reference.decimals is not None and policies.rounding == "reference"
    machine = answer.decimals is not None and answer.decimals.significant >= _MACHINE and not asked.exact
    if not (asks or by_reference or machine) or variables(left) or variables(right):
        return False
    try:
        wanted, given = value_of(left), value_of(right)
    except (UndecidedError, OverLimitError):
        return False
    if wanted is None or given is None or wanted * given < 0:
        return False
    gap = abs(wanted - given)
    if max(abs(wanted), abs(given)) > _LARGEST:
        return False
    if reference.decimals is None and answer.decimals is not None and answer.decimals.significant >= _MACHINE:
        return gap <= _step(given, answer.decimals.significant, None) / 2
    if reference.decimals is not None:
        return _near_decimal(gap, wanted, given, reference, answer, asked)
    if asked.places is not None and (answer.decimals is not None or asked.places <= 0):
        return _as_asked(wanted, given, Fraction(10) ** -asked.places, answer)
    return asked.significant is not None and _as_asked(wanted, given, _step(wanted, asked.significant, None), answer)


def _as_asked(wanted: Fraction, given: Fraction, step: Fraction, answer: Scalar) -> bool:
    """Whether an answer is a value rounded to a step, or has more digits that are right, rounded or cut off."""
    gap = abs(wanted - given)
    if given % step == 0 or wanted % step == 0:  # a reference that was rounded itself says no more
        return gap <= step / 2
    if answer.decimals is None:
        return False
    own = _step(given, answer.decimals.significant, _plain_step(answer))
    return gap <= own / 2 or (abs(given) < abs(wanted) and gap < own)


def _near_decimal(
    gap: Fraction, wanted: Fraction, given: Fraction, reference: Scalar, answer: Scalar, asked: Question
) -> bool:
    assert reference.decimals is not None
    digits = reference.decimals.significant
    step = _step(wanted, digits, _plain_step(reference))
    if digits < _ENOUGH and not asked.rounds:
        return False
    if answer.decimals is None and not _is_integer(given):
        return gap < step
    theirs = _step(given, answer.decimals.significant, _plain_step(answer)) if answer.decimals else Fraction(1)
    if theirs < step and not asked.rounds:
        return False  # it was worked out to more digits, and came out different
    if theirs <= step:
        return gap <= step / 2
    if asked.places is not None or asked.significant is not None or asked.exact:
        return False
    significant = answer.decimals.significant if answer.decimals else len(str(abs(given.numerator)))
    return significant >= _ENOUGH and gap <= theirs / 2


def _plain_step(value: Scalar) -> Fraction | None:
    """The step as written, where no power of ten or percent sign moves it."""
    if value.decimals is None or (value.expression[0] != "n" and value.expression[0] != "*"):
        return None
    return value.decimals.step if value.expression[0] == "n" and not value.percent else None


def _is_integer(value: Fraction) -> bool:
    return value.denominator == 1
