"""Days of the year and of the week are the same in every writing, and what names no day is none."""

import datetime

import pytest

from rewardry.verifiers.math.dates import date_of
from rewardry.verifiers.math.phrases import words_of
from rewardry.verifiers.math.values import Words

# Every ninth day of a leap year.
DAYS = [datetime.date(2024, 1, 1) + datetime.timedelta(days=9 * n) for n in range(41)]


def ordinal(day):
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_day_is_the_same_in_every_writing(day):
    forms = [
        f"{day:%B} {day.day}, {day.year}", f"{day:%b} {ordinal(day.day)} {day.year}", f"{day.day} {day:%b}. {day.year}",
        f"the {ordinal(day.day)} of {day:%B}, {day.year}", f"{day:%A}, {day:%B} {day.day}, {day.year}",
        f"{day:%Y-%m-%d}",         f"{day.year}-{day.month}-{day.day}", f"on {day:%a}, {day.day} {day:%b} {day.year}",
    ]  # fmt: skip
    assert {date_of(form, words_of(form)) for form in forms} == {Words(f"{day.day} {day:%B} {day.year}".lower())}
    short = f"{day:%B} {ordinal(day.day)}"
    assert date_of(short, words_of(short)) == Words(f"{day.day} {day:%B}".lower())


@pytest.mark.parametrize("name", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
def test_a_day_of_the_week_is_the_same_in_every_writing(name):
    for form in (name, name.title(), name[:3], f"on {name[:3]}.", f"\\text{{{name.title()}}}"):
        assert date_of(form, words_of(form)) == Words(name)


@pytest.mark.parametrize("short", ["Tues", "Thur", "Thurs", "Wednes"])
def test_longer_short_names_of_days(short):
    assert date_of(short, words_of(short)).text.startswith(short.lower())


@pytest.mark.parametrize(
    "text",
    [
        *("March", "March 32", "March 0", "5", "2024", "2024-13-01", "2024-00-10", "2024-05-32", "May June 5"),
        *("5 6 March", "March 5 2024 2025", "March 5 people", "mares 5", "Monday Tuesday", "\\frac{5}{March}}", ""),
        *("the fifth of March is not what we are looking for here 5", "12-03-04", "Monday morning"),
    ],
)
def test_what_names_no_day(text):
    assert date_of(text, words_of(text)) is None


def test_a_september_may_have_four_letters():
    assert date_of("Sept. 9", words_of("Sept. 9")) == Words("9 september")


def test_days_are_compared_as_days(finds):
    assert finds("March 5, 2024", "2024-03-05").equal is True
    assert finds("March 5", "5 Mar").equal is True
    assert finds("March 5", "March 6").equal is False
    assert finds("Tuesday", "Tues.").equal is True
    assert finds("Tuesday", "Thurs.").equal is False
