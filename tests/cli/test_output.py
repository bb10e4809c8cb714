"""The file of results: whole rows only, whatever happens, and nothing of the user's is lost."""

import errno
import gzip
import json
import os
import subprocess
import sys

import pytest

from rewardry.cli import output
from rewardry.cli.output import OutputError, RowWriter, counted
from rewardry.errors import ConfigError

ROWS = [{"id": i, "text": "x" * 50} for i in range(200)]
LINE = len(json.dumps(ROWS[0])) + 1  # of the first ten


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_rows_are_lines(folder):
    with RowWriter("out.jsonl") as writer:
        writer.write(ROWS[:2])
        writer.write(iter(ROWS[2:3]))
        assert writer.rows == 3
    assert lines(folder / "out.jsonl") == ROWS[:3]


def test_rows_are_there_as_soon_as_they_are_written(folder):
    with RowWriter("out.jsonl") as writer:
        writer.write(ROWS[:1])
        assert lines(folder / "out.jsonl") == ROWS[:1]


def test_an_old_output_is_replaced(folder):
    (folder / "out.jsonl").write_text("old\n" * 1000)
    with RowWriter("out.jsonl") as writer:
        writer.write(ROWS[:1])
    assert lines(folder / "out.jsonl") == ROWS[:1]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none/out.jsonl", "none/out.jsonl: cannot be written: No such file or directory"),
        (".", ".: cannot be written: Is a directory"),
        ("", ": cannot be written: No such file or directory"),
        ("x" * 5000, ": cannot be written: File name too long"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(folder, path, message):
    with pytest.raises(ConfigError) as raised:
        RowWriter(path)
    assert str(raised.value).endswith(message)
    assert os.listdir(folder) == []


@pytest.mark.parametrize("output", ["in.jsonl", "./in.jsonl", "hard.jsonl", "soft.jsonl"])
def test_an_input_is_never_written_to(folder, output):
    (folder / "in.jsonl").write_text("mine")
    os.link("in.jsonl", "hard.jsonl")
    os.symlink("in.jsonl", "soft.jsonl")
    with pytest.raises(ConfigError) as raised:
        RowWriter(output, ["other.jsonl", "in.jsonl"])
    assert str(raised.value) == f"{output}: this is an input; choose another output with -o"
    assert (folder / "in.jsonl").read_text() == "mine"


def test_an_input_is_recognised_on_the_standard_input_and_output(command, write, folder):
    write("in.jsonl", {"completion": "a"})
    write("r.yaml", '{"rewards": [{"use": "format.think_answer"}]}')
    before = (folder / "in.jsonl").read_bytes()
    with open(folder / "in.jsonl", "rb") as stream:
        done = command("score", "r.yaml", "-", "-o", "in.jsonl", stdin=stream)
    assert (done.code, done.err) == (2, "rewardry: in.jsonl: this is an input; choose another output with -o\n")
    done = shell(folder, "rewardry score r.yaml in.jsonl -o - >> in.jsonl")
    assert done.returncode == 2
    assert done.stderr == "rewardry: -: the standard output goes to an input; choose another output with -o\n"
    assert (folder / "in.jsonl").read_bytes() == before


# Runs a command that may write files of so many bytes (0: as it likes), as a full disk would have it.
LIMITED = """
import os, resource, sys
if sys.argv[1] != "0":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def shell(folder, line, disk=0):
    path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
    command = [sys.executable, "-c", LIMITED, str(disk), "sh", "-c", line]
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_an_output_that_is_read_and_written_by_a_device_is_no_input():
    RowWriter(os.devnull, [os.devnull]).__exit__(None, None, None)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_device_that_is_full_is_told():
    with RowWriter("/dev/full") as writer, pytest.raises(OutputError) as raised:
        writer.write(ROWS)
    assert str(raised.value) == "/dev/full: writing failed after 0 rows: No space left on device"


@pytest.fixture
def disk(alone):
    """A disk that takes so many bytes and then raises what it is told to."""

    def full_after(size, error):
        left = [size]

        def write_some(fd, data):
            if not left[0]:
                raise error
            taken = os.write(fd, bytes(data)[: left[0]])
            left[0] -= taken
            return taken

        alone(output, "os", write=write_some)

    return full_after


@pytest.mark.parametrize("extra", [0, 1, 20, LINE - 1])
def test_a_half_line_is_cut_back(folder, disk, extra):
    with RowWriter("out.jsonl") as writer:
        disk(2 * LINE + extra, OSError(errno.ENOSPC, "No space left on device"))
        with pytest.raises(OutputError) as raised:
            writer.write(ROWS)
    assert str(raised.value) == "out.jsonl: writing failed after 2 rows: No space left on device"
    assert lines(folder / "out.jsonl") == ROWS[:2]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_an_interruption_within_a_line_leaves_whole_rows(folder, disk, error):
    with RowWriter("out.jsonl") as writer:
        disk(3 * LINE + 7, error)
        with pytest.raises(type(error)):
            writer.write(ROWS)
        assert writer.rows == 3
    assert lines(folder / "out.jsonl") == ROWS[:3]


def test_rows_can_be_written_after_a_cut(folder, disk, alone):
    with RowWriter("out.jsonl") as writer:
        disk(LINE + 5, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            writer.write(ROWS[:3])
        alone(output, "os", write=os.write)
        writer.write(ROWS[5:6])
    assert lines(folder / "out.jsonl") == [ROWS[0], ROWS[5]]


def test_a_writer_that_is_slow_gets_whole_rows_too(folder, alone):
    """A pipe may take a line in many parts."""
    alone(output, "os", write=lambda fd, data: os.write(fd, bytes(data)[:7]))
    with RowWriter("out.jsonl") as writer:
        writer.write(ROWS[:5])
    assert lines(folder / "out.jsonl") == ROWS[:5]


# ---- archives -------------------------------------------------------------------------------------------------------


def unpacked(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_an_archive_holds_the_rows_and_can_be_read_at_any_moment(folder):
    with RowWriter("out.jsonl.gz") as writer:
        for start in (0, 10, 20):
            writer.write(ROWS[start : start + 10])
            assert unpacked(folder / "out.jsonl.gz") == ROWS[: start + 10]
            assert writer.rows == start + 10
    assert (folder / "out.jsonl.gz").stat().st_size == writer.written.size < 10 * LINE


def test_an_archive_says_nothing_of_the_time(folder):
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        with RowWriter(name) as writer:
            writer.write(ROWS)
    assert (folder / "a.jsonl.gz").read_bytes() == (folder / "b.jsonl.gz").read_bytes()
    assert (folder / "a.jsonl.gz").read_bytes()[4:8] == bytes(4)


def test_an_archive_of_nothing_is_an_archive(folder):
    with RowWriter("out.jsonl.gz"):
        pass
    assert gzip.decompress((folder / "out.jsonl.gz").read_bytes()) == b""
    assert (folder / "out.jsonl.gz").stat().st_size > 0


def test_a_full_disk_leaves_whole_members(folder, disk):
    with RowWriter("out.jsonl.gz") as writer:
        writer.write(ROWS[:10])
        disk(20, OSError(errno.ENOSPC, "No space left on device"))
        with pytest.raises(OutputError) as raised:
            writer.write(ROWS[10:])
    assert str(raised.value) == "out.jsonl.gz: writing failed after 10 rows: No space left on device"
    assert unpacked(folder / "out.jsonl.gz") == ROWS[:10]


# ---- as a command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def inputs(write):
    write("r.yaml", '{"rewards": [{"use": "format.think_answer", "name": "format"}]}')
    write("in.jsonl", *[{"id": i, "completion": "x"} for i in range(100)])
    return "r.yaml", "in.jsonl"


def test_a_full_disk_leaves_whole_rows_a_message_and_2(folder, inputs, read):
    done = shell(folder, f"rewardry score {' '.join(inputs)} -o out.jsonl", disk=1000)
    rows = read("out.jsonl")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"rewardry: out.jsonl: writing failed after {len(rows)} rows: File too large\n"
    assert [row["id"] for row in rows] == list(range(len(rows)))
    assert 5 < len(rows) < 100


@pytest.mark.parametrize("redirection", [">", ">>"])
def test_a_full_disk_behind_the_standard_output_cuts_only_what_is_ours(folder, inputs, redirection):
    """What stood in the file before, or was written by the command in front, is kept to the byte."""
    head = "{ echo first line; rewardry score r.yaml in.jsonl -o -; }"
    if redirection == ">>":
        (folder / "out.jsonl").write_text("old line\n")
    done = shell(folder, f"{head} {redirection} out.jsonl", disk=2048)
    first, *rows = (folder / "out.jsonl").read_text().removeprefix("old line\n").splitlines()
    assert first == "first line"
    assert [json.loads(row)["id"] for row in rows] == list(range(len(rows)))
    assert f"rewardry: -: writing failed after {len(rows)} rows: File too large" in done.stderr
    assert done.returncode == 2


def test_a_disk_that_is_full_at_the_first_row_leaves_what_was_there(folder, inputs):
    old = "x" * 2039 + "\n"
    (folder / "out.jsonl").write_text(old)
    done = shell(folder, "rewardry score r.yaml in.jsonl -o - >> out.jsonl", disk=2048)
    assert "rewardry: -: writing failed after 0 rows: File too large" in done.stderr
    assert (folder / "out.jsonl").read_text() == old


def test_rows_go_to_the_standard_output_and_the_table_beside_it(command, inputs):
    done = command("score", *inputs, "-o", "-")
    assert done.code == 0
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == list(range(100))
    assert done.err.startswith("component")
    assert "written" not in done.err


def test_a_closed_standard_output_is_told(folder, inputs):
    done = shell(folder, "rewardry score r.yaml in.jsonl -o - >&-")
    assert done.returncode == 2
    assert done.stderr == "rewardry: -: the standard output is closed\n"


@pytest.mark.parametrize(("rows", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_rows_are_counted_in_words(rows, text):
    assert counted(rows) == text
