"""Days of the year and of the week, however they are written: March 5th, 5 Mar, 2024-03-05, Tues."""

from __future__ import annotations

import re

from .values import Words

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {"tues": "tuesday", "wednes": "wednesday", "thur": "thursday", "thurs": "thursday"}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"\d{4}")
_HINT = re.compile(r"(?i)(?:^|[^a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)")


def date_of(text: str, plain: str) -> Words | None:
    """The day that a text names, in one writing; None where it names none.

    Args:
        text: in our spelling.
        plain: the same as words, as `phrases.words_of` returns it.
    """
    if len(plain) > 40 or text.count("{") != text.count("}"):
        return None
    iso = _ISO.fullmatch(text.strip())
    if iso and 1 <= int(iso[2]) <= 12 and 1 <= int(iso[3]) <= 31:
        return Words(_written(int(iso[3]), _MONTHS[int(iso[2]) - 1], iso[1]))
    if not _HINT.search(plain):
        return None
    words = [word for word in plain.split() if word not in ("of", "on")]
    if len(words) == 1:
        day = _full(words[0], _DAYS) or _SHORT_DAYS.get(words[0])
        return Words(day) if day else None
    if words and (_full(words[0], _DAYS) or words[0] in _SHORT_DAYS):
        words = words[1:]
    return _of_words(words)


def _of_words(words: list[str]) -> Words | None:
    months = [month for word in words if (month := _full(word, _MONTHS)) is not None]
    days = [found[1] for word in words if (found := _DAY.fullmatch(word)) and 1 <= int(found[1]) <= 31]
    years = [word for word in words if _YEAR.fullmatch(word)]
    if len(months) != 1 or len(days) != 1 or len(months) + len(days) + len(years) != len(words) or len(years) > 1:
        return None
    return Words(_written(int(days[0]), months[0], years[0] if years else ""))


def _full(word: str, names: tuple[str, ...]) -> str | None:
    """The full name of a month or day that is written out or by three letters."""
    short = {name[:3]: name for name in names} | {"sept": "september"}
    return word if word in names else short.get(word)


def _written(day: int, month: str, year: str) -> str:
    return f"{day} {month} {year}".strip()
