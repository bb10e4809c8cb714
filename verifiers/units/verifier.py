"""Units: whether a number with a unit is the reference's quantity."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from pydantic import Field

from rewardry.component import AnswerVerifier, Extraction, Needs, UnreadableReferenceError, needs
from rewardry.text.answers import select_answer
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Verdict

from ..math.extraction import Answer
from ..math.extraction import extract as extract_math
from .dimensions import NO_UNIT, OFFSETS, Unit, UnknownUnitError, same_dimensions
from .expressions import NotAUnitError, read_units
from .notation import plain
from .quantities import NoQuantityError, Quantity, is_of_another, read_answer, read_quantity

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_LONGEST_UNMARKED = 200
_LONGEST_SHOWN = 200
# What conversions lose in floats: equal quantities in other units differ by no more than this share.
_ROUNDING = 1e-9
_MOST_BITS = 1024
_LARGEST_FLOAT = sys.float_info.max  # a whole number may be larger
_OTHER = "other-dimensions"


class Units(AnswerVerifier):
    r"""A physical quantity: a number with a unit, in any spelling, of equal dimensions and within a tolerance.

    The reference is ``{"value": 75, "unit": "km/h", "rel_tol": 0.01}`` with `rel_tol`, `abs_tol` or both, or a text
    such as ``"75 km/h"``. An answer is one number (decimal, ``7.2×10^6``, a fraction, a multiple of π or of a root) and
    one unit: ``m s^-1``, ``square metres``, ``\mathrm{km/h}``, ``\SI{75}{\km\per\hour}``. It is converted to the
    reference's unit and is right if it differs from the reference's value by no more than
    ``max(abs_tol, rel_tol * |value|)``, with 1e-9 of the value for rounding; so a tolerance on 25 °C is one of degrees
    from zero Celsius, not of kelvins. With neither tolerance in the reference `rel_tol` is that of the parameters.

    A unit is needed unless the reference has none either. Temperatures on their own have a zero (25 °C is 298.15 K); in
    products, and against ``delta_degC``, they are differences. Currencies equal themselves alone, cycles a second (Hz)
    no angle a second, and a logarithm (dB) itself alone. ``J/kg·K`` is read both ways; ``5 C`` may be degrees. A range,
    ``±``, two answers joined by "or", and a denial are wrong; two forms of one quantity (``75 km/h = 20.8 m/s``) must
    both be right. Torque and energy, and other quantities of equal dimensions, are not told apart.

    Units are looked up in pint's tables one name at a time. Its parser, which evaluates expressions, sees no text.

    Attributes:
        rel_tol: the tolerance as a share of the reference's value where the reference has none; from 0, below 1.
        require_unit: whether an answer without a unit is wrong; otherwise it is taken to be in the reference's.
    """

    extra: ClassVar[str | None] = "logic"
    requires: ClassVar[tuple[str, ...]] = ("pint",)

    rel_tol: float = Field(0.01, ge=0, lt=1)
    require_unit: bool = True

    def needs(self) -> Needs:
        """The completion, and a reference that is an object, a text or a number."""
        return needs("prompt", "reference", reference=("object", "string", "number"))

    def examples(self) -> list[Case]:
        """Right answers in other surface forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        question = "A car travels 150 km in 2 h. What is its mean speed? Give value and unit in <answer></answer>."
        speed = {"value": 75, "unit": "km/h", "rel_tol": 0.001}
        right = ["75 km/h", "20.83 m/s", "75 kilometers per hour", "$75\\,\\mathrm{km/h}$", "46.6 mph", "75 km h^{-1}"]
        wrong = ["75", "75 m/s", "75 kg/h", "-75 km/h", "75 km/h or 20 m/s", "74 km/h", "75 km/h^2", "not 75 km/h"]
        air = {"value": 25, "unit": "°C", "abs_tol": 0.5}
        return [
            *(Case(f"<answer>{text}</answer>", "correct", question, speed, answer="75 km/h") for text in right),
            *(Case(f"<answer>{text}</answer>", "incorrect", question, speed, answer="75 km/h") for text in wrong),
            Case("<answer>298 K</answer>", "correct", "How warm is the room?", air, answer="25 °C"),
            Case("<answer>25 K</answer>", "incorrect", "How warm is the room?", air, answer="25 °C"),
            Case("\\boxed{9.81\\ \\text{m/s}^2}", "correct", "What is g?", "9.81 m/s^2"),
            Case("<answer>9.81 m/s</answer>", "incorrect", "What is g?", "9.81 m/s^2"),
            Case("<answer>9.81 m/s</answer>", "abstain", "What is g?", "9.81 wobbles"),
        ]

    def hint(self, reference: Any) -> None:
        """Nothing; a reference that cannot be read is refused here, before the answer is looked at."""
        _wanted(reference, self.rel_tol)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The marked answer, the whole text where it is short and a quantity, or what its end comes to."""
        selected = select_answer(text, longest_unmarked=_LONGEST_UNMARKED)
        if selected.kind is None and not _is_quantity(selected.answer):
            ending = extract_math(text)
            if ending.kind in ("bold", "conclusion") and ending.text and not ending.rivals and _states(text, ending):
                return Extraction(ending.text, "")
        return Extraction(selected.answer, selected.reason)

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the answer is the reference's quantity, in each of its forms."""
        wanted = _wanted(reference, self.rel_tol)
        shown = strip_wrappers(answer)[:_LONGEST_SHOWN]
        try:
            found = read_answer(answer)
        except NoQuantityError as error:
            return Verdict("incorrect", reason=str(error), extracted=shown)
        for quantity in found:
            if reason := wanted.refusal(quantity, self.require_unit):
                return Verdict("incorrect", reason=reason, extracted=shown)
        return Verdict("correct", reason="equal.quantity", extracted=shown)


