"""Tables and JSON: what a terminal shows, what a pipe gets."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.cli.tables import number, percent, print_json, print_table, printable

COLUMNS = ("name<", "what", "count>")
ROWS = [("a", "first", "1"), ("longer", "second", "22")]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 40 columns."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return Terminal()


def shown(columns, rows, stream):
    print_table(columns, rows, stream=stream)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_columns_are_set_left_and_numbers_right():
    assert shown(COLUMNS, ROWS, io.StringIO()) == [
        "name     what     count",
        "───────────────────────",
        "a        first        1",
        "longer   second      22",
    ]


def test_without_rows_there_are_only_names():
    assert shown(COLUMNS, [], io.StringIO()) == ["name   what   count", "───────────────────"]


def test_in_a_pipe_a_row_is_one_line_however_long():
    long = "word " * 200
    lines = shown(COLUMNS, [("a" * 300, long, "1"), *ROWS], io.StringIO())
    assert len(lines) == 5
    assert long.strip() in lines[2]


def test_on_a_terminal_long_texts_are_folded_and_names_are_not(terminal):
    lines = shown(COLUMNS, [("a.rather.long.name", "some words to fold", "12345"), *ROWS], terminal)
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))
    assert max(map(len, text.splitlines())) <= 40
    assert "a.rather.long.name" in text
    assert "12345" in text
    assert len(lines) > 5


def test_a_single_row_too_wide_for_the_terminal_stands_upright(terminal):
    columns = ("verifier<", *(f"figure{i}>" for i in range(8)))
    lines = shown(columns, [("choice", *map(str, range(8)))], terminal)
    assert [line.split() for line in lines if line] == [
        ["verifier", "choice"],
        *([f"figure{i}", str(i)] for i in range(8)),
    ]


def test_a_single_row_that_fits_stays_a_row(terminal):
    assert len(shown(("a", "b>"), [("x", "1")], terminal)) == 3


@pytest.mark.parametrize("cell", ["[red]x[/red]", "[link=x]", ":smile:", "[/]", "\\[x]", "1 [2] 3", "a\\"])
def test_brackets_in_a_cell_are_text(cell, terminal):
    assert cell in shown(("a", "b"), [(cell, "x"), ("y", "z")], terminal)[2]
    assert cell in shown(("a", "b"), [(cell, "x")], io.StringIO())[2]


@given(st.text(st.characters(codec="utf-8"), max_size=30))
@settings(deadline=None, max_examples=200)
def test_no_cell_reaches_a_terminal_with_control_characters(text):
    stream = io.StringIO()
    print_table(("a", "b"), [(text, "x")], stream=stream)
    assert all(char.isprintable() for char in stream.getvalue().replace("\n", ""))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain – ünïcode 漢字 😀", "plain – ünïcode 漢字 😀"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\rb\tc\0d", "a\ufffdb\ufffdc\ufffdd"),
        ("\u202eevil\u200b", "\ufffdevil\ufffd"),
        ("\x9b31m", "\ufffd31m"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_what_is_printable_stays_and_the_rest_is_marked(text, found):
    assert printable(text) == found


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(None, 3, "-"), (0.0, 3, "0.000"), (1 / 3, 4, "0.3333"), (-2, 2, "-2.00"), (12345.678, 2, "12345.68")],
)
def test_numbers_have_their_digits(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(("share", "text"), [(None, "-"), (0.0, "0.0 %"), (0.095238, "9.5 %"), (1.0, "100.0 %")])
def test_shares_are_percent(share, text):
    assert percent(share) == text


def test_json_is_indented_ascii():
    stream = io.StringIO()
    print_json({"a": "ü\x1b", "b": [1.5, None]}, stream)
    assert json.loads(stream.getvalue()) == {"a": "ü\x1b", "b": [1.5, None]}
    assert stream.getvalue().isascii()
    assert stream.getvalue().startswith('{\n  "a": "\\u00fc\\u001b"')


def test_what_json_cannot_hold_is_text(tmp_path):
    stream = io.StringIO()
    print_json({"path": tmp_path}, stream)
    assert json.loads(stream.getvalue()) == {"path": str(tmp_path)}


def test_a_terminal_that_knows_no_unicode_gets_ascii():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    print_table(COLUMNS, ROWS, stream=stream)
    assert raw.getvalue().decode("ascii").splitlines()[2].split() == ["a", "first", "1"]
