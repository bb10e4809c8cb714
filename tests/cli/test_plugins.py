"""rewardry plugins."""

import pytest

import rewardry as package
from rewardry import plugins
from rewardry.errors import Identity
from rewardry.plugins import Loaded, PluginRecord
from rewardry.provenance import digest_of_module
from rewardry.testing.conformance import Outcome
from rewardry.testing.last_check import remember

KEYS = [
    *("name", "distribution", "version", "status", "error", "needs", "problem", "components", "api", "fits"),
    *("origin", "last_check", "checks"),
]


def test_the_built_ins_come_through_the_same_door(rewardry):
    done = rewardry("plugins")
    assert (done.code, done.err) == (0, "")
    head, _, *lines, last = done.out.splitlines()
    assert " ".join(head.split()) == "plugin distribution version status API components last check from problem"
    built_in = {line.split()[0]: line.split()[3:5] for line in lines if line.split()[1] == "rewardry"}
    assert built_in == {
        name: ["loaded", "1.0"] for name in ("benchmarks", "rewards", "sandboxes", "trainers", "verifiers")
    }
    assert all("built-in, " in line for line in lines if line.split()[1] == "rewardry")
    assert last == f"This rewardry has API {package.API}."


def test_the_components_are_counted(rewardry):
    counts = {record["name"]: record["components"] for record in rewardry("plugins", "--json").json}
    listed = rewardry("list", "--json").json
    judges = sum(entry["kind"] == "verifier" and entry["id"] in ("cascade", "judge") for entry in listed)
    assert judges == 2  # verifiers that come with the rewards
    assert counts["verifiers"] == sum(entry["kind"] in ("generator", "verifier") for entry in listed) - judges
    assert counts["rewards"] == sum(entry["kind"] in ("reward", "recipe") for entry in listed) + judges


@pytest.fixture
def records(monkeypatch):
    """Plugins of every status."""
    found = [
        PluginRecord("chess", "rewardry-chess", "1.2", "loaded", components=3, api="1.0", module="rewardry_chess"),
        PluginRecord(
            "go", "rewardry-go", "0.1", "broken", "ImportError: no board, and\x1b[31m a long story " + "x" * 300,
            needs="pip install 'rewardry-go[board]'",
        ),
        PluginRecord("dice", "rewardry-dice", "2", "disabled"),
        PluginRecord("cards", "rewardry-cards", "3", "not allowed"),
        PluginRecord("old", "rewardry-old", "3", "broken", "it was written for API 0.9", api="0.9"),
    ]  # fmt: skip
    loaded = plugins.loaded()
    patched = Loaded(loaded.registry, found, loaded.manager)
    monkeypatch.setattr("rewardry.cli.plugins.loaded", lambda: patched)
    return found


def test_every_status_is_shown_with_what_is_wrong_and_what_mends_it(rewardry, records):
    done = rewardry("plugins")
    assert done.code == 0
    chess, go, dice, cards, old, _ = (" ".join(line.split()) for line in done.out.splitlines()[2:])
    assert chess == "chess rewardry-chess 1.2 loaded 1.0 3 - entry point"
    assert go.startswith("go rewardry-go 0.1 broken ? 0 - entry point ImportError: no board")
    assert go.endswith("x; pip install 'rewardry-go[board]'")
    assert "\x1b" not in done.out
    disabled = "REWARDRY_DISABLED_PLUGINS names it; take it out of there to use it"
    assert dice == f"dice rewardry-dice 2 disabled ? 0 - entry point {disabled}"
    assert cards.endswith("not allowed ? 0 - entry point REWARDRY_PLUGINS does not name it; add it there to use it")
    assert "broken 0.9 does not fit 0" in old


def test_json_has_the_same_keys_for_each(rewardry, records):
    found = rewardry("plugins", "--json").json
    assert all(list(record) == KEYS for record in found)
    assert [record["status"] for record in found] == ["loaded", "broken", "disabled", "not allowed", "broken"]
    assert [record["fits"] for record in found] == [True, None, None, None, False]
    assert (found[0]["error"], found[0]["problem"], found[0]["origin"]["module"]) == (None, None, "rewardry_chess")
    assert found[1]["error"] == records[1].error
    assert found[1]["needs"] == "pip install 'rewardry-go[board]'"


def test_the_help_names_the_environment(rewardry):
    text = rewardry("plugins", "--help").out
    for name in ("REWARDRY_DISABLED_PLUGINS", "REWARDRY_PLUGINS", "REWARDRY_STRICT_PLUGINS"):
        assert name in text


