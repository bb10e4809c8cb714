import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.spans import INVISIBLE, Span, first_visible, has_content, is_blank, says_something, strip_blank

ANY_TEXT = st.text(st.characters())  # with surrogates, NUL and everything else
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by category that show nothing


def test_a_span_covers_its_half_open_range():
    assert Span(2, 4).of("abcdef") == "cd"
    assert Span(3, 3).of("abcdef") == ""


@pytest.mark.parametrize(
    "text",
    ["", " ", "\t\n\r\x0b\x0c", "\x00\x1f\x7f\x85", "\u00a0\u2003\u3000", "\u200b\ufeff\u2060", FILLERS, "\u00ad"],
)
def test_what_shows_nothing_is_blank(text):
    assert is_blank(text)
    assert not has_content(text)
    assert first_visible(text, 0, len(text)) == len(text)


@pytest.mark.parametrize("text", [".", "-", "_", "<", "∞", "\u0301", "\ud800", "🙂", "…", "\u2800"])
def test_signs_can_be_seen_and_are_no_content(text):
    assert not is_blank(text)
    assert not has_content(text)


@pytest.mark.parametrize("text", ["a", "Ж", "中", "ع", "५", "٣", "½", "²", "ª", "Ⅷ", "𝔸", "한"])
def test_letters_and_digits_of_every_script_are_content(text):
    assert has_content(text)
    assert not is_blank(text)


def test_content_is_what_unicode_calls_a_letter_or_number_but_for_the_invisible_ones():
    wrong = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if has_content(char := chr(code)) != (unicodedata.category(char)[0] in "LN" and char not in FILLERS)
    ]
    assert wrong == []


def test_every_format_character_outside_of_arabic_and_notations_is_invisible():
    visible = [c for c in map(chr, range(0x3000)) if unicodedata.category(c) == "Cf" and not is_blank(c)]
    assert {unicodedata.name(c).split()[0] for c in visible} <= {"ARABIC", "SYRIAC"}  # their signs are drawn


def test_a_range_ignores_what_lies_around_it():
    assert is_blank("a  b", 1, 3)
    assert not is_blank("a  b", 1)
    assert not has_content("a..b", 1, 3)
    assert has_content("a..b", 1)
    assert first_visible("a  b", 1, 4) == 3
    assert first_visible("a  b", 1, 3) == 3


@pytest.mark.parametrize(("at_least", "enough"), [(0, True), (1, True), (3, True), (4, False)])
def test_content_is_counted_in_letters_and_digits(at_least, enough):
    assert has_content("..a-b\u200b\n7_.", at_least=at_least) is enough


@given(ANY_TEXT, ANY_TEXT)
def test_first_visible_is_the_end_of_the_longest_blank_beginning(before, text):
    start = len(before)
    whole = before + text
    place = first_visible(whole, start, len(whole))
    assert is_blank(whole, start, place)
    assert place == len(whole) or not is_blank(whole, place, place + 1)


@given(ANY_TEXT, st.integers(0, 5))
def test_counting_agrees_with_counting_one_by_one(text, at_least):
    assert has_content(text, at_least=at_least) == (sum(map(has_content, text)) >= at_least)


@given(st.text(st.sampled_from("".join(c for c in INVISIBLE if c != "-") + " \n\t")))
def test_invisible_characters_and_spaces_add_up_to_nothing(text):
    assert is_blank(text)
    assert not has_content(text)


@pytest.mark.parametrize(
    ("text", "says"), [("5", True), ("∞", True), ("-∞", True), ("-", False), ("🙂", False), ("", False)]
)
def test_a_sign_can_be_an_answer_by_itself(text, says):
    assert says_something(f"5{text}5", 1, 1 + len(text)) is says


@pytest.mark.parametrize("blank", ["", " ", "\n", "\u200b", "\ufeff \x00"])
def test_what_shows_nothing_goes_at_the_ends_only(blank):
    assert strip_blank(f"{blank}a{blank}b{blank}") == f"a{blank}b"
    assert strip_blank(blank) == ""
