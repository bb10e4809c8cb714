"""The value within what is stated: the 8 of "the volume of the cube is 8", the 42 of "42 apples, not 41"."""

from __future__ import annotations

import re

from rewardry.text.assertions import asserted
from rewardry.text.spans import Span

from .foreign_units import POWERS_BEHIND
from .foreign_words import denies_or_bounds
from .hedges import is_left_open
from .lines import tidied
from .units import in_units, is_unit_word, named

_MOST_STATED = 160
_VERB = re.compile(r"\b(?:is|are|equals|was|be)\b:?\s+(?=[-−$\\(\[\d√π])")
_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u052f]"
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.,\\^:/√*])[-−]?\d+(?:[.,]\d+)*%?(?![A-Za-z0-9_^:/π√²³½]|\.\d|\s?[*×·]|\s(?:pi|sqrt)\b)"
    rf"(?P<unit>\s+{_LETTER}+(?:\s+(?!(?:per|pro|par|por|в)\b){_LETTER}+)?(?:\s+(?:per|pro|par|por|в)\s+{_LETTER}+)?"
    r"|\s*[\u30a1-\u30ff]{1,12}|\s*[\u4e00-\u9fff]{1,8}(?:/[\u4e00-\u9fff]{1,4})?)?"
)
_PER = ("per", "pro", "par", "por", "в", *POWERS_BEHIND, "квадратных", "кубических", "кв", "куб", "square", "cubic")
_POWER = re.compile(r"[²³]|\^\{?\d\}?")
_DEGREES = re.compile(r"\s?°(?:\s?[CF](?![A-Za-z]))?")
_LETTERS = re.compile(f"{_LETTER}+|[\u30a1-\u30ff]+")
_WORDS = re.compile(
    r"(?<![\\A-Za-z{])[A-Za-z]{3,}|[\u0400-\u052f\u0600-\u06ff]{3,}|[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,}"
)
_OPENS = re.compile(
    r"(?:so|thus|therefore|hence|consequently|finally|altogether|in total|overall|∴|\\therefore)\b[\s,:]*", re.I
)
# Words that bound or exclude a number instead of giving it, or that work on it.
_BOUNDS = re.compile(
    r"\b(?:not|no|never|isn't|wrong|incorrect|unknown|cannot|than|least|most|between|except|other than|all but"
    r"|under|over|below|above|up to|fewer|unlike|almost|nearly|divisible|divided|multiplied"
    r"|undefined|indeterminate|infinit(?:e|y|ely)|none|nothing|neither|impossible"
    r"|I (?:have to |must )?(?:give|gave) up)\b|n't"
    r"|\bopposite\b|没有?(?=\d)|别选?(?=\d)|如果|除了|至少|至多|超过|过了|放弃|不足|大于|小于|不到|低于|高于|多于|少于|不止|以上|以下|以内",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r",\s+(?:(?:which|because|since|as|where|that is|whether or not|regardless|no matter)\b|i\.e\.)[^\d$\\]*$"
    r"|;\s+(?=(?:[A-Za-z]{3,}\s+){2})[^=$\\]*$"
)
_REASON = re.compile(r",?\s+(?:because|since)\s")
_CALL = re.compile(r"[a-z]\(-?\d")  # exp(2)
_NOUN = re.compile(r"(?:the|an?)\s(?:[a-z]+\s){1,3}(?=[(\[{<]|\\[({])")
_WORKS = re.compile(
    r"\b(?:roots?|square of|half|twice|double|triple|times|negative|minus|plus|inverse|reciprocal|product"
    r"|factorial|cube"
    r"|log(?:arithm)?|sum|difference|quarter|third|percent|multiple|power)\b",
    re.IGNORECASE,
)
# What works on the number right behind it: "the square root of 42".
_WORKED_ON = re.compile(
    r"\b(?:roots?|square|half|inverse|reciprocal|cube|logarithm|factorial|quarter|third|power"
    r"|multiples?|divisors?) of\s{1,3}$"
    r"|\b(?:twice|double|triple|half)\s{1,3}$",
    re.IGNORECASE,
)
# A value as it stands in a sentence: a formula, a pair, a number.
VALUE = r"(?:\$[^$\n]{1,80}\$|\([^()\n]{1,40}\)|[-−]?\d[\d./]*)"
# Two values of which the second bears a name: "(1, 2) and the radius is 3".
SECOND = re.compile(
    rf"{VALUE}(?: [a-z]+){{0,2}},? and (?:the |its )?[A-Za-z]+ (?:is|are|=) {VALUE}(?: [a-z]+){{0,2}}[.\s]*$"
)
_FORMULA_AT_END = re.compile(r"(?:\$([^$\n]{1,400})\$|\\\(((?:[^\\\n]|\\(?!\))){1,400})\\\))[\s.]*$")


