"""rewardry bench list, and the sets among the components."""

import json

import pytest


def test_every_set_has_a_line_of_a_terminal(bench):
    code, out, err = bench("list")
    assert (code, err) == (0, "")
    head, _, *lines = out.splitlines()
    assert head.split("   ")[0] == "set"
    assert max(map(len, lines)) <= 120
    found = {line.split()[0]: line for line in lines}
    assert {"verifybench", "humaneval-plus", "puzzles-v1", "processbench"} <= set(found)
    assert "CC-BY-NC-ND-4.0*" in found["var"]
    assert " shipped " in found["math-answers-v1"]
    assert " hub " in found["gsm8k"]


def test_json_has_everything(bench, place, tmp_path):
    place("processbench.jsonl", [{"kind": "steps", "completion": ["a"], "label": -1}])
    code, out, _ = bench("list", "--json", "--data-dir", tmp_path)
    assert code == 0
    found = {one["name"]: one for one in json.loads(out)}
    processbench = found["processbench"]
    assert (processbench["read from"], processbench["at"]) == ("data dir", str(tmp_path / "processbench.jsonl"))
    assert (processbench["protocol"], processbench["rows"], processbench["licence"]) == (
        "processbench",
        3400,
        "Apache-2.0",
    )
    assert found["var"]["restricted"] is True
    assert (found["verifybench"]["revision"], found["verifybench"]["pinned"]) == (None, "by the first download")
    assert found["gsm8k"]["read from"] == "hub"


def test_a_download_is_in_the_cache(bench, hub):
    hub.files["ZJU-REAL/VerifyBench"] = {
        "verify_bench.jsonl": b'{"question": "q", "answer": "1", "completion": "1", "gold_correct": true}'
    }
    assert bench("run", "-v", "text.exact", "-d", "verifybench", "-o", "x")[0] == 0
    found = {one["name"]: one for one in json.loads(bench("list", "--json")[1])}
    assert found["verifybench"]["read from"] == "cache"


def test_a_run_takes_names_and_writes_down_what_they_are(bench, folder, place):
    place("data/verify_bench.jsonl", [{"question": "q", "answer": "a", "completion": "a", "gold_correct": True}])
    arguments = ["run", "-v", "text.exact", "-d", "verifybench", "--data-dir", folder / "data", "-o", "x", "--json"]
    code, out, err = bench(*arguments)
    assert (code, err) == (0, "")
    [found] = json.loads(out)["run"]["sets"]
    assert (found["name"], found["licence"], found["protocol"], found["revision"]) == (
        "verifybench",
        "MIT",
        "verdict",
        None,
    )
    assert bench("report", "x")[0] == 0


def test_without_a_set_the_shipped_ones_are_taken(bench):
    code, out, err = bench("run", "-v", "logic", "-o", "x", "--json")
    assert (code, err) == (0, "")
    [found] = json.loads(out)["sets"]
    assert (found["set"], found["rows"]) == ("puzzles-v1", 398)
    assert found["verifiers"][0]["metrics"]["accuracy"]["value"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "-v", "math", "-d", "gms8k", "-o", "x"], "Did you mean 'gsm8k'?"),
        (["run", "-v", "math", "-d", "var", "-o", "x"], "add --accept-licence"),
        (["list", "--data-dir", "/nowhere"], "--data-dir /nowhere: there is no such folder"),
    ],
)
def test_what_cannot_be_done_is_said(bench, arguments, message):
    code, _, err = bench(*arguments)
    assert code == 2
    assert message in err


def test_a_folder_of_the_environment_that_is_not_there_is_said_once(bench, monkeypatch):
    monkeypatch.setenv("REWARDRY_DATA", "/never")
    code, out, err = bench("list")
    assert (code, out) == (2, "")
    assert "REWARDRY_DATA /never: there is no such folder" in err


def test_a_damaged_download_hides_no_other_set_whatever_the_folder_is_called(bench, hub, cache):
    row = b'{"question": "q", "answer": "1", "completion": "1", "gold_correct": true}'
    hub.files["ZJU-REAL/VerifyBench"] = {"verify_bench.jsonl": row}
    assert bench("run", "-v", "text.exact", "-d", "verifybench", "-o", "x", "--engine", "inline")[0] == 0
    [file] = cache.rglob("verify_bench.jsonl")
    file.write_bytes(b"{}")
    code, out, err = bench("list", "--json", "--data-dir", ".")
    assert (code, err) == (0, "")
    found = {one["name"]: one for one in json.loads(out)}
    assert found["verifybench"]["read from"] == "damaged"
    assert "is not what was downloaded from ZJU-REAL/VerifyBench" in found["verifybench"]["problem"]
    assert (found["gsm8k"]["read from"], found["puzzles-v1"]["read from"]) == ("hub", "shipped")


def test_sets_are_components(rewardry):
    code, out, _ = rewardry("list", "dataset", "--json")
    assert code == 0
    assert "verifybench" in {one["id"] for one in json.loads(out)}
    code, out, _ = rewardry("show", "processbench")
    assert code == 0
    assert "3bdcd5371ed567559a78f559c01c13a6deee7604" in out
    assert "rewardry bench run -v VERIFIER -d processbench" in out
    code, out, _ = rewardry("show", "var", "--json")
    assert json.loads(out)["licence"] == "CC-BY-NC-ND-4.0"
