"""The calendar: weekdays, dates some days away, days between dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance

from .short_answers import one_line

Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Answer: TypeAlias = "datetime.date | int | str"

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class CalendarInstance(Instance):
    """A question about dates of the Gregorian calendar.

    Attributes:
        op: ``weekday`` of the date; ``add``, the date some days later (or earlier); ``between``, the days from the
            date to the other.
        date: the date, as in 2024-03-05.
        days: for ``add``.
        other: for ``between``.
    """

    puzzle: Literal["calendar"] = "calendar"
    op: Literal["weekday", "add", "between"] = "weekday"
    date: Date
    days: Annotated[int, Field(ge=-(10**6), le=10**6)] = 0
    other: Date | None = None

    @model_validator(mode="after")
    def _has_dates(self) -> CalendarInstance:
        for date in (self.date, self.other):
            if date is not None:
                datetime.date.fromisoformat(date)
        if self.op == "between" and self.other is None:
            raise ValueError("the other date is missing")
        try:
            right_answer(self)
        except OverflowError:
            raise ValueError("the date is beyond the years 1 to 9999") from None
        return self


class Calendar(Puzzle):
    """The weekday, date or number of days; dates are compared as dates, however they are written."""

    family = "calendar"
    instance_type = CalendarInstance

    def generate(self, seed: int, difficulty: int = 5) -> CalendarInstance:
        """A date of the years about 2000 and a question."""
        dice = chance(self.family, seed, difficulty)
        years, days = _LEVELS[difficulty]
        first = datetime.date(2000 - years // 2, 1, 1).toordinal()
        date = datetime.date.fromordinal(first + dice.randrange(366 * years))
        op = dice.choice(("weekday", "add", "between"))
        apart = dice.randint(1, days) * (dice.choice((1, -1)) if op == "add" else 1)
        other = (date + datetime.timedelta(apart)).isoformat() if op == "between" else None
        return CalendarInstance(
            op=op, date=date.isoformat(), days=apart if op == "add" else 0, other=other, unique=True
        )

    def prompt(self, instance: CalendarInstance) -> str:
        """The question."""
        if instance.op == "weekday":
            asked = f"Which weekday is {instance.date}? Give its English name"
        elif instance.op == "add":
            later = "after" if instance.days >= 0 else "before"
            asked = f"Which date is {abs(instance.days)} days {later} {instance.date}? Give it as YYYY-MM-DD"
        else:
            asked = f"How many days are there from {instance.date} to {instance.other}? Give the number"
        return f"{asked} in <answer></answer>."

    def read(self, answer: str, instance: CalendarInstance) -> Answer:
        """The weekday's name, the date, or the number of days."""
        said = one_line(answer)
        if instance.op == "weekday":
            return _weekday(said)
        return _date(said) if instance.op == "add" else _days(said)

    def judge(self, answer: Answer, instance: CalendarInstance) -> Finding:
        """Whether it is the answer."""
        return VALID if answer == right_answer(instance) else Finding("wrong-value", "the calendar says otherwise")

    def solution(self, instance: CalendarInstance) -> str:
        """The answer as the prompt asks for it."""
        return str(right_answer(instance))

    def count_solutions(self, instance: CalendarInstance, limit: int = 2) -> int:
        """One."""
        return 1

    def hardness(self, instance: CalendarInstance) -> float:
        """How many days are counted; of a weekday, from the year 2000 on."""
        date = datetime.date.fromisoformat(instance.date)
        other = datetime.date.fromisoformat(instance.other or instance.date)
        if instance.op == "weekday":
            return float(abs((date - datetime.date(2000, 1, 1)).days))
        return float(abs(instance.days or (other - date).days))

    def surface_forms(self, instance: CalendarInstance) -> Sequence[str]:
        """A weekday in short and in Chinese, a date with the month's name, a number with its unit."""
        right = right_answer(instance)
        if isinstance(right, datetime.date):
            month, year = MONTHS[right.month - 1], f"{right.year:04}"
            return (
                right.isoformat(), f"{year}/{right.month}/{right.day}", f"{month} {right.day}, {year}",
                f"{right.day} {month[:3]} {year}", f"{year}年{right.month}月{right.day}日",
                f"{right.day}{_ordinal(right.day)} of {month} {year}", f"{WEEKDAYS[right.weekday()]}, {right}",
            )  # fmt: skip
        if isinstance(right, int):
            return (str(right), f"{right:,}", f"{right} days", f"**{right}**", f"{right}天")
        place = WEEKDAYS.index(right)
        return (right, right.lower(), right[:3], f"It is a {right}.", "星期" + "一二三四五六日"[place])

    def near_misses(self, instance: CalendarInstance) -> Sequence[str]:
        """A day more or less, two answers, the other's form."""
        right = right_answer(instance)
        if isinstance(right, datetime.date):
            days = (right.toordinal() + step for step in (1, -1, 365))
            wrong = [str(datetime.date.fromordinal(day)) for day in days if 0 < day <= datetime.date.max.toordinal()]
            if right.day <= 12 and right.day != right.month:
                wrong.append(f"{right.year:04}-{right.day:02}-{right.month:02}")
            wrong += [f"{WEEKDAYS[(right.weekday() + 1) % 7]}, {right}", f"{right.month}-{right.day}"]
        elif isinstance(right, int):
            wrong = [str(right + 1), str(right - 1), f"{right}.5", f"{right} weeks", *([f"-{right}"] if right else [])]
        else:
            wrong = [day for day in WEEKDAYS if day != right]
        return (*wrong, f"{right} or {wrong[0]}", f"not {right}", f"not a {right}")