def value_within(text: str, span: Span) -> Span | None:
    """The value within an announced sentence, or the sentence as it is; None where it only denies values.

    Args:
        text: the whole text.
        span: the sentence's place.
    """
    place = asserted(span.of(text))
    if place is None:
        return None
    if place != Span(0, span.end - span.start):
        span = tidied(text, span.start + place.start, span.start + place.end)
    span = _without_remark(text, span)
    lead = _OPENS.match(text, span.start, span.end)
    if lead is not None and lead.end() < span.end:
        span = Span(lead.end(), span.end)
    noun = _NOUN.match(text, span.start, span.end)
    if noun is not None and not _WORKS.search(noun[0]):
        span = Span(noun.end(), span.end)
    stated = span.of(text)
    if SECOND.match(stated):
        return span
    if _count_words(stated) < 2 or "\\text" in stated or _BOUNDS.search(stated) or denies_or_bounds(stated):
        return span
    verbs = list(_VERB.finditer(stated))
    if verbs:
        return Span(span.start + verbs[-1].end(), span.end)
    formula = _FORMULA_AT_END.search(stated)
    if formula is not None:
        words = stated[: formula.start()]
        plain = not any(char.isdigit() or char in "$\\=" for char in words) and not _WORKS.search(words)
        return Span(span.start + formula.start(), span.end) if plain else span
    return only_value(text, span) or span


def _count_words(stated: str) -> int:
    """How many words a sentence has; Chinese and Japanese, which have no spaces, have one in two characters."""
    return sum(len(word) // 2 if word[0] >= "\u3041" else 1 for word in _WORDS.findall(stated))


def only_value(text: str, span: Span) -> Span | None:
    """The only number of a short sentence without formulas, with its unit."""
    span = _without_remark(text, span)
    stated = span.of(text)
    if (
        len(stated) > _MOST_STATED
        or "\\" in stated
        or _BOUNDS.search(stated)
        or denies_or_bounds(stated)
        or _CALL.search(stated)
        or any(sign in stated for sign in "=<>{}[]≤≥∞")
    ):
        return None
    numbers = list(_NUMBER.finditer(stated))
    if len(numbers) != 1 or not _WORDS.search(stated):
        return None
    number = numbers[0]
    if _WORKED_ON.search(stated, 0, number.start()):
        return None
    if any(char.isdigit() for char in stated[: number.start()] + stated[number.end() :]):
        return None
    end = _end_of_unit(stated, number)
    if is_left_open(stated, number.start(), end):
        return span  # what leaves it open belongs to it
    return Span(span.start + number.start(), span.start + end)


def _without_remark(text: str, span: Span) -> Span:
    """A sentence without a clause behind it that says something about its value."""
    remark = _REMARK.search(text, span.start, span.end)
    if remark is None:
        reason = _REASON.search(text, span.start, span.end)
        given = reason is not None and any(char.isdigit() for char in text[span.start : reason.start()])
        remark = reason if given else None
    return span if remark is None else tidied(text, span.start, remark.start())


def _length_of_unit(run: str) -> int:
    """How many characters of a run of Chinese are a unit, from its start: 千米/小时 of 千米/小时行驶."""
    length = known = 0
    for word in re.findall(r"/|[^/]+", run):
        for piece in ("/",) if word == "/" else in_units(word):
            length += len(piece)
            if named(piece) is not None:
                known = length
            elif piece not in ("/", "每", "平方", "立方"):
                return known
    return known


def _end_of_unit(stated: str, number: re.Match[str]) -> int:
    """Where a number ends with its unit; other words behind it do not belong to it."""
    degrees = _DEGREES.match(stated, number.end())
    if degrees is not None:
        return degrees.end()
    end = number.start("unit") if number["unit"] else number.end()
    chinese = (number["unit"] or "").strip()
    if "\u4e00" <= chinese[:1] <= "\u9fff":
        return number.end() - len(chinese) + _length_of_unit(chinese)
    for word in _LETTERS.finditer(stated, end, number.end()):
        # 15 g is not 15; "15 a day" holds an article
        symbol = len(word[0]) == 1 and word[0] not in "aAI" and named(word[0]) is not None
        if not symbol and not is_unit_word(word[0]) and word[0] not in _PER:
            break
        power = _POWER.match(stated, word.end())
        end = power.end() if power else word.end()
    return end
