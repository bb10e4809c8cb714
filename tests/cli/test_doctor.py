"""rewardry doctor."""

import sys

import pytest

import rewardry as package
from rewardry import plugins
from rewardry.cli import doctor as module
from rewardry.cli import machine_checks
from rewardry.engine import runtime
from rewardry.engine.opened import missing_modules
from rewardry.errors import EngineError, Identity
from rewardry.plugins import Loaded, PluginRecord, registry
from rewardry.registry import Entry, Registry
from rewardry.testing.conformance import Outcome
from rewardry.testing.last_check import remember
from rewardry.types import Verdict


@pytest.fixture(autouse=True)
def sandboxes(monkeypatch):
    """Sandboxes are not started again and again; test_sandbox_checks.py looks at their lines."""
    monkeypatch.setattr(module, "sandbox_lines", lambda entry: [(f"sandbox {entry.id}", "ok", "stands in")])


def checks(done):
    assert (done.code, done.err) == (0, "")
    found = done.json
    assert all(list(check) == ["what", "state", "details"] for check in found)
    return {check["what"]: (check["state"], check["details"]) for check in found}


def test_a_sound_installation_is_sound(rewardry):
    found = checks(rewardry("doctor", "--json"))
    assert found["rewardry"] == ("ok", f"{package.__version__}, API {package.API}")
    assert found["python"] == ("ok", f"{sys.version.split()[0]} at {sys.executable}")
    assert found["platform"][1].endswith(" usable cores")
    assert found["plugin rewards"][0] == found["plugin verifiers"][0] == "ok"
    assert found["worker processes"][0] == "ok"
    assert found["sandbox local"] == ("ok", "stands in")
    assert "extra ray" in found
    assert {state for state, _ in found.values()} <= {"ok", "missing"}
    assert {"click", "pluggy", "pydantic", "PyYAML", "cache of results"} <= {
        what for what, (state, _) in found.items() if state == "ok"
    }


def test_the_table_says_the_same(rewardry):
    done = rewardry("doctor")
    lines = done.out.splitlines()
    assert lines[0].split() == ["what", "state", "details"]
    [workers] = [line for line in lines if line.startswith("worker processes")]
    assert workers.split()[2] == "ok"


def test_a_distribution_that_is_not_there_is_missing(rewardry, monkeypatch):
    monkeypatch.setattr(module, "_DISTRIBUTIONS", ("click", "no-such-distribution"))
    found = checks(rewardry("doctor", "--json"))
    assert found["no-such-distribution"] == ("missing", "not installed; pip install no-such-distribution")


def test_every_kind_of_plugin_has_its_line(rewardry, monkeypatch):
    records = [
        PluginRecord("chess", "rewardry-chess", "1.2", "loaded", components=3, api="1.0"),
        PluginRecord("go", "rewardry-go", "0.1", "broken", "ImportError: no board", needs="pip install 'x[board]'"),
        PluginRecord("dice", "rewardry-dice", "2", "disabled"),
        PluginRecord("cards", "rewardry-cards", "2", "not allowed"),
    ]
    loaded = plugins.loaded()
    monkeypatch.setattr(module, "loaded", lambda: Loaded(loaded.registry, records, loaded.manager))
    monkeypatch.setenv("REWARDRY_PLUGINS", "ches,go")
    found = checks(rewardry("doctor", "--json"))
    assert found["plugin chess"] == ("ok", "rewardry-chess 1.2, 3 components, API 1.0")
    assert found["plugin go"] == ("broken", "ImportError: no board; pip install 'x[board]'")
    told = "REWARDRY_DISABLED_PLUGINS names it; take it out of there to use it"
    assert found["plugin dice"] == ("disabled", told)
    assert found["plugin cards"] == ("not allowed", "REWARDRY_PLUGINS does not name it; add it there to use it")
    told = "REWARDRY_PLUGINS names 'ches', which is no installed plugin. Did you mean 'chess'?"
    assert found["REWARDRY_PLUGINS"] == ("unknown", told)