class CalendarTasks(PuzzleTasks):
    """Weekdays, dates and days between; ever further apart."""

    puzzle = Calendar


# The years from which dates are taken, and the most days apart.
_LEVELS = (
    (2, 7), (4, 14), (10, 31), (20, 60), (40, 120), (60, 366), (100, 1000), (200, 3000), (300, 10_000), (400, 40_000),
    (400, 100_000),
)  # fmt: skip


def right_answer(instance: CalendarInstance) -> Answer:
    """The weekday's English name, the date, or the number of days."""
    date = datetime.date.fromisoformat(instance.date)
    if instance.op == "weekday":
        return WEEKDAYS[date.weekday()]
    if instance.op == "add":
        return date + datetime.timedelta(instance.days)
    return (datetime.date.fromisoformat(instance.other or instance.date) - date).days


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


_NAMES = {
    **{day.casefold(): day for day in WEEKDAYS},
    **{day[:3].casefold(): day for day in WEEKDAYS},
    "tues": "Tuesday",
    "thur": "Thursday",
    "thurs": "Thursday",
    **{
        f"{week}{sign}": day
        for week in ("星期", "周", "礼拜")
        for sign, day in zip("一二三四五六日", WEEKDAYS, strict=True)
    },
    **{f"{week}天": "Sunday" for week in ("星期", "礼拜")},
}
_SENTENCE = re.compile(r"(?:(?:it|that|this|the (?:day|date|weekday))\s+(?:is|was|will be)\s+)?(?:an?\s+|on\s+)?", re.I)


def _weekday(said: str) -> str:
    lead = _SENTENCE.match(said)
    found = _NAMES.get(said[lead.end() if lead else 0 :].casefold())
    if found is None:
        raise UnreadableAnswerError("unreadable", "the name of a weekday is wanted")
    return found


_MONTH = "|".join(month[:3] + f"(?:{month[3:]})?" for month in MONTHS)
_DATES = (
    re.compile(r"(?P<year>\d{4})\s?[-/.年]\s?(?P<number>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})\s?日?"),
    re.compile(rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})", re.I),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\.?,? (?P<year>\d{{4}})", re.I),
)
_DAY_BEFORE = re.compile(r"^(?P<weekday>[A-Za-z]{3,9}),?\s+(?=[A-Za-z0-9])")
_DAY_BEHIND = re.compile(r"(?:,\s?|\s\()(?P<weekday>[A-Za-z]{3,9})\)?$")


def _date(said: str) -> datetime.date:
    """The date that a text is; a weekday beside it must be that date's."""
    lead = _SENTENCE.match(said)
    said, weekdays = _without_weekdays(said[lead.end() :] if lead else said)
    found = next((found for form in _DATES if (found := form.fullmatch(said))), None)
    if found is None:
        raise UnreadableAnswerError("unreadable", "a date is wanted")
    parts = found.groupdict()
    month = int(parts["number"]) if "number" in parts else _month(parts["month"])
    try:
        date = datetime.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        raise UnreadableAnswerError("unreadable", f"there is no date {said[:40]}") from None
    if other := weekdays - {WEEKDAYS[date.weekday()]}:
        raise UnreadableAnswerError("ambiguous", f"{date} is no {min(other)}")
    return date


def _without_weekdays(said: str) -> tuple[str, set[str]]:
    """A date without the weekdays before and behind it, and these."""
    weekdays = set()
    for place in (_DAY_BEFORE, _DAY_BEHIND):
        found = place.search(said)
        if found and (weekday := _NAMES.get(found["weekday"].casefold())):
            weekdays.add(weekday)
            said = said[: found.start()] + said[found.end() :]
    return said, weekdays


def _month(name: str) -> int:
    return next(place for place, month in enumerate(MONTHS, 1) if month.casefold().startswith(name[:3].casefold()))


_DAYS = re.compile(r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,8}))\s?(?:days?|天)?", re.I)


def _days(said: str) -> int:
    found = _DAYS.fullmatch(said)
    if found is None:
        raise UnreadableAnswerError("unreadable", "a number of days is wanted")
    return int(found["number"].replace(",", ""))
