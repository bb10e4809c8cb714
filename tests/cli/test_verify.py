"""rewardry verify, from end to end."""

import json
import os
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.cli.verify import Verdicts
from rewardry.rows import Row
from rewardry.types import VERDICT_STATUSES, Sample, Verdict

KEYS = ["verifier", "rows", "statuses", "undecided", "ms", "output"]
LABELLED = ["labelled", "accuracy", "precision", "recall", "false_accepts", "false_rejects"]


@pytest.fixture
def told(toys):
    """The id of a verifier whose verdict the column `told` names."""
    return f"{toys}:Told"


# ---- the examples --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verifier", "name", "rows"), [("choice", "choice", 14), ("text.exact", "text", 9)])
def test_the_example_rollouts_are_verified(rewardry, examples, read, verifier, name, rows):
    done = rewardry("verify", verifier, examples / "rollouts" / f"{name}.jsonl", "--json")
    assert (done.code, done.err) == (0, "")
    summary = done.json
    assert (summary["verifier"], summary["rows"], summary["labelled"]) == (verifier, rows, rows)
    assert (summary["accuracy"], summary["precision"], summary["recall"]) == (1.0, 1.0, 1.0)
    assert (summary["false_accepts"], summary["false_rejects"], summary["undecided"]) == (0, 0, 0.0)
    assert summary["output"] == f"{name}.verified.jsonl"
    assert len(read(f"{name}.verified.jsonl")) == rows


def test_the_math_rollouts_are_verified_and_the_endless_one_is_cut(command, examples, read):
    done = command("verify", "math-verify", examples / "rollouts" / "math.jsonl", "--timeout", "5", "--json")
    assert done.code == 0, done.err
    assert done.json["statuses"] == {"correct": 11, "incorrect": 8, "abstain": 1, "timeout": 1, "error": 0}, done.err
    assert (done.json["precision"], done.json["recall"]) == (1.0, pytest.approx(11 / 12))
    rows = {row["id"]: row for row in read("math.verified.jsonl")}
    assert (rows["math-14"]["status"], rows["math-14"]["reason"]) == ("timeout", "deadline")
    assert (rows["math-21"]["status"], rows["math-21"]["reason"]) == ("abstain", "no-reference")


# ---- the table and its JSON ----------------------------------------------------------------------------------------


def test_the_table_counts_every_status(rewardry, write, told):
    statuses = ["correct"] * 4 + ["incorrect"] * 3 + ["abstain"] * 2 + ["timeout"]
    write("in.jsonl", *[{"completion": "x", "told": status} for status in statuses])
    done = rewardry("verify", told, "in.jsonl")
    assert (done.code, done.err) == (0, "")
    head, _, row, written = done.out.splitlines()
    assert head.split()[:7] == ["verifier", "rows", *VERDICT_STATUSES]
    assert "accuracy" not in head
    assert row.split()[:9] == [told, "10", "4", "3", "2", "1", "0", "30.0", "%"]
    assert written == "10 rows written to in.verified.jsonl"


def test_labels_add_accuracy_precision_and_recall_to_the_table(rewardry, write, told):
    rows = [("correct", 1), ("correct", 0), ("incorrect", 0), ("incorrect", 1), ("incorrect", 0)]
    write("in.jsonl", *[{"completion": "x", "told": status, "label": label} for status, label in rows])
    head, _, row, _ = rewardry("verify", told, "in.jsonl").out.splitlines()
    assert head.split()[-3:] == ["accuracy", "precision", "recall"]
    assert row.split()[-3:] == ["0.6000", "0.5000", "0.5000"]


def test_the_first_label_that_says_neither_is_told(rewardry, write, told):
    write("in.jsonl", *[{"completion": "x", "told": "correct", "label": label} for label in (1, None, "yes", 2)])
    done = rewardry("verify", told, "in.jsonl")
    assert done.code == 0
    assert (
        done.err
        == "Labels left out, the first at in.jsonl:3: field 'label': 'yes' is neither 1 (right) nor 0 (wrong)\n"
    )


