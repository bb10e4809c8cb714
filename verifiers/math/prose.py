"""Numbers and answers that are written out: one half, two hundred and five, negative infinity, does not exist.

`phrases` knows the commonest ones; this module knows how numbers are built of words.
"""

from __future__ import annotations

import re
from fractions import Fraction

from .expressions import INFINITY, negative, number
from .han_numbers import number_of_han
from .values import Nothing, Scalar, Value, Words

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_ONES.split())}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "fifteenth": 15, "sixteenth": 16, "twentieth": 20,
    "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_NAMES = "|".join(sorted((*_SMALL, *_TENS), key=len, reverse=True))
# A number in words within a sentence; "one" alone is a pronoun more often than a number.
NUMBER_WORDS = re.compile(
    r"\b(?:(?:negative|minus) )?"
    r"(?!one\b(?![\s-]+(?:hundred|thousand|million|half|third|quarter|fourth|fifth|sixth|eighth|tenth)))"
    rf"(?:{_NAMES})\b"
    rf"(?:[\s-]+(?:and\s+)?(?:{_NAMES}|hundred|thousand|million)\b){{0,12}}"
    rf"(?:[\s-](?:{'|'.join(_PARTS)})s?\b)?",
    re.IGNORECASE,
)
_INFINITELY_MANY = re.compile(
    r"(?:there (?:is|are) )?(?:infinitely many|infinite(?:ly)?(?: number)?(?: of)?|unlimited)"
    r"(?: (?:of )?(?:real |integer |possible |distinct |different |positive |negative |rational |prime |such )*"
    r"(?:solutions?|values?|answers?|integers?|numbers?|pairs?|points?))?"
    r"(?: exist)?"
)
_DOES_NOT_EXIST = re.compile(
    r"(?:(?:limit|value|sum|integral|derivative|solution|number|inverse|it|this|answer|expression|such \w+) )?"
    r"(?:does not exist|doesn't exist|do not exist|is undefined|is not defined|not defined|not exists?)"
    r"|(?:equation|system|inequality|problem) has no (?:real |integer )?solutions?"
)
_ALL_NUMBERS = re.compile(
    r"(?:all|every|any|set of(?: all)?) (?:of )?((?:positive |non-?negative |negative )?integer"
    r"|natural number|(?:positive )?rational number|complex number)s?(?: [a-z])?"
)
_LONGEST = 80  # characters; longer texts are no numbers


def value_of_prose(plain: str) -> Value | None:
    """The value of a text in words, or None where it is no such text.

    Args:
        plain: as `phrases.words_of` returns it: lower case, without articles and punctuation.
    """
    if not plain or len(plain) > _LONGEST or not plain[0].isalpha():
        return None
    if plain[0] > "\u3000":
        value = number_of_han(plain)
        return None if value is None else Scalar(number(value))
    sign, words = 1, plain
    for name in ("negative ", "minus "):
        if plain.startswith(name):
            sign, words = -1, plain.removeprefix(name)
    if words == "infinity":
        return Scalar(negative(INFINITY) if sign < 0 else INFINITY)
    found = number_of_words(words)
    if found is not None:
        return Scalar(number(sign * found))
    if _INFINITELY_MANY.fullmatch(plain):
        return Scalar(INFINITY)
    numbers = _ALL_NUMBERS.fullmatch(plain)
    if numbers:
        return Words(f"{numbers[1].replace('non-', 'non')}s")
    return Nothing() if _DOES_NOT_EXIST.fullmatch(plain) else None


def number_of_words(text: str) -> Fraction | None:
    """The number that words make: ``two thirds``, ``one hundred and five``, ``three and a half``; None for others."""
    words = text.replace("-", " ").split()
    if not words or len(words) > 12:
        return None
    if words[-1] == "dozen":
        dozens = number_of_words(" ".join(words[:-1])) if len(words) > 1 else Fraction(1)
        return None if dozens is None else 12 * dozens
    part = _PARTS.get(words[-1]) or _PARTS.get(words[-1].removesuffix("s"))
    if part is None:
        whole = _whole(words)
        return None if whole is None else Fraction(whole)
    if "and" in words and (before := words[: words.index("and")])[-1:] != ["hundred"]:
        whole, count = _whole(before), _count(words[words.index("and") + 1 : -1])
        return None if whole is None or count is None else whole + Fraction(count, part)
    count = _count(words[:-1])
    return None if count is None else Fraction(count, part)


def _count(words: list[str]) -> int | None:
    """How many parts a fraction has; a half is one."""
    return _whole(words) if words else 1


def _whole(words: list[str]) -> int | None:
    total, group, known = 0, 0, False
    for place, word in enumerate(words):
        if word == "zero":
            return 0 if len(words) == 1 else None
        if word in _SMALL and group % 100 in (0, 20, 30, 40, 50, 60, 70, 80, 90) and (group % 10 == 0 or not known):
            if group % 100 and _SMALL[word] >= 10:
                return None
            group += _SMALL[word]
        elif word in _TENS and group % 100 == 0:
            group += _TENS[word]
        elif word == "hundred" and group < 10:
            group = 100 * (group or 1)
        elif word in _LARGE and (group or not known):
            total, group = total + _LARGE[word] * (group or 1), 0
        elif word == "and" and place and known and place < len(words) - 1:
            continue
        else:
            return None
        known = True
    return total + group if known else None
