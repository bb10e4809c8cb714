"""Lines that are drawn again over what they were."""

import io

import pytest

from rewardry.cli.screen import Screen
from rewardry.cli.table_layout import cut


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 20 columns and 6 rows."""
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("LINES", "6")
    return io.StringIO()


def drawn(terminal):
    """What was written since the last time."""
    text = terminal.getvalue()
    terminal.seek(0)
    terminal.truncate()
    return text


def test_lines_are_drawn_over_those_of_the_last_time(terminal):
    screen = Screen(terminal)
    screen.draw(["first", "second"], ["end"])
    assert drawn(terminal) == "\r\x1b[Jfirst\nsecond\nend\n"
    screen.draw(["one"])
    assert drawn(terminal) == "\x1b[3F\x1b[Jone\n"
    screen.wipe()
    assert drawn(terminal) == "\x1b[1F\x1b[J"


def test_what_does_not_fit_is_left_out(terminal):
    Screen(terminal).draw([f"row {i} " + "x" * 30 for i in range(9)], ["end"], [f"alarm {i}" for i in range(9)])
    red = [f"\x1b[1;31malarm {i}\x1b[0m" for i in (7, 8)]
    assert drawn(terminal).split("\x1b[J")[1].splitlines() == ["row 0 " + "x" * 13, "row 1 " + "x" * 13, *red, "end"]


@pytest.mark.parametrize(("text", "width", "kept"), [("abc", 5, "abc"), ("abcdef", 4, "abcd"), ("中文字", 5, "中文")])
def test_a_line_is_cut_by_the_places_it_takes(text, width, kept):
    assert cut(text, width) == kept
