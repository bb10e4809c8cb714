"""Numbers in Chinese are read as they are written, and what is no number is none."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rewardry.verifiers.math.han_numbers import number_of_han

DIGITS = "零一二三四五六七八九"


def written(number):
    """A whole number as a schoolbook writes it: 一亿零三万, 一千零一十, 十五."""
    if number == 0:
        return "零"
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            above, below = divmod(number, size)
            gap = "零" if below and below < size // 10 else ""
            return written(above) + sign + gap + (_below(below) if below else "")
    return written_group(number)


def _below(number):
    """What stands behind a larger unit, where ten is 一十."""
    text = written(number)
    return f"一{text}" if text.startswith("十") else text


def written_group(number):
    text, waiting = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if waiting else "") + DIGITS[digit] + sign
        waiting = bool(text) and not digit
    return text.removeprefix("一") if text.startswith("一十") else text


@settings(max_examples=300)
@given(number=st.one_of(st.integers(0, 9999), st.integers(0, 10**8), st.integers(0, 10**12 - 1)))
@example(number=120_000_000)
@example(number=100_000_001)
@example(number=10**12 // 10)
def test_a_whole_number_is_read_as_it_is_written(number):
    text = written(number)
    if len(text) <= 20:
        assert number_of_han(text) == number
        assert number_of_han(f"负{text}") == -number
        assert number_of_han(text.replace("零", "〇")) == number
        assert number_of_han(text.replace("二", "两")) == number


@settings(max_examples=60)
@given(
    above=st.integers(0, 9999),
    below=st.integers(1, 9999),
    whole=st.integers(0, 99),
    digits=st.text("0123456789", min_size=1, max_size=12),
)
def test_fractions_and_decimals_are_read_as_they_are_written(above, below, whole, digits):
    assert number_of_han(f"{written(below)}分之{written(above)}") == Fraction(above, below)
    assert number_of_han(f"负{written(whole)}又{written(below)}分之{written(above)}") == -(
        whole + Fraction(above, below)
    )
    spoken = "".join(DIGITS[int(digit)] for digit in digits)
    assert number_of_han(f"{written(whole)}点{spoken}") == Fraction(f"{whole}.{digits}")


SAID = {
    "一亿二千万": 120_000_000, "一万亿": 10**12, "三万亿零五": 3 * 10**12 + 5, "一百五": 150, "两千三": 2300,
    "一万二": 12_000, "三亿五": 350_000_000, "一百零五": 105, "一百十五": 115, "百": 100, "千": 1000, "十": 10,
    "百分之二十": Fraction(1, 5), "千分之五": Fraction(1, 200), "一十五": 15, "零点五": Fraction(1, 2),
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_numbers_as_people_say_them(text):
    assert number_of_han(text) == SAID[text]


@pytest.mark.parametrize(
    "text",
    [
        *("", "负", "万", "亿", "十百", "百千", "一千百", "一二", "二零二四", "一万二万", "一万二千万", "一亿亿"),
        *("零百", "千百", "一千零百", "零万", "一百百", "三分之", "分之三", "零分之三", "二又三", "点五", "三点"),
        *("三点十", "三点五点六", "三个", "第三", "三分之二分之一", "一" * 21, "3", "three"),
    ],
)
def test_what_is_no_number(text):
    assert number_of_han(text) is None


@pytest.mark.parametrize(("right", "answer"), [(True, "一亿二千万"), (False, "一亿二千"), (False, "一万二千万")])
def test_an_answer_in_chinese_is_compared_by_its_value(finds, right, answer):
    assert finds("120000000", answer).equal is right