def test_the_lists_of_the_environment_are_shown_where_they_bite(rewardry, records, monkeypatch):
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "dise")
    monkeypatch.setenv("REWARDRY_PLUGINS", "chess")
    monkeypatch.setenv("REWARDRY_STRICT_PLUGINS", "1")
    assert rewardry("plugins").out.splitlines()[-4:] == [
        "REWARDRY_PLUGINS=chess: only these are loaded, and the built-ins.",
        "REWARDRY_DISABLED_PLUGINS=dise: these are left out.",
        "REWARDRY_STRICT_PLUGINS=1: a broken plugin stops every command.",
        "REWARDRY_DISABLED_PLUGINS names 'dise', which is no installed plugin. Did you mean 'dice'?",
    ]


# ---- the last check ------------------------------------------------------------------------------------------------


def told(rewardry):
    """What is said of the last checks of the built-in verifiers."""
    return next(r["last_check"] for r in rewardry("plugins", "--json").json if r["name"] == "verifiers")


def test_the_last_check_of_each_component_is_summed_up(rewardry, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    count = sum(entry.plugin == ("rewardry", "verifiers") for entry in plugins.registry().entries())
    passed, failed = Outcome("same_again", "", "passed"), Outcome("prints_nothing", "", "failed")
    assert told(rewardry) == "never"
    remember(Identity("choice", "rewardry", package.__version__), [passed])
    assert told(rewardry) == f"1 passed; {count - 1} never checked"
    remember(Identity("math", "rewardry", package.__version__), [passed, failed])
    assert told(rewardry) == f"math failed prints_nothing; 1 passed; {count - 2} never checked"
    remember(Identity("math", "rewardry", "0.0.1"), [passed])
    assert told(rewardry) == f"1 passed; math is stale: it was of rewardry 0.0.1; {count - 2} never checked"
    remember(Identity("choice", "rewardry", package.__version__), [passed], "another digest")
    assert "choice is stale: its code has changed since" in told(rewardry)


def test_a_check_that_is_made_is_fresh(rewardry, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    component = package.get("choice")
    remember(plugins.registry().identity_of(type(component)), [Outcome("x", "", "passed")], digest_of_module(CHOICE))
    assert told(rewardry).startswith("1 passed; ")


CHOICE = "rewardry.verifiers.choice.verifier"


# ---- one plugin ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["verifiers", "rewardry:verifiers"])
def test_a_plugin_is_shown_with_what_each_of_its_components_declares(rewardry, name):
    done = rewardry("plugins", name)
    assert done.code == 0
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "component range deterministic needs licence source last check" in lines
    [line] = [line for line in lines if line.startswith("verifier math-verify")]
    needs = "math_verify, sympy Apache-2.0 github.com/huggingface/Math-Verify"
    assert line.startswith(f"verifier math-verify 0 to 1 yes {needs}")
    assert not any(line.startswith("reward ") for line in lines)


def test_json_has_the_manifest_of_every_component(rewardry):
    [found] = rewardry("plugins", "verifiers", "--json").json
    manifests = {check["id"]: check["manifest"] for check in found["checks"]}
    assert manifests["math-verify"]["modules"] == ["math_verify", "sympy"]
    assert all(manifest["licence"] == "Apache-2.0" for manifest in manifests.values())


def test_a_plugin_that_is_not_there_is_told(rewardry):
    done = rewardry("plugins", "verifier")
    assert (done.code, done.err) == (2, "rewardry: there is no plugin 'verifier'. Did you mean 'verifiers'?\n")


def test_the_plugins_and_files_that_a_recipe_uses_are_listed(rewardry, write, folder):
    write("own_short.py", "import rewardry", "rewardry_api = '1.0'", "@rewardry.reward(licence='MIT')")
    (folder / "own_short.py").write_text((folder / "own_short.py").read_text() + "def own(completion): return 1.0\n")
    write("r.yaml", "rewards:", "- use: ./own_short.py:own", "- {use: accuracy, verifier: choice}")
    done = rewardry("plugins", "r.yaml")
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert [line.split()[0] for line in lines[2:5]] == ["rewards", "verifiers", "own_short.py"]
    assert lines[4] == f"own_short.py - - loaded 1.0 1 never local file, {folder}/own_short.py"
    assert any(line.startswith("reward accuracy ") for line in lines)
    assert any(line.startswith(f"reward {folder}/own_short.py:own yes MIT never") for line in lines)
    assert not any("math" in line for line in lines)
