"""Going on with a run that was killed or stopped: the file of an undisturbed run, or a refusal that says why."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from rewardry.cli import resume
from rewardry.cli.output import RowWriter, Written
from rewardry.cli.resume import Checkpoint, Journal, add_line, empty_digest
from rewardry.local_files import load_file

JOURNAL = "out.jsonl.resume.json"


def completions(count, size=1):
    """Rows of groups of `size`; every seventh lacks its thinking, every eleventh its reference."""
    return [
        {
            "id": f"row {i}",
            "group": i // size,
            "completion": f"<answer>{i}</answer>" if i % 7 == 0 else f"<think>\nso\n</think>\n<answer>\n{i}\n</answer>",
            "reference": None if i % 11 == 0 else str(i - i % 2),
            "label": 1 - i % 2,
        }
        for i in range(count)
    ]


@pytest.fixture
def brief(write):
    """A recipe that needs no worker."""
    rewards = [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "name": "format"}]
    return write("brief.yaml", json.dumps({"name": "brief", "rewards": rewards}))


@pytest.fixture
def grouped(write, toys):
    """A recipe with a group component."""
    rewards = [{"use": f"{toys}:Longest", "name": "longest"}, {"use": "format.think_answer"}]
    return write("grouped.yaml", json.dumps({"name": "grouped", "rewards": rewards}))


@pytest.fixture
def stopped(rewardry, write, folder):
    """A run that a bad line has stopped after 300 rows; gives the command, and the rows that belong into the file."""

    def run(*arguments, rows=None):
        rows = rows or completions(400)
        write("in.jsonl", *rows[:300], "{", *rows[301:])
        done = rewardry(*arguments, "in.jsonl", "-o", "out.jsonl")
        assert done.code == 2
        assert (folder / JOURNAL).exists()
        write("in.jsonl", *rows)
        return [*arguments, "in.jsonl", "-o", "out.jsonl", "--resume"]

    return run


# ---- killed at every moment ----------------------------------------------------------------------------------------

# Runs a command line and ends like SIGKILL, without a word, at the n-th moment at which the disk changes: before a
# write, after the half of it, before and after a file takes another's place, before one is removed.
KILLED_AT = """
import os, sys
from rewardry.cli import resume
from rewardry.cli.main import main

resume.SAVE_SECONDS = 0.0
left = [int(sys.argv[1])]

def moment():
    left[0] -= 1
    if left[0] == 0:
        os._exit(99)

def patched(name, before=moment, after=moment):
    real = getattr(os, name)
    def call(*arguments):
        before()
        found = real(*arguments)
        after()
        return found
    setattr(os, name, call)

