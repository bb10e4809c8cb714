"""A run that is interrupted: whole rows, a line that says so, and no process is left."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rewardry.cli.chunks import CHUNK_ROWS, FIRST_ROWS


def napping(toys):
    """A reward that takes longer than anybody waits, and says when it has begun."""
    return {"use": f"{toys}:napping", "name": "nap", "seconds": 600, "begun": "begun"}


ROWS = [{"completion": str(i)} for i in range(3)]
FINISHING = "finishing the rows that are being scored; Ctrl-C stops at once\n"


@pytest.mark.parametrize("engine", ["local", "inline"])
def test_ctrl_c_twice_ends_the_run_with_130_whole_rows_and_no_process(
    start, write, read, toys, workers_of, engine, wait_until
):
    """The first chunk is quick; then a row takes longer than anybody waits."""
    rewards = [
        {"use": f"{toys}:told", "name": "told"},
        napping(toys),
    ]
    rewards[1]["when"] = "told == 1"
    write("r.yaml", json.dumps({"rewards": rewards}))
    write("in.jsonl", *({"completion": f"{i}", "value": int(i == FIRST_ROWS)} for i in range(CHUNK_ROWS)))
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--engine", engine, "--timeout", "600")
    assert wait_until(lambda: written() == FIRST_ROWS and os.path.exists("begun"))  # the second chunk is waited for
    workers = workers_of(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline().decode() == FINISHING
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    rows = read("out.jsonl")
    assert err.decode() == f"rewardry: interrupted; {len(rows)} rows written to out.jsonl\n"
    assert [row["id"] for row in rows] == list(range(len(rows)))
    assert len(rows) == FIRST_ROWS
    assert wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers))


@pytest.mark.parametrize("engine", ["local", "inline"])
def test_ctrl_c_once_finishes_the_rows_in_work(start, write, read, toys, engine, folder, wait_until):
    """The first chunk is scored at once; the second waits until the test has seen what Ctrl-C says."""
    rewards = [
        {"use": f"{toys}:told", "name": "told"},
        {"use": f"{toys}:waiting", "name": "wait", "until": "now", "begun": "begun"},
    ]
    rewards[1]["when"] = "told == 1"
    write("r.yaml", json.dumps({"rewards": rewards}))
    write("in.jsonl", *({"completion": f"{i}", "value": int(i >= FIRST_ROWS)} for i in range(2000)))
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--engine", engine)
    assert wait_until(lambda: written() == FIRST_ROWS and os.path.exists("begun"))  # the second chunk is waited for
    process.send_signal(signal.SIGINT)
    assert process.stderr.readline().decode() == FINISHING
    (folder / "now").touch()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    rows = read("out.jsonl")
    assert FIRST_ROWS < len(rows) < 2000
    assert [row["id"] for row in rows] == list(range(len(rows)))
    assert err.decode() == f"rewardry: interrupted; {len(rows)} rows written to out.jsonl\n"


def test_ctrl_c_does_not_wait_for_ever(start, write, toys, wait_until):
    write("r.yaml", json.dumps({"rewards": [napping(toys)]}))
    write("in.jsonl", *ROWS)
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--timeout", "600")
    assert wait_until(lambda: os.path.exists("begun"))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130


def written():
    """How many whole rows the output has."""
    return Path("out.jsonl").read_bytes().count(b"\n") if os.path.exists("out.jsonl") else 0


# Makes the terminal that it is given its own, and becomes a command.
AT_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_ctrl_c_typed_at_a_terminal_ends_with_a_line_of_its_own(
    folder, write, toys, wait_until, killed_if_it_hangs, rest
):
    write("r.yaml", json.dumps({"rewards": [napping(toys)]}))
    write("in.jsonl", *ROWS)
    ours, theirs = pty.openpty()
    rewardry = str(Path(sys.executable).with_name("rewardry"))
    command = [sys.executable, "-c", AT_A_TERMINAL, rewardry, "score", "r.yaml", "in.jsonl", "--timeout", "600"]
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen(command, cwd=folder, start_new_session=True, **streams)
    os.close(theirs)
    with killed_if_it_hangs(process):
        text = b""
        while b"0/3" not in text:  # the bar is there: it runs
            text += os.read(ours, 65536)
        assert wait_until(lambda: os.path.exists("begun"))  # and rows are being scored
        os.write(ours, b"\x03")
        while b"finishing" not in text:
            text += os.read(ours, 65536)
        os.write(ours, b"\x03")
        text = rest(ours).decode()
        assert process.wait(60) == 130
    assert text.splitlines()[-1] == "rewardry: interrupted; 0 rows written to in.scored.jsonl"
    assert "Traceback" not in text


def test_ctrl_c_in_a_terminal_reaches_us_alone(write, toys, start, workers_of, wait_until):
    """The terminal signals the whole group of processes; the workers are not in it, and end with us."""
    write("r.yaml", json.dumps({"rewards": [napping(toys)]}))
    write("in.jsonl", *ROWS)
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--timeout", "600", start_new_session=True)
    assert wait_until(lambda: os.path.exists("begun"))
    workers = workers_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    assert process.stderr.readline().decode() == FINISHING
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode() == "rewardry: interrupted; 0 rows written to out.jsonl\n"
    assert wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_is_killed_leaves_no_process(write, toys, start, workers_of, how, wait_until):
    write("r.yaml", json.dumps({"rewards": [napping(toys)]}))
    write("in.jsonl", *ROWS)
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--timeout", "600")
    assert wait_until(lambda: os.path.exists("begun"))
    workers = workers_of(process.pid)
    process.send_signal(how)
    process.communicate(timeout=60)
    assert wait_until(lambda: not any(alive(pid) for pid in workers))


def alive(pid):
    """Whether a process runs; a zombie that waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
