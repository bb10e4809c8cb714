"""rewardry bench: run, report, compare, gate."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest


@pytest.fixture
def done(bench, write, rows, monkeypatch):
    """A run of two verifiers over two sets."""
    monkeypatch.setattr(sys, "argv", ["/bin/rewardry", "bench", "run", "..."])
    write("capitals.jsonl", rows)
    write("few.jsonl", rows[:6])
    code, out, err = bench(
        "run", "-v", "text.exact", "-v", "choice", "-d", "capitals.jsonl", "-d", "few.jsonl", "-o", "x", "--json"
    )
    assert (code, err) == (0, "")
    return json.loads(out)


def of(summary, verifier, name="capitals"):
    [found] = [each for each in summary["sets"] if each["set"] == name]
    return next(each for each in found["verifiers"] if each["verifier"] == verifier)


def test_a_run_counts_what_each_verifier_said(done):
    exact = of(done, "text.exact")
    assert exact["outcomes"] == {"correct": 19, "incorrect": 21, "abstain": 0, "timeout": 0, "error": 0}
    assert exact["confusion"] == {"tp": 19, "fp": 0, "tn": 20, "fn": 1}
    assert exact["metrics"]["recall"]["value"] == 0.95
    low, high = exact["metrics"]["recall"]["interval"]
    assert 0.7 < low < 0.95 < high < 1
    assert of(done, "text.exact", "few")["confusion"]["tp"] == 2


def test_a_run_says_what_it_rests_on(done):
    assert [each["id"] for each in done["run"]["verifiers"]] == ["text.exact", "choice"]
    assert [each["name"] for each in done["run"]["sets"]] == ["capitals", "few"]
    assert all(len(each["sha256"]) == 64 for each in done["run"]["sets"])
    assert done["run"]["command"] == ["rewardry", "bench", "run", "..."]


def test_constants_and_effects_stand_beside(done):
    [found] = [each for each in done["sets"] if each["set"] == "capitals"]
    assert found["constants"]["always correct"]["accuracy"] == 0.5
    assert (found["rows"], found["questions"], found["right"]) == (40, 20, 20)
    effect = of(done, "text.exact")["training"]
    assert {each["group_size"] for each in effect} == {8, 16}
    assert of(done, "text.exact")["seconds"]["p50"] > 0


def test_verifiers_are_paired(done):
    [pair] = next(each for each in done["sets"] if each["set"] == "capitals")["pairs"]
    assert (pair["first"], pair["second"], pair["n"]) == ("text.exact", "choice", 40)
    assert pair["difference"] == (pair["only_first"] - pair["only_second"]) / 40
    assert pair["p"] == pair["p_holm"]


def test_undecided_rows_count_by_the_policy(done, bench):
    figures = {}
    for policy in ("incorrect", "wrong", "exclude"):
        code, out, _ = bench("report", "x", "--json", "--abstain", policy)
        assert code == 0
        figures[policy] = of(json.loads(out), "choice")
    assert {f["coverage"] for f in figures.values()} == {0.0}  # there is no option to choose
    assert figures["incorrect"]["confusion"] == {"tp": 0, "fp": 0, "tn": 20, "fn": 20}
    assert figures["wrong"]["metrics"]["accuracy"]["value"] == 0.0
    assert figures["exclude"]["metrics"]["accuracy"]["value"] is None


def test_the_report_in_markdown_has_slices(done, bench):
    code, out, _ = bench("report", "x", "--md", "--slice", "kind")
    assert code == 0
    assert "## capitals" in out
    assert "| text.exact | even (few) | 20 |" in out
    assert "Undecided rows count as not paid." in out


def test_the_table_names_the_better_one(done, bench):
    code, out, _ = bench("report", "x")
    assert code == 0
    assert "text.exact is more accurate than choice, by 47.5 points." in out
    assert "McNemar's exact test on the same 40 rows gives p < 0.0001." in out
    assert "always incorrect" in out


def test_one_verifier_of_two_runs_is_compared(done, bench):
    assert bench("run", "-v", "text.exact", "-d", "capitals.jsonl", "-o", "y")[0] == 0
    code, out, _ = bench("compare", "x:text.exact", "y", "--json")
    assert code == 0
    [found] = json.loads(out)
    assert (found["set"], found["both"], found["only_first"], found["only_second"]) == ("capitals", 39, 0, 0)
    code, out, _ = bench("compare", "x:text.exact", "x:choice")
    assert code == 0
    assert "p by McNemar's exact test" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "x", "x:choice"], "which verifier? write one of x:text.exact, x:choice"),
        (["compare", "x:text.exakt", "x:choice"], "Did you mean 'text.exact'?"),
        (["compare", "nowhere", "x:choice"], "no run of the benchmark can be read there"),
        (["report", "nowhere"], "see `rewardry bench run`"),
        (["gate", "x"], "nothing is asked of the run"),
        (["gate", "x", "--fail-under", "choice.f1"], "write NAME.METRIC=VALUE"),
        (["gate", "x", "--fail-under", "choice.recal=0.5"], "there is no metric 'recal'. Did you mean 'recall'?"),
        (["gate", "x", "--fail-under", "chioce.f1=0.5"], "Did you mean 'choice'?"),
        (["gate", "x", "--max-fpr", "few=1.5"], "write NAME=RATE"),
        (["gate", "x", "--baseline", "capitals.jsonl"], "capitals.jsonl: cannot be read: Extra data"),
        (["run", "-v", "text.exact", "-v", "text.exact", "-d", "few.jsonl", "-o", "z"], "it is given twice"),
        (["run", "-v", "text.exact", "-d", "no.jsonl", "-o", "z"], "no.jsonl"),
        (
            ["run", "-v", "text.exact", "-d", "few.jsonl", "-o", "z", "--set", "choice.x=1"],
            "no verifier 'choice' takes",
        ),
    ],
)
def test_what_cannot_be_done_is_said(done, bench, arguments, message):
    code, _, err = bench(*arguments)
    assert code == 2
    assert message in err


def test_rows_without_labels_measure_nothing(bench, write):
    write("plain.jsonl", [{"completion": "a", "reference": "a"}])
    code, _, err = bench("run", "-v", "text.exact", "-d", "plain.jsonl", "-o", "x")
    assert code == 2
    assert "no row has a `label` of 1 (right) or 0 (wrong)" in err


def test_a_set_that_has_changed_is_refused(done, bench, rows, write):
    write("few.jsonl", rows[:8])
    code, _, err = bench("report", "x")
    assert code == 2
    assert "few.jsonl: the file has changed since the run" in err


def test_a_set_that_is_gone_is_refused(done, bench):
    Path("few.jsonl").unlink()
    code, _, err = bench("report", "x")
    assert (code, "the file of the set 'few' is gone" in err) == (2, True), err


def test_a_run_that_stopped_goes_on(done, bench):
    path = Path("x/outcomes/choice@few.jsonl")
    whole = path.read_bytes()
    path.unlink()
    code, _, err = bench("report", "x")
    assert code == 2
    assert "go on with `rewardry bench run --resume`" in err
    assert bench("run", "-v", "text.exact", "-v", "choice", "-d", "few.jsonl", "-o", "x", "--resume")[0] == 0
    ours, theirs = ([json.loads(line) for line in text.splitlines()] for text in (path.read_bytes(), whole))
    assert [row["status"] for row in ours] == [row["status"] for row in theirs]


def test_a_gate_passes_and_fails_on_the_worse_end(done, bench):
    code, out, _ = bench("gate", "x", "--fail-under", "text.exact@capitals.recall=0.9")
    assert code == 1
    assert "MISSED  text.exact@capitals.recall: 0.9500 [" in out
    code, out, _ = bench("gate", "x", "--fail-under", "text.exact@capitals.recall=0.9", "--on-value")
    assert (code, out.splitlines()[-1]) == (0, "1 of 1 bounds are kept")
    assert bench("gate", "x", "--max-fpr", "text.exact=0.3")[0] == 1  # three rows prove little
    assert bench("gate", "x", "--max-fpr", "text.exact@capitals=0.2")[0] == 0


def test_a_gate_writes_junit(done, bench):
    code, _, _ = bench("gate", "x", "--fail-under", "capitals.accuracy=0.6", "--junit", "j.xml")
    assert code == 1
    suite = ElementTree.parse("j.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert suite.find("testcase/failure").get("message").startswith("0.5000")


def test_a_baseline_holds_what_was_reached(done, bench, rows, write):
    Path("base.json").write_text(json.dumps(done))
    assert bench("gate", "x", "--baseline", "base.json")[0] == 0
    worse = json.loads(json.dumps(done))
    for found in worse["sets"]:
        for each in found["verifiers"]:
            each["metrics"]["balanced_accuracy"] = {"value": 0.999, "interval": [0.998, 1.0]}
    Path("base.json").write_text(json.dumps(worse))
    code, out, _ = bench("gate", "x", "--baseline", "base.json")
    assert code == 1
    assert "since the baseline" in out


def test_who_decides_nothing_any_more_is_worse_than_before(done, bench):
    Path("base.json").write_text(json.dumps(done))
    given = ("gate", "x", "--baseline", "base.json", "--abstain", "exclude")
    code, out, _ = bench(*given)  # choice was paid for nothing, and left out it has no figure at all
    assert code == 1
    assert "MISSED  choice@capitals.balanced_accuracy since the baseline: not defined on these rows any more" in out
    assert "passed  text.exact@capitals.balanced_accuracy since the baseline" in out


WHOLE = {
    "run": {"sets": [{"name": "few", "sha256": "0"}]},
    "sets": [
        {
            "set": "few",
            "verifiers": [
                {"verifier": "choice", "coverage": 0.5, "metrics": {"f1": {"value": 0.5, "interval": [0.4, 0.6]}}}
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ([], []),
        (["run"], 3),
        (["run", "sets"], None),
        (["run", "sets", 0], {"name": "few"}),
        (["run", "sets", 0, "name"], ["few"]),
        (["sets"], 3),
        (["sets", 0], {"set": "few"}),
        (["sets", 0, "verifiers"], 3),
        (["sets", 0, "verifiers", 0], {"verifier": "choice"}),
        (["sets", 0, "verifiers", 0, "verifier"], {}),
        (["sets", 0, "verifiers", 0, "metrics"], 0.5),
        (["sets", 0, "verifiers", 0, "metrics", "f1"], 0.5),
        (["sets", 0, "verifiers", 0, "metrics", "f1", "value"], "0.5"),
        (["sets", 0, "verifiers", 0, "metrics", "f1", "interval"], [0.4]),
        (["sets", 0, "verifiers", 0, "metrics", "f1", "interval"], 0.4),
        (["sets", 0, "verifiers", 0, "metrics", "f1", "interval", 1], None),
    ],
    ids=lambda value: json.dumps(value).replace("[", "").replace("]", ""),
)
def test_what_is_no_report_is_no_baseline(folder, bench, path, value):
    content = {"whole": json.loads(json.dumps(WHOLE))}
    *above, last = ["whole", *path]
    inside = content
    for name in above:
        inside = inside[name]
    inside[last] = value
    Path("base.json").write_text(json.dumps(content["whole"]))
    code, _, err = bench("gate", "x", "--baseline", "base.json")
    assert code == 2
    assert "base.json: no report can be read there: " in err
    assert "write it with `bench report --json`" in err


def test_a_baseline_of_other_rows_compares_nothing(done, bench):
    Path("base.json").write_text(json.dumps(WHOLE))
    code, _, err = bench("gate", "x", "--baseline", "base.json")
    assert code == 2
    assert "base.json: it has no verifier and set in common with the run, so that nothing is compared" in err


def test_the_help_needs_no_import(bench):
    code, out, _ = bench("--help")
    assert code == 0
    for name in ("compare", "gate", "report", "run"):
        assert f"  {name} " in out
    assert bench("rnu")[0] == 2
