"""Runs over rows that are no points, changed by hand, and details of components that are not what they should be."""

import json
from pathlib import Path

import pytest

from rewardry.benchmarks.kinds.prompt import PromptKind
from rewardry.benchmarks.kinds.steps import StepsKind, step_scores
from rewardry.benchmarks.sets import LabelledRow

MANIFEST = Path("x/run.json")


@pytest.fixture
def compared(bench, write, local_rewards, clients):
    """A run of a judge that compares both orders over two pairs, in the folder x."""
    rows = [
        {"id": i, "kind": "pair", "prompt": "q", "completion": ["long answer", "short"], "label": i} for i in range(2)
    ]
    setting = ("--set", f"judge.pairwise.client={clients('longest_wins')}")
    made = bench("run", "-r", "judge.pairwise", "-d", write("p.jsonl", rows), *setting, "-o", "x", "--engine=inline")
    assert made[0] == 0, made[2]
    return Path("x/outcomes/judge.pairwise@p.jsonl")


@pytest.mark.parametrize(
    ("degrees", "told"),
    [
        ("high", "the field 'details.degrees' is 'high': input should be a valid list"),
        ({"ab": 1}, "the field 'details.degrees' is a JSON object: input should be a valid list"),
        ([1, "x"], "the field 'details.degrees[1]' is 'x': input should be a valid number"),
        ([True, 1], "the field 'details.degrees[0]' is True: input should be a valid number"),
        ([10**400], "the field 'details.degrees[0]' is 1"),
    ],
    ids=repr,
)
def test_degrees_that_are_none_are_refused_by_name(bench, compared, degrees, told):
    first, second = compared.read_text().splitlines()
    changed = {**json.loads(second), "details": {"degrees": degrees}}
    compared.write_text(f"{first}\n{json.dumps(changed)}\n")
    code, out, err = bench("report", "x")
    assert (code, out) == (2, "")
    assert err.startswith(f"rewardry: {compared}:2: {told}")


def test_degrees_that_are_missing_leave_the_value(bench, compared):
    lines = [json.loads(line) for line in compared.read_text().splitlines()]
    compared.write_text("".join(json.dumps({**line, "details": {}, "value": 0.9}) + "\n" for line in lines))
    found = json.loads(bench("report", "x", "--json")[1])
    [one] = found["sets"][0]["verifiers"]
    assert one["protocol"]["metrics"]["accuracy_micro"]["value"] == 0.5  # the first answer is always preferred


@pytest.mark.parametrize(
    ("askings", "told"),
    [
        ({"pair": "verdicts"}, "the field 'askings.pair' of judge.pairwise is 'verdicts'"),
        ({"pair": "steps"}, "the field 'askings.pair' of judge.pairwise is 'steps'"),
        ({}, "the field 'askings.pair' of judge.pairwise is 'verdicts'"),
    ],
    ids=repr,
)
def test_a_way_to_ask_that_the_rows_do_not_know_is_refused(bench, compared, askings, told):
    content = json.loads(MANIFEST.read_text())
    content["verifiers"][0]["askings"] = askings
    MANIFEST.write_text(json.dumps(content))
    code, out, err = bench("report", "x")
    assert (code, out) == (2, "")
    assert err == (
        f"rewardry: x/run.json: {told}: rows of kind 'pair' want 'compares' or 'compares both orders' or 'values'; "
        "run the benchmark again\n"
    )


@pytest.mark.parametrize("against", [None, 7, ["reference"], ""], ids=repr)
def test_a_column_to_compare_with_that_is_none_changes_no_figure(bench, compared, against):
    before = json.loads(bench("report", "x", "--json")[1])["sets"]
    content = json.loads(MANIFEST.read_text())
    content["verifiers"][0]["parameters"]["against"] = against
    MANIFEST.write_text(json.dumps(content))
    assert json.loads(bench("report", "x", "--json")[1])["sets"] == before


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"id": 1, "completion": "3"}, "the field 'group' is missing"),
        ({"group": "1", "completion": "3"}, "the field 'id' is missing"),
        ({"id": 1, "group": "1"}, "the field 'completion' is missing"),
        ({"id": 1, "group": "1", "completion": 3}, "the field 'completion': a text or messages are wanted"),
    ],
    ids=["no group", "no id", "no completion", "a number"],
)
def test_a_prompt_with_its_completion_that_is_damaged_is_refused_by_name(bench, write, line, told):
    write("p.jsonl", [{"id": 1, "kind": "prompt", "prompt": "1 + 2?", "reference": "3"}])
    write("c.jsonl", [{"id": 1, "completion": "3"}])
    given = ("run", "-v", "text.exact", "-d", "p.jsonl", "--completions", "c.jsonl", "-o", "x", "--engine", "inline")
    assert bench(*given)[0] == 0
    Path("x/rows/p.jsonl").write_text(json.dumps(line) + "\n")
    code, out, err = bench("report", "x")
    assert (code, out) == (2, "")
    assert err.startswith(f"rewardry: x/rows/p.jsonl:1: {told}")
    assert err.endswith("; mend the line, or run the benchmark again\n")


@pytest.mark.parametrize(
    "scores",
    [None, "0.5", [0.5, "0.5"], [0.5, None], [0.5, True], [0.5, float("nan")], [float("inf")], [10**400], {"0": 0.5}],
    ids=lambda scores: repr(scores)[:20],
)
def test_scores_of_steps_that_are_no_numbers_decide_nothing(scores):
    outcome = {"status": "ok", "value": 1.0, "details": {"step_scores": scores}}
    assert step_scores(outcome) is None
    row = LabelledRow(1, None, "1", {"id": 1, "completion": ["a", "b"], "label": -1})
    assert StepsKind().told(row, [outcome], "steps").status == "abstain"


@pytest.mark.parametrize("scores", [[0.5], [0.5, 0.5, 0.5], []], ids=len)
def test_scores_of_another_number_of_steps_decide_nothing(scores):
    row = LabelledRow(1, None, "1", {"id": 1, "completion": ["a", "b"], "label": -1})
    told = StepsKind().told(row, [{"status": "ok", "details": {"step_scores": scores}}], "steps")
    assert (told.status, told.details["found"]) == ("abstain", None)


@pytest.mark.parametrize("named", [["x"], [0], [True], [1.0], [[1]], [None], [-1]], ids=repr)
def test_wrong_steps_that_are_no_steps_are_refused(named):
    data = {"completion": ["a", "b"], "label": -1, "meta": {"error_steps_1based": named}}
    told = StepsKind().problem(data)
    assert told == f"`error_steps_1based` is {named!r}; positions from 1 on are wanted"


@pytest.mark.parametrize("named", [[], [1], [2, 1], [3], None, "1", 1], ids=repr)
def test_wrong_steps_may_be_named_or_not(named):
    assert StepsKind().problem({"completion": ["a", "b"], "label": 0, "meta": {"error_steps_1based": named}}) is None


@pytest.mark.parametrize("constraints", ["all", 3, ["first"], [None], {"first": True}, None], ids=repr)
def test_constraints_of_another_form_are_none_that_are_kept(constraints):
    kind = PromptKind()
    row = LabelledRow(1, None, "1", {"id": 1, "completion": "x", "reference": {"instruction_id_list": ["a", "b"]}})
    outcome = {"status": "correct", "details": {"constraints": constraints}}
    found = kind.protocol([row], [kind.told(row, [outcome, outcome], "verdicts")], "verdicts", 0).figures
    assert (found["instruction_level_strict"].value, found["instruction_level_strict"].n) == (0.0, 2)
    assert found["prompt_level_loose"].value == 1.0
