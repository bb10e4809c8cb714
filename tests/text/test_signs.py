"""One spelling for signs."""

import re
import sys
import unicodedata

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


# ---- against what Unicode says of each character -------------------------------------------------------------------


def test_full_width_forms_are_what_they_are_compatible_with():
    forms = [chr(code) for code in range(0xFF01, 0xFF5F)]
    assert [plain_signs(form) for form in forms] == [unicodedata.normalize("NFKC", form) for form in forms]


def test_every_space_but_one_that_is_drawn_is_a_plain_one():
    spaces = [char for char in map(chr, range(sys.maxunicode)) if unicodedata.category(char) == "Zs"]
    assert [hex(ord(char)) for char in spaces if plain_signs(char) not in (" ", "")] == ["0x1680"]  # of Ogham


@pytest.mark.parametrize("dash", "−–—―‒‐‑﹣－")
def test_a_minus_is_read_however_it_is_written(dash):
    assert int(plain_signs(f"{dash}5")) == -5


@pytest.mark.parametrize(("opening", "closing"), ["“”", "„‟", "〝〞", "＂＂"])
def test_double_quotes_are_plain_ones(opening, closing):
    assert plain_signs(f"{opening}a{closing}") == '"a"'


@pytest.mark.parametrize("quote", "‘’‚‛´＇")
def test_single_quotes_are_plain_ones(quote):
    assert plain_signs(f"{quote}a") == "'a"


@pytest.mark.parametrize(("opening", "closing"), ["【】", "〔〕", "﹝﹞", "［］"])
def test_brackets_are_plain_ones(opening, closing):
    assert plain_signs(f"{opening}1{closing}") == "[1]"


def test_letters_and_digits_of_every_script_stay():
    """But for the full-width ones."""
    changed = [
        char
        for char in map(chr, range(sys.maxunicode))
        if unicodedata.category(char) in ("Ll", "Lu", "Lo", "Nd") and plain_signs(char) != char
    ]
    assert {unicodedata.name(char).split()[0] for char in changed} == {"FULLWIDTH", "HANGUL", "HALFWIDTH"}
    assert not {plain_signs(char) for char in changed if unicodedata.name(char)[0] == "H"} - {""}  # the empty fillers


def test_a_plain_text_is_not_changed_again():
    text = "".join(map(chr, range(0x20, 0x3100))) + "，。；：【】－＋"
    assert plain_signs(plain_signs(text)) == plain_signs(text)
