"""Dates, weekdays and days as answers write them, those that are none, and questions at the calendar's ends."""

import datetime

import pytest

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.calendar import Calendar, CalendarInstance, right_answer

WEEKDAY = CalendarInstance(date="2000-01-02")  # a Sunday
DATE = CalendarInstance(op="add", date="2023-12-31", days=5)  # 2024-01-05, a Friday
BETWEEN = CalendarInstance(op="between", date="2020-01-01", other="2023-01-01")  # 1096
BACK = CalendarInstance(op="between", date="2024-03-01", other="2024-02-28")  # -2
SAME = CalendarInstance(op="between", date="2024-03-01", other="2024-03-01")


@pytest.mark.parametrize(
    ("instance", "answer"),
    [
        (WEEKDAY, "SUNDAY"),
        (WEEKDAY, "Sun."),
        (WEEKDAY, "a Sunday"),
        (WEEKDAY, "on Sunday"),
        (WEEKDAY, "The day is Sunday."),
        (WEEKDAY, "The weekday will be a Sunday"),
        (WEEKDAY, "星期日"),
        (WEEKDAY, "星期天"),
        (WEEKDAY, "周日"),
        (WEEKDAY, "礼拜天"),
        (DATE, "2024-1-5"),
        (DATE, "2024.01.05"),
        (DATE, "2024/01/05"),
        (DATE, "２０２４－０１－０５"),
        (DATE, "Jan 5, 2024"),
        (DATE, "Jan. 5 2024"),
        (DATE, "january 5th, 2024"),
        (DATE, "5 January, 2024"),
        (DATE, "the date is 5th of Jan 2024"),
        (DATE, "It is 2024-01-05."),
        (DATE, "Friday, January 5, 2024"),
        (DATE, "Fri 2024-01-05"),
        (DATE, "2024-01-05 (Friday)"),
        (DATE, "2024-01-05, Fri"),
        (DATE, "2024年01月05日"),
        (BETWEEN, "1,096"),
        (BETWEEN, "1096 days."),
        (BETWEEN, "+1096"),
        (BETWEEN, "1096天"),
        (BACK, "-2"),
        (BACK, "−2 days"),
        (SAME, "0 days"),
    ],
)
def test_an_answer_is_read_in_the_usual_forms(instance, answer, is_right):
    assert is_right(Calendar(), instance, answer)


@pytest.mark.parametrize(
    ("instance", "answer", "reason"),
    [
        (WEEKDAY, "Saturday", "wrong-value"),
        (WEEKDAY, "S", "unreadable"),
        (WEEKDAY, "Sund", "unreadable"),
        (WEEKDAY, "7", "unreadable"),
        (WEEKDAY, "Saturday, Sunday", "unreadable"),
        (WEEKDAY, "Sunday the 2nd", "unreadable"),
        (WEEKDAY, "周天空", "unreadable"),
        (WEEKDAY, "2000-01-02", "unreadable"),
        (DATE, "2024-01-06", "wrong-value"),
        (DATE, "2024-05-01", "wrong-value"),
        (DATE, "5/1/2024", "unreadable"),
        (DATE, "24-01-05", "unreadable"),
        (DATE, "January 2024", "unreadable"),
        (DATE, "2024-13-05", "unreadable"),
        (DATE, "2024-00-05", "unreadable"),
        (DATE, "2024-02-30", "unreadable"),
        (DATE, "0000-01-05", "unreadable"),
        (DATE, "Foo 5, 2024", "unreadable"),
        (DATE, "Thursday, 2024-01-05", "ambiguous"),
        (DATE, "Fri, 2024-01-05 (Sat)", "ambiguous"),
        (DATE, "2024-01-05 2024-01-05", "unreadable"),
        (DATE, "5", "unreadable"),
        (BETWEEN, "1095", "wrong-value"),
        (BETWEEN, "-1096", "wrong-value"),
        (BETWEEN, "10,96", "unreadable"),
        (BETWEEN, "1096.0", "unreadable"),
        (BETWEEN, "3 years", "unreadable"),
        (BETWEEN, "1096 days and 1 hour", "unreadable"),
        (BETWEEN, "- 1096", "unreadable"),
        (BETWEEN, "1" * 9, "unreadable"),
        (BACK, "2", "wrong-value"),
        (BACK, "--2", "unreadable"),
    ],
)
def test_what_is_wrong_or_no_answer_is_refused_with_its_reason(instance, answer, reason, verdict_of):
    verdict = verdict_of(Calendar(), instance, answer)
    assert (verdict.status, verdict.reason) == ("incorrect", reason)


