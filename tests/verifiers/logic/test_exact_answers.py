"""Families with one answer: rewriting, lists, calendar and counting, against computations of their own."""

import calendar as standard
import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.puzzle import UnreadableReferenceError
from rewardry.verifiers.logic.calendar import WEEKDAYS, Calendar, CalendarInstance, right_answer
from rewardry.verifiers.logic.counting import Counting, CountingInstance
from rewardry.verifiers.logic.sorting import Sorting, SortingInstance
from rewardry.verifiers.logic.string_rewriting import StringRewriting, StringRewritingInstance


def test_rewriting_is_done_in_the_order_that_is_told(puzzle_of):
    puzzle = puzzle_of("string_rewriting")
    for seed in range(60):
        instance = puzzle.generate(seed, seed % 11)
        text = instance.text
        while rule := next(((left, right) for left, right in instance.rules if re.search(left, text)), None):
            text = re.sub(rule[0], rule[1], text, count=1)
        assert puzzle.solution(instance) == text
        assert puzzle.check(text, instance, "").status == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("cb", "valid"),
        ("c b", "valid"),
        ('"cb"', "valid"),
        ("bac", "unreadable"),
        ("aab", "incomplete"),
        ("bc", "wrong-value"),
        ("c b b", "wrong-value"),
        ("cb or bc", "unreadable"),
        ("not cb", "unreadable"),
        ("cb c", "unreadable"),
    ],
)
def test_forms_and_near_misses_of_rewriting(answer, reason, verdict_of):
    instance = StringRewritingInstance(text="aab", rules=(("aa", "c"), ("bb", "c")))
    expected = "wrong-value" if answer == "bac" else reason
    assert verdict_of(StringRewriting(), instance, answer).reason == expected


def test_rules_that_do_not_end_are_no_task():
    with pytest.raises(UnreadableReferenceError, match="the rules do not end within 500 steps"):
        StringRewriting().instance({"puzzle": "string_rewriting", "text": "a", "rules": [["a", "aa"]]})


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=12))
def test_lists_are_as_they_should_be(numbers):
    expected = {"reverse": [numbers[-1 - place] for place in range(len(numbers))], "rotate": numbers[1:] + numbers[:1]}
    expected["running_sums"] = [sum(numbers[: place + 1]) for place in range(len(numbers))]
    expected["evens"] = [number for number in numbers if not number & 1]
    expected["distinct"] = [number for place, number in enumerate(numbers) if number not in numbers[:place]]
    ranks = sorted(range(len(numbers)), key=lambda place: numbers[place])
    expected["sort"] = [numbers[place] for place in ranks]
    expected["sort_down"] = expected["sort"][::-1]
    expected["differences"] = [numbers[place + 1] - numbers[place] for place in range(len(numbers) - 1)]
    for op, right in expected.items():
        instance = SortingInstance(numbers=tuple(numbers), op=op)
        assert Sorting().check(str(right), instance, "").status == "correct"
        assert Sorting().check(str([*right, 1]), instance, "").status != "correct"
        for place in range(len(right)):
            near = [*right[:place], right[place] + 1, *right[place + 1 :]]
            assert Sorting().check(str(near), instance, "").status != "correct"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("[1, 2, 2, 3]", True),
        ("1,2,2,3", True),
        ("1 2 2 3", True),
        ("[1, 2, 3]", False),
        ("[1.9, 2.9, 2.9, 3.9]", False),
        ("[1, 2, 2, 3, 3]", False),
        ("[3, 2, 2, 1]", False),
        ("[1, 2, 2, 3] or [3, 2, 2, 1]", False),
        ("not [1, 2, 2, 3]", False),
        ("sorted([2, 3, 1, 2])", False),
    ],
)
def test_forms_and_near_misses_of_lists(answer, right, is_right):
    assert is_right(Sorting(), SortingInstance(numbers=(2, 3, 1, 2)), answer) == right


