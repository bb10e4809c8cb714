"""One spelling for signs."""

import re

import pytest

from rewardry.text.signs import ARROW, plain_signs, without_latex


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ａ：１，Ｂ：２", "A:1,B:2"),
        ("3 − 1 – 2", "3 - 1 - 2"),
        ("“a”、‘b’", "\"a\",'b'"),
        ("【1】", "[1]"),
        ("x\u200b=\ufeff1", "x=1"),
        ("a\u00a0b\u3000c", "a b c"),
        ("→ × ²", "→ × ²"),
        ("plain - ASCII, kept 'as it is'.", "plain - ASCII, kept 'as it is'."),
    ],
)
def test_a_sign_has_one_spelling(text, plain):
    assert plain_signs(text) == plain


def test_lines_stay_and_a_chinese_full_stop_ends_one():
    assert plain_signs("一。二\n三") == "一.\n二\n三"


@pytest.mark.parametrize("arrow", ["->", "-->", "=>", "==>", "|->", "→", "⇒", r"\to", r"\rightarrow"])
def test_arrows_are_known(arrow):
    assert re.fullmatch(ARROW, arrow)


def test_a_command_that_begins_like_an_arrow_is_none():
    assert re.match(ARROW, r"\total") is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\{A: 1,\ B_{2}: \text{two}\}", "{A: 1, B_2: two}"),
        (r"x\quad y~z", "x  y z"),
        (r"\mathbf{A}", "A"),
        (r"\alpha_{12}", r"\alpha_12"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_what_latex_needs_and_does_not_mean(text, plain):
    assert without_latex(text) == plain