write = os.write
def in_halves(fd, data):
    moment()
    half = write(fd, data[: len(data) // 2])
    moment()
    return half + write(fd, data[half:])

os.write = in_halves
for name in ("replace", "remove", "ftruncate"):
    patched(name)
main(sys.argv[2:])
"""


@pytest.fixture
def killed_at(folder):
    """Runs a command line that is killed at that moment; gives its exit code, 99 where it was killed."""

    def run(moment, *arguments):
        command = [sys.executable, "-c", KILLED_AT, str(moment), *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
        assert done.returncode in (0, 3, 99), done.stderr.decode()
        return done.returncode

    return run


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5, 9, 16, 25])
def test_a_run_that_is_killed_at_any_moment_ends_with_the_file_of_one_that_was_not(
    killed_at, rewardry, write, brief, folder, moment
):
    write("in.jsonl", *completions(400))
    undisturbed = rewardry("score", brief, "in.jsonl", "-o", "whole.jsonl", "--json")
    killed_at(moment, "score", brief, "in.jsonl", "-o", "out.jsonl")
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl", "--resume", "--json")
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    assert without_time(done.json) == without_time(undisturbed.json)
    assert not [name for name in os.listdir() if "resume" in name]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
def test_a_run_may_be_killed_again_and_again(killed_at, rewardry, write, brief, folder, seed):
    write("in.jsonl", *completions(700))
    rewardry("score", brief, "in.jsonl", "-o", "whole.jsonl")
    moments = random.Random(seed)
    code = killed_at(moments.randint(1, 20), "score", brief, "in.jsonl", "-o", "out.jsonl")
    while code == 99:
        code = killed_at(moments.randint(8, 30), "score", brief, "in.jsonl", "-o", "out.jsonl", "--resume")
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("moment", [6, 14])
def test_groups_are_cut_back_whole(killed_at, rewardry, write, grouped, folder, moment):
    """Groups of nine, which no chunk's size is a multiple of; then a group that comes apart over the cut is told."""
    write("in.jsonl", *completions(400, size=9))
    rewardry("score", grouped, "in.jsonl", "-o", "whole.jsonl")
    assert killed_at(moment, "score", grouped, "in.jsonl", "-o", "out.jsonl") == 99
    kept = json.loads((folder / JOURNAL).read_text())["rows"]
    assert kept % 9 == 0
    torn = [*completions(kept + 9, size=9), {"completion": "x", "group": 0}]
    write("torn.jsonl", *torn)
    before = (folder / "out.jsonl").read_bytes(), (folder / JOURNAL).read_bytes()
    done = rewardry("score", grouped, "torn.jsonl", "-o", "out.jsonl", "--resume")
    assert f"rewardry: torn.jsonl:{kept + 10}: field 'group': other rows of group 0 stand further up" in done.err
    (folder / "out.jsonl").write_bytes(before[0])
    (folder / JOURNAL).write_bytes(before[1])
    assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl", "--resume").code == 0
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def without_time(summary):
    """A summary without durations and names of files, which differ from run to run."""
    if isinstance(summary, dict):
        return {key: without_time(value) for key, value in summary.items() if key not in ("ms", "output")}
    return summary


def killed_at_size(start, size, *arguments):
    """Starts a command line and kills it once its output has that size; returns its exit code."""
    process = start(*arguments)
    end = time.monotonic() + 120
    while process.poll() is None and not (os.path.exists("out.jsonl") and os.path.getsize("out.jsonl") >= size):
        assert time.monotonic() < end, "it never comes so far"
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 8))])
def test_a_real_sigkill_at_a_random_moment(start, rewardry, write, folder, toys, seed):
    """With workers, several chunks in work and groups: as a user's machine would do it."""
    rewards = [
        {"use": f"{toys}:napping", "name": "nap", "seconds": 0.002},
        {"use": f"{toys}:Longest", "name": "longest"},
        {"use": "format.think_answer", "name": "format"},
    ]
    write("r.yaml", json.dumps({"name": "killed", "rewards": rewards}))
    write("in.jsonl", *completions(900, size=6))
    command = ("score", "r.yaml", "in.jsonl", "--workers", "2", "--keep", "--map", "reference=label")
    assert rewardry(*command, "-o", "whole.jsonl").code == 0
    whole = (folder / "whole.jsonl").read_bytes()
    kills = 0
    for size in sorted(random.Random(seed).randrange(len(whole)) for _ in range(3)):
        kills += killed_at_size(start, size, *command, "-o", "out.jsonl", "--resume") == -signal.SIGKILL
    assert kills
    assert rewardry(*command, "-o", "out.jsonl", "--resume").code == 0
    assert (folder / "out.jsonl").read_bytes() == whole


def test_after_ctrl_c_a_run_goes_on(start, rewardry, write, folder, toys, read):
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:napping", "name": "nap", "seconds": 0.02}]}))
    write("in.jsonl", *completions(200))
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--engine", "inline")
    end = time.monotonic() + 60
    while not (folder / JOURNAL).exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    kept = len(read("out.jsonl"))
    assert kept == json.loads((folder / JOURNAL).read_text())["rows"]  # nothing that was finished is scored again
    done = rewardry("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--engine", "inline", "--resume", "--json")
    assert (done.code, done.json["rows"]) == (0, 200)
    assert [row["id"] for row in read("out.jsonl")] == [f"row {i}" for i in range(200)]


