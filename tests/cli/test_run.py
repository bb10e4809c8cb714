"""Running rows through a scorer: order, groups, bad lines, pipes and terminals."""

import gzip
import json
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rewardry.cli.chunks import CHUNK_ROWS
from rewardry.cli.run import default_output

FORMAT = '{"name": "brief", "rewards": [{"use": "format.think_answer", "name": "format"}]}'


@pytest.fixture
def brief(write):
    """A recipe that needs no worker."""
    return write("brief.yaml", FORMAT)


@pytest.fixture
def grouped(write, toys):
    """A recipe with a group component."""
    return write("grouped.yaml", json.dumps({"rewards": [{"use": f"{toys}:Longest", "name": "longest"}]}))


def completions(count, **fields):
    return [{"completion": f"{i}", **fields} for i in range(count)]


# ---- order and chunks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 3 * CHUNK_ROWS])
def test_every_row_comes_out_once_and_in_order(rewardry, write, read, brief, count):
    write("in.jsonl", *completions(count))
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl", "--json")
    assert done.code == 0
    assert done.json["rows"] == count
    assert [row["id"] for row in read("out.jsonl")] == list(range(count))


def test_several_files_are_one_input(rewardry, write, read, brief, folder):
    write("a.jsonl", *completions(3))
    write("b.jsonl")
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(b'{"completion": "x", "id": "mine"}\n{"completion": "y"}\n'))
    assert rewardry("score", brief, "a.jsonl", "b.jsonl", "c.jsonl.gz", "a.jsonl", "-o", "out.jsonl").code == 0
    assert [row["id"] for row in read("out.jsonl")] == [0, 1, 2, "mine", 4, 5, 6, 7]


def test_groups_are_compared_within_themselves(rewardry, write, read, grouped):
    texts = [("a", 1), ("bbb", 1), ("cc", 2), ("dd", 2), ("e", 1.5)]
    write("in.jsonl", *[{"completion": text, "group": group} for text, group in texts])
    assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl").code == 0
    assert [(row["group"], row["total"]) for row in read("out.jsonl")] == [(1, 0), (1, 1), (2, 1), (2, 1), (1.5, 1)]


def test_a_group_larger_than_a_chunk_stays_whole(rewardry, write, read, grouped):
    size = 2 * CHUNK_ROWS + 1
    write("in.jsonl", *[{"completion": "x" * (i == size - 1), "group": "big"} for i in range(size)])
    assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl").code == 0
    assert [row["total"] for row in read("out.jsonl")] == [0.0] * (size - 1) + [1.0]


def test_a_group_that_comes_apart_in_the_file_is_told(rewardry, write, read, grouped):
    write("in.jsonl", *[{"completion": "x", "group": group} for group in "aabbcca"])
    done = rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    assert done.err == (
        "4 rows written to out.jsonl before it stopped\n"
        "rewardry: in.jsonl:7: field 'group': other rows of group \"a\" stand further up; sort the file by group\n"
    )
    assert [row["group"] for row in read("out.jsonl")] == ["a", "a", "b", "b"]


def test_a_group_that_comes_apart_can_be_skipped(rewardry, write, read, grouped):
    write("in.jsonl", *[{"completion": "x", "group": group} for group in "aabba"])
    assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl", "--skip-bad").code == 3
    assert [row["components"]["longest"]["status"] for row in read("out.jsonl")] == ["ok"] * 4 + ["error"]


def test_a_bad_line_within_a_group_can_be_skipped(rewardry, write, read, grouped):
    rows = [{"completion": "x", "group": "a"}, "no json", {"completion": "xx", "group": "a"}]
    write("in.jsonl", *rows)
    assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl", "--skip-bad").code == 3
    assert [row["total"] for row in read("out.jsonl")] == [0.0, None, 1.0]


@pytest.mark.parametrize("row", [{"completion": "x"}, {"completion": "x", "group": None}])
def test_a_row_without_a_group_is_told(rewardry, write, grouped, row):
    write("in.jsonl", {"completion": "x", "group": 1}, row)
    done = rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    assert done.err.splitlines()[-1] == (
        "rewardry: in.jsonl:2: field 'group': the recipe compares the completions of a prompt, and this row says of "
        "none; mend the row, or name another column with --map group=COLUMN"
    )


