"""Units of measure: what they measure and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

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
                for form in (name, f"{name}s") if len(name) > 2 and name.isascii() else (name,):
                    units[form] = Unit(((dimension, 1),), Fraction(size), name)
    return units


_SIMPLE = _simple()
# What a prefix may stand before; single letters are case-sensitive: mW and MW, but no "pm" of half past five pm.
_PREFIXES = {"G": 9, "M": 6, "k": 3, "c": -2, "m": -3, "µ": -6, "n": -9, "p": -12, "T": 12}
_PREFIXED = words("m g s Hz V W J A N Pa L C F eV mol ohm bar cal B")
_SYMBOLS = {"C": "coulomb", "F": "farad", "B": "byte", "g": "g", "eV": "ev"}
_POWERS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3, "平方": 2, "立方": 3}
_OVER = frozenset(("per", "/", "a", "an", "each", "每"))
_IGNORED = words("of in the about approximately total units unit exactly only")


def named(word: str) -> Unit | None:
    """The unit of that name, or None: cm, Centimeters, mph, $."""
    for form in (word, word.lower(), word.lower().rstrip(".")):
        if form in _SIMPLE:
            return _SIMPLE[form]
        if form in _COMPOUND:
            return _product(_COMPOUND[form].split(), form)
        if form.endswith("s") and form[:-1] in _COMPOUND and len(form) > 3:
            return _product(_COMPOUND[form[:-1]].split(), form)
    return _prefixed(word)


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


def combined(words: Sequence[str]) -> Unit | None:
    """The unit of several words: ``cubic centimeters``, ``km / h``, ``cm ^ 2``.

    Args:
        words: words, powers as ``^ 2``, and ``/`` or ``per``; nouns that are no unit say only what is counted.

    Returns:
        The unit; one without a dimension for nouns alone; None where units and nouns do not go together.
    """
    powers: dict[str, int] = {}
    size = Fraction(1)
    sign, power, known = 1, 1, 0
    last: tuple[Unit, int] | None = None
    i = 0
    while i < len(words):
        word = words[i]
        lower = word.lower().strip(".,")
        if word == "^" and i + 1 < len(words):
            if words[i + 1] == "-" and i + 2 < len(words):
                words = [*words[: i + 1], f"-{words[i + 2]}", *words[i + 3 :]]
            exponent = words[i + 1].strip("{}")
            if last is None or exponent.lstrip("-") not in ("1", "2", "3", "4"):
                return None
            extra = last[1] * (int(exponent) - 1)
            size *= last[0].size ** extra
            for name, count in last[0].dimension:
                powers[name] = powers.get(name, 0) + count * extra
            i += 2
            continue
        i += 1
        if lower in _OVER and (known or lower in ("per", "/")):
            sign = -1
        elif lower in ("squared", "cubed") and last is not None:
            words = [*words[:i], "^", str(_POWERS[lower]), *words[i:]]
        elif lower in _POWERS:
            power = _POWERS[lower]
        elif (unit := named(word)) is not None:
            known += 1
            last = (unit, sign)
            size *= unit.size ** (sign * power)
            for name, count in unit.dimension:
                powers[name] = powers.get(name, 0) + count * sign * power
            power = 1
        elif lower == "in" and (i == len(words) or words[i] in ("^", "/", "per")):
            words = [*words[: i - 1], "inch", *words[i:]]
            i -= 1
        elif lower in _IGNORED or not known:
            continue
    dimension = tuple(sorted((name, count) for name, count in powers.items() if count))
    return Unit(_volumes(dimension), _litres(dimension, size), " ".join(words))


def _volumes(dimension: Dimension) -> Dimension:
    """Litres are cubic lengths, so that 1 L is 1000 cubic centimetres."""
    powers = dict(dimension)
    litres = powers.pop("volume", 0)
    if litres:
        powers["length"] = powers.get("length", 0) + 3 * litres
    return tuple(sorted((name, count) for name, count in powers.items() if count))


def _litres(dimension: Dimension, size: Fraction) -> Fraction:
    return size / Fraction(1000) ** dict(dimension).get("volume", 0)


def _product(words: list[str], name: str) -> Unit:
    size, sign = Fraction(1), 1
    powers: dict[str, int] = {}
    for word in words:
        if word == "/":
            sign = -1
        elif word.isdigit():
            size *= Fraction(word) ** sign
        else:
            unit = _SIMPLE[word]
            size *= unit.size**sign
            for base, count in unit.dimension:
                powers[base] = powers.get(base, 0) + sign * count
    return Unit(tuple(sorted((base, count) for base, count in powers.items() if count)), size, name)
