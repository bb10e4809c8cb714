"""Units of measure: what they measure and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .foreign_units import FOREIGN, POWERS_BEHIND, power_before
from .foreign_units import OVER as OVER_ELSEWHERE
from .vocabulary import words

Dimension = tuple[tuple[str, int], ...]


class Unit(NamedTuple):
    """A unit: its size in the base units of its dimension.

    Attributes:
        dimension: the base dimensions with their powers, sorted; empty for a noun that only says what is counted.
        size: how many base units it is.
        name: as it is written.
    """

    dimension: Dimension
    size: Fraction
    name: str


_BASES: dict[str, list[tuple[str, str]]] = {
    "length": [
        ("1/1000000", "micrometer micrometre micron 微米"), ("1/1000", "mm millimeter millimetre 毫米"),
        ("1/100", "cm centimeter centimetre 厘米"), ("1/10", "dm decimeter decimetre 分米"), ("1", "m meter metre 米"),
        ("1000", "km kilometer kilometre 千米 公里"), ("127/5000", "inch inches"), ("381/1250", "ft foot feet"),
        ("1143/1250", "yd yard"), ("201168/125", "mi mile"), ("1852", "nmi"), ("1/1000000000", "nm nanometer 纳米"),
    ],
    "time": [
        ("1/1000", "ms millisecond"), ("1", "s sec second 秒"), ("60", "min minute 分钟"),
        ("3600", "h hr hrs hour 小时 时"), ("86400", "day 天"), ("604800", "week wk 周"),
    ],
    "years": [("1", "month mo 个月"), ("12", "yr year 年"), ("120", "decade"), ("1200", "century centuries")],
    "mass": [
        ("1/1000000", "mg milligram 毫克"), ("1/1000", "g gram 克"), ("1", "kg kilogram 千克 公斤"),
        ("1000", "t tonne 吨"), ("45359237/100000000", "lb lbs pound"), ("45359237/1600000000", "oz ounce"),
    ],
    "money": [("1/100", "cent ¢"), ("1", "dollar usd \\$ 美元")],
    "euro": [("1", "euro eur €")], "yuan": [("1", "yuan rmb cny 元"), ("1/10", "角 jiao")],
    "rupee": [("1", "rupee rs inr")],
    "sterling": [("1/100", "pence penny"), ("1", "gbp £")],
    "volume": [("1/1000", "ml milliliter millilitre mL 毫升"), ("1", "l liter litre L 升"), ("1/10", "dl deciliter")],
    "us volume": [("1/8", "pint pt"), ("1/4", "quart qt"), ("1", "gallon gal"), ("1/16", "cup")],
    "angle": [("1", "degree deg °"), ("1/60", "arcminute")],
    "current": [("1", "ampere amp A"), ("1/1000", "milliampere ma mA")],
    "temperature": [("1", "kelvin K")], "amount": [("1", "mol mole")], "data": [("1", "byte"), ("1/8", "bit")],
}  # fmt: skip
_COMPOUND = {
    "mph": "mile / hour", "kph": "km / hour", "kmph": "km / hour", "kmh": "km / hour", "mps": "m / s",
    "newton": "kg m / s s", "n": "kg m / s s", "joule": "kg m m / s s", "j": "kg m m / s s",
    "kj": "1000 kg m m / s s", "watt": "kg m m / s s s", "w": "kg m m / s s s", "kw": "1000 kg m m / s s s",
    "kilowatt": "1000 kg m m / s s s", "kilojoule": "1000 kg m m / s s", "pascal": "kg / m s s",
    "pa": "kg / m s s", "kpa": "1000 kg / m s s", "hertz": "1 / s", "hz": "1 / s", "khz": "1000 / s",
    "mhz": "1000000 / s", "volt": "kg m m / s s s ampere", "v": "kg m m / s s s ampere", "coulomb": "s ampere",
    "tesla": "kg / s s ampere", "farad": "s s s s ampere ampere / kg m m", "henry": "kg m m / s s ampere ampere",
    "bar": "100000 kg / m s s", "atm": "101325 kg / m s s", "cal": "4184 g m m / s s", "calorie": "4184 g m m / s s",
    "kcal": "4184 kg m m / s s", "ev": "1602176634 kg m m / s s 10000000000000000000000000000",
    "electronvolt": "1602176634 kg m m / s s 10000000000000000000000000000", "rpm": "1 / minute",
    "ohm": "kg m m / s s s ampere ampere", "acre": "43560 ft ft", "hectare": "10000 m m", "公顷": "10000 m m",
    "cc": "cm cm cm",
    "平方米": "m m", "平方厘米": "cm cm", "立方米": "m m m", "立方厘米": "cm cm cm",
}  # fmt: skip


def _simple() -> dict[str, Unit]:
    units = {}
    for dimension, rows in _BASES.items():
        for size, names in rows:
            for name in names.split():
                for form in (name, f"{name}s") if len(name) > 1 and name.isascii() else (name,):
                    units[form] = Unit(((dimension, 1),), Fraction(size), name)
    return units


_SIMPLE = _simple()
# What a prefix may stand before; single letters are case-sensitive: mW and MW, but no "pm" of half past five pm.
_PREFIXES = {"G": 9, "M": 6, "k": 3, "c": -2, "m": -3, "µ": -6, "n": -9, "p": -12, "T": 12}
_PREFIXED = words("m g s Hz V W J A N Pa L C F eV mol ohm bar cal B")
_SYMBOLS = {"C": "coulomb", "F": "farad", "B": "byte", "g": "g", "eV": "ev"}
_POWERS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3, "平方": 2, "立方": 3}
_OVER = frozenset(("per", "/", "a", "an", "each", "每", *OVER_ELSEWHERE))


def named(word: str) -> Unit | None:
    """The unit of that name, or None: cm, Centimeters, mph, $."""
    for form in (word, word.lower(), word.lower().rstrip(".")):
        if form in _SIMPLE:
            return _SIMPLE[form]
        if form in _COMPOUND:
            return _product(_COMPOUND[form].split(), form)
        if form.endswith("s") and form[:-1] in _COMPOUND and len(form) > 3:
            return _product(_COMPOUND[form[:-1]].split(), form)
    return _foreign(word.lower().rstrip(".")) or _prefixed(word)


def _foreign(word: str) -> Unit | None:
    """The unit of a name in another language, with a power before it where they make one word: Quadratmeter."""
    if word in FOREIGN:
        return _SIMPLE[FOREIGN[word]]
    power, rest = power_before(word)
    unit = named(rest) if power > 1 and len(rest) > 1 else None
    return None if unit is None else _product([*[f"{unit.name}"] * power], word) if unit.name in _SIMPLE else None


def _prefixed(word: str) -> Unit | None:
    """A unit of the SI with a prefix: GHz, mW, µm, keV."""
    symbol = word[1:]
    if word[:1] not in _PREFIXES or symbol not in _PREFIXED or word == "pm":
        return None
    unit = named(_SYMBOLS.get(symbol, symbol))
    return None if unit is None else unit._replace(size=unit.size * Fraction(10) ** _PREFIXES[word[0]], name=word)


_LONGEST_HAN = 4


def in_units(run: str) -> list[str]:
    """The words of a run of Chinese: units, powers of them and 每 as far as they reach, other characters one by one."""
    words, at = [], 0
    while at < len(run):
        size = next((n for n in range(_LONGEST_HAN, 1, -1) if _is_han_unit(run[at : at + n], n)), 1)
        words.append(run[at : at + size])
        at += size
    return words


def _is_han_unit(word: str, length: int) -> bool:
    return len(word) == length and (word in _SIMPLE or word in _COMPOUND or word in _POWERS)


def is_unit_word(word: str) -> bool:
    """Whether a word of two letters or more is a unit, wherever it stands."""
    return len(word) > 1 and named(word) is not None


class _Product:
    """Units that are multiplied: the powers of their dimensions, and a size."""

    def __init__(self) -> None:
        self._powers: dict[str, int] = {}
        self._size = Fraction(1)

    def multiply(self, unit: Unit, power: int) -> None:
        """Multiply by a power of a unit, negative to divide."""
        self._size *= unit.size**power
        for name, count in unit.dimension:
            self._powers[name] = self._powers.get(name, 0) + count * power

    def scale(self, factor: Fraction) -> None:
        """Multiply by a number."""
        self._size *= factor

    def unit(self, name: str) -> Unit:
        """The product as a unit; litres are cubic lengths, so that 1 L is 1000 cubic centimetres."""
        litres = self._powers.get("volume", 0)
        powers = dict(self._powers, volume=0)
        powers["length"] = powers.get("length", 0) + 3 * litres
        dimension = tuple(sorted((base, count) for base, count in powers.items() if count))
        return Unit(dimension, self._size / Fraction(1000) ** litres, name)


# Answers in words, and what begins them: "5 undefined" and "5 / no solution" say two things, and count nothing.
_NOT_COUNTED = words(
    "undefined indeterminate infinite infinity infinitely none nothing nobody neither nor no not unknown unclear many"
    " than dne impossible nonexistent depends depending varies cannot can't cant insufficient uncertain unsure"
)


def combined(words: Sequence[str]) -> Unit | None:
    """The unit of several words: ``cubic centimeters``, ``km / h``, ``cm ^ 2``.

    Args:
        words: words, powers as ``^ 2``, and ``/`` or ``per``; nouns that are no unit say only what is counted.

    Returns:
        The unit; one without a dimension for nouns alone; None where units and nouns do not go together, or a word is
        none that anything is counted in.
    """
    if any(word.lower().strip(".,") in _NOT_COUNTED for word in words):
        return None
    found = _Product()
    sign = power = last_sign = 1
    last: Unit | None = None
    i = 0
    while i < len(words):
        word = words[i]
        lower = word.lower().strip(".,")
        i += 1
        if word == "^" and i < len(words):
            exponent, i = _exponent(words, i)
            if last is None or exponent is None:
                return None
            found.multiply(last, last_sign * (exponent - 1))
        elif lower in _OVER and word != "A" and (last is not None or lower in ("per", "/")):
            sign = -1
        elif lower in POWERS_BEHIND and last is not None:
            found.multiply(last, last_sign * (POWERS_BEHIND[lower] - 1))
        elif lower in _POWERS:
            power = _POWERS[lower]
        elif power_before(lower)[1] == "":
            power = power_before(lower)[0]
        elif (unit := _inch(words, i) or named(word)) is not None:
            found.multiply(unit, sign * power)
            last, last_sign, power = unit, sign, 1
    return found.unit(" ".join(words))


def _exponent(words: Sequence[str], place: int) -> tuple[int | None, int]:
    """A small whole exponent that begins at a place, or None, and the place behind it."""
    sign = -1 if words[place] == "-" and place + 1 < len(words) else 1
    place += sign < 0
    digits = words[place].strip("{}")
    exponent = int(digits) * sign if digits.lstrip("-") in ("1", "2", "3", "4") else None
    return exponent, place + 1


def _inch(words: Sequence[str], place: int) -> Unit | None:
    """The inch of an "in" before a place that is no preposition: at the end, or before a power or a division."""
    is_last = place == len(words) or words[place] in ("^", "/", "per")
    return _SIMPLE["inch"] if is_last and words[place - 1].lower().strip(".,") == "in" else None


def _product(words: list[str], name: str) -> Unit:
    """The unit of a definition: ``kg m / s s``."""
    found, sign = _Product(), 1
    for word in words:
        if word == "/":
            sign = -1
        elif word.isdigit():
            found.scale(Fraction(word) ** sign)
        else:
            found.multiply(_SIMPLE[word], sign)
    return found.unit(name)
