"""What the commands find is kept in a run's folder, whole, and read again as it was."""

import json

import pytest

from rewardry import __version__
from rewardry.benchmarks.findings import KINDS, file_of, finding, keep, read
from rewardry.benchmarks.runs import SCHEMA
from rewardry.errors import ConfigError


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_read_as_it_was(kind, finding_files, tmp_path):
    folder = tmp_path / "a" / "b"  # made where it is missing
    keep(str(folder), {**finding_files[kind], "kind": kind})
    assert file_of(folder, kind).name == f"{kind}.json"
    assert read(folder, kind) == {**finding_files[kind], "kind": kind}


def test_a_finding_says_what_made_it():
    found = finding("bon", curves=[])
    assert (found["schema"], found["kind"], found["rewardry"], found["curves"]) == (SCHEMA, "bon", __version__, [])
    assert all(isinstance(word, str) for word in found["command"])


def test_without_a_folder_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keep(None, finding("bon", curves=[]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["größe \U0001f600", "\u2028", "</script>", 'a "quote"\n'], ids=ascii)
def test_texts_of_every_script_come_back(text, finding_files, tmp_path):
    finding_files["price"]["blind"]["text"] = text
    keep(str(tmp_path), {**finding_files["price"], "kind": "price"})
    assert read(tmp_path, "price")["blind"]["text"] == text


def test_half_a_surrogate_costs_no_finding(finding_files, tmp_path):
    finding_files["price"]["blind"]["text"] = "half \ud83d"
    keep(str(tmp_path), {**finding_files["price"], "kind": "price"})
    assert read(tmp_path, "price")["blind"]["text"] == "half ?"


def test_a_later_finding_takes_the_place_of_an_earlier_one(finding_files, tmp_path):
    keep(str(tmp_path), {**finding_files["price"], "kind": "price", "tried": 10**9})
    keep(str(tmp_path), {**finding_files["price"], "kind": "price", "tried": 1})
    assert read(tmp_path, "price")["tried"] == 1


@pytest.mark.parametrize("place", ["file", "file/below", "full"])
def test_a_folder_that_cannot_be_written_is_named(place, finding_files, tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "full" / "price.json").mkdir(parents=True)
    with pytest.raises(ConfigError) as refused:
        keep(str(tmp_path / place), {**finding_files["price"], "kind": "price"})
    assert str(refused.value).startswith(f"-o {tmp_path / place}: cannot be written: ")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_told_with_the_command_that_makes_it(kind, tmp_path):
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, kind)
    path = tmp_path / f"{kind}.json"
    assert str(refused.value) == f"{path}: there is no such file; run `rewardry bench {kind} -o {tmp_path}` first"


@pytest.mark.parametrize("schema", [1, 3, "2", None, [2]], ids=repr)
def test_a_finding_of_another_version_is_made_again(schema, finding_files, tmp_path):
    (tmp_path / "bon.json").write_text(json.dumps({**finding_files["bon"], "schema": schema}))
    with pytest.raises(
        ConfigError, match=r"another version of rewardry wrote it; run `rewardry bench bon -o .*` again"
    ):
        read(tmp_path, "bon")
