"""Where sets are read from: files, a folder of the user's, the package, the cache, the hub."""

import json
import os
import sys
from pathlib import Path

import pytest

from rewardry.benchmarks.kinds.rows import read_set
from rewardry.benchmarks.sets import BenchSet, SetEntry, find_sets, resolve
from rewardry.errors import ConfigError, DataError, UnknownIdError
from rewardry.registry import Entry

VERIFYBENCH = [{"question": f"{i}?", "answer": str(i), "completion": "1", "gold_correct": i == 1} for i in range(3)]
GSM8K = [{"question": "q", "answer": "#### 3"}]
OURS = [{"id": 1, "prompt": "q", "completion": ["a", "b"], "label": 0, "kind": "steps"}]


@pytest.mark.parametrize(
    "name",
    [
        "verify_bench.jsonl",
        "verifybench/verify_bench.jsonl",
        "VerifyBench/verify_bench.jsonl.gz",
        "ZJU-REAL/VerifyBench/verify_bench.jsonl",
    ],
)
def test_files_as_they_come_from_the_hub_are_taken(place, tmp_path, name):
    place(name, VERIFYBENCH)
    [found] = find_sets(["verifybench"], str(tmp_path))
    assert [row.label for row in found.rows()] == [0, 1, 0]
    assert (found.name, found.protocol, found.licence) == ("verifybench", "verdict", "MIT")
    assert "arXiv:2505.15801" in found.citation


def test_the_environment_names_a_folder_too(place, tmp_path, monkeypatch):
    place("gsm8k/test-00000-of-00001.parquet", GSM8K)
    monkeypatch.setenv("REWARDRY_DATA", str(tmp_path))
    [found] = find_sets(["gsm8k"])
    assert [row.data["reference"] for row in read_set(found)] == ["3"]


def test_a_name_that_many_sets_have_is_not_taken_from_the_top(place, tmp_path, hub):
    hub.error = OSError("offline")
    place("data/test-00000-of-00001.parquet", [{"prompt": "p"}])
    with pytest.raises(ConfigError, match="the hub did not give its files"):
        find_sets(["rewardbench2"], str(tmp_path))


@pytest.mark.parametrize("name", ["processbench.jsonl", "deep/er/processbench.jsonl.gz"])
def test_files_of_our_own_rows_are_taken_as_they_are(place, tmp_path, name):
    path = place(name, OURS)
    [found] = find_sets(["processbench"], str(tmp_path))
    assert found.file == str(path)
    assert (found.protocol, found.licence, found.revision) == ("processbench", "Apache-2.0", None)


def test_a_set_of_several_files_needs_them_all(place, tmp_path, hub):
    hub.error = OSError("offline")
    place("judgebench/gpt-00000-of-00001.jsonl", [{}])
    with pytest.raises(ConfigError, match=r"claude-00000-of-00001\.jsonl into FOLDER/judgebench"):
        find_sets(["judgebench"], str(tmp_path))


def test_rows_are_converted_once(place, tmp_path, cache, monkeypatch):
    place("verify_bench.jsonl", VERIFYBENCH)
    [first] = find_sets(["verifybench"], str(tmp_path))
    monkeypatch.setattr("rewardry.benchmarks.sets.convert.rows_of", lambda *_: pytest.fail("converted again"))
    assert find_sets(["verifybench"], str(tmp_path)) == [first]
    assert Path(first.file).parent == cache / "verifybench"
    assert not list(cache.rglob("*.part"))


def test_other_files_make_other_rows(place, tmp_path):
    place("verify_bench.jsonl", VERIFYBENCH)
    [first] = find_sets(["verifybench"], str(tmp_path))
    place("verify_bench.jsonl", VERIFYBENCH[:2])
    [second] = find_sets(["verifybench"], str(tmp_path))
    assert first.file != second.file
    assert (len(list(read_set(first))), len(list(read_set(second)))) == (3, 2)


def test_damaged_rows_are_made_anew(place, tmp_path):
    place("verify_bench.jsonl", VERIFYBENCH)
    [first] = find_sets(["verifybench"], str(tmp_path))
    Path(first.file).write_text("{}\n")
    assert find_sets(["verifybench"], str(tmp_path)) == [first]