# ---- what is kept --------------------------------------------------------------------------------------------------


def test_rows_that_are_written_are_not_scored_again(stopped, rewardry, write, toys, read, folder):
    """The earlier rows are what the file says, whatever a component would say now."""
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:size", "name": "size"}]}))
    command = stopped("score", "r.yaml")
    kept = json.loads((folder / JOURNAL).read_text())["rows"]
    assert kept == 300
    asked = load_file(str(toys)).ASKED
    asked.clear()
    done = rewardry(*command, "--json")
    assert (done.code, done.json["rows"]) == (0, 400)
    assert len(asked) == 100
    assert len(read("out.jsonl")) == 400


def test_the_summary_covers_all_rows(stopped, rewardry, write):
    command = stopped("verify", "text.exact")
    done = rewardry(*command, "--json")
    whole = rewardry("verify", "text.exact", "in.jsonl", "-o", "whole.jsonl", "--json")
    assert without_time(done.json) == without_time(whole.json)
    assert done.json["labelled"] == done.json["rows"] == 400
    assert done.json["ms"] > 0


def test_an_error_of_the_first_part_is_an_error_of_the_run(rewardry, write):
    """The exit code and the first error are those of the whole run."""
    rows = completions(400)
    write("in.jsonl", *rows[:5], {"completion": 5}, *rows[6:300], "{")
    assert rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl", "--skip-bad").code == 3
    write("in.jsonl", *rows[:5], {"completion": 5}, *rows[6:300], {"completion": "x", "kind": "pair"})
    rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl")  # stops at the sixth line
    write("in.jsonl", *rows)
    done = rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl", "--resume", "--json")
    assert (done.code, done.json["rows"]) == (0, 400)


def test_a_finished_run_leaves_no_journal_and_is_begun_anew(rewardry, write, brief, folder):
    write("in.jsonl", *completions(5))
    for arguments in ((), ("--resume",), ("--resume",)):
        assert rewardry("score", brief, "in.jsonl", "-o", "out.jsonl", *arguments).code == 0
        assert sorted(os.listdir()) == ["brief.yaml", "in.jsonl", "out.jsonl"]


def test_an_output_that_was_removed_is_begun_anew(stopped, rewardry, brief, folder, read):
    command = stopped("score", brief)
    os.remove("out.jsonl")
    assert rewardry(*command).code == 0
    assert len(read("out.jsonl")) == 400


def test_without_resume_a_run_begins_anew_and_forgets_the_earlier_one(stopped, rewardry, brief, folder, write):
    command = stopped("score", brief)
    write("in.jsonl", "{")
    assert rewardry(*command[:-1]).code == 2
    assert (folder / "out.jsonl").read_bytes() == b""
    assert not (folder / JOURNAL).exists()  # no row is written: there is nothing to go on with


def test_a_journal_without_its_output_is_forgotten_when_a_run_begins(stopped, rewardry, brief, folder, write):
    """Else it would speak of the rows of another run."""
    command = stopped("score", brief)
    os.remove("out.jsonl")
    write("in.jsonl", "{")
    assert rewardry(*command[:-1]).code == 2
    assert not (folder / JOURNAL).exists()