@pytest.mark.parametrize(
    ("date", "days", "later"),
    [
        ("2000-02-28", 1, (2000, 2, 29)),
        ("1900-02-28", 1, (1900, 3, 1)),
        ("2024-12-31", 1, (2025, 1, 1)),
        ("2024-03-01", -1, (2024, 2, 29)),
        ("0001-01-01", 0, (1, 1, 1)),
        ("9999-12-31", 0, (9999, 12, 31)),
        ("1000-01-01", -1, (999, 12, 31)),
        ("2024-01-01", -738_885, (1, 1, 1)),
    ],
)
def test_days_are_added_over_leap_years_and_to_the_ends_of_the_calendar(date, days, later, is_right):
    instance = CalendarInstance(op="add", date=date, days=days)
    assert right_answer(instance) == datetime.date(*later)
    assert all(is_right(Calendar(), instance, form) for form in Calendar().surface_forms(instance))
    misses = Calendar().near_misses(instance)
    assert len(misses) > 3
    assert not any(is_right(Calendar(), instance, miss) for miss in misses)


@pytest.mark.parametrize("instance", [WEEKDAY, DATE, BETWEEN, BACK, SAME], ids=["day", "date", "days", "back", "same"])
def test_forms_are_right_and_near_misses_wrong(instance, is_right):
    assert all(is_right(Calendar(), instance, form) for form in Calendar().surface_forms(instance))
    assert not any(is_right(Calendar(), instance, miss) for miss in Calendar().near_misses(instance))


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ({}, "date: Field required"),
        ({"date": "2024-1-1"}, "date"),
        ({"date": "2024-02-30"}, "day is out of range|day must be in range"),
        ({"date": "0000-01-01"}, "year 0 is out of range|year must be in"),
        ({"date": "2024-01-01T00:00"}, "date"),
        ({"date": 20240101}, "date"),
        ({"date": "2024-01-01", "op": "add", "days": 10**6 + 1}, "less than or equal to 1000000"),
        ({"date": "2024-01-01", "op": "add", "days": -(10**6)}, "beyond the years 1 to 9999"),
        ({"date": "2024-01-01", "op": "add", "days": 1.5}, "days"),
        ({"date": "2024-01-01", "op": "between"}, "the other date is missing"),
        ({"date": "2024-01-01", "op": "between", "other": "2024-00-01"}, "month must be in 1..12"),
        ({"date": "2024-01-01", "op": "week"}, "op"),
    ],
)
def test_what_is_no_question_is_refused(reference, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        Calendar().instance({"puzzle": "calendar", **reference})


@pytest.mark.parametrize(
    ("instance", "asked", "hardness"),
    [
        (WEEKDAY, "Which weekday is 2000-01-02?", 1),
        (DATE, "Which date is 5 days after 2023-12-31?", 5),
        (CalendarInstance(op="add", date="2024-01-05", days=-5), "Which date is 5 days before 2024-01-05?", 5),
        (BETWEEN, "How many days are there from 2020-01-01 to 2023-01-01?", 1096),
        (BACK, "How many days are there from 2024-03-01 to 2024-02-28?", 2),
    ],
    ids=["weekday", "after", "before", "between", "back"],
)
def test_the_prompt_asks_and_the_hardness_is_how_many_days_are_counted(instance, asked, hardness):
    assert asked in Calendar().prompt(instance)
    assert Calendar().hardness(instance) == hardness
