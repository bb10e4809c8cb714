"""The records of the adapters: in order, complete, and with snippets that run where the trainer is stood in for."""

import importlib.abc
import importlib.machinery
import importlib.util
import re
import runpy
import shlex
import sys
from pathlib import Path

import pytest

import rewardry
from rewardry.adapter import POLICIES, find_adapter
from rewardry.plugins import registry
from rewardry.registry import CORE
from rewardry.testing.suites.adapters import texts_of
from rewardry.trainer_adapters.server.command import serve

BUILT_IN = [entry.id for entry in registry().entries("adapter") if entry.distribution == CORE]
# What stands in for the trainers: their packages are not installed beside each other.
TRAINERS = {
    "areal",
    "atroposlib",
    "inspect_ai",
    "nemo_rl",
    "open_instruct",
    "ray",
    "roll",
    "skyrl_gym",
    "swift",
    "verifiers",
}


class _Anything(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return anything(name, cls.__module__)

    def __setitem__(cls, key, value):
        pass


def anything(name, module):
    """A class that can be called, derived from, indexed and used as a decorator."""

    class Anything(metaclass=_Anything):
        def __init__(self, *arguments, **named):
            pass

        def __call__(self, *arguments, **named):
            return arguments[0] if arguments else self

    Anything.__name__, Anything.__module__ = name, module
    return Anything


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] in TRAINERS:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__

        def attribute(wanted):
            if wanted.startswith("__"):
                raise AttributeError(wanted)
            return anything(wanted, name)

        module.__getattr__ = attribute


@pytest.fixture
def _stand_ins(monkeypatch):
    finder = StandIns()
    before = {name for name in sys.modules if name.partition(".")[0] in TRAINERS}
    for name in before:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] in TRAINERS]:
        del sys.modules[name]


def test_ids_are_in_order():
    assert sorted(BUILT_IN) == BUILT_IN
    assert {"areal", "nemo-gym", "slime", "slime-group", "verifiers"} <= set(BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_record_says_only_what_exists(name):
    adapter = find_adapter(name)
    assert set(adapter.undecided) <= set(POLICIES)
    assert all(adapter.undecided.values())
    assert "POLICY" in adapter.demand


def test_no_two_records_are_of_the_same_hook():
    records = [find_adapter(name) for name in BUILT_IN]
    assert len({(record.trainer, record.hook) for record in records}) == len(records)


@pytest.mark.parametrize("name", BUILT_IN)
def test_snippets_are_what_they_are_written_as(name):
    """Each is read in its language, filled or not; quotes and marks are tested by the suite."""
    for snippet in find_adapter(name).snippets:
        filled = snippet.filled("deepseek-r1-zero", "zero", ["accuracy", "format"], [1.0, 0.5])
        assert "{{" not in filled
        assert texts_of(snippet, filled.replace("!function ", "")) or snippet.language == "python"


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_policy_that_was_asked_for_is_in_what_is_pasted(name):
    adapter = find_adapter(name)
    python = [snippet.text for snippet in adapter.snippets if "{{recipe}}" in snippet.text]
    assert all("{{on_undecided}}" in text for text in python)


def test_every_template_is_pasted_by_a_record():
    folder = Path(rewardry.__file__).parent / "trainer_adapters"
    templates = {file.read_text(encoding="utf-8"): file for file in folder.glob("*/snippets/*")}
    pasted = {snippet.text for name in BUILT_IN for snippet in find_adapter(name).snippets}
    assert not [file for text, file in templates.items() if text not in pasted]


@pytest.mark.usefixtures("_stand_ins")
@pytest.mark.parametrize("name", [name for name in BUILT_IN if name not in ("trl", "unsloth", "verl")])
def test_snippets_run(name, tmp_path, monkeypatch):
    """Beside stand-ins; TRL's run in its own trainer, Unsloth's and verl's by what they do (see trl/ and verl/)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_text("")
    policy = "zero"
    for snippet in find_adapter(name).snippets:
        filled = snippet.filled("deepseek-r1-zero", policy, ["accuracy", "format"], [1.0, 0.5])
        if snippet.language == "python":
            (tmp_path / "pasted.py").write_text(filled)
            made = runpy.run_path(str(tmp_path / "pasted.py"))
            assert any(is_ours(value) for value in made.values()) or "from rewardry" not in snippet.text
        elif snippet.language == "bash":
            for command in re.findall(r"^rewardry serve (.*)$", filled, re.M):
                serve.make_context("serve", shlex.split(command))  # refuses what the command does not take


def is_ours(value):
    return getattr(value, "__module__", "").startswith("rewardry")