# What makes another quantity of one: "3 m longer than", "increased by 3 m", "3 m times the width".
_BY = re.compile(
    r"\b(?:(?:increas|decreas|grew|shr[aiu]nk|chang|differ|lengthen|shorten)[a-z]*|off|given|example)\b", re.I
)
_OTHERWISE = re.compile(
    r"[\s$*)]{0,4}(?:to\s[-+]?\d|times\b|more\b|less\b|too\b|off\b|short\b|[a-z]{2,12}er than\b|minus\b|plus\b)"
)


def _states(text: str, ending: Answer) -> bool:
    """Whether the sentence of a conclusion gives its quantity as the result, and not as a part or as another's."""
    start, end = ending.span
    line = text[max(text.rfind("\n", 0, start) + 1, start - 200) : start]
    clause = line[line.rfind(". ") + 1 :]
    told = is_of_another(f"{clause}{ending.text}")
    return not (told or _BY.search(clause) or _OTHERWISE.match(text, end))


def _is_quantity(answer: str | None) -> bool:
    if answer is None:
        return False
    try:
        read_answer(answer)
    except NoQuantityError:
        return False
    return True


class _Wanted(NamedTuple):
    """The reference: a value, its unit's readings, and how far from it an answer may be, in that unit."""

    value: float
    units: tuple[Unit, ...]
    tolerance: float

    def refusal(self, found: Quantity, require_unit: bool) -> str:
        """Why a quantity is not the wanted one, or ""."""
        if found.units:
            reasons = (self._against(found.value, one) for one in found.units)
            return next((reason for reason in reasons if reason != _OTHER), _OTHER)
        if self.units[0].dimensions and require_unit:
            return "no-unit"
        own = self.units[0] if self.units[0].dimensions else NO_UNIT
        return self._against(found.value, own)

    def _against(self, value: Fraction, unit: Unit) -> str:
        reason = _OTHER
        for own in self.units:
            if same_dimensions(own, unit):
                reason = "not-equal"
                if abs(_converted(value, unit, own) - self.value) <= self.tolerance:
                    return ""
        return reason


def _converted(value: Fraction, unit: Unit, own: Unit) -> float:
    """A value in the reference's unit; against a difference of temperatures a temperature is one too."""
    zero = OFFSETS[unit.offset][1] if unit.offset and not own.difference else 0.0
    try:
        base = float(value) * unit.factor + zero
        return (base - (OFFSETS[own.offset][1] if own.offset else 0.0)) / own.factor
    except OverflowError:
        return math.inf


def _wanted(reference: Any, rel_tol: float) -> _Wanted:
    """The reference as it is compared.

    Raises:
        UnreadableReferenceError: it is no quantity, or its tolerance is no number from 0 on.
    """
    if not isinstance(reference, Mapping):
        quantity, relative, absolute = _read(_as_text(reference)), None, None
    else:
        relative, absolute = (_tolerance(reference, name) for name in ("rel_tol", "abs_tol"))
        quantity = _given(reference)
    try:
        value = float(quantity.value)
    except OverflowError:
        raise UnreadableReferenceError("the reference's value is beyond the floats") from None
    share = relative if relative is not None else (rel_tol if absolute is None else 0.0)
    units = quantity.units or (NO_UNIT,)
    rounding = _ROUNDING * (abs(value) + (OFFSETS[units[0].offset][1] if units[0].offset else 0.0))
    return _Wanted(value, units, max(absolute or 0.0, share * abs(value)) + rounding)


def _given(reference: Mapping[str, Any]) -> Quantity:
    """The quantity of an object with `value` and `unit`."""
    value, unit = reference.get("value"), reference.get("unit")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise UnreadableReferenceError(f"the reference's `value` is {value!r}; a number, or a text with one, is wanted")
    if unit is not None and not isinstance(unit, str):
        raise UnreadableReferenceError(f"the reference's `unit` is {unit!r}; a text is wanted")
    if not unit or not unit.strip():
        return _read(_as_text(value))
    number = _read(_as_text(value))
    if number.units:
        raise UnreadableReferenceError(f"the reference's `value` {value!r} has a unit of its own beside `unit`")
    try:
        return Quantity(number.value, tuple(read_units(plain(unit[:_LONGEST_SHOWN]))))
    except (NotAUnitError, UnknownUnitError, OverflowError) as error:
        raise UnreadableReferenceError(f"the reference's unit {unit!r} cannot be read ({error})") from None


def _as_text(value: float | str) -> str:
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise UnreadableReferenceError("the reference's value is beyond the floats")
    return str(value)


def _read(text: str) -> Quantity:
    try:
        return read_quantity(text)
    except NoQuantityError as error:
        raise UnreadableReferenceError(f"the reference {text[:_LONGEST_SHOWN]!r} is no quantity ({error})") from None


def _tolerance(reference: Mapping[str, Any], name: str) -> float | None:
    value = reference.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LARGEST_FLOAT:
        raise UnreadableReferenceError(f"the reference's `{name}` is {value!r}; a number from 0 on is wanted")
    return float(value)
