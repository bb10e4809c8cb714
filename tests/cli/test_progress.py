"""Progress: what a terminal is shown while rows are scored."""

import json
import os
import pty
import threading

import pytest

from rewardry.cli.progress import count_lines, progress

END = "that was all"


def completions(count):
    return [{"completion": f"{i}"} for i in range(count)]


@pytest.mark.parametrize(
    ("names", "lines"),
    [(["a.jsonl"], 3), (["a.jsonl", "a.jsonl"], 6), (["a.jsonl", "-"], None), (["a.jsonl.gz"], None), ([], 0)],
)
def test_lines_are_counted_where_that_costs_nothing(write, names, lines):
    write("a.jsonl", *completions(3))
    assert count_lines(names) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 0), ("\n", 1), ("1", 1), ("1\n", 1), ("1\n2", 2), ("\n\n\n", 3), ("x" * (1 << 20) + "\n2", 2)],
)
def test_a_last_line_without_an_end_is_counted(folder, text, lines):
    (folder / "a.jsonl").write_text(text)
    assert count_lines(["a.jsonl"]) == lines
    assert count_lines(["a.jsonl", "a.jsonl"]) == 2 * lines


def test_the_lines_of_a_pipe_are_not_counted(folder):
    os.mkfifo("pipe.jsonl")
    found = []
    thread = threading.Thread(target=lambda: found.append(count_lines(["pipe.jsonl"])), daemon=True)
    thread.start()
    thread.join(10)
    assert found == [None]


@pytest.fixture
def shown(monkeypatch):
    """What a terminal is shown by `progress(...)` when it is told these steps."""

    def run(*steps, **arguments):
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "w") as stream, monkeypatch.context() as patch:
            patch.setattr("sys.stderr", stream)  # here and not in the fixture: pytest sets it before the test
            patch.setenv("TERM", "xterm")
            patch.setenv("COLUMNS", "120")
            with progress(["in.jsonl"], **arguments) as advance:
                for step in steps:
                    advance(*step)
            print(END, file=stream, flush=True)
            text = b""
            while END.encode() not in text:
                text += os.read(ours, 1 << 16)
        os.close(ours)
        return text.decode()

    return run


def test_the_bar_tells_the_rate_and_what_became_of_the_rows(write, shown):
    write("in.jsonl", *completions(300))
    first = (100, {"undecided": 7, "timeouts": 2, "errors": 1})
    text = shown(first, (100, {"undecided": 9, "timeouts": 3, "errors": 2}))
    assert "200/300" in text
    assert "rows/s" in text
    assert "9 undecided, 3 timeouts, 2 errors" in text


def test_rows_of_an_earlier_run_are_finished_and_not_in_the_rate(write, shown):
    write("in.jsonl", *completions(1000))
    text = shown(finished=900)
    assert "900/1000" in text
    assert "rows/s" not in text


def test_without_a_terminal_nothing_is_shown(write, capfd):
    write("in.jsonl", json.dumps({"completion": "x"}))
    with progress(["in.jsonl"]) as advance:
        advance(1, {"undecided": 0})
    assert capfd.readouterr().err == ""
