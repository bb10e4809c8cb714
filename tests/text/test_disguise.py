import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text import disguise
from rewardry.text.disguise import disguises

TAGS = ("<think>", "</think>", "<answer>", "</answer>")


@pytest.mark.parametrize(
    "written",
    ["&lt;think&gt;", "&#60;think&#62;", "\\<think\\>", "<\\think>", "&lt;/answer&gt;", "\\<\\/think\\>", "<think\\>"],
)
def test_an_escaped_tag(written):
    assert disguises(f"{written} r", TAGS) == ["escaped_tag"]


@pytest.mark.parametrize(
    "invisible", ["\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u202e", "\U000e0041", "\ufe0f"]
)
@pytest.mark.parametrize("place", [1, 3, 6])
def test_an_invisible_character_within_a_tag(invisible, place):
    assert disguises("<think>"[:place] + invisible + "<think>"[place:], TAGS) == ["invisible_chars"]


def test_an_invisible_character_beside_a_tag_disguises_nothing():
    assert disguises("\u200b<think>\u200br</think>", TAGS) == []


@pytest.mark.parametrize(
    "written",
    [
        "＜think＞",  # full width
        "<ｔｈｉｎｋ>",
        "<𝐭𝐡𝐢𝐧𝐤>",  # mathematical bold
        "〈think〉",
        "‹think›",
        "<thіnk>",  # Cyrillic i
        "<tһink>",
        "<ansԝer>",
        "<αnswer>",  # Greek alpha
        "<⁄think>",
        "<ⓣhink>",
        "<𝛂nswer>",  # mathematical Greek: two steps from the letter
        "<thin\N{CYRILLIC SMALL LETTER KA}>",
    ],
)
def test_a_tag_of_look_alikes(written):
    assert disguises(f"{written} r", TAGS) == ["homoglyph_tag"]


def test_several_disguises_are_all_told():
    assert disguises("&lt;think&gt; <\u200b/think> <аnswer>", TAGS) == [
        "escaped_tag",
        "invisible_chars",
        "homoglyph_tag",
    ]


def test_a_look_alike_behind_an_invisible_character_is_found():
    assert disguises("<th\u200bіnk>", TAGS) == ["homoglyph_tag"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no tags at all",
        "<THINK> other case",
        "< think >",
        "<thinking>",
        "x < y & y > z",
        r"\frac{1}{2} < 3 \text{ and } 4 > 3",
        "思考 ＜3＞",
        "\ud800\udfff",
    ],
)
def test_what_resembles_no_tag(text):
    assert disguises(text, TAGS) == []


def test_only_absent_tags_are_explained():
    text = "<think>a</think> &lt;think&gt;"
    assert disguises(text, ("<think>", "</think>")) == []
    assert disguises(text, ("<think>", "</think>", "<answer>")) == []


def test_what_is_remembered_of_characters_is_bounded():
    for start in range(0, sys.maxunicode, 50_000):
        characters = "".join(map(chr, range(start, min(start + 50_000, sys.maxunicode + 1))))
        assert disguises(characters, TAGS) == []
    assert len(disguise._PLAIN) <= 50_000
    assert disguises("<thіnk>", TAGS) == disguises("<𝐭𝐡𝐢𝐧𝐤>", TAGS) == ["homoglyph_tag"]


def test_no_tags_no_disguise():
    assert disguises("&lt;think&gt;", ()) == []


@pytest.mark.parametrize(
    ("tag", "written"), [("[THINK]", "[ＴＨＩＮＫ]"), ("◁think▷", "◁thіnk▷"), ("答：", "答\u200b：")]
)
def test_custom_tags(tag, written):
    assert len(disguises(written, (tag,))) == 1


def test_both_ends_of_a_long_text_are_looked_at_and_its_middle_is_not():
    pad = "x" * 200_000
    assert disguises("&lt;think&gt;" + pad, TAGS) == ["escaped_tag"]
    assert disguises(pad + "<аnswer>", TAGS) == ["homoglyph_tag"]
    assert disguises(pad + "&lt;think&gt;" + pad, TAGS) == []


def test_the_ends_do_not_add_up_to_a_tag():
    half = 32_768
    text = "x" * (half - len("&lt;thi")) + "&lt;thi" + "y" * 10 + "nk&gt;" + "x" * (half - len("nk&gt;"))
    assert disguises(text, TAGS) == []


@given(st.text(st.characters()))
def test_nothing_raises_and_plain_ascii_without_escapes_is_never_a_disguise(text):
    assert set(disguises(text, TAGS)) <= {"escaped_tag", "invisible_chars", "homoglyph_tag"}
    if text.isascii() and "&" not in text and "\\" not in text:
        assert disguises(text, TAGS) == []