def test_a_bad_row_leaves_nothing_behind(place, tmp_path, cache):
    place("verify_bench.jsonl", [*VERIFYBENCH, {"question": "q"}])
    with pytest.raises(DataError, match=r"verify_bench\.jsonl:4: field 'completion': the row lacks it"):
        find_sets(["verifybench"], str(tmp_path))
    assert not [path for path in cache.rglob("*") if path.is_file()]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_cache_that_cannot_be_written_is_named(place, tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    monkeypatch.setenv("REWARDRY_SETS_CACHE", str(closed))
    place("verify_bench.jsonl", VERIFYBENCH)
    with pytest.raises(ConfigError, match="name another folder in REWARDRY_SETS_CACHE"):
        find_sets(["verifybench"], str(tmp_path))


def test_the_cache_lies_with_the_others_by_default(monkeypatch, tmp_path):
    from rewardry.benchmarks.sets.storage import cache_folder

    monkeypatch.delenv("REWARDRY_SETS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "rewardry" / "sets"


def test_a_restricting_licence_must_be_accepted(place, tmp_path):
    row = {"question": "q", "llm_output": "x", "correct_answer": "x", "human_judgment_result": "Correct"}
    place("VAR/data/test.json", [row])
    with pytest.raises(ConfigError, match=r"var: its licence, CC-BY-NC-ND-4\.0, .* add --accept-licence"):
        find_sets(["var"], str(tmp_path))
    [found] = find_sets(["var"], str(tmp_path), accept_licence=True)
    assert found.licence == "CC-BY-NC-ND-4.0"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            "verifybnch",
            "no registered set has that name: there is no dataset 'verifybnch'. Did you mean 'verifybench'?",
        ),
        ("chess/mates", "Is the distribution 'rewardry-chess' installed?"),
        ("no.jsonl", "no.jsonl: cannot be read: No such file"),
    ],
)
def test_what_is_not_there_is_said(wanted, message):
    with pytest.raises(ConfigError) as caught:
        find_sets([wanted])
    assert message in str(caught.value)


def test_a_folder_that_is_not_there_is_said(monkeypatch):
    with pytest.raises(ConfigError, match=r"--data-dir /nowhere: there is no such folder"):
        find_sets(["gsm8k"], "/nowhere")
    monkeypatch.setenv("REWARDRY_DATA", "/never")
    with pytest.raises(ConfigError, match=r"REWARDRY_DATA /never: there is no such folder"):
        find_sets(["gsm8k"])


@pytest.mark.parametrize(
    ("row", "protocol"),
    [
        ({"completion": "a", "label": 1}, "verdict"),
        ({"kind": "pair", "completion": ["a", "b"], "label": 1}, "rewardbench"),
        ({"kind": "list", "completion": ["a", "b"], "label": [0]}, "rewardbench2"),
        ({"kind": "rm3x3", "completion": {"chosen": ["a"] * 3, "rejected": ["b"] * 3}, "label": 0}, "rmbench"),
        ({"kind": "steps", "completion": ["a"], "label": -1}, "processbench"),
        ({"kind": "steps", "completion": ["a"], "label": -1, "meta": {"error_steps_1based": []}}, "prmscore"),
        ({"kind": "prompt", "prompt": "q", "completion": None, "reference": "3"}, "accuracy"),
        ({"kind": "prompt", "prompt": "q", "reference": {"instruction_id_list": []}}, "ifeval"),
        ({"kind": "attack", "completion": "a"}, "verdict"),
    ],
)
def test_a_file_is_measured_by_the_kind_of_its_rows(place, row, protocol):
    [found] = find_sets([str(place("mine.jsonl", [row]))])
    assert (found.name, found.protocol, found.licence, found.citation) == ("mine", protocol, None, None)


def test_a_file_with_the_name_of_a_set_is_measured_like_it(place):
    [found] = find_sets([str(place("judgebench.jsonl", [{"kind": "pair", "completion": ["a", "b"], "label": 1}]))])
    assert (found.protocol, found.licence) == ("judgebench", "MIT")