def test_an_archive_is_gone_on_with(rewardry, brief, folder):
    rows = [json.dumps(row).encode() + b"\n" for row in completions(5000)]
    data = gzip.compress(b"".join(rows))
    (folder / "in.jsonl.gz").write_bytes(data[: len(data) // 2])
    assert rewardry("score", brief, "in.jsonl.gz", "-o", "out.jsonl").code == 2
    (folder / "in.jsonl.gz").write_bytes(data)
    assert rewardry("score", brief, "in.jsonl.gz", "-o", "out.jsonl", "--resume").code == 0
    assert rewardry("score", brief, "in.jsonl.gz", "-o", "whole.jsonl").code == 0
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def test_a_group_that_grew_behind_the_last_row_is_told(rewardry, write, grouped, monkeypatch):
    """All its rows would have to be scored together, and some of them are written."""
    write("in.jsonl", *completions(90, size=9))
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "remove", lambda self: None)  # as if it was killed just before
        assert rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl").code == 0
    write("in.jsonl", *completions(90, size=9), {"completion": "one more", "group": 9})
    done = rewardry("score", grouped, "in.jsonl", "-o", "out.jsonl", "--resume")
    assert done.code == 2
    assert "rewardry: in.jsonl:91: field 'group': other rows of group 9 stand further up" in done.err


@pytest.mark.parametrize("moment", [5, 12, 20])
def test_an_archive_is_written_on(killed_at, rewardry, write, brief, folder, moment):
    """Of an archive it is the rows that are the same: how they are packed depends on the pace."""
    write("in.jsonl", *completions(400))
    rewardry("score", brief, "in.jsonl", "-o", "whole.jsonl")
    assert killed_at(moment, "score", brief, "in.jsonl", "-o", "out.jsonl.gz") == 99
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl.gz", "--resume", "--json")
    assert done.json["rows"] == 400
    assert gzip.decompress((folder / "out.jsonl.gz").read_bytes()) == (folder / "whole.jsonl").read_bytes()


def test_an_input_that_grew_is_gone_on_with(stopped, rewardry, brief, write, read):
    command = stopped("score", brief)
    write("in.jsonl", *completions(1000))
    done = rewardry(*command, "--json")
    assert done.json["rows"] == len(read("out.jsonl")) == 1000


def test_the_input_may_lie_elsewhere_and_in_other_pieces(stopped, rewardry, brief, write, folder):
    stopped("score", brief)
    rows = completions(400)
    write("a.jsonl", *rows[:100])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b"\n".join(json.dumps(row).encode() for row in rows[100:])))
    assert rewardry("score", brief, "a.jsonl", "b.jsonl.gz", "-o", "out.jsonl", "--resume").code == 0
    rewardry("score", brief, "a.jsonl", "b.jsonl.gz", "-o", "whole.jsonl")
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


def test_engine_workers_and_deadline_may_be_others(stopped, rewardry, brief):
    command = stopped("score", brief)
    assert rewardry(*command, "--engine", "inline", "--workers", 1, "--timeout", 60, "--no-guard").code == 0


# ---- what is refused -----------------------------------------------------------------------------------------------

ANEW = "leave out --resume to begin anew"


@pytest.mark.parametrize(
    ("arguments", "difference"),
    [
        (["--keep"], "--keep was off and is on"),
        (["--timings"], "--timings was off and is on"),
        (["--skip-bad"], "--skip-bad was off and is on"),
        (["--map", "reference=label"], '--map was off and is {"reference": "label"}'),
    ],
)
def test_other_options_are_refused(stopped, rewardry, brief, folder, arguments, difference):
    command = stopped("score", brief)
    before = (folder / "out.jsonl").read_bytes()
    done = rewardry(*command, *arguments)
    assert (done.code, done.err) == (
        2,
        f"rewardry: out.jsonl cannot be resumed: it was begun in another way: {difference}; run it as it was begun, or "
        f"{ANEW}\n",
    )
    assert (folder / "out.jsonl").read_bytes() == before
    assert (folder / JOURNAL).exists()


