"""The list of plugins: its form, its page, and (long) every plugin that can be reached, installed and checked."""

import importlib.util
import json
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def directory():
    spec = importlib.util.spec_from_file_location("plugin_directory", ROOT / "docs" / "plugin_directory.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def listed(directory):
    return directory.entries(directory.LIST.read_text(encoding="utf-8"))


def test_every_plugin_of_ours_is_listed_as_it_says_of_itself(listed):
    ours = {entry["path"]: entry for entry in listed if "path" in entry}
    assert sorted(ours) == sorted(str(p.parent.relative_to(ROOT)) for p in ROOT.glob("plugins/*/pyproject.toml"))
    for path, entry in ours.items():
        project = tomllib.loads((ROOT / path / "pyproject.toml").read_text())["project"]
        assert (project["name"], project["license"]) == (entry["distribution"], entry["licence"])


def test_the_page_is_that_of_the_list_and_endorses_nobody(directory, listed):
    text = directory.PAGE.read_text(encoding="utf-8")
    assert text == directory.page(listed), "run python docs/plugin_directory.py"
    assert "is no endorsement" in " ".join(text.split()).replace("*", "")


def test_the_example_of_the_page_is_an_entry(directory):
    example = directory.PAGE.read_text().partition("```toml\n")[2].partition("```")[0]
    [entry] = directory.entries(example)
    assert entry["distribution"] == "rewardry-chess"


WHOLE = {"distribution": "rewardry-x", "path": "plugins/x", "summary": "s", "licence": "MIT", "provides": ["a reward"]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"licence": None}, "missing \\['licence'\\]"),
        ({"license": "MIT"}, "unknown \\['license'\\]"),
        ({"index": "rewardry-x"}, "give either path"),
        ({"provides": "a reward"}, "provides must be a list"),
        ({"distribution": "chess"}, "begins with rewardry-"),
        ({"summary": "s" * 121}, "of one line"),
    ],
)
def test_a_wrong_entry_is_refused(directory, change, told):
    entry = {name: value for name, value in {**WHOLE, **change}.items() if value is not None}
    lines = [f"{name} = {str(value) if isinstance(value, list) else repr(value)}" for name, value in entry.items()]
    with pytest.raises(ValueError, match=told):
        directory.entries("\n".join(["[[plugin]]", *lines]))


def test_the_order_is_that_of_the_names(directory):
    text = "".join(
        f'[[plugin]]\ndistribution = "rewardry-{n}"\nindex = "x"\nsummary = ""\nlicence = ""\nprovides = []\n'
        for n in "ba"
    )
    with pytest.raises(ValueError, match="in the order of their names"):
        directory.entries(text)


def test_what_is_known_to_fail_is_told_and_left_out(directory):
    brought = [{"kind": kind, "id": f"x/{i}"} for kind in ("verifier", "recipe", "generator") for i in "ab"]
    known = {"generator:x/a": "no curriculum", "generator:x/b": "no curriculum"}
    assert directory._sample(brought, 3, {}) == ["verifier:x/a", "generator:x/a", "verifier:x/b"]
    assert directory._sample(brought, None, known) == ["verifier:x/a", "verifier:x/b"]
    entry = {**WHOLE, "known": known}
    assert "| s; not checked: `generator:x/a`, `generator:x/b` (no curriculum) |" in directory.page([entry])


def test_what_is_known_must_be_brought(directory, monkeypatch, tmp_path):
    installed = [{"kind": "verifier", "id": "x/a", "distribution": "rewardry-x"}]
    done = subprocess.CompletedProcess([], 0, json.dumps(installed), "")
    monkeypatch.setattr(directory, "_environment", lambda folder: folder)
    monkeypatch.setattr(directory, "_run", lambda command, folder: done)
    entry = {name: value for name, value in WHOLE.items() if name != "path"} | {"index": "rewardry-x"}
    assert directory.check({**entry, "known": {"verifier:x/a": "why"}}, tmp_path) == (True, "1 components, 0 checked")
    wrong = directory.check({**entry, "known": {"verifier:x/b": "why"}}, tmp_path)
    assert wrong == (False, "known names verifier:x/b, which it does not bring")


@pytest.mark.long
def test_every_plugin_that_can_be_reached_passes_the_kit(directory, listed, tmp_path):
    for entry in listed:
        (tmp_path / entry["distribution"]).mkdir()
        kept, told = directory.check(entry, tmp_path / entry["distribution"])
        assert kept, f"{entry['distribution']}: {told}"