def test_the_summary_as_json_has_the_same_keys_whatever_the_rows(rewardry, write, told):
    cases = [
        ([], KEYS),
        ([{"completion": "x", "told": "correct"}], KEYS),
        ([{"completion": "x", "told": "abstain", "label": 1}], [*KEYS[:-1], *LABELLED, "output"]),
        ([{"completion": "x", "told": "incorrect", "label": 0}], [*KEYS[:-1], *LABELLED, "output"]),
    ]
    for rows, keys in cases:
        summary = rewardry("verify", told, write("in.jsonl", *rows), "--json").json
        assert list(summary) == keys
        assert list(summary["statuses"]) == list(VERDICT_STATUSES)


def test_without_rows_there_is_nothing_to_divide(rewardry, write):
    done = rewardry("verify", "choice", write("in.jsonl"))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[2].split() == ["choice", "0", "0", "0", "0", "0", "0", "-", "-"]


def test_a_narrow_terminal_gets_the_figures_below_each_other(rewardry, write, monkeypatch):
    monkeypatch.setattr("rewardry.cli.tables.on_terminal", lambda stream: True)
    monkeypatch.setenv("COLUMNS", "60")
    write("in.jsonl", {"completion": "C", "reference": "C", "label": 1})
    lines = [line.split() for line in rewardry("verify", "choice", "in.jsonl").out.splitlines()]
    assert ["verifier", "choice"] in lines
    assert ["precision", "1.0000"] in lines


# ---- figures -------------------------------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.sampled_from(VERDICT_STATUSES), st.sampled_from([0, 1, True, False, None, "1", 2])), max_size=40
    )
)
@settings(deadline=None, max_examples=150)
def test_figures_against_labels_are_those_of_a_table_of_contingency(rows):
    """An undecided verdict is one that does not accept; what is neither 0 nor 1 is no label."""
    verdicts = Verdicts()
    for i, (status, label) in enumerate(rows):
        verdicts.row(Row({"label": label}, None, i, "f:1"), Verdict(status))
    summary = verdicts.summary()
    labelled = [(status == "correct", bool(label)) for status, label in rows if label in (0, 1)]
    hits = sum(accepted and label for accepted, label in labelled)
    accepted, right = sum(a for a, _ in labelled), sum(label for _, label in labelled)
    assert summary["rows"] == len(rows)
    if not labelled:
        assert "accuracy" not in summary
        return
    assert summary["labelled"] == len(labelled)
    assert summary["accuracy"] == sum(a == label for a, label in labelled) / len(labelled)
    assert summary["precision"] == (hits / accepted if accepted else None)
    assert summary["recall"] == (hits / right if right else None)
    assert (summary["false_accepts"], summary["false_rejects"]) == (accepted - hits, right - hits)


# ---- rows ----------------------------------------------------------------------------------------------------------


def test_a_row_of_the_output_is_id_and_verdict(rewardry, write, read, toys):
    rows = [{"completion": "x", "reference": 5, "group": [1]}, {"completion": "x", "id": "b"}]
    assert rewardry("verify", f"{toys}:Picky", write("in.jsonl", *rows), "-o", "out.jsonl").code == 0
    verdict = {"status": "correct", "score": None, "reason": "", "details": {"seen": 5}, "extracted": None}
    assert read("out.jsonl") == [
        {"id": 0, "group": [1], **verdict},
        {"id": "b", **verdict, "status": "abstain", "details": {"seen": None}},
    ]


def test_keep_and_timings_add_to_it(rewardry, write, read):
    row = {"completion": "C", "reference": "C", "other": "ä"}
    rewardry("verify", "choice", write("in.jsonl", row), "-o", "out.jsonl", "--keep", "--timings")
    [found] = read("out.jsonl")
    assert list(found) == ["id", "status", "score", "reason", "details", "extracted", "seconds", "input"]
    assert found["input"] == row
    assert found["seconds"] >= 0


def test_details_that_json_cannot_hold_are_written_as_text(rewardry, write, read, toys):
    done = rewardry("verify", f"{toys}:Strange", write("in.jsonl", {"completion": "x"}), "-o", "out.jsonl")
    assert done.code == 0
    [row] = read("out.jsonl")
    assert row["status"] == "correct"
    assert (row["details"]["set"], row["details"]["nan"], row["details"]["('a', 1)"]) == ("{1}", "nan", "key")


