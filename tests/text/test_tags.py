import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.tags import find_blocks

OPEN, CLOSE = "<answer>", "</answer>"


def insides(text, opening=OPEN, closing=CLOSE):
    return [block.inner.of(text) for block in find_blocks(text, opening, closing)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no tags", []),
        ("</answer>", []),
        ("a</answer>b", []),
        ("<answer>5</answer>", ["5"]),
        ("<answer></answer>", [""]),
        ("x<answer> 5\n</answer>y", [" 5\n"]),
        ("<answer>4</answer> or <answer>5</answer>", ["4", "5"]),
        ("<answer>4<answer>5</answer>", ["5"]),
        ("<answer>4</answer>5</answer>", ["4"]),
        ("<answer>4", ["4"]),
        ("<answer>", [""]),
        ("<answer>4</answer><answer>5", ["4", "5"]),
        ("<answer>4</answer><answer>5<answer>6", ["4", "6"]),
        ("<ANSWER>5</ANSWER>", []),
        ("<answer >5</answer>", []),
        ("&lt;answer>5</answer>", []),
    ],
)
def test_blocks_from_left_to_right(text, expected):
    assert insides(text) == expected


def test_the_outer_span_holds_the_tags():
    text = "so <answer>5</answer>."
    (block,) = find_blocks(text, OPEN, CLOSE)
    assert block.outer.of(text) == "<answer>5</answer>"
    assert block.inner.of(text) == "5"


def test_an_unclosed_block_reaches_to_the_end():
    text = "<answer>4</answer> <answer>5 and more"
    assert find_blocks(text, OPEN, CLOSE)[-1].outer.end == len(text)


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("|a|b|c|", ("|", "|"), ["a", "c"]),
        ("$$x$$", ("$$", "$$"), ["x"]),
        ("[[x]]", ("[[", "]]"), ["x"]),
        ("<a>b", ("<", ">"), ["a"]),
        ("答案：5。", ("答案：", "。"), ["5"]),
        ("(.*)", ("(.", "*)"), [""]),
    ],
)
def test_tags_are_taken_literally_even_when_they_are_the_same(text, tags, expected):
    assert insides(text, *tags) == expected


PIECES = st.lists(st.sampled_from([OPEN, CLOSE, "5", " ", "<answer", "</", "\ud800", "\0", "ж"]), max_size=12)


@given(PIECES.map("".join))
def test_blocks_are_disjoint_in_order_and_hold_no_opening_tag(text):
    end = 0
    for outer, inner in find_blocks(text, OPEN, CLOSE):
        assert end <= outer.start <= inner.start <= inner.end <= outer.end <= len(text)
        assert outer.of(text).startswith(OPEN)
        assert OPEN not in inner.of(text)
        assert CLOSE not in inner.of(text)
        end = outer.end


@given(PIECES.map("".join))
def test_closed_blocks_are_those_that_a_tempered_pattern_finds(text):
    closed = [inner.of(text) for outer, inner in find_blocks(text, OPEN, CLOSE) if outer.of(text).endswith(CLOSE)]
    assert closed == re.findall(r"<answer>((?:(?!<answer>).)*?)</answer>", text, re.DOTALL)


@given(PIECES.map("".join))
def test_there_is_a_block_exactly_when_there_is_an_opening_tag(text):
    assert bool(find_blocks(text, OPEN, CLOSE)) == (OPEN in text)
