"""Inputs of any size: order, memory, and workers that never wait for a row that hangs."""

import gzip
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import rewardry
from rewardry.cli import output
from rewardry.cli.chunks import CHUNK_ROWS, FIRST_ROWS
from rewardry.cli.options import Options
from rewardry.cli.run import LANES, Work, run
from rewardry.engine.runtime import Runtime
from rewardry.rows import Row
from rewardry.types import Sample

HANGING = '''
import os
import threading
import time

import rewardry

LOG = []
DOOR = threading.Event()


class Slow(rewardry.Verifier):
    """Supervises itself; `wait` waits until the completion `go` is there, `late` until a row is written, and fails."""

    runs = "own"
    stateful = {stateful}

    def verify(self, samples):
        LOG.append(("in", len(samples)))
        time.sleep(0.005)
        for sample in samples:
            if sample.text == "wait":
                assert DOOR.wait(30), "nobody came"
            if sample.text == "go":
                DOOR.set()
            while sample.text == "late" and not (os.path.exists("out.jsonl") and os.path.getsize("out.jsonl")):
                time.sleep(0.005)
        LOG.append(("out", len(samples)))
        return [rewardry.Verdict("error" if sample.text in ("fail", "late") else "correct") for sample in samples]
'''


@pytest.fixture
def slow(write, monkeypatch):
    """The id of a verifier that would hang if chunks were scored one after the other."""

    def use(stateful=False):
        name = f"slow_{stateful}.py"
        write(name, HANGING.format(stateful=stateful))
        return f"./{name}:Slow"

    return use


def rows(count, **at):
    """So many rows, with these completions at the positions p0, p1, ..."""
    return [{"completion": at.get(f"p{i}", str(i))} for i in range(count)]


def test_a_row_that_hangs_keeps_nobody_from_the_rows_behind_it(rewardry, write, read, slow):
    """The first row waits for one that stands far behind its chunk."""
    write("in.jsonl", *rows(600, p0="wait", p200="go"))
    assert rewardry("verify", slow(), "in.jsonl", "-o", "out.jsonl").code == 0
    assert [row["id"] for row in read("out.jsonl")] == list(range(600))


