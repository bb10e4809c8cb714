"""Dates, numbers of days, weekdays and counts in every way in which they are said: each says one thing and no other."""

import calendar as standard
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.verifiers.logic.calendar import Calendar, CalendarInstance
from rewardry.verifiers.logic.counting import Counting, CountingInstance

DATES = st.dates(datetime.date(1000, 1, 1), datetime.date(9998, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/", "０１２３４５６７８９－／")


def ordinal(day):
    return f"{day}{'th' if day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def date_forms(date):
    year, month, day = date.year, standard.month_name[date.month], date.day
    weekday = standard.day_name[date.weekday()]
    plain = [
        date.isoformat(),
        f"{year}/{date.month}/{day}",
        f"{year}.{date.month:02}.{day:02}",
        f"{year} - {date.month} - {day}",
        f"{month} {day}, {year}",
        f"{month.upper()} {ordinal(day)} {year}",
        f"{month[:3]}. {day}, {year}",
        f"{day} {month} {year}",
        f"{ordinal(day)} of {month}, {year}",
        f"the date is {day} {month[:3].lower()} {year}",
        f"on {month} {ordinal(day)}, {year}.",
        f"{year}年{date.month}月{day}日",
        date.isoformat().translate(FULL_WIDTH),
    ]
    return [
        *plain,
        f"{weekday}, {plain[4]}",
        f"{weekday[:3]} {plain[0]}",
        f"{plain[0]} ({weekday})",
        f"{plain[7]}, {weekday}",
        f'"{plain[0]}"',
        f"**{plain[4]}**",
    ]


@given(DATES, st.integers(-40, 400))
def test_a_date_in_any_form_is_that_date_and_no_other(date, apart):
    asked = CalendarInstance(op="add", date=date.isoformat(), days=0)
    for form in date_forms(date):
        assert Calendar().check(form, asked, "").status == "correct", form
    other = date + datetime.timedelta(apart or 1) if date.year < 9990 else date - datetime.timedelta(abs(apart) or 1)
    for form in date_forms(other):
        assert Calendar().check(form, asked, "").status == "incorrect", form


@given(DATES, st.integers(1, 6))
def test_a_weekday_that_is_not_the_dates_is_a_contradiction(date, off):
    asked = CalendarInstance(op="add", date=date.isoformat(), days=0)
    wrong = standard.day_name[(date.weekday() + off) % 7]
    for form in (f"{wrong}, {date}", f"{date} ({wrong})", f"{wrong[:3]} {date}, {wrong}"):
        verdict = Calendar().check(form, asked, "")
        assert (verdict.status, verdict.reason) == ("incorrect", "ambiguous"), form
    right = standard.day_name[date.weekday()]
    assert Calendar().check(f"{right}, {date}, {wrong}", asked, "").reason == "ambiguous"


@pytest.mark.parametrize(
    "answer",
    [
        "03/04/2024", "3-4-2024", "2024-3", "March 2024", "4 March", "2024-03-04-05", "2024-00-04", "2024-03-32",
        "Marchy 4, 2024", "Marc 4, 2024", "March 4,, 2024", "March 4 24", "2024 March 4", "four March 2024",
        "Someday, 2024-03-04", "2024-03-04 2024-03-04", "2024-03-04 or so", "about 2024-03-04", "not 2024-03-04",
        "2024-03/04x", "",
    ],
)  # fmt: skip
def test_what_is_no_single_date_is_none(answer):
    asked = CalendarInstance(op="add", date="2024-03-04", days=0)
    verdict = Calendar().check(answer, asked, "")
    assert (verdict.status, verdict.reason) == ("incorrect", "unreadable")


CHINESE = "一二三四五六日"


@pytest.mark.parametrize("place", range(7))
def test_a_weekday_in_any_form_is_that_day_and_no_other(place):
    monday = datetime.date(2024, 1, 1)
    name = standard.day_name[place]
    forms = [
        name, name.upper(), name[:3], f"{name[:3]}.", f"It is a {name}.", f"the weekday was {name}", f"on {name}",
        f"that will be a {name}", f"星期{CHINESE[place]}", f"周{CHINESE[place]}", f"礼拜{CHINESE[place]}",
        *{1: ["Tues"], 3: ["Thur", "thurs"], 6: ["星期天", "礼拜天"]}.get(place, []),
    ]  # fmt: skip
    for day in range(7):
        asked = CalendarInstance(date=(monday + datetime.timedelta(day)).isoformat())
        for form in forms:
            assert (Calendar().check(form, asked, "").status == "correct") == (day == place), (form, day)


@given(st.integers(-30_000, 30_000), st.integers(-2, 2))
def test_a_number_of_days_in_any_form_is_that_number(days, off):
    first = datetime.date(2000, 1, 1)
    asked = CalendarInstance(op="between", date="2000-01-01", other=(first + datetime.timedelta(days)).isoformat())
    said = days + off
    for form in (f"{said}", f"{said:,} days", f"{said} day", f"{said:+}", f"{said}天", f"**{said} days**."):
        assert (Calendar().check(form, asked, "").status == "correct") == (off == 0), form
    for form in (f"{said} weeks", f"{said}.0", f"about {said}", f"{said} days or {said + 1} days", f"{said} nights"):
        assert Calendar().check(form, asked, "").status == "incorrect", form


WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_count_in_any_form_is_that_count(count, said):
    asked = CountingInstance(op="letter", text="ab" + "x" * count, letter="x")
    numbers = [str(said), *WORDS[said : said + 1]]
    for number in numbers:
        for form in (
            "{}", "{}.", "{} times", "There are {}.", "there is exactly {} x", "{} x's", "{} 'x'", '{} "x"s',
            "{} letters", "**{}**", "exactly {}", f"{{}} ({numbers[0]})", f"{{}} ({numbers[-1]}) times",
        ):  # fmt: skip
            answer = form.format(number)
            assert (Counting().check(answer, asked, "").status == "correct") == (said == count), answer
    for form in (
        "{}!",
        "about {}",
        "{} y's",
        "{} ({})",
        "no {}",
        "{}0000000000",
        "{}th",
        "at most {}",
        "{} and a half",
    ):
        answer = form.format(count, count + 1)
        assert Counting().check(answer, asked, "").status == "incorrect", answer
