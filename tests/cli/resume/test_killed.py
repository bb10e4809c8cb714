"""A run that was killed or stopped at any moment ends with the file of one that was not."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

JOURNAL = "out.jsonl.resume.json"

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
    killed_at, rewardry, write, brief, folder, moment, completions, without_time
):
    write("in.jsonl", *completions(400))
    undisturbed = rewardry("score", brief, "in.jsonl", "-o", "whole.jsonl", "--json")
    killed_at(moment, "score", brief, "in.jsonl", "-o", "out.jsonl")
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl", "--resume", "--json")
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    assert without_time(done.json) == without_time(undisturbed.json)
    assert not [name for name in os.listdir() if "resume" in name]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
def test_a_run_may_be_killed_again_and_again(killed_at, rewardry, write, brief, folder, seed, completions):
    write("in.jsonl", *completions(700))
    rewardry("score", brief, "in.jsonl", "-o", "whole.jsonl")
    moments = random.Random(seed)
    code = killed_at(moments.randint(1, 20), "score", brief, "in.jsonl", "-o", "out.jsonl")
    while code == 99:
        code = killed_at(moments.randint(8, 30), "score", brief, "in.jsonl", "-o", "out.jsonl", "--resume")
    assert (folder / "out.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("moment", [6, 14])
def test_groups_are_cut_back_whole(killed_at, rewardry, write, grouped, folder, moment, completions):
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
def test_a_real_sigkill_at_a_random_moment(start, rewardry, write, folder, toys, seed, completions):
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


def test_after_ctrl_c_a_run_goes_on(start, rewardry, write, folder, toys, read, completions, wait_until):
    write("r.yaml", json.dumps({"rewards": [{"use": f"{toys}:napping", "name": "nap", "seconds": 0.02}]}))
    write("in.jsonl", *completions(200))
    process = start("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--engine", "inline")
    assert wait_until((folder / JOURNAL).exists)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    kept = len(read("out.jsonl"))
    assert kept == json.loads((folder / JOURNAL).read_text())["rows"]  # nothing that was finished is scored again
    done = rewardry("score", "r.yaml", "in.jsonl", "-o", "out.jsonl", "--engine", "inline", "--resume", "--json")
    assert (done.code, done.json["rows"]) == (0, 200)
    assert [row["id"] for row in read("out.jsonl")] == [f"row {i}" for i in range(200)]


@pytest.mark.parametrize("moment", [5, 12, 20])
def test_an_archive_is_written_on(killed_at, rewardry, write, brief, folder, moment, completions):
    """Of an archive it is the rows that are the same: how they are packed depends on the pace."""
    write("in.jsonl", *completions(400))
    rewardry("score", brief, "in.jsonl", "-o", "whole.jsonl")
    assert killed_at(moment, "score", brief, "in.jsonl", "-o", "out.jsonl.gz") == 99
    done = rewardry("score", brief, "in.jsonl", "-o", "out.jsonl.gz", "--resume", "--json")
    assert done.json["rows"] == 400
    assert gzip.decompress((folder / "out.jsonl.gz").read_bytes()) == (folder / "whole.jsonl").read_bytes()
