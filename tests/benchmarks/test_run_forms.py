"""The files of a run that were changed by hand: each field is looked at, in every line."""

import json
import re
from pathlib import Path

import pytest

from rewardry.benchmarks.bon.candidates import of_run
from rewardry.benchmarks.report.content import build
from rewardry.benchmarks.report.markdown import markdown
from rewardry.benchmarks.runs import BenchRun
from rewardry.errors import ConfigError

MISSING = "(missing)"
MANIFEST = Path("x/run.json")
VERDICTS, VALUES = Path("x/outcomes/text.exact@capitals.jsonl"), Path("x/outcomes/.~mine.py~size@capitals.jsonl")


@pytest.fixture
def points(bench, write, rows, folder):
    """A run of a verifier and a reward over six completions, in the folder x."""
    (folder / "mine.py").write_text(
        "import rewardry\n\n\n@rewardry.reward\ndef size(completion):\n    return len(completion) / 50\n"
    )
    write("capitals.jsonl", rows[:6])
    made = bench(
        "run", "-v", "text.exact", "-r", "./mine.py:size", "-d", "capitals.jsonl", "-o", "x", "--engine=inline"
    )
    assert made[0] == 0, made[2]
    return "x"


def told_of(folder):
    """What is said of a run that cannot be read; nothing where it can. No other exception is raised."""
    try:
        list(BenchRun(folder).each())
        list(of_run(BenchRun(folder)))
    except ConfigError as error:
        return str(error)
    return ""


def replace_line(file, number, content):
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines[:number], json.dumps(content) + "\n", *lines[number + 1 :]]))


@pytest.mark.parametrize("bad", [MISSING, None, True, "x", -1, [], {}, ["x"], 10**400], ids=lambda bad: repr(bad)[:9])
def test_a_manifest_with_a_damaged_field_is_read_or_refused(points, damaged, bad):
    content = json.loads(MANIFEST.read_text())
    for field, _, changed in damaged(content, [bad]):
        MANIFEST.write_text(json.dumps(changed))
        told = told_of(points)
        if told.startswith("x/run.json: "):
            named = re.match(
                r"x/run\.json: (?:the field '([^']+)'(?: is .*|: .*); run the benchmark again|no run .*|schema .*)\Z",
                told,
            )
            assert named, (field, told)
            assert (named[1] or field).startswith(field.split("[")[0]), (field, told)
        elif told:  # of another verifier, set or role: what the manifest says is well-formed, and not so
            assert re.fullmatch(r"(verifiers|sets)\[\d\](\.(id|role|name|file|sha256))?", field), (
                field,
                told,
            )


def test_what_a_manifest_says_beside_is_nobodys_concern(points):
    content = json.loads(MANIFEST.read_text())
    content["note"] = ["by hand"]
    content["verifiers"][0]["note"] = content["sets"][0]["note"] = {"a": 1}
    MANIFEST.write_text(json.dumps(content))
    assert told_of(points) == ""
    assert "text.exact" in markdown(build(BenchRun(points)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda run: run.update(verifiers={}), "the field 'verifiers' is a JSON object: input should be a valid list"),
        (lambda run: run.update(command="rewardry"), "the field 'command' is 'rewardry': input should be a valid list"),
        (lambda run: run.update(hardware=[8]), "the field 'hardware' is a JSON array: input should be a valid dict"),
        (lambda run: run["verifiers"][0].pop("id"), "the field 'verifiers[0].id' is missing"),
        (lambda run: run["verifiers"][1].update(id=7), "the field 'verifiers[1].id' is 7: input should be a valid str"),
        (lambda run: run["verifiers"][0].update(role="judge"), "the field 'verifiers[0].role' is 'judge': input"),
        (
            lambda run: run["verifiers"][0].update(askings={"point": "nicely"}),
            "the field 'verifiers[0].askings.point' is 'nicely': input should be 'values', 'compares'",
        ),
        (
            lambda run: run["verifiers"][0].update(modes=["strict"]),
            "the field 'verifiers[0].modes': both modes, strict and loose, are wanted, or none",
        ),
        (lambda run: run["verifiers"].append(run["verifiers"][0]), "the field 'verifiers': 'text.exact' stands there"),
        (lambda run: run["sets"].append(run["sets"][0]), "the field 'sets': 'capitals' stands there twice"),
        (lambda run: run["sets"][0].update(sha256=None), "the field 'sets[0].sha256' is None: input should be a valid"),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else None,
)  # fmt: skip
def test_what_is_wrong_in_a_manifest_is_said_with_its_field(points, bench, change, told):
    content = json.loads(MANIFEST.read_text())
    change(content)
    MANIFEST.write_text(json.dumps(content))
    for command in (("report", points), ("gate", points, "--fail-under", "text.exact.f1=0.1"), ("bon", points)):
        code, out, err = bench(*command)
        assert (code, out) == (2, "")
        assert err.startswith(f"rewardry: x/run.json: {told}")
        assert err.endswith("; run the benchmark again\n")


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        (VERDICTS, {"status": "ok"}, "the field 'status' is 'ok': input should be 'correct', 'incorrect', 'abstain'"),
        (VERDICTS, {"status": None}, "the field 'status' is None: input should be"),
        (VERDICTS, {"status": ["correct"]}, "the field 'status' is a JSON array: input should be"),
        (VERDICTS, {"status": MISSING}, "the field 'status' is missing"),
        (VERDICTS, {"id": MISSING}, "the field 'id' is missing"),
        (VERDICTS, {"score": "1"}, "the field 'score' is '1': input should be a valid number"),
        (VERDICTS, {"score": 1.5}, "the field 'score' is 1.5: input should be less than or equal to 1"),
        (VERDICTS, {"score": True}, "the field 'score' is True: input should be a valid number"),
        (VERDICTS, {"seconds": "fast"}, "the field 'seconds' is 'fast': input should be a valid number"),
        (VERDICTS, {"seconds": -1}, "the field 'seconds' is -1: input should be greater than or equal to 0"),
        (VERDICTS, {"seconds": 10**400}, "the field 'seconds' is 1000000"),
        (VERDICTS, {"details": "none"}, "the field 'details' is 'none': input should be a valid dictionary"),
        (VALUES, {"status": "OK"}, "the field 'status' is 'OK': input should be 'ok', 'correct', 'incorrect'"),
        (VALUES, {"value": "0.5"}, "the field 'value' is '0.5': input should be a valid number"),
        (VALUES, {"value": True}, "the field 'value' is True: input should be a valid number"),
        (VALUES, {"value": 10**400}, "the field 'value' is 1000000"),
        (VALUES, {"value": None}, "the status is ok, and there is no value"),
        (VALUES, {"value": MISSING}, "the status is ok, and there is no value"),
    ],
    ids=lambda value: value.stem[:6] if isinstance(value, Path) else repr(value)[:50],
)
@pytest.mark.parametrize("number", [0, 5])
def test_what_is_wrong_in_a_line_is_said_with_the_line_and_its_field(points, file, change, told, number):
    line = {**json.loads(file.read_text().splitlines()[number]), **change}
    replace_line(file, number, {name: value for name, value in line.items() if value != MISSING})
    said = told_of(points)
    assert said.startswith(f"{file}:{number + 1}: {told}")
    assert said.endswith("; mend the line, or run the benchmark again")


