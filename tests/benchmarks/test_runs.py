"""The folder of a run: what is damaged, unfinished or of another version is said with what to do, never a traceback."""

import json
from pathlib import Path

import pytest

MANIFEST = Path("x/run.json")
VERDICTS = Path("x/outcomes/text.exact@capitals.jsonl")


@pytest.fixture
def run(bench, write, rows):
    """A run of one verifier over one set, in the folder x."""
    write("capitals.jsonl", rows[:8])
    assert bench("run", "-v", "text.exact", "-d", "capitals.jsonl", "-o", "x", "--engine", "inline")[0] == 0


@pytest.fixture
def refused(bench):
    """The one line with which `bench report x` ends, which must be an error of the user's."""

    def told(*arguments):
        code, out, err = bench(*(arguments or ("report", "x")))
        assert (code, out) == (2, ""), err
        return err

    return told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "run.json: no run of the benchmark can be read there: Expecting property name"),
        ("", "run.json: no run of the benchmark can be read there: Expecting value"),
        ("[]", "run.json: no run of the benchmark can be read there: "),
        ("null", "run.json: no run of the benchmark can be read there: "),
        ("{}", "run.json: no run of the benchmark can be read there: 'schema' is missing"),
        (
            '{"schema": 2}',
            "can be read there: 'verifiers' is missing; see `rewardry bench run`",
        ),
        ('{"schema": 2, "verifiers": []}', "no run of the benchmark can be read there: 'sets' is missing"),
        ('{"schema": 1, "verifiers": [], "sets": []}', "schema 1 was written by another version; run it again"),
        ("[" * 100_000, "run.json: no run of the benchmark can be read there: maximum recursion depth"),
    ],
    ids=["cut off", "empty", "list", "null", "no keys", "no verifiers", "no sets", "older", "too deep"],
)
def test_what_is_no_manifest_is_no_run(run, refused, content, message):
    MANIFEST.write_text(content)
    assert message in refused()


def test_a_line_that_is_cut_off_is_of_a_run_that_was_not_finished(run, refused, bench):
    whole = VERDICTS.read_bytes()
    VERDICTS.write_bytes(whole[:-40])
    told = refused()
    assert f"{VERDICTS}:8: the line is no JSON" in told
    assert told.endswith("; the run was not finished; go on with `rewardry bench run --resume`\n")
    again = ("run", "-v", "text.exact", "-d", "capitals.jsonl", "-o", "x", "--engine", "inline", "--resume")
    assert bench(*again)[0] == 0
    assert [json.loads(line)["status"] for line in VERDICTS.read_bytes().splitlines()] == [
        json.loads(line)["status"] for line in whole.splitlines()
    ]
    assert bench("report", "x")[0] == 0


@pytest.mark.parametrize("kept", [0, 5])
def test_a_run_that_stopped_between_two_rows_says_how_far_it_came(run, refused, kept):
    VERDICTS.write_bytes(b"".join(VERDICTS.read_bytes().splitlines(keepends=True)[:kept]))
    assert f"{VERDICTS} has {kept} of 8 rows: the run was not finished; go on with" in refused()


def test_verdicts_of_other_rows_are_not_taken_for_unfinished_ones(run, refused):
    lines = VERDICTS.read_bytes().splitlines(keepends=True)
    for other in (lines[1:], [*lines, lines[0]], lines[::-1]):
        VERDICTS.write_bytes(b"".join(other))
        assert f"{VERDICTS} has other rows than" in refused()


@pytest.mark.parametrize("content", ["{", "[1]", '"x"', "3", "null", "{}", '{"finished": true}'])
def test_a_cost_that_cannot_be_read_is_not_known(run, bench, content):
    VERDICTS.with_suffix(".cost.json").write_text(content)
    code, out, err = bench("report", "x", "--json")
    assert (code, err) == (0, "")
    [[found]] = [each["verifiers"] for each in json.loads(out)["sets"]]
    assert found["cost"] is None
    assert bench("report", "x")[0] == 0


def test_a_file_of_joined_prompts_that_is_damaged_is_made_again(bench, write, refused):
    write("p.jsonl", [{"id": 1, "kind": "prompt", "prompt": "1 + 2?", "reference": "3"}])
    write("c.jsonl", [{"id": 1, "completion": "3"}])
    given = ("run", "-v", "text.exact", "-d", "p.jsonl", "--completions", "c.jsonl", "-o", "x", "--engine", "inline")
    assert bench(*given)[0] == 0
    joined = Path("x/rows/p.jsonl")
    joined.write_text('{"id": ')
    told = refused()
    assert told.startswith("rewardry: x/rows/p.jsonl:1: the line is no JSON")
    assert told.endswith("; run the benchmark again\n")
    joined.unlink()
    assert "x/rows/p.jsonl is missing; run the benchmark again" in refused()
    assert bench(*given)[0] == 0
    assert bench("report", "x")[0] == 0


def test_verifiers_are_not_compared_on_different_completions(bench, write, refused):
    prompts = [{"id": i, "kind": "prompt", "prompt": f"{i} + 0?", "reference": str(i)} for i in range(3)]
    write("p.jsonl", prompts)
    answers = {"one": ["0", "1", "1"], "other": ["0", "1", "2"]}
    for name, texts in answers.items():
        write(f"{name}.jsonl", [{"id": i, "completion": text} for i, text in enumerate(texts)])
    write("more.jsonl", [{"id": i % 3, "completion": "1"} for i in range(6)])
    for name in ("one", "other", "more"):
        given = ("-d", "p.jsonl", "--completions", f"{name}.jsonl", "-o", name, "--engine", "inline")
        assert bench("run", "-v", "text.exact", *given)[0] == 0
    for other in ("other", "more"):
        told = refused("compare", "one", other)
        assert f"one and {other} were given other completions of the prompts in p: " in told
        assert told.endswith("run both with one file of --completions\n")
    code, out, _ = bench("compare", "one", "one", "--json")
    assert (code, json.loads(out)[0]["both"]) == (0, 2)