def test_another_command_is_refused(stopped, rewardry, brief):
    stopped("score", brief)
    done = rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl", "--resume")
    assert done.code == 2
    assert "command was score and is verify" in done.err


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"weight": 2.0}, "weight of size was 1.0 and is 2.0"),
        ({"factor": 3.0}, 'parameters of size was {"factor": 1.0} and is {"factor": 3.0}'),
        ({"clip": [0, 1]}, "clip of size was off and is [0.0, 1.0]"),
        ({"required": True}, "required of size was off and is on"),
    ],
)
def test_another_recipe_is_refused(stopped, rewardry, write, toys, change, difference):
    part = {"use": f"{toys}:size", "name": "size"}
    write("r.yaml", json.dumps({"rewards": [part]}))
    command = stopped("score", "r.yaml")
    write("r.yaml", json.dumps({"rewards": [{**part, **change}]}))
    done = rewardry(*command)
    assert done.code == 2
    assert f"it was begun in another way: {difference}; run it as it was begun" in done.err


def test_a_component_whose_code_has_changed_is_refused(command, write, brief, folder):
    """As one process after the other: a module is loaded once a process."""
    code = "import rewardry\n\n@rewardry.reward\ndef mine(completion):\n    return {}\n"
    (folder / "mine.py").write_text(code.format(1.0))
    write("r.yaml", json.dumps({"rewards": [{"use": "./mine.py:mine", "name": "mine"}]}))
    write("in.jsonl", *completions(3), "{")
    assert command("score", "r.yaml", "in.jsonl", "-o", "out.jsonl").code == 2
    (folder / "mine.py").write_text(code.format(2.0))
    done = command("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--resume")
    assert done.code == 2
    assert "it was begun in another way: source of " in done.err


def changed_in(rows, position):
    return [*rows[:position], {**rows[position], "completion": "edited"}, *rows[position + 1 :]]


@pytest.mark.parametrize("position", [0, 150, 299])
def test_an_input_that_changed_in_what_was_read_is_refused(stopped, rewardry, write, brief, position):
    command = stopped("score", brief)
    write("in.jsonl", *changed_in(completions(400), position))
    done = rewardry(*command)
    assert done.code == 2
    assert done.err == (
        f"rewardry: out.jsonl cannot be resumed: the input's first 300 rows have changed since they were read; {ANEW}\n"
    )


def test_an_input_that_changed_further_down_is_taken_as_it_is(stopped, rewardry, write, brief, read):
    command = stopped("score", brief)
    write("in.jsonl", *changed_in(completions(400), 300))
    assert rewardry(*command).code == 0
    assert read("out.jsonl")[300]["components"]["format"]["value"] == 0.0


@pytest.mark.parametrize("line", ["{", '{"completion": 5}'])
def test_an_input_that_became_bad_in_what_was_read_is_refused(stopped, rewardry, write, brief, line):
    command = stopped("score", brief)
    rows = completions(400)
    write("in.jsonl", *rows[:20], line, *rows[21:])
    done = rewardry(*command)
    assert done.code == 2
    assert "out.jsonl cannot be resumed: the input has 20 rows now, and 300 of it were read" in done.err


def test_an_input_that_shrank_is_refused(stopped, rewardry, write, brief):
    command = stopped("score", brief)
    write("in.jsonl", *completions(200))
    done = rewardry(*command)
    assert done.err == (
        f"rewardry: out.jsonl cannot be resumed: the input has 200 rows now, and 300 of it were read; {ANEW}\n"
    )


@pytest.mark.parametrize("edit", [lambda text: text.replace(b"row 7", b"row 8", 1), lambda text: text[:-40]])
def test_an_output_that_was_edited_is_refused(stopped, rewardry, brief, folder, edit):
    command = stopped("score", brief)
    edited = edit((folder / "out.jsonl").read_bytes())
    (folder / "out.jsonl").write_bytes(edited)
    done = rewardry(*command)
    assert done.err == (
        f"rewardry: out.jsonl cannot be resumed: its first 300 rows are no longer what was written; {ANEW}\n"
    )
    assert (folder / "out.jsonl").read_bytes() == edited


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 0}', '{"format": 1, "facts": {}}'])
def test_a_journal_that_cannot_be_read_is_told(stopped, rewardry, brief, folder, content):
    command = stopped("score", brief)
    (folder / JOURNAL).write_text(content)
    done = rewardry(*command)
    assert (done.code, done.err) == (
        2,
        f"rewardry: out.jsonl cannot be resumed: out.jsonl.resume.json is not readable; {ANEW}\n",
    )


