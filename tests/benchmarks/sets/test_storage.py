"""Where files of sets lie: the cache, the folders of the user's, and which file of a folder is meant."""

from pathlib import Path

import pytest

from rewardry.benchmarks.sets.entry import SetEntry
from rewardry.benchmarks.sets.storage import cache_folder, data_folders, original_files, own_file


@pytest.fixture
def laid(tmp_path):
    """Lays files into a folder."""

    def lay(*names):
        for name in names:
            path = tmp_path / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        return tmp_path / "data"

    return lay


@pytest.mark.parametrize(
    ("named", "base", "folder"),
    [
        ("/kept", "/xdg", "/kept"),
        ("~/kept", "/xdg", "/home/ann/kept"),
        ("", "/xdg", "/xdg/rewardry/sets"),
        (None, None, "/home/ann/.cache/rewardry/sets"),
        (None, "", "/home/ann/.cache/rewardry/sets"),
        (None, "relative", "/home/ann/.cache/rewardry/sets"),  # which the XDG specification says to ignore
    ],
)
def test_the_cache_lies_where_it_is_named_or_where_caches_lie(monkeypatch, named, base, folder):
    monkeypatch.setenv("HOME", "/home/ann")
    for name, value in (("REWARDRY_SETS_CACHE", named), ("XDG_CACHE_HOME", base)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert cache_folder() == Path(folder)


def test_the_folder_of_the_option_comes_before_that_of_the_environment(monkeypatch, tmp_path):
    for name in ("option", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert data_folders(None) == []
    monkeypatch.setenv("REWARDRY_DATA", "~")
    assert data_folders(str(tmp_path / "option")) == [tmp_path / "option", tmp_path / "home"]
    assert data_folders("") == [tmp_path / "home"]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["s.jsonl"], "s.jsonl"),
        (["s.jsonl", "s.jsonl.gz"], "s.jsonl"),
        (["deep/s.jsonl", "s.jsonl.gz"], "s.jsonl.gz"),
        (["b/s.jsonl", "a/s.jsonl"], "a/s.jsonl"),
        (["deep/er/s.jsonl"], "deep/er/s.jsonl"),
        (["other.jsonl", "s.json", "xs.jsonl", "s.jsonl/inside"], None),
    ],
)
def test_the_own_file_of_a_set_is_the_one_that_lies_highest(laid, names, found):
    folder = laid(*names)
    assert own_file("s", folder) == (None if found is None else folder / found)


def entry(name, hub, *files):
    return SetEntry(name, "point", "verdict", "MIT", "", files, lambda fields: (), hub)


ONE = entry("one", "ann/One", "data/a.json", "b.jsonl")
ALL = (ONE, entry("other", "bob/Other", "x/a.json"))


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["ann/One/data/a.json", "ann/One/b.jsonl"], ["ann/One/data/a.json", "ann/One/b.jsonl"]),
        (["One/data/a.json", "One/b.jsonl"], ["One/data/a.json", "One/b.jsonl"]),
        (["one/a.json", "one/b.jsonl.gz"], ["one/a.json", "one/b.jsonl.gz"]),
        (["one/data/a.json", "one/a.json", "one/b.jsonl"], ["one/data/a.json", "one/b.jsonl"]),
        (["one/data/a.json.gz", "one/a.json", "one/b.jsonl"], ["one/data/a.json.gz", "one/b.jsonl"]),
        (["ann/One/b.jsonl", "one/a.json", "one/b.jsonl"], ["one/a.json", "one/b.jsonl"]),  # half a set is none
        (["one/a.json"], []),
        (["one/b.jsonl"], []),
        (["a.json", "b.jsonl"], []),  # another set has a file of that name, so that it may be meant
        (["elsewhere/a.json", "elsewhere/b.jsonl"], []),
    ],
)
def test_original_files_are_found_where_somebody_would_lay_them(laid, names, found):
    folder = laid(*names)
    assert original_files(ONE, folder, ALL) == list(zip(ONE.files, map(folder.joinpath, found), strict=False))


def test_files_whose_names_no_other_set_has_may_lie_at_the_top(laid):
    folder = laid("a.json", "b.jsonl")
    assert [path for _, path in original_files(ONE, folder, [ONE])] == [folder / "a.json", folder / "b.jsonl"]
    # A second set of the same repository has the same files.
    same = entry("half", "ann/One", "b.jsonl")
    assert original_files(ONE, folder, [ONE, same]) == original_files(ONE, folder, [ONE])


def test_a_pattern_takes_every_file_below_the_set_in_order_and_none_of_the_top(laid):
    many = entry("many", "ann/Many", "*test*.json")
    folder = laid("many/test-2.json", "many/in/test-1.json", "many/train.json", "test-0.json")
    assert original_files(many, folder, [many]) == [
        ("in/test-1.json", folder / "many/in/test-1.json"),
        ("test-2.json", folder / "many/test-2.json"),
    ]
    assert original_files(many, laid() / "nothing", [many]) == []