def test_a_stale_check_is_said(rewardry, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    remember(Identity("choice", "rewardry", package.__version__), [Outcome("x", "", "passed")], "another digest")
    state, told = checks(rewardry("doctor", "--json"))["plugin verifiers"]
    assert state == "ok"
    assert told.endswith("stale (verifier:choice: its code has changed since): run `rewardry check verifier:choice`")


def test_of_many_stale_checks_only_the_number_is_said(rewardry, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name in ("choice", "math", "regex", "code"):
        remember(Identity(name, "rewardry", package.__version__), [Outcome("x", "", "passed")], "another digest")
    _, told = checks(rewardry("doctor", "--json"))["plugin verifiers"]
    assert "the last check of 4 components is stale; `rewardry plugins verifiers` names them" in told
    assert told.endswith("`rewardry check KIND:ID` makes one again")


def test_every_line_of_what_is_missing_has_a_command(rewardry, monkeypatch, alone):
    monkeypatch.setattr(machine_checks, "installed_version", lambda name: None)
    alone(machine_checks, "shutil", which=lambda name: None)
    monkeypatch.setattr(module, "missing_modules", lambda cls: ["gone"] if cls.extra else [])
    found = checks(rewardry("doctor", "--json"))
    lacking = {what: told for what, (state, told) in found.items() if state == "missing"}
    assert {"extra math", "gpu", "verifier math-verify"} <= set(lacking)
    assert not [told for told in lacking.values() if "pip install " not in told and "`" not in told]


@pytest.mark.parametrize(
    ("target", "state", "details"),
    [
        ("nowhere_at_all:X", "broken", "module 'nowhere_at_all' is not installed"),
        ("rewardry.verifiers.choice.verifier:Gone", "broken", "AttributeError: "),
        ("rewardry.verifiers.math_verify:MathVerify", "missing", "it needs no_such_module and abstains without; pip"),
    ],
)
def test_a_component_that_cannot_be_used_has_its_line(rewardry, monkeypatch, target, state, details):
    found = Registry()
    found.add(Entry("verifier", "x", target, "", "rewardry-x", "1"))
    found.add(Entry("recipe", "r", "nowhere:r.yaml", "", "rewardry-x", "1"))
    monkeypatch.setattr(module, "registry", lambda: found)
    monkeypatch.setattr("rewardry.verifiers.math_verify.MathVerify.requires", ("no_such_module",))
    lines = checks(rewardry("doctor", "--json"))
    assert lines["verifier x"][0] == state
    assert lines["verifier x"][1].startswith(details)
    assert "recipe r" not in lines


def _needs_an_extra(entry):
    return entry.kind in ("reward", "verifier") and bool(missing_modules(entry.load()))


def test_components_that_work_have_none(rewardry):
    found = checks(rewardry("doctor", "--json"))
    usable = {f"{entry.kind} {entry.id}" for entry in registry().entries() if not _needs_an_extra(entry)}
    assert usable & set(found) == {f"sandbox {entry.id}" for entry in registry().entries("sandbox")}


class _NoEngine(runtime.Runtime):
    def open(self, component):
        raise EngineError("no worker process can be started with python: gone")


class _Silent(runtime.Runtime):
    def open(self, component):
        return type("Open", (), {"verify": lambda self, samples: [Verdict("timeout", reason="deadline")]})()


@pytest.mark.parametrize(
    ("broken", "details"),
    [(_NoEngine, "no worker process can be started with python: gone"), (_Silent, "timeout: deadline {}")],
)
def test_workers_that_do_not_answer_are_broken(rewardry, monkeypatch, broken, details):
    monkeypatch.setattr(runtime, "Runtime", broken)
    assert checks(rewardry("doctor", "--json"))["worker processes"] == ("broken", details)
