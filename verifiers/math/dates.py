"""Days of the year and of the week, however they are written: March 5th, 5 Mar, 2024-03-05, Tues."""

from __future__ import annotations

import re

from .values import Words

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Every form of a name: in full, by three letters, and the longer short ones.
_MONTH_OF = {form: month for month in _MONTHS for form in (month, month[:3])} | {"sept": "september"}
_DAY_OF = {form: day for day in _DAYS for form in (day, day[:3])} | {
    "tues": "tuesday", "wednes": "wednesday", "thur": "thursday", "thurs": "thursday"
}  # fmt: skip
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
        day = _DAY_OF.get(words[0])
        return Words(day) if day else None
    if words and words[0] in _DAY_OF:
        words = words[1:]
    return _of_words(words)


def _of_words(words: list[str]) -> Words | None:
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    days = [found[1] for word in words if (found := _DAY.fullmatch(word)) and 1 <= int(found[1]) <= 31]
    years = [word for word in words if _YEAR.fullmatch(word)]
    if len(months) != 1 or len(days) != 1 or len(months) + len(days) + len(years) != len(words) or len(years) > 1:
        return None
    return Words(_written(int(days[0]), months[0], years[0] if years else ""))


def _written(day: int, month: str, year: str) -> str:
    return f"{day} {month} {year}".strip()
