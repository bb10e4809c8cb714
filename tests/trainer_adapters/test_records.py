"""The records of the adapters: in order, complete, and with snippets that run where the trainer is stood in for."""

import importlib.abc
import importlib.machinery
import importlib.util
import runpy
import sys

import pytest
import yaml

from rewardry.adapter import POLICIES, find_adapter
from rewardry.plugins import registry
from rewardry.registry import CORE

BUILT_IN = [entry.id for entry in registry().entries("adapter") if entry.distribution == CORE]
# What stands in for the trainers: their packages are not installed beside each other.
TRAINERS = {"atroposlib", "inspect_ai", "nemo_rl", "open_instruct", "ray", "roll", "skyrl_gym", "verifiers"}


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


MINE = ("areal", "atropos", "atropos-group", "inspect-ai", "lm-eval", "nemo-gym", "nemo-rl", "open-instruct", "roll")
MORE = ("skyrl", "slime", "slime-group", "verifiers", "verifiers-rubric")


@pytest.mark.usefixtures("_stand_ins")
@pytest.mark.parametrize("name", [*MINE, *MORE])
def test_snippets_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_text("")
    adapter = find_adapter(name)
    for snippet in adapter.snippets:
        filled = snippet.filled("deepseek-r1-zero", "zero")
        if snippet.language == "python":
            (tmp_path / "pasted.py").write_text(filled)
            made = runpy.run_path(str(tmp_path / "pasted.py"))
            assert any(getattr(value, "__module__", "").startswith("rewardry") for value in made.values()) or (
                "from rewardry" not in snippet.text
            )
        elif snippet.language == "yaml":
            assert yaml.safe_load(filled.replace("!function ", ""))
