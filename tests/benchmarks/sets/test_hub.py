"""Downloads: fixed to a commit, checked, and with an error that says what to do."""

import builtins
import json
from dataclasses import replace

import pytest

from rewardry.benchmarks.kinds.rows import read_set
from rewardry.benchmarks.sets import find_sets
from rewardry.benchmarks.sets.hub import downloaded
from rewardry.benchmarks.sets.resolve import known_entries
from rewardry.errors import ConfigError

ROW = {"question": "q", "answer": "1", "completion": "1", "gold_correct": True}


@pytest.fixture
def verifybench(hub):
    """The hub with a set of one file, whose commit is not known here."""
    hub.files["ZJU-REAL/VerifyBench"] = {"verify_bench.jsonl": json.dumps(ROW).encode()}
    return hub


def test_the_first_download_fixes_the_commit(verifybench, cache):
    [first] = find_sets(["verifybench"])
    assert first.revision == "a" * 40
    assert ("file", "ZJU-REAL/VerifyBench", "verify_bench.jsonl", "a" * 40) in verifybench.asked
    pin = json.loads((cache / "verifybench" / "hub" / "pin.json").read_text())
    assert (pin["revision"], pin["licence"], list(pin["files"])) == ("a" * 40, "MIT", ["verify_bench.jsonl"])
    verifybench.revision, verifybench.asked = "b" * 40, []
    assert find_sets(["verifybench"]) == [first]
    assert verifybench.asked == []  # the cache is enough, and a newer commit is not taken in silence


def test_a_known_commit_is_asked_for(hub):
    hub.files["google/IFEval"] = {
        "ifeval_input_data.jsonl": b'{"key": 1, "prompt": "p", "instruction_id_list": [], "kwargs": []}'
    }
    [found] = find_sets(["ifeval"])
    assert found.revision == "966cd89545d6b6acfd7638bc708b98261ca58e84"
    assert [asked[0] for asked in hub.asked] == ["file"]
    assert hub.asked[0][-1] == found.revision


def test_a_pattern_is_looked_up(hub):
    row = {"question": "q", "llm_output": "x", "correct_answer": "x", "human_judgment_result": "Incorrect"}
    files = {"test/test.json": json.dumps([row]).encode(), "train.json": b"[]", "README.md": b""}
    hub.files["IAAR-Shanghai/VAR"] = files
    [found] = find_sets(["var"], accept_licence=True)
    assert [row.data["label"] for row in read_set(found)] == [0]
    hub.files["IAAR-Shanghai/VAR"] = {"README.md": b""}
    assert find_sets(["var"], accept_licence=True) == [found]


def test_a_changed_download_is_refused(verifybench, cache):
    find_sets(["verifybench"])
    [file] = cache.rglob("verify_bench.jsonl")
    file.write_text(json.dumps({**ROW, "gold_correct": False}))
    with pytest.raises(ConfigError, match=r"is not what was downloaded from ZJU-REAL/VerifyBench at a{12}; delete"):
        find_sets(["verifybench"])


def test_half_a_download_is_no_download(verifybench, cache):
    find_sets(["verifybench"])
    [file] = cache.rglob("verify_bench.jsonl")
    file.unlink()
    verifybench.asked = []
    find_sets(["verifybench"])
    assert verifybench.asked


def test_a_download_of_another_commit_or_of_fewer_files_is_not_taken(verifybench):
    find_sets(["verifybench"])
    entry = known_entries()["verifybench"]
    assert downloaded(entry).revision == downloaded(replace(entry, revision="a" * 40)).revision == "a" * 40
    assert downloaded(replace(entry, revision="b" * 40)) is None
    assert downloaded(replace(entry, files=(*entry.files, "more.jsonl"))) is None
    assert downloaded(replace(entry, files=("*.jsonl",))).files == downloaded(entry).files


@pytest.mark.parametrize(
    "pin",
    ["", "{", "[]", "3", "{}", '{"revision": "a"}', '{"revision": "a", "files": 3}', '{"revision": "a", "files": {}}'],
)
def test_a_note_on_a_download_that_cannot_be_read_is_none(verifybench, cache, pin):
    find_sets(["verifybench"])
    (cache / "verifybench" / "hub" / "pin.json").write_text(pin)
    verifybench.asked = []
    [found] = find_sets(["verifybench"])
    assert (found.revision, len(verifybench.asked)) == ("a" * 40, 2)
    verifybench.asked = []
    assert (find_sets(["verifybench"]), verifybench.asked) == ([found], [])


@pytest.mark.parametrize(
    "error", [ConnectionError("no route to host"), RuntimeError("401 Unauthorized\nlong text"), TimeoutError()]
)
def test_a_failure_says_what_to_do(verifybench, error):
    verifybench.error = error
    with pytest.raises(ConfigError) as caught:
        find_sets(["verifybench"])
    told = str(caught.value)
    assert type(error).__name__ in told
    assert "ZJU-REAL/VerifyBench at main" in told
    assert "put verify_bench.jsonl into FOLDER/verifybench, and name the folder with --data-dir FOLDER" in told
    assert "long text" not in told


def test_the_extra_is_named(monkeypatch):
    load = builtins.__import__

    def without(name, *rest):
        if name == "huggingface_hub":
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError, match=r"pip install 'rewardry\[hub\]'\. Without a network: put"):
        find_sets(["verifybench"])


def test_a_pattern_that_no_file_of_the_repository_has_is_said(hub, cache):
    hub.files["IAAR-Shanghai/VAR"] = {"README.md": b""}
    with pytest.raises(ConfigError, match=r"no file of the repository is named \*test\*\.json\*"):
        find_sets(["var"], accept_licence=True)
    assert not list(cache.rglob("pin.json"))