@pytest.mark.parametrize(
    "change",
    [
        {"seconds": None},
        {"seconds": MISSING},
        {"details": None},
        {"details": {"probability": "high", "step_scores": "none", "constraints": 7, "degrees": 1}},
        {"reason": 7},
        {"reason": None},
        {"extracted": [1, {"a": None}]},
        {"score": None},
        {"score": 1},
        {"note": "by hand"},
    ],
    ids=repr,
)
def test_what_a_line_may_lack_or_have_beside_is_shown_as_it_stands(points, change):
    line = {**json.loads(VERDICTS.read_text().splitlines()[2]), **change}
    replace_line(VERDICTS, 2, {name: value for name, value in line.items() if value != MISSING})
    assert told_of(points) == ""
    assert "text.exact" in markdown(build(BenchRun(points)))


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_a_row_of_a_reward_may_be_undecided(points, status):
    line = json.loads(VALUES.read_text().splitlines()[2])
    replace_line(VALUES, 2, {**line, "status": status, "value": None})
    assert told_of(points) == ""
    [found] = build(BenchRun(points)).summary["sets"]
    assert found["verifiers"][1]["outcomes"][status] == 1


@pytest.mark.parametrize(
    "content",
    [
        {"wall_seconds": "1"},
        {"wall_seconds": -1},
        {"wall_seconds": True},
        {"wall_seconds": 1, "cpu_seconds": []},
        {"wall_seconds": 1, "usd": "free"},
        {"wall_seconds": 1, "calls": float("nan")},
        {"wall_seconds": 1, "finished": "yes"},
        [[[]]],
    ],
    ids=repr,
)
def test_a_cost_that_is_damaged_is_not_known(points, content):
    for file in (VERDICTS, VALUES):
        file.with_suffix(".cost.json").write_text(json.dumps(content))
    found = build(BenchRun(points))
    assert [each["cost"] for each in found.summary["sets"][0]["verifiers"]] == [None, None]
    assert "capitals" in markdown(found)


def test_a_cost_that_is_damaged_is_measured_anew_when_a_run_goes_on(points, bench):
    cost = VERDICTS.with_suffix(".cost.json")
    cost.write_text(json.dumps({"wall_seconds": 1, "cpu_seconds": "many", "finished": False}))
    arguments = ("-v", "text.exact", "-r", "./mine.py:size", "-d", "capitals.jsonl", "-o", "x", "--engine=inline")
    assert bench("run", *arguments, "--resume")[0] == 0
    assert json.loads(cost.read_text())["finished"] is True


def test_the_wait_before_a_run_was_cut_off_counts_when_it_goes_on(points, bench):
    cost = VERDICTS.with_suffix(".cost.json")
    earlier = {"wall_seconds": 1000, "cpu_seconds": 0.5, "peak_memory_mb": 1e9, "usd": None, "finished": False}
    cost.write_text(json.dumps(earlier))
    arguments = ("-v", "text.exact", "-r", "./mine.py:size", "-d", "capitals.jsonl", "-o", "x", "--engine=inline")
    assert bench("run", *arguments, "--resume")[0] == 0
    found = json.loads(cost.read_text())
    assert found["wall_seconds"] > 1000
    assert (found["peak_memory_mb"], found["usd"]) == (1e9, None)
