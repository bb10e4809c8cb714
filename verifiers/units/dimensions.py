"""What a unit's name stands for: its size in base units and its dimensions, looked up in pint one name at a time.

pint's own parser never sees a text: names go to its tables, and products and powers are built here.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

_LONGEST_NAME = 40
# Of these a quantity has no dimension. pint counts bits among them; here they are a dimension of their own.
_WITHOUT_DIMENSION = {"radian", "count"}
_CYCLES = {"hertz", "becquerel"}
# Temperatures with a zero of their own: kelvins a degree, and the zero in kelvins.
OFFSETS = {"degree_Celsius": (1.0, 273.15), "degree_Fahrenheit": (5 / 9, 459.67 * 5 / 9)}
# Spellings that pint does not know, or takes for something else than people mean.
_SPELLINGS = {
    **dict.fromkeys(("°C", "degC", "celsius", "centigrade", "Celsius"), "degree_Celsius"),
    **dict.fromkeys(("°F", "degF", "fahrenheit", "Fahrenheit"), "degree_Fahrenheit"),
    **dict.fromkeys(("°", "deg", "degs"), "degree"),
    **dict.fromkeys(("kmh", "kmph", "KMH", "kmhr"), "kilometer_per_hour"),
    "Nm": "newton_meter",
    "kNm": "kilonewton_meter",
    "mNm": "millinewton_meter",
    **dict.fromkeys(("hrs", "Hr", "Hrs"), "hour"),
    **dict.fromkeys(("Sec", "Secs"), "second"),
    **dict.fromkeys(("gramme", "grammes", "gm", "gms", "gr"), "gram"),
    **dict.fromkeys(("kgs", "Kgs", "kilos", "kilo"), "kilogram"),
    **dict.fromkeys(("lbs", "Lbs", "LBS"), "pound"),
    **dict.fromkeys(("Cal", "kCal", "Kcal", "KCal"), "kilocalorie"),
    **dict.fromkeys(("rev", "revs", "turns", "cycle", "cycles"), "revolution"),
    **dict.fromkeys(("unitless", "dimensionless"), "dimensionless"),
    "'": "arcminute",
    '"': "arcsecond",
    "‰": "permille",
    "permil": "permille",
    "cc": "cubic_centimeter",
    "pH": "pH_value",
    "amps": "ampere",
    "amp": "ampere",
    "ohms": "ohm",
    "lx": "lux",
    "hp": "horsepower",
}
_CURRENCIES = {
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "buck", "bucks"), ("USD", 1.0)),
    **dict.fromkeys(("¢", "cent", "cents"), ("USD", 0.01)),
    **dict.fromkeys(("€", "eur", "euro", "euros"), ("EUR", 1.0)),
    **dict.fromkeys(("£", "gbp", "quid"), ("GBP", 1.0)),
    "¥": ("¥", 1.0),
    **dict.fromkeys(("jpy", "yen"), ("JPY", 1.0)),
    **dict.fromkeys(("cny", "rmb", "yuan"), ("CNY", 1.0)),
    **dict.fromkeys(("₹", "inr", "rupee", "rupees"), ("INR", 1.0)),
    "chf": ("CHF", 1.0),
}
# Products that are written like one name.
_PRODUCTS = {
    "kilometer_per_hour": {"km": Fraction(1), "h": Fraction(-1)},
    "cubic_centimeter": {"cm": Fraction(3)},
    "newton_meter": {"N": Fraction(1), "m": Fraction(1)},
    "kilonewton_meter": {"kN": Fraction(1), "m": Fraction(1)},
    "millinewton_meter": {"mN": Fraction(1), "m": Fraction(1)},
}
Dimensions = Mapping[str, Fraction]


class Unit(NamedTuple):
    """One unit, or a product of units.

    Attributes:
        factor: its size in base units.
        dimensions: the base units and their exponents, none of them 0.
        offset: which temperature with a zero of its own it is, or "".
        angle: whether an angle is in it, which has no dimension.
        cycles: whether it counts cycles a second, which no angle a second equals.
        difference: whether it is a difference of temperatures.
    """

    factor: float = 1.0
    dimensions: Dimensions = MappingProxyType({})
    offset: str = ""
    angle: bool = False
    cycles: bool = False
    difference: bool = False


NO_UNIT = Unit()


class UnknownUnitError(ValueError):
    """A word that is no unit."""


@functools.cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()


@functools.lru_cache(maxsize=4096)
def unit_of(name: str) -> Unit:
    """The unit of a name: ``km``, ``kilometres``, ``°C``, ``%``, ``$``.

    Raises:
        UnknownUnitError: there is none of that name.
    """
    if len(name) > _LONGEST_NAME:
        raise UnknownUnitError(name[:_LONGEST_NAME])
    if name.lower() in _CURRENCIES:
        currency, factor = _CURRENCIES[name.lower()]
        return Unit(factor, {f"currency {currency}": Fraction(1)})
    full = _SPELLINGS.get(name) or _full_name(name)
    if full in ("dimensionless", "permille"):
        return Unit(1.0 if full == "dimensionless" else 1e-3)
    if full in _PRODUCTS:
        return product(_PRODUCTS[full])
    return _of_pint(full)


def _full_name(name: str) -> str:
    """The name in pint's tables; a word is looked up in lower case too, and a K in front may be a kilo."""
    for written in (name, "k" + name[1:] if name[:1] == "K" else name, name.lower()):
        if written.lower() in _SPELLINGS and written != name:
            return _SPELLINGS[written.lower()]
        found = _registry().parse_unit_name(written)
        if found:
            prefix, unit, _ = found[0]
            return str(prefix + unit)
    raise UnknownUnitError(name)


