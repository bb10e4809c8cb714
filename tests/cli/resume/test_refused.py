"""What cannot be gone on with: other options, another recipe or input, streams, and state that is gone."""

import json
import os

import pytest

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


def test_a_component_whose_code_has_changed_is_refused(command, write, folder, completions):
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
def test_an_input_that_changed_in_what_was_read_is_refused(stopped, rewardry, write, brief, position, completions):
    command = stopped("score", brief)
    write("in.jsonl", *changed_in(completions(400), position))
    done = rewardry(*command)
    assert done.code == 2
    assert done.err == (
        f"rewardry: out.jsonl cannot be resumed: the input's first 300 rows have changed since they were read; {ANEW}\n"
    )


def test_an_input_that_changed_further_down_is_taken_as_it_is(stopped, rewardry, write, brief, read, completions):
    command = stopped("score", brief)
    write("in.jsonl", *changed_in(completions(400), 300))
    assert rewardry(*command).code == 0
    assert read("out.jsonl")[300]["components"]["format"]["value"] == 0.0


@pytest.mark.parametrize("line", ["{", '{"completion": 5}'])
def test_an_input_that_became_bad_in_what_was_read_is_refused(stopped, rewardry, write, brief, line, completions):
    command = stopped("score", brief)
    rows = completions(400)
    write("in.jsonl", *rows[:20], line, *rows[21:])
    done = rewardry(*command)
    assert done.code == 2
    assert "out.jsonl cannot be resumed: the input has 20 rows now, and 300 of it were read" in done.err


def test_an_input_that_shrank_is_refused(stopped, rewardry, write, brief, completions):
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
def test_streams_cannot_be_resumed(rewardry, write, brief, files, output, message, completions):
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


JOURNAL = "out.jsonl.resume.json"


def test_a_stateful_component_cannot_be_resumed(rewardry, write, counting, folder, completions):
    write("in.jsonl", *completions(3), "{")
    assert rewardry("score", counting, "in.jsonl", "-o", "out.jsonl").code == 2
    assert not (folder / JOURNAL).exists()
    done = rewardry("score", counting, "in.jsonl", "-o", "out.jsonl", "--resume")
    assert (done.code, done.err) == (
        2,
        "rewardry: --resume: Counter is stateful, and what it remembered is gone with the run that was stopped; leave "
        "out --resume to begin anew\n",
    )
