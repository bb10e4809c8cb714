"""The guard on the command line: a run that makes rows which say nothing is stopped, and can be gone on with."""

import json

import pytest

JOURNAL = "out.jsonl.resume.json"


@pytest.fixture
def broken(write, toys):
    """A recipe whose second reward fails for the rows of which the column `value` is a text."""
    return write("broken.yaml", json.dumps({"rewards": [{"use": f"{toys}:told", "name": "told"}]}))


def rows(count, failing=0, value=1):
    """So many rows, of which the last `failing` fail."""
    good = [{"completion": "x", "value": value}] * (count - failing)
    return [*good, *[{"completion": "x", "value": "the server is gone"}] * failing]


def test_it_stops_the_run_with_3_the_component_and_the_first_traceback(rewardry, write, read, broken, toys):
    write("in.jsonl", *rows(1000, failing=1000 - 300), *rows(5000, value=2))
    done = rewardry("score", broken, "in.jsonl", "-o", "out.jsonl")
    assert done.code == 3
    written = len(read("out.jsonl"))
    assert 340 < written < 1000  # a fifth of two hundred, then what was in the same chunk
    lines = done.err.splitlines()
    at = lines.index(f"{written} rows written to out.jsonl before it stopped")
    assert lines[at + 1].startswith(
        f"rewardry: the guard stopped the run: {toys}:told: 41 of its last 200 results are "
    )
    assert lines[at + 1].endswith(
        "errors, and the guard's limit is 20 %; mend it and go on with --resume, or allow more with --guard-errors "
        "SHARE or --no-guard. The first:"
    )
    assert lines[at + 2] == "Traceback (most recent call last):"
    assert lines[-1] == "ValueError: the server is gone"
    assert done.out == ""


def test_a_run_that_was_stopped_goes_on(rewardry, write, read, broken):
    write("in.jsonl", *rows(300), *rows(300, failing=300), *rows(600))
    assert rewardry("score", broken, "in.jsonl", "-o", "out.jsonl").code == 3
    done = rewardry("score", broken, "in.jsonl", "-o", "out.jsonl", "--resume", "--no-guard", "--json")
    assert (done.code, done.json["rows"]) == (3, 1200)
    assert [row["total"] for row in read("out.jsonl")] == [1.0] * 300 + [None] * 300 + [1.0] * 600


@pytest.mark.parametrize("option", [["--no-guard"], ["--guard-errors", "1"], ["--guard-errors", "0.9"]])
def test_it_can_be_told_otherwise(rewardry, write, read, broken, option):
    write("in.jsonl", *rows(800, failing=160), *rows(400))
    assert rewardry("score", broken, "in.jsonl", "-o", "out.jsonl", *option).code == 3  # rows are in error
    assert len(read("out.jsonl")) == 1200


def test_it_can_be_stricter(rewardry, write, broken):
    write("in.jsonl", *rows(500, failing=1), *rows(2000))
    done = rewardry("score", broken, "in.jsonl", "-o", "out.jsonl", "--guard-errors", "0")
    assert done.code == 3
    assert "1 of its last 200 results are errors, and the guard's limit is 0 %" in done.err


def test_below_a_hundred_rows_it_says_nothing(rewardry, write, broken):
    write("in.jsonl", *rows(99, failing=99))
    done = rewardry("score", broken, "in.jsonl", "-o", "out.jsonl", "--json")
    assert (done.code, done.json["rows"]) == (3, 99)


def test_where_nothing_is_left_there_is_nothing_to_stop(rewardry, write, toys):
    """All rows are one group, and so one chunk: they are written, and the table is printed."""
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:told", "name": "told"}, {"use": f"{toys}:Longest"}]}))
    write("in.jsonl", *[{**row, "group": 1} for row in rows(300, failing=300)])
    done = rewardry("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--json")
    assert (done.code, done.json["rows"]) == (3, 300)


def test_bad_lines_are_no_fault_of_a_component(rewardry, write, read, broken):
    """`--skip-bad` has said that the run is to go on."""
    write("in.jsonl", *["{"] * 900, *rows(100))
    done = rewardry("score", broken, "in.jsonl", "-o", "out.jsonl", "--skip-bad")
    assert done.code == 3
    assert "guard" not in done.err
    assert len(read("out.jsonl")) == 1000


def test_timeouts_stop_it_too(rewardry, write, read, toys):
    """More than half of the rows."""
    write("in.jsonl", *[{"completion": "x", "told": "timeout" if i % 4 else "correct"} for i in range(5000)])
    done = rewardry("verify", f"{toys}:Told", "in.jsonl", "-o", "out.jsonl")
    assert done.code == 3
    assert 100 <= len(read("out.jsonl")) < 5000
    assert "of its last 100 results are timeouts, and the guard's limit is 50 %" in done.err
    assert done.err.endswith("allow more with --guard-timeouts SHARE or --no-guard. The first:\ntimeout: told\n")


@pytest.mark.parametrize("option", ["--guard-errors", "--guard-timeouts"])
@pytest.mark.parametrize("share", ["-0.1", "1.5", "20"])
def test_a_share_lies_between_0_and_1(rewardry, write, broken, option, share):
    done = rewardry("score", broken, "in.jsonl", option, share)
    assert done.code == 2
    assert f"Invalid value for '{option}': " in done.err
    assert "is not in the range 0<=x<=1." in done.err


def test_a_stream_says_how_to_go_on(command, broken):
    lines = "".join(json.dumps(row) + "\n" for row in [*rows(300, failing=300), *rows(5000)])
    done = command("score", broken, "-", input=lines.encode())
    assert done.code == 3
    assert "mend it and begin anew, or allow more with" in done.err