def _of_pint(full: str) -> Unit:
    if full in OFFSETS:
        return Unit(OFFSETS[full][0], {"kelvin": Fraction(1)}, offset=full)
    if full == "pH_value":
        return Unit(1.0, {"pH": Fraction(1)})
    from pint.util import UnitsContainer

    registry = _registry()
    try:
        factor, base = registry.get_root_units(UnitsContainer({full: 1}), check_nonmult=True)
    except Exception as error:  # pint's own errors and what its tables make of a name that they only seem to know
        raise UnknownUnitError(full) from error
    definition = registry._units.get(full)
    if not getattr(definition, "is_multiplicative", True) or not math.isfinite(factor) or factor <= 0:
        return Unit(1.0, {full: Fraction(1)})  # a logarithm or another scale: compared with itself alone
    exponents = {str(name): Fraction(power).limit_denominator(12) for name, power in dict(base._units).items()}
    dimensions = {name: power for name, power in exponents.items() if name not in _WITHOUT_DIMENSION}
    return Unit(
        float(factor),
        dimensions,
        angle="radian" in exponents,
        cycles=full in _CYCLES,
        difference=full.startswith("delta_"),
    )


def product(powers: Mapping[str, Fraction]) -> Unit:
    """The product of powers of units.

    Raises:
        UnknownUnitError: one of the names is no unit.
        OverflowError: its size is beyond the floats.
    """
    if len(powers) == 1 and (only := next(iter(powers.items())))[1] == 1:
        return unit_of(only[0])
    factor, dimensions, angle, cycles = 1.0, dict[str, Fraction](), False, False
    for name, power in powers.items():
        unit = unit_of(name)
        factor *= unit.factor ** float(power)
        for base, exponent in unit.dimensions.items():
            dimensions[base] = dimensions.get(base, Fraction(0)) + exponent * power
        angle, cycles = angle or unit.angle, cycles or unit.cycles
    if not math.isfinite(factor) or factor == 0:
        raise OverflowError("a unit of that size")
    return Unit(factor, {base: e for base, e in dimensions.items() if e}, angle=angle, cycles=cycles)


def same_dimensions(one: Unit, other: Unit) -> bool:
    """Whether two units measure the same: equal dimensions, and not cycles a second against an angle a second."""
    if one.dimensions != other.dimensions:
        return False
    return not ((one.cycles and other.angle) or (one.angle and other.cycles))