@pytest.mark.parametrize(
    ("files", "output", "message"),
    [
        (["in.jsonl"], "-", "--resume needs a file to go on with, and - is none; name one with -o FILE"),
        (["in.jsonl"], os.devnull, f"--resume needs a file to go on with, and {os.devnull} is none; name one with -o"),
        (["-"], "out.jsonl", "--resume reads the input again from its start, and - is a stream; save it as a file"),
    ],
)
def test_streams_cannot_be_resumed(rewardry, write, brief, files, output, message):
    write("in.jsonl", *completions(3))
    done = rewardry("score", brief, *files, "-o", output, "--resume")
    assert done.code == 2
    assert done.err.startswith(f"rewardry: {message}")


@pytest.fixture
def counting(write):
    """A recipe whose reward counts what it has scored."""
    code = (
        "import rewardry\n\nclass Counter(rewardry.Reward):\n    stateful = True\n\n    def open(self, runtime):\n"
        "        return Live()\n\nclass Live:\n    count = 0\n\n    def score(self, batch):\n        found = []\n"
        "        for _ in batch.samples:\n            self.count += 1\n            found.append(float(self.count))\n"
        "        return found\n"
    )
    write("counting.py", code)
    return write("r.yaml", json.dumps({"rewards": [{"use": "./counting.py:Counter", "name": "count"}]}))


def test_a_stateful_component_cannot_be_resumed(rewardry, write, counting, folder):
    write("in.jsonl", *completions(3), "{")
    assert rewardry("score", counting, "in.jsonl", "-o", "out.jsonl").code == 2
    assert not (folder / JOURNAL).exists()
    done = rewardry("score", counting, "in.jsonl", "-o", "out.jsonl", "--resume")
    assert (done.code, done.err) == (
        2,
        "rewardry: --resume: Counter is stateful, and what it remembered is gone with the run that was stopped; leave "
        "out --resume to begin anew\n",
    )


# ---- the journal ---------------------------------------------------------------------------------------------------


def test_a_journal_is_saved_once_in_a_while_and_at_the_end(folder, alone):
    now = [0.0]
    alone(resume, "time", monotonic=lambda: now[0])
    journal = Journal("out.jsonl", {})
    for second, saved in ((0.5, 0.5), (0.9, 0.5), (1.4, 0.5), (1.5, 1.5), (2.4, 1.5), (2.5, 2.5), (3.0, 2.5)):
        now[0] = second
        journal.note(Checkpoint(1, 1, "", "", {"second": second}))
        assert json.loads((folder / JOURNAL).read_text())["sums"]["second"] == saved
    journal.save()
    assert json.loads((folder / JOURNAL).read_text())["sums"]["second"] == 3.0


def test_a_journal_that_cannot_be_written_stops_nothing(folder):
    os.mkdir(JOURNAL)
    journal = Journal("out.jsonl", {})
    journal.note(Checkpoint(1, 1, "", "", {}))
    journal.save()
    journal.remove()
    assert os.listdir() == [JOURNAL]


def test_a_writer_goes_on_behind_what_is_kept(folder):
    (folder / "out.jsonl").write_bytes(b'{"id": 0}\n{"id": 1}\n{"i')
    kept = Written()
    kept.add(b'{"id": 0}\n', 1)
    with RowWriter("out.jsonl", kept=kept) as writer:
        writer.write([{"id": 5}])
        assert (writer.rows, writer.written.size) == (2, 20)
    assert (folder / "out.jsonl").read_bytes() == b'{"id": 0}\n{"id": 5}\n'


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_line_counts_without_its_end(end):
    digest, same = empty_digest(), empty_digest()
    add_line(digest, b"{}" + end)
    add_line(same, b"{}")
    assert digest.hexdigest() == same.hexdigest()