@pytest.mark.parametrize(
    ("row", "status", "reason"),
    [
        ({"completion": "C", "reference": None}, "abstain", "no-reference"),
        ({"completion": "C"}, "abstain", "no-reference"),
        ({"completion": "C", "reference": "no option at all"}, "abstain", "reference-unparseable"),
        ({"completion": None, "reference": "C"}, "error", "refused"),
        ({"completion": "", "reference": "C"}, "incorrect", "no-answer"),
    ],
)
def test_rows_that_cannot_be_decided_say_why(rewardry, write, read, row, status, reason):
    done = rewardry("verify", "choice", write("in.jsonl", row), "-o", "out.jsonl")
    assert done.code == (3 if status == "error" else 0)
    [found] = read("out.jsonl")
    assert (found["status"], found["reason"]) == (status, reason)


# ---- mistakes ------------------------------------------------------------------------------------------------------


def test_a_reference_of_a_wrong_type_is_a_bad_line(rewardry, write, read):
    rows = [{"completion": "C", "reference": "C"}, {"completion": "C", "reference": 3}, {"completion": "C", "label": 1}]
    write("in.jsonl", *rows)
    done = rewardry("verify", "choice", "in.jsonl", "-o", "out.jsonl")
    assert done.code == 2
    problem = (
        "in.jsonl:2: field 'reference': the reference is a number; a string or a boolean or an object is wanted; mend "
        "the row, or name another column with --map reference=COLUMN"
    )
    assert done.err.splitlines() == ["1 row written to out.jsonl before it stopped", f"rewardry: {problem}"]
    done = rewardry("verify", "choice", "in.jsonl", "-o", "out.jsonl", "--skip-bad", "--json")
    assert done.code == 3
    assert (done.json["statuses"]["error"], done.json["labelled"]) == (1, 1)
    assert [row["status"] for row in read("out.jsonl")] == ["correct", "error", "abstain"]
    assert read("out.jsonl")[1] == {
        "id": 1,
        "status": "error",
        "score": None,
        "reason": "bad-row",
        "details": {"error": problem},
        "extracted": None,
    }


def test_a_skipped_bad_line_is_told_first_and_counts_by_its_label(rewardry, write):
    write("in.jsonl", "no json", {"completion": 5, "label": 1}, {"completion": "C", "reference": "C", "label": 1})
    done = rewardry("verify", "choice", "in.jsonl", "--skip-bad")
    assert done.code == 3
    assert done.err.startswith("First error: in.jsonl:1: the line is no JSON (")
    assert done.out.splitlines()[2].split()[-3:] == ["0.5000", "1.0000", "0.5000"]


@pytest.mark.parametrize(
    ("verifier", "message"),
    [
        ("chioce", "there is no verifier 'chioce'. Did you mean 'choice'? `rewardry list verifier` shows all"),
        ("maths", "there is no verifier 'maths'. Did you mean 'math'? `rewardry list verifier` shows all"),
        ("accuracy", "'accuracy' is a reward, but a verifier is wanted here"),
        ("open-r1-math", "'open-r1-math' is a recipe, but a verifier is wanted here"),
        ("./none.py:X", "'./none.py:X': there is no file "),
    ],
)
def test_a_verifier_that_is_not_there_is_told(rewardry, write, verifier, message):
    done = rewardry("verify", verifier, write("in.jsonl"))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"rewardry: {message}")


def test_a_local_file_that_holds_no_verifier_is_told(rewardry, write, toys):
    done = rewardry("verify", f"{toys}:size", write("in.jsonl"))
    assert done.code == 2
    assert done.err.endswith("which is no verifier; subclass rewardry.Verifier\n")