def test_a_stateful_component_is_asked_in_order_and_alone(rewardry, write, slow):
    use = slow(stateful=True)
    write("in.jsonl", *rows(600))
    assert rewardry("verify", use, "in.jsonl", "-o", "out.jsonl").code == 0
    log = [word for word, _ in module_of("slow_True").LOG]
    assert log == ["in", "out"] * (len(log) // 2)


def work_with(score, component):
    """Work on rows with a component, scored by a function."""

    class Counts:
        def row(self, row, result):
            return {"result": result}

        def counts(self):
            return {}

        def sums(self):
            return {}

    return Work(lambda sample: None, score, Counts(), [component])


class Own(rewardry.Verifier):
    """A component that supervises itself."""

    runs = "own"


def test_reading_waits_for_scoring(folder, monkeypatch):
    """While no chunk is finished, no more is read than the chunks in work hold."""
    read, gate, reached = [0], threading.Event(), threading.Event()

    def many(*_):
        for i in range(20_000):
            read[0] = i + 1
            if read[0] > LANES * FIRST_ROWS:
                reached.set()
            yield Row({}, Sample(completion="x"), i, f"f:{i}", line=b"x")

    def score(samples):
        assert gate.wait(30)
        return [1] * len(samples)

    def open_the_gate_when_nothing_is_read_any_more():
        then = -1
        while then != read[0] or not then:
            then = read[0]
            reached.wait(20)  # all that may be read; more, if it does not wait, comes at once
            time.sleep(0.3)
        stalled.append(then)
        gate.set()

    stalled = []
    monkeypatch.setattr("rewardry.cli.run.read_rows", many)
    threading.Thread(target=open_the_gate_when_nothing_is_read_any_more, daemon=True).start()
    options = Options((), None, {}, "inline", None, 5.0, False, False, False, False)
    with Runtime("inline") as runtime:
        run(options, os.devnull, runtime, work_with(score, Own()))
    assert stalled == [LANES * FIRST_ROWS + 1]
    assert read[0] == 20_000


def test_so_many_chunks_are_in_work_and_no_more(folder, write):
    write("in.jsonl", *rows(2000))
    running, most, lock = [0], [0], threading.Lock()
    full = threading.Event()

    def score(samples):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
            if running[0] == LANES:
                full.set()
        full.wait(30)
        with lock:
            running[0] -= 1
        return [1] * len(samples)

    options = Options(("in.jsonl",), None, {}, "inline", None, 5.0, False, False, False, False)
    with Runtime("inline") as runtime:
        run(options, "out.jsonl", runtime, work_with(score, Own()))
    assert most[0] == LANES
    assert len(Path("out.jsonl").read_text().splitlines()) == 2000


@pytest.mark.parametrize(
    ("engine", "runs", "side_by_side"),
    [("inline", "inline", False), ("local", "inline", False), ("inline", "worker", False), ("local", "worker", True)],
)
def test_what_runs_in_this_process_is_scored_one_chunk_at_a_time(write, folder, engine, runs, side_by_side):
    """Threads would gain it nothing, and cost."""
    place = runs

    class Placed(rewardry.Verifier):
        runs = place

    write("in.jsonl", *rows(2000))
    running, most, lock, met = [0], [0], threading.Lock(), threading.Event()

    def score(samples):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
            if running[0] > 1:
                met.set()
        met.wait(10 if side_by_side else 0.01)
        with lock:
            running[0] -= 1
        return [1] * len(samples)

    options = Options(("in.jsonl",), None, {}, engine, None, 5.0, False, False, False, False)
    with Runtime("inline") as runtime:
        run(options, "out.jsonl", runtime, work_with(score, Placed()))
    assert (most[0] > 1) is side_by_side


def module_of(name):
    """The module of a file in the current folder, by the beginning of its name."""
    return next(m for m in sys.modules.values() if getattr(m, "__file__", None) == str(Path(f"{name}.py").resolve()))


@pytest.mark.parametrize(("hanging", "failing"), [(210, "late"), (0, "fail")])
def test_the_guard_does_not_wait_for_rows_that_hang(rewardry, write, read, slow, hanging, failing):
    """Chunks in front of the one that hangs are written; those behind it, though scored, would leave a gap."""
    use = slow()
    write("in.jsonl", *rows(600, **{**{f"p{i}": failing for i in range(100, 600)}, f"p{hanging}": "wait"}))
    done = rewardry("verify", use, "in.jsonl", "-o", "out.jsonl")
    assert done.code == 3
    assert "the guard stopped the run" in done.err
    assert (hanging > 0) <= len(read("out.jsonl")) <= hanging
    assert not module_of("slow_False").DOOR.is_set()
    module_of("slow_False").DOOR.set()


def test_ctrl_c_while_a_chunk_is_written_leaves_no_gap(rewardry, write, read, slow, alone):
    """The chunks behind it are scored already, and must not be written after it."""
    write("in.jsonl", *rows(600))
    writes = [0]

    def interrupted(fd, data):
        if bytes(data[:6]) == b'{"id":':
            writes[0] += 1
            if writes[0] == 3:
                os.write(fd, data[: len(data) // 2])
                raise KeyboardInterrupt
        return os.write(fd, data)

    alone(output, "os", write=interrupted)
    done = rewardry("verify", slow(), "in.jsonl", "-o", "out.jsonl")
    assert done.code == 130
    ids = [row["id"] for row in read("out.jsonl")]
    assert ids == list(range(len(ids)))
    assert 0 < len(ids) < 600
    alone(output, "os", write=os.write)
    assert rewardry("verify", slow(), "in.jsonl", "-o", "out.jsonl", "--resume").code == 0
    assert [row["id"] for row in read("out.jsonl")] == list(range(600))


def test_an_error_waits_for_the_rows_before_it(rewardry, write, read, slow):
    """A chunk that ends the run is dealt with when its turn comes."""
    write("in.jsonl", *rows(400, p0="wait", p200="go"), "{")
    done = rewardry("verify", slow(), "in.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    assert done.err.splitlines()[0] == "400 rows written to out.jsonl before it stopped"
    assert len(read("out.jsonl")) == 400


def test_a_large_archive_streams(rewardry, folder):
    with gzip.open("in.jsonl.gz", "wt") as file:
        file.writelines(
            json.dumps({"completion": f"<answer>{i}</answer>", "reference": "7"}) + "\n" for i in range(5000)
        )
    done = rewardry("verify", "text.exact", "in.jsonl.gz", "-o", "out.jsonl", "--json")
    assert (done.code, done.json["rows"], done.json["statuses"]["correct"]) == (0, 5000, 1)


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_kilobytes(folder, *arguments):
    command = [sys.executable, "-c", PEAK, str(Path(sys.executable).with_name("rewardry")), *arguments]
    return int(subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=300).stdout)


def peaks(folder, counts, row, *arguments):
    """The peak memory of a command for inputs of these sizes."""
    found = []
    for count in counts:
        with open(folder / "in.jsonl", "w") as file:
            file.writelines(json.dumps(row(i)) + "\n" for i in range(count))
        found.append(peak_kilobytes(folder, *arguments, "in.jsonl", "-o", "out.jsonl"))
    return found


def test_memory_does_not_grow_with_the_input(folder):
    """Forty megabytes of input cost a few."""
    text = "x" * 5000
    small, large = peaks(
        folder,
        (2 * CHUNK_ROWS, 8000),
        lambda i: {"completion": "<answer>7</answer>", "reference": "7", "notes": text},
        *("verify", "text.exact"),
    )
    assert large - small < 15_000


@pytest.mark.long
def test_memory_stays_flat_over_a_million_rows(folder):
    small, large = peaks(
        folder,
        (1000, 1_000_000),
        lambda i: {"completion": "<answer>7</answer>", "reference": "7"},
        *("verify", "text.exact"),
    )
    assert large - small < 50_000