def test_a_folder_with_the_name_of_a_set_is_not_in_its_way(place, tmp_path, monkeypatch):
    place("gsm8k/test-00000-of-00001.parquet", GSM8K)
    monkeypatch.chdir(tmp_path)
    assert [one.name for one in find_sets(["gsm8k"], ".")] == ["gsm8k"]


def test_two_sets_of_one_name_are_refused(place, tmp_path):
    file = place("verifybench.jsonl", [{"completion": "a", "label": 1}])
    with pytest.raises(ConfigError, match="has the same name 'verifybench'; rename one of them"):
        find_sets([str(file), "verifybench"], str(tmp_path))


def test_a_set_comes_back_from_a_run(place, tmp_path):
    place("verify_bench.jsonl", VERIFYBENCH)
    [found] = find_sets(["verifybench"], str(tmp_path))
    assert BenchSet.from_row(json.loads(json.dumps(found.to_row()))) == found
    old = {"name": "x", "file": "x.jsonl", "sha256": "0"}
    assert BenchSet.from_row(old) == BenchSet("x", "x.jsonl", "0")


class _Plugins:
    """A registry with one set of somebody else's."""

    def __init__(self, target):
        self.entry = Entry("dataset", "chess/mates", target, "mates", "rewardry-chess", "2.0")

    def entries(self, kind=None):
        return [self.entry]

    def find(self, kind, wanted):
        if wanted not in ("chess/mates", "mates"):
            raise UnknownIdError("there is none")
        return self.entry


def test_a_plugin_brings_a_file(monkeypatch, tmp_path):
    package = tmp_path / "chess_sets"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "mates.jsonl").write_text('{"completion": "Qh7", "reference": "Qh7", "label": 1}\n')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(resolve, "registry", lambda: _Plugins("chess_sets:mates.jsonl"))
    [found] = find_sets(["mates"])
    assert (found.name, found.revision) == ("chess~mates", "2.0")
    assert [row.label for row in found.rows()] == [1]


@pytest.mark.parametrize(
    ("target", "code", "message"),
    [
        ("chess_sets:mates.jsonl", "", "mates: its package chess_sets has no file mates.jsonl; install it anew"),
        ("chess_sets:mates.jsonl", "1 / 0", "its package chess_sets cannot be imported: ZeroDivisionError: division"),
        ("chess_setz:mates.jsonl", "", "its package chess_setz cannot be imported: ModuleNotFoundError"),
    ],
)
def test_a_plugin_whose_file_cannot_be_had_says_why(monkeypatch, tmp_path, target, code, message):
    package = tmp_path / "chess_sets"
    package.mkdir()
    (package / "__init__.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "chess_sets", raising=False)
    monkeypatch.setattr(resolve, "registry", lambda: _Plugins(target))
    with pytest.raises(ConfigError) as refused:
        find_sets(["mates"])
    assert message in str(refused.value)


def test_a_plugin_brings_an_entry(monkeypatch, tmp_path, place):
    def convert(fields):
        yield {"id": fields.position, "completion": fields.text("answer"), "label": 1}

    entry = SetEntry("mates", "point", "verdict", "MIT", "us", ("mates.csv",), convert, "chess/mates")
    (tmp_path / "mates.csv").write_text("answer\nQh7\n")
    monkeypatch.setattr(Entry, "load", lambda self: entry)
    monkeypatch.setattr(resolve, "registry", lambda: _Plugins("chess_sets:MATES"))
    [found] = find_sets(["chess/mates"], str(tmp_path))
    assert next(read_set(found)).data["completion"] == "Qh7"


def test_what_is_no_set_is_refused(monkeypatch):
    monkeypatch.setattr(Entry, "load", lambda self: 3)
    monkeypatch.setattr(resolve, "registry", lambda: _Plugins("chess_sets:MATES"))
    with pytest.raises(ConfigError, match=r"chess_sets:MATES is int; a dataset is a file of rows in the package"):
        find_sets(["mates"])