# ---- --set ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "status"),
    [("ignore_case=false", "incorrect"), ("ignore_case=true", "correct"), ("ignore_case=0", "incorrect")],
)
def test_parameters_are_set(rewardry, write, read, setting, status):
    write("in.jsonl", {"completion": "paris", "reference": "Paris"})
    assert rewardry("verify", "text.exact", "in.jsonl", "-o", "out.jsonl", "--set", setting).code == 0
    assert read("out.jsonl")[0]["status"] == status


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("ignorecase=1", "text.exact has no parameter 'ignorecase'. Did you mean 'ignore_case'?"),
        ("ignore_case=maybe", "text.exact: ignore_case = 'maybe': Input should be a valid boolean"),
        ("ignore_case=null", "text.exact: ignore_case = None: Input should be a valid boolean"),
        ("ignore_case={", "ignore_case='{' begins like JSON but is none: Expecting property name"),
        ("ignore_case", "--set 'ignore_case': write parameter=value"),
    ],
)
def test_a_wrong_setting_is_told(rewardry, write, setting, message):
    done = rewardry("verify", "text.exact", write("in.jsonl"), "--set", setting)
    assert done.code == 2
    assert done.err.startswith(f"rewardry: {message}")


# ---- exploding expressions -----------------------------------------------------------------------------------------


def test_expressions_that_explode_end_by_the_deadline_and_leave_no_process(start, write, read, living_with, wait_until):
    mark = uuid.uuid4().hex
    bombs = ["9^{9^{9^9}}", "2^{1000000000000}", "(10^{10^{10}})!", "\\sum_{i=1}^{10^{12}} i^i"]
    rows = [{"completion": f"<answer>\\boxed{{{bomb}}}</answer>", "reference": "7"} for bomb in bombs]
    write("in.jsonl", *rows, {"completion": "<answer>$7$</answer>", "reference": "7"})
    options = ("-o", "out.jsonl", "--timeout", "1", "--workers", "2", "--json")
    process = start("verify", "math-verify", "in.jsonl", *options, env={**os.environ, "MARK": mark})
    at_work = []
    assert wait_until(lambda: len(at_work.append(living_with(mark)) or at_work[-1]) > 1 or process.poll() is not None)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert wait_until(lambda: not living_with(mark))
    found = read("out.jsonl")
    assert found[-1]["status"] == "correct", err
    assert len(at_work[-1]) > 1, "there were workers"
    assert {row["status"] for row in found[:-1]} <= {"timeout", "incorrect"}
    assert json.loads(out)["statuses"]["timeout"] >= 1


# ---- parts ---------------------------------------------------------------------------------------------------------

COUNTDOWN = {"puzzle": "countdown", "numbers": [2, 3], "target": 6}
DYCK = {"puzzle": "dyck", "prefix": "("}


def test_a_verifier_of_several_families_has_a_row_for_each(rewardry, write):
    write(
        "in.jsonl",
        {"completion": "<answer>2*3</answer>", "reference": COUNTDOWN, "label": 1},
        {"completion": "<answer>2+3</answer>", "reference": COUNTDOWN, "label": 0},
        {"completion": "<answer>]</answer>", "reference": DYCK, "label": 1},
        {"completion": "<answer>1</answer>", "reference": {"puzzle": "none such"}},
    )
    lines = rewardry("verify", "logic", "in.jsonl").out.splitlines()
    assert [line.split()[:4] for line in lines[2:5]] == [
        ["countdown", "2", "1", "1"],
        ["dyck", "1", "0", "1"],
        ["logic", "4", "1", "2"],
    ]
    found = rewardry("verify", "logic", "in.jsonl", "--json").json
    assert (found["rows"], found["parts"]["countdown"]["accuracy"], found["parts"]["dyck"]["recall"]) == (4, 1.0, 0.0)


def test_parts_are_counted_on_where_a_run_goes_on():
    verdicts, again = Verdicts(part_of=lambda sample: sample.reference), Verdicts()
    for part in ("a", "b", "a"):
        row = Row({"label": 1}, Sample(completion="", reference=part), 0, "f:1")
        verdicts.row(row, Verdict("correct", seconds=0.5))
    again.restore(json.loads(json.dumps(verdicts.sums())))
    assert again.summary() == verdicts.summary()
    assert again.summary()["parts"]["a"]["ms"] == 500