# ---- bad lines and files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [0, 1, 5, CHUNK_ROWS, CHUNK_ROWS + 3])
def test_a_bad_line_stops_the_run_after_the_rows_before_it(rewardry, write, read, brief, before):
    write("in.jsonl", *completions(before), "{", *completions(2))
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl")
    assert (done.code, done.out) == (2, "")
    rows = "1 row" if before == 1 else f"{before} rows"
    first, second = done.err.splitlines()
    assert first == f"{rows} written to out.jsonl before it stopped"
    assert second.startswith(f"rewardry: in.jsonl:{before + 1}: the line is no JSON (")
    assert [row["id"] for row in read("out.jsonl")] == list(range(before))


def test_with_skip_bad_the_run_goes_on_and_ends_with_3(rewardry, write, read, brief):
    write("in.jsonl", *completions(2), "{", {"id": "mine", "completion": 5}, *completions(1))
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl", "--skip-bad", "--keep")
    assert done.code == 3
    assert done.err.startswith("First error: in.jsonl:3: the line is no JSON (")
    rows = read("out.jsonl")
    assert [row["id"] for row in rows] == [0, 1, 2, "mine", 4]
    assert rows[2] == {
        "id": 2,
        "total": None,
        "components": {"format": {"value": None, "status": "error"}},
        "input": None,
    }
    assert rows[3]["input"] == {"id": "mine", "completion": 5}
    assert rows[4]["components"] == {"format": {"value": 0.0, "status": "ok"}}


@pytest.mark.parametrize("position", [0, 1])
def test_every_file_is_checked_before_the_first_row(rewardry, write, brief, folder, position):
    names = ["in.jsonl", "in.jsonl"]
    names[position] = "none.jsonl"
    write("in.jsonl", *completions(1))
    write("out.jsonl", "old")
    done = rewardry("score", brief, *names, "-o", "out.jsonl")
    assert (done.code, done.err) == (2, "rewardry: none.jsonl: cannot be read: No such file or directory\n")
    assert (folder / "out.jsonl").read_text() == "old\n"


def test_the_recipe_is_checked_before_the_files(rewardry, write, folder):
    write("broken.yaml", "rewards: []")
    write("out.jsonl", "old")
    done = rewardry("score", "broken.yaml", "none.jsonl", "-o", "out.jsonl")
    assert done.err == "rewardry: broken.yaml:1: rewards: a recipe needs a list of at least one reward\n"
    assert (folder / "out.jsonl").read_text() == "old\n"