@given(st.dates(datetime.date(1583, 1, 1), datetime.date(9000, 1, 1)), st.integers(-9999, 9999))
def test_dates_are_those_of_the_calendar(date, days):
    weekday = standard.day_name[standard.weekday(date.year, date.month, date.day)]
    assert right_answer(CalendarInstance(op="weekday", date=date.isoformat())) == weekday
    later = datetime.date.fromordinal(date.toordinal() + days)
    assert right_answer(CalendarInstance(op="add", date=date.isoformat(), days=days)) == later
    between = CalendarInstance(op="between", date=date.isoformat(), other=later.isoformat())
    assert right_answer(between) == days


LEAP = CalendarInstance(op="add", date="2024-02-28", days=1)


@pytest.mark.parametrize(
    ("instance", "answer", "right"),
    [
        (LEAP, "2024-02-29", True),
        (LEAP, "February 29, 2024", True),
        (LEAP, "29 Feb 2024", True),
        (LEAP, "2024年2月29日", True),
        (LEAP, "Thursday, 29th of February, 2024", True),
        (LEAP, "Friday, February 29, 2024", False),
        (LEAP, "2024-03-01", False),
        (LEAP, "2024-02-30", False),
        (LEAP, "02/29/2024", False),
        (LEAP, "2024-02-29 or 2024-03-01", False),
        (LEAP, "not 2024-02-29", False),
        (CalendarInstance(date="2024-02-29"), "Thursday", True),
        (CalendarInstance(date="2024-02-29"), "thu", True),
        (CalendarInstance(date="2024-02-29"), "星期四", True),
        (CalendarInstance(date="2024-02-29"), "It was a Thursday.", True),
        (CalendarInstance(date="2024-02-29"), "Friday", False),
        (CalendarInstance(date="2024-02-29"), "Thursday or Friday", False),
        (CalendarInstance(date="2024-02-29"), "not Thursday", False),
        (CalendarInstance(op="between", date="2024-02-28", other="2025-02-28"), "366 days", True),
        (CalendarInstance(op="between", date="2024-02-28", other="2025-02-28"), "365", False),
        (CalendarInstance(op="between", date="2024-02-28", other="2025-02-28"), "about 366", False),
    ],
)
def test_forms_and_near_misses_of_dates(instance, answer, right, is_right):
    assert is_right(Calendar(), instance, answer) == right


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ({"date": "2023-02-29"}, "day is out of range"),
        ({"date": "2024-01-01", "op": "between"}, "the other date is missing"),
        ({"date": "9999-12-31", "op": "add", "days": 1}, "beyond the years 1 to 9999"),
    ],
)
def test_questions_about_no_date_are_refused(reference, problem):
    with pytest.raises(UnreadableReferenceError, match=problem):
        Calendar().instance({"puzzle": "calendar", **reference})


def test_weekdays_begin_with_monday():
    assert tuple(standard.day_name) == WEEKDAYS


@given(
    st.text("abc ", min_size=1, max_size=40), st.lists(st.integers(-9, 9), min_size=1, max_size=20), st.integers(-9, 9)
)
def test_counts_are_exact(text, numbers, threshold):
    questions = [
        (CountingInstance(op="letter", text=text, letter="a"), len(re.findall("a", text))),
        (CountingInstance(op="words", text=text), len(re.findall("[abc]+", text))),
        (
            CountingInstance(op="above", numbers=tuple(numbers), threshold=threshold),
            len([n for n in numbers if n > threshold]),
        ),
    ]
    for instance, count in questions:
        for number in range(count - 1, count + 2):
            assert (Counting().check(str(number), instance, "").status == "correct") == (number == count)


@pytest.mark.parametrize(
    ("answer", "right"),
    [("3", True), ("three", True), ("Three times.", True), ("3 times", True), ("**3**", True), ("3.0", False),
     ("3 or 4", False), ("at least 3", False), ("not 3", False), ("03!", False), ("3 apples", False),
     ("2.9999", False)],
)  # fmt: skip
def test_forms_and_near_misses_of_counts(answer, right, is_right):
    instance = CountingInstance(op="letter", text="banana", letter="a")
    assert is_right(Counting(), instance, answer) == right
