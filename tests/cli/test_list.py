"""rewardry list."""

import pytest

from rewardry import plugins
from rewardry.plugins import Loaded, PluginRecord, registry
from rewardry.registry import KINDS, Entry, Registry

KEYS = ["kind", "id", "summary", "distribution", "version", "target"]


def test_every_component_is_listed_by_kind_and_id(rewardry):
    done = rewardry("list")
    assert (done.code, done.err) == (0, "")
    head, _, *lines = done.out.splitlines()
    assert head.split() == ["kind", "id", "what", "it", "is", "from"]
    assert [line.split()[:2] for line in lines] == [[entry.kind, entry.id] for entry in registry().entries()]
    assert all(line.rstrip().endswith("built in") for line in lines)


def test_every_built_in_says_what_it_is():
    for entry in registry().entries():
        assert entry.summary, entry.id
        assert "\n" not in entry.summary


@pytest.mark.parametrize("word", ["reward", "rewards"])
def test_a_kind_may_be_singular_or_plural(rewardry, word):
    lines = rewardry("list", word).out.splitlines()[2:]
    assert {line.split()[0] for line in lines} == {"reward"}
    assert any(line.split()[1] == "accuracy" for line in lines)


def test_json_has_the_same_keys_for_each(rewardry):
    found = rewardry("list", "--json").json
    assert all(list(entry) == KEYS for entry in found)
    assert [entry["id"] for entry in found] == [entry.id for entry in registry().entries()]
    [recipe] = [entry for entry in found if entry["id"] == "open-r1-math"]
    assert recipe == {
        "kind": "recipe",
        "id": "open-r1-math",
        "summary": "open-r1's GRPO demo: accuracy, format, tag count",
        "distribution": "rewardry",
        "version": recipe["version"],
        "target": "rewardry.rewards:recipes/open-r1-math.yaml",
    }


def test_recipes_are_listed_with_components_algorithm_source_and_state(rewardry):
    done = rewardry("list", "recipes")
    head, _, *lines = done.out.splitlines()
    assert [" ".join(head.split())] == ["kind id components trained with source differs from it state from"]
    found = {row["id"]: row for row in rewardry("list", "recipe", "--json").json}
    assert set(found) == {line.split()[1] for line in lines}
    assert found["logic-rl"]["components"] == ["compat.logic_rl.accuracy.knights_knaves"]
    assert (found["logic-rl"]["algorithm"], found["logic-rl"]["state"]) == ("REINFORCE++", "ready")
    assert found["kimi-k1.5"]["components"][1] == "length.group_relative (0.0 to 1.0)"
    assert found["deepseek-r1-all"]["components"][0].startswith("accuracy")
    assert (found["deepseek-r1-all"]["waits_for"], found["deepseek-r1-all"]["state"]) == ([], "ready")
    assert all(row["source"] in done.out for row in found.values())
    assert "another verifier of math" in found["simplerl-zoo"]["differs"]


def test_a_recipe_whose_file_is_broken_is_listed_as_such(rewardry, monkeypatch):
    found = Registry()
    found.add(Entry("recipe", "chess/none", "rewardry.rewards:recipes/none.yaml", "Nothing", "rewardry-chess", "1.2"))
    monkeypatch.setattr("rewardry.cli.list.registry", lambda: found)
    [row] = rewardry("list", "recipe", "--json").json
    assert row["state"].startswith("broken: ")
    assert "none.yaml" in row["state"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_listed_or_said_to_be_empty(rewardry, kind):
    done = rewardry("list", kind)
    assert done.code == 0
    if any(registry().entries(kind)):
        assert done.out.startswith("kind")
    else:
        assert done.out == f"There is no {kind} yet. A plugin may bring one.\n"
        assert rewardry("list", kind, "--json").json == []


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("verifer", "there is no kind of component 'verifer'. Did you mean 'verifier'?"),
        ("Rewards", "there is no kind of component 'Rewards'. Did you mean 'reward'?"),
        (
            "choice",
            "there is no kind of component 'choice'. Known: adapter, dataset, generator, recipe, reward, sandbox,",
        ),
        ("", "there is no kind of component ''. Known: adapter, dataset,"),
    ],
)
def test_an_unknown_kind_is_told_the_nearest(rewardry, kind, message):
    done = rewardry("list", kind)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"rewardry: {message}")


@pytest.fixture
def with_chess(monkeypatch):
    """One plugin that works and one that does not."""
    found = Registry()
    found.add(Entry("verifier", "chess/legal_move", "rewardry_chess:Legal", "A move is legal", "rewardry-chess", "1.2"))
    records = [PluginRecord("go", "rewardry-go", "0.1", "broken", "ImportError: no board")]
    loaded = Loaded(found, records, plugins.loaded().manager)
    monkeypatch.setattr("rewardry.cli.list.loaded", lambda: loaded)
    monkeypatch.setattr("rewardry.cli.list.registry", lambda: found)


def test_a_plugins_component_names_its_distribution_and_a_broken_plugin_is_mentioned(rewardry, with_chess):
    done = rewardry("list", "verifier")
    assert done.code == 0
    assert done.out.splitlines()[2].split() == [
        "verifier",
        "chess/legal_move",
        *["A", "move", "is", "legal"],
        "rewardry-chess",
        "1.2",
    ]
    assert done.err == "Broken plugins: go. `rewardry plugins` says why.\n"


def test_json_is_json_alone(rewardry, with_chess):
    done = rewardry("list", "--json")
    assert done.json[0]["distribution"] == "rewardry-chess"
    assert done.err == ""
