"""rewardry plugins."""

import pytest

from rewardry import plugins
from rewardry.plugins import Loaded, PluginRecord

KEYS = ["name", "distribution", "version", "status", "error", "components"]


def test_the_built_ins_come_through_the_same_door(rewardry):
    done = rewardry("plugins")
    assert (done.code, done.err) == (0, "")
    head, _, *lines = done.out.splitlines()
    assert head.split() == ["plugin", "distribution", "version", "status", "components", "error"]
    built_in = {line.split()[0]: line.split()[3] for line in lines if line.split()[1] == "rewardry"}
    assert built_in == {"rewards": "loaded", "verifiers": "loaded"}


def test_the_components_are_counted(rewardry):
    counts = {record["name"]: record["components"] for record in rewardry("plugins", "--json").json}
    listed = rewardry("list", "--json").json
    assert counts["verifiers"] == sum(entry["kind"] == "verifier" for entry in listed)
    assert counts["rewards"] == sum(entry["kind"] in ("reward", "recipe") for entry in listed)


@pytest.fixture
def records(monkeypatch):
    """Plugins of every status."""
    found = [
        PluginRecord("chess", "rewardry-chess", "1.2", "loaded", components=3),
        PluginRecord(
            "go", "rewardry-go", "0.1", "broken", "ImportError: no board, and\x1b[31m a long story " + "x" * 300
        ),
        PluginRecord("dice", "rewardry-dice", "2", "disabled"),
        PluginRecord("cards", "rewardry-cards", "3", "not allowed"),
    ]
    loaded = plugins.loaded()
    patched = Loaded(loaded.registry, found, loaded.manager)
    monkeypatch.setattr("rewardry.cli.plugins.loaded", lambda: patched)
    return found


def test_every_status_is_shown_with_what_is_wrong(rewardry, records):
    done = rewardry("plugins")
    assert done.code == 0
    lines = done.out.splitlines()[2:]
    assert lines[0].split() == ["chess", "rewardry-chess", "1.2", "loaded", "3"]
    assert lines[1].split()[:6] == ["go", "rewardry-go", "0.1", "broken", "0", "ImportError:"]
    assert lines[1].rstrip().endswith("x" * 300)
    assert "\x1b" not in done.out
    assert lines[2].split() == ["dice", "rewardry-dice", "2", "disabled", "0"]
    assert lines[3].split() == ["cards", "rewardry-cards", "3", "not", "allowed", "0"]


def test_json_has_the_same_keys_for_each(rewardry, records):
    found = rewardry("plugins", "--json").json
    assert all(list(record) == KEYS for record in found)
    assert [record["status"] for record in found] == ["loaded", "broken", "disabled", "not allowed"]
    assert found[0]["error"] is None
    assert found[1]["error"] == records[1].error


def test_the_help_names_the_environment(rewardry):
    text = rewardry("plugins", "--help").out
    for name in ("REWARDRY_DISABLED_PLUGINS", "REWARDRY_PLUGINS", "REWARDRY_STRICT_PLUGINS"):
        assert name in text
