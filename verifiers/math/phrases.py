"""Words that stand for a value: no solution, infinitely many, seven; and texts as words."""

from __future__ import annotations

import re
from fractions import Fraction

from .expressions import INFINITY, negative, number
from .values import Interval, Nothing, Scalar, Value

_NO_VALUE = re.compile(
    r"(?:that )?(?:there (?:is|are|exists?) |(?:(?:it|equation|inequality|system|problem|this|they) )?(?:has|have) )?"
    r"(?:no|not any) (?:real |integer |such |valid |possible |positive )*"
    r"(?:solutions?|roots?|values?|numbers?|answers?|integers?|pairs?|functions?|triples?)?(?: exists?)?"
    r"|none|dne|undefined|(?:does|do) not exist|not exist|nonexistent|empty(?: set)?|null set|impossible|not possible"
    r"|无解|不存在|空集|没有解|无实数解|无实根"
)
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {name: value for value, name in enumerate(f"{_ONES} eighteen nineteen".split())}
_NUMBER_WORDS |= {name: 10 * value for value, name in enumerate(_TENS.split(), start=2)}
_NUMBER_WORDS |= {
    f"{ten}-{one}": _NUMBER_WORDS[ten] + value
    for ten in _TENS.split()
    for one, value in tuple(_NUMBER_WORDS.items())[1:10]
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_FRACTIONS |= {"eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12}
_NAMES = "|".join(sorted({*_NUMBER_WORDS, *_TENS.split()}, key=len, reverse=True))
# A number in words within a sentence; "one" alone is a pronoun more often than a number.
NUMBER_WORDS = re.compile(
    rf"\b(?!one\b(?![\s-]+(?:hundred|thousand|million|half|third|quarter|fourth|fifth|sixth|eighth|tenth)))(?:{_NAMES})\b"
    rf"(?:[\s-]+(?:and\s+)?(?:{_NAMES}|hundred|thousand|million)\b){{0,12}}"
    rf"(?:[\s-](?:{'|'.join(_FRACTIONS)})s?\b)?",
    re.IGNORECASE,
)
_ARTICLES = re.compile(r"\b(?:the|a|an)\b")
_NOT_WORD = re.compile(r"[^\w\s'+-]")
_MARKUP = re.compile(r"\\[A-Za-z]+|[\x01\x02\x04{}$\\]")


def words_of(text: str) -> str:
    """A text as words: lower case, without articles, markup and punctuation."""
    text = _MARKUP.sub(" ", text.replace("\\%", " percent "))
    text = _ARTICLES.sub(" ", _NOT_WORD.sub(" ", text.casefold()))
    return " ".join(text.split())


_INFINITE = frozenset(("infinitely many", "infinite", "infinitely many solutions", "infinity", "无穷", "无数"))


_ALL_REALS = re.compile(r"(?:all|every|any) (?:real )?(?:reals?|numbers?|values?)(?: of)?(?: x)?|全体实数|一切实数")


def number_of_words(plain: str) -> Fraction | None:
    """The number that words name: ``two thousand and five``, ``minus seven``, ``three eighths``; None for others."""
    sign = -1 if plain.startswith(("minus ", "negative ")) else 1
    parts = [part for part in plain.partition(" ")[2].split() if part != "and"] if sign < 0 else plain.split()
    if plain in _NUMBER_WORDS:
        return Fraction(_NUMBER_WORDS[plain])
    if not parts or len(parts) > _MOST_PARTS:
        return None
    below = _FRACTIONS.get(parts[-1].removesuffix("s") if parts[-1] != "halves" else "halves") or 1
    if below == 1 and "-" in parts[-1] and parts[-1] not in _NUMBER_WORDS:
        above, _, name = parts[-1].rpartition("-")
        if name.removesuffix("s") in _FRACTIONS:
            below, parts = _FRACTIONS[name.removesuffix("s")], [*parts[:-1], above, name]
    counted = _counted(parts[:-1] if below > 1 else parts)
    return None if counted is None else sign * Fraction(counted, below)


_MOST_PARTS = 16


def _counted(parts: list[str]) -> int | None:
    """A whole number in words: units and tens are added up, hundreds and thousands multiply what stands before."""
    total = current = 0
    some = False
    for part in parts:
        if part == "and" and some:
            continue
        if part in _NUMBER_WORDS:
            if some and current % 100 and not (current % 10 == 0 and _NUMBER_WORDS[part] < 10):
                return None
            current += _NUMBER_WORDS[part]
        elif part == "hundred" and 0 < current < 100:
            current *= 100
        elif part in _SCALES and part != "hundred" and current:
            total, current = total + current * _SCALES[part], 0
        else:
            return None
        some = True
    return total + current if some else None


def value_of_words(plain: str) -> Value | None:
    """The value that words stand for, or None.

    Args:
        plain: as `words_of` returns it.
    """
    if plain and _NO_VALUE.fullmatch(plain):
        return Nothing()
    counted = number_of_words(plain)
    if counted is not None:
        return Scalar(number(counted))
    if plain in _INFINITE:
        return Scalar(INFINITY)
    return Interval(negative(INFINITY), INFINITY, False, False) if _ALL_REALS.fullmatch(plain) else None
