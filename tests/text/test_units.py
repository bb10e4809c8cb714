"""Words and characters as units, whatever the script."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.units import LONGEST_WORD, count_units, units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" .,;!?…—\n", []),
        ("Wait, let me check.", ["wait", "let", "me", "check"]),
        ("x_1 = 17*23;", ["x", "1", "17", "23"]),
        ("don't", ["don", "t"]),
        ("我们再算", ["我", "们", "再", "算"]),
        ("用Python写", ["用", "python", "写"]),
        ("かめは３匹", ["か", "め", "は", "３", "匹"]),
        ("Größe ΑΒΓ Шаг", ["größe", "αβγ", "шаг"]),
        ("한 시간에", ["한", "시간에"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("می‌روم خانه", ["می‌روم", "خانه"]),
        ("e\u0301te\u0301 chaud", ["e\u0301te\u0301", "chaud"]),
        ("👍 ok", ["ok"]),
        ("\u200b \u200d\u0301", []),
    ],
)
def test_units_of_many_scripts(text, found):
    assert units(text) == found


@pytest.mark.parametrize("text", ["ha" * 100, "ха" * 100, "x" * 1000 + " y"])
def test_a_word_without_end_is_cut(text):
    assert max(map(len, units(text))) == LONGEST_WORD
    assert "".join(units(text)) == text.replace(" ", "")


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_ascii_is_read_like_any_other_script(text):
    slow = re.findall(rf"[a-z0-9]{{1,{LONGEST_WORD}}}", text.lower())
    assert units(text) == slow
    assert [unit for unit in units(text + " é") if unit != "é"] == slow


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_counting_is_counting_what_would_be_made(text):
    assert count_units(text) == len(units(text))


@pytest.mark.parametrize("length", [1, LONGEST_WORD - 1, LONGEST_WORD, LONGEST_WORD + 1, 2 * LONGEST_WORD, 1000])
@pytest.mark.parametrize("letter", ["x", "7", "é", "ж"])
def test_a_long_word_counts_as_the_pieces_it_is_cut_into(letter, length):
    pieces = -(-length // LONGEST_WORD)
    assert count_units(letter * length) == len(units(letter * length)) == pieces
    assert count_units(f"a {letter * length}. b") == pieces + 2


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Lu", "Lt"]), max_size=30), st.text(max_size=30))
def test_texts_apart_have_the_units_of_both(one, other):
    assert units(f"{one}\n{other}") == units(one) + units(other)


@pytest.mark.parametrize("text", ["WAIT", "Wait", "wAIT"])
def test_case_makes_no_other_unit(text):
    assert units(text) == ["wait"]
    assert units(f"{text} é") == ["wait", "é"]
