"""Where code comes from, and the digest that tells code that was changed under its version."""

import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from rewardry.plugins import PluginRecord
from rewardry.provenance import (
    checkout_of,
    digest_of_core,
    digest_of_module,
    digest_of_path,
    installed_version,
    origin_of,
    place_of,
)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two modules in a folder of its own; gives the folder."""
    folder = tmp_path / "provenance_toy"
    (folder / "sub").mkdir(parents=True)
    for name in ("__init__.py", "moves.py", "sub/__init__.py", "sub/board.py"):
        (folder / name).write_text(f"# {name}\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith("provenance_toy")]:
        del sys.modules[name]


def test_the_digest_of_a_module_is_that_of_its_whole_package(package):
    before = digest_of_module("provenance_toy.sub.board")
    for name in ("provenance_toy.moves", "provenance_toy.sub", "provenance_toy"):
        assert digest_of_module(name) == before
    (package / "moves.py").write_text("# another\n")
    assert digest_of_module("provenance_toy.sub.board") != before


def test_neither_the_place_nor_what_is_no_code_counts(package, tmp_path, monkeypatch):
    before = digest_of_module("provenance_toy")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "moves.py").write_text("x")
    (package / "README.md").write_text("x")
    assert digest_of_module("provenance_toy") == before
    package.rename(tmp_path / "provenance_toy2")
    monkeypatch.delitem(sys.modules, "provenance_toy", raising=False)
    assert digest_of_module("provenance_toy2") == before


def test_data_that_a_wheel_carries_counts(package):
    before = digest_of_module("provenance_toy")
    (package / "openings.json").write_text("{}")
    assert digest_of_module("provenance_toy") != before


def test_a_module_without_a_package_is_its_file_and_what_it_imports_relatively(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "provenance_space" / "inner"
    folder.mkdir(parents=True)
    (folder / "one.py").write_text("from .two import x\n")
    (folder / "two.py").write_text("x = 1\n")
    (folder / "three.py").write_text("x = 1\n")
    before = digest_of_module("provenance_space.inner.one")
    (folder / "three.py").write_text("x = 2\n")
    assert digest_of_module("provenance_space.inner.one") == before
    (folder / "two.py").write_text("x = 2\n")
    assert digest_of_module("provenance_space.inner.one") != before


@pytest.mark.parametrize(
    "source",
    [f"from {'.' * 99}far import x\n", "from .. import *\n", "from . import missing\n", "no python at all\n", "\0"],
)
def test_what_cannot_be_imported_relatively_adds_nothing(tmp_path, monkeypatch, source):
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "provenance_alone.py"
    file.write_text(source)
    assert digest_of_module("provenance_alone") == digest_of_path(file)


def test_the_digest_of_a_folder_is_that_of_its_names_and_contents(tmp_path):
    for name in ("one/a.txt", "one/sub/b", "two/sub/b", "two/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(Path(name).name)
    same = digest_of_path(tmp_path / "one")
    assert digest_of_path(tmp_path / "two") == same != digest_of_path(tmp_path / "one" / "sub")
    (tmp_path / "two" / "sub" / "b").rename(tmp_path / "two" / "b")
    assert digest_of_path(tmp_path / "two") != same


@pytest.mark.parametrize(
    ("origin", "checkout"),
    [
        ('{"url": "file:///home/a%20b/toy", "dir_info": {"editable": true}}', "/home/a b/toy"),
        ('{"url": "file:///home/toy", "dir_info": {"editable": false}}', None),
        ('{"url": "file:///home/toy", "dir_info": {}}', None),
        ('{"url": "https://host/toy.whl", "archive_info": {}}', None),
        ('{"dir_info": {"editable": true}}', None),
        ('{"url": 5, "dir_info": {"editable": true}}', None),
        ('{"url": "file:///x", "dir_info": null}', None),
        ("[]", None),
        ("not JSON", None),
        (None, None),
    ],
)
def test_a_checkout_is_what_is_installed_in_place(tmp_path, origin, checkout):
    (tmp_path / "METADATA").write_text("Name: toy\nVersion: 1\n")
    if origin is not None:
        (tmp_path / "direct_url.json").write_text(origin)
    assert checkout_of(PathDistribution(tmp_path)) == checkout


@pytest.mark.parametrize("name", ["no-such-distribution", ""])
def test_what_is_not_installed_has_neither_version_nor_place(name):
    assert (installed_version(name), place_of(name)) == (None, "")


def test_a_builtin_is_what_it_is_made_of_and_the_core_is_what_results_pass_through():
    digests = {
        name: digest_of_module(name)
        for name in (
            "rewardry.verifiers.math.verifier",
            "rewardry.verifiers.choice.verifier",
            "rewardry.rewards.length.cosine",
            "rewardry.rewards.compat.trl",
        )
    }
    assert len(set(digests.values())) == 4
    assert digest_of_module("rewardry.verifiers.math.parser") == digests["rewardry.verifiers.math.verifier"]
    assert digest_of_module("rewardry.routing") == digest_of_module("rewardry") == digest_of_core()
    assert digest_of_core() not in digests.values()


def test_what_lies_in_no_file_has_no_digest():
    assert digest_of_module("no_such_module_at_all") is None
    assert digest_of_module("sys") is None


def test_an_origin_says_whose_it_is_and_where_it_lies():
    built_in = origin_of(PluginRecord("rewards", "rewardry", "0.1.0", "loaded", module="rewardry.rewards.plugin"))
    assert (built_in.kind, built_in.module) == ("built-in", "rewardry.rewards.plugin")
    assert built_in.place == place_of("rewardry") != ""
    assert origin_of(PluginRecord("x", "not-installed", "1", "loaded"))[:2] == ("entry point", "")
    assert Path(place_of("pytest")).name == "site-packages"