def test_a_damaged_archive_ends_the_run_after_its_whole_rows(rewardry, read, brief, folder):
    data = gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in completions(20_000)))
    (folder / "in.jsonl.gz").write_bytes(data[: len(data) // 2])
    done = rewardry("score", brief, "in.jsonl.gz", "-o", "out.jsonl")
    assert done.code == 2
    count = len(read("out.jsonl"))
    assert 1000 < count < 20_000
    assert done.err.splitlines()[-1] == (
        f"rewardry: in.jsonl.gz:{count + 1}: reading failed: Compressed file ended before the end-of-stream marker was "
        f"reached; the file is cut off or damaged, make it anew"
    )


# ---- where rows come from and go to --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "output"),
    [
        (["a/b/rows.jsonl"], "rows.scored.jsonl"),
        (["rows.jsonl.gz"], "rows.scored.jsonl"),
        (["rows.jsonl", "other.jsonl"], "rows.scored.jsonl"),
        (["rows.v1.jsonl"], "rows.v1.scored.jsonl"),
        (["-"], "-"),
        (["pipe"], "-"),
        (["/dev/null"], "-"),
    ],
)
def test_where_rows_go_when_nothing_is_said(folder, files, output):
    os.mkfifo("pipe")
    for name in files:
        if name.endswith((".jsonl", ".gz")):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(b"")
    assert default_output(files, "scored") == output


def test_rows_of_the_standard_input_go_to_the_standard_output(command, brief):
    text = b"".join(json.dumps(row).encode() + b"\n" for row in completions(3))
    done = command("score", brief, "-", input=text)
    assert done.code == 0
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [0, 1, 2]
    assert done.err.startswith("component")


def test_a_bad_line_of_the_standard_input_is_told(command, brief):
    done = command("score", brief, "-", input=b'{"completion": "a"}\nno\n')
    assert done.code == 2
    assert len(done.out.splitlines()) == 1
    assert "rewardry: -:2: the line is no JSON" in done.err


def test_a_pipe_is_read_from_its_first_byte_and_once(command, read, brief):
    os.mkfifo("pipe")
    text = "".join(json.dumps(row) + "\n" for row in completions(2000))
    writer = threading.Thread(target=Path("pipe").write_text, args=(text,), daemon=True)
    writer.start()
    assert command("score", brief, "pipe", "-o", "out.jsonl").code == 0
    writer.join(10)
    assert len(read("out.jsonl")) == 2000


def test_a_shells_substitution_is_a_file(folder, brief, write, read):
    write("a.jsonl", *completions(2))
    line = f"'{Path(sys.executable).with_name('rewardry')}' score {brief} <(cat a.jsonl) <(cat a.jsonl) -o out.jsonl"
    done = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(read("out.jsonl")) == 4


def test_a_reader_that_has_seen_enough_ends_the_run(start, write, brief, killed_if_it_hangs):
    write("in.jsonl", *completions(20_000))
    process = start("score", brief, "in.jsonl", "-o", "-")
    with killed_if_it_hangs(process):
        assert json.loads(process.stdout.readline())["id"] == 0
    process.stdout.close()
    assert process.wait(60) == 2
    assert process.stderr.read() == b""


@pytest.mark.parametrize("output", ["-", "out.jsonl"])
def test_what_a_component_prints_stays_out_of_our_output(command, write, toys, output):
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:chatty"}]}))
    write("in.jsonl", *completions(3))
    done = command("score", "r.yaml", "in.jsonl", "-o", output, "--json")
    assert done.code == 0
    assert "noise" not in done.out
    assert done.err.count("noise\n") == 3
    text = done.out if output == "out.jsonl" else done.out.splitlines()[0]
    assert json.loads(text)


def test_a_component_that_ends_python_is_no_success(rewardry, write, read, toys):
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:chatty"}]}))
    write("in.jsonl", *completions(CHUNK_ROWS), {"completion": "quit"})
    done = rewardry("score", "r.yaml", "in.jsonl", "-o", "out.jsonl")
    assert (done.code, done.out) == (2, "")
    written = len(read("out.jsonl"))  # all chunks in front of that row's
    assert 0 < written <= CHUNK_ROWS
    assert done.err.splitlines()[-2:] == [
        f"{written} rows written to out.jsonl before it stopped",
        "rewardry: a component ended the run with sys.exit(0); it must raise an error or return",
    ]


# ---- terminals -----------------------------------------------------------------------------------------------------


@pytest.fixture
def on_a_terminal(folder, killed_if_it_hangs, rest):
    """The code and what a command writes to a terminal of that width."""

    def run(*arguments, columns=80):
        ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(columns)}
        command = [str(Path(sys.executable).with_name("rewardry")), *map(str, arguments)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        with killed_if_it_hangs(process):
            text = rest(ours).decode()
            return process.wait(60), text

    return run


def test_a_terminal_gets_a_progress_bar_that_is_gone_at_the_end(write, brief, on_a_terminal):
    write("in.jsonl", *completions(3))
    code, text = on_a_terminal("score", brief, "in.jsonl")
    assert code == 0
    assert "3/3" in text
    assert "\x1b[2K" in text.rpartition("3/3")[2]  # the bar's line is erased
    assert text.rstrip().endswith("3 rows written to in.scored.jsonl")


def test_elsewhere_there_is_no_bar_and_no_colour(command, write, brief):
    write("in.jsonl", *completions(3))
    done = command("score", brief, "in.jsonl", env={**os.environ, "FORCE_COLOR": "", "TERM": "xterm"})
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert "━" not in done.out


def test_a_stream_on_a_terminal_gets_a_bar_without_an_end(folder, brief, on_a_terminal):
    os.mkfifo(folder / "pipe")
    text = "".join(json.dumps(row) + "\n" for row in completions(3))
    threading.Thread(target=(folder / "pipe").write_text, args=(text,), daemon=True).start()
    code, text = on_a_terminal("score", brief, "pipe", "-o", "out.jsonl")
    assert code == 0
    assert "3/?" in text


def test_what_a_row_says_cannot_paint_the_terminal(write, toys, on_a_terminal):
    """Neither an id, nor a group, nor the text of an error reaches the terminal with its control characters."""
    recipe = {"name": "\u202etrojan", "rewards": [{"use": f"{toys}:shouting", "name": "\u202ename"}]}
    write("r.yaml", json.dumps(recipe))
    evil = "\x1b]0;owned\x07\x1b[31mred\u202e"
    write("in.jsonl", {"completion": evil, "id": evil, "group": evil}, {"completion": evil, "kind": evil})
    code, text = on_a_terminal("score", "r.yaml", "in.jsonl", columns=400)
    assert code == 2
    assert "shouting" in text
    for part in ("\x07", "\x1b[31mred", "\u202e", "\x1b]0"):
        assert part not in text
