"""What a packaged recipe says of itself, whatever its file holds: a broken one must not keep the others from a list."""

import sys

import pytest

from rewardry.plugins import registry
from rewardry.recipe_facts import RecipeFacts, facts_of, missing
from rewardry.registry import Entry


@pytest.fixture
def facts(tmp_path, monkeypatch):
    """The facts of a recipe with that text, as a plugin's package brings it."""
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "recipe_facts_toy"
    package.mkdir()
    (package / "__init__.py").write_text("")

    def read(text, name="mine.yaml"):
        (package / "mine.yaml").write_text(text)
        return facts_of(Entry("recipe", "toy/mine", f"recipe_facts_toy:{name}", "", "toy", "1", "1.0"))

    yield read
    sys.modules.pop("recipe_facts_toy", None)


@pytest.mark.parametrize(
    ("reward", "component"),
    [
        ("{use: accuracy}", "accuracy"),
        ("{use: accuracy, weight: 1}", "accuracy"),
        ("{use: accuracy, weight: 0.25}", "0.25 accuracy"),
        ("{use: accuracy, weight: -2}", "-2 accuracy"),
        ("{use: accuracy, weight: {schedule: linear, from: 1, to: 0}}", "accuracy (1 to 0)"),
        ("{route: domain, cases: {a: accuracy, b: {use: format.boxed}}}", "accuracy or format.boxed by domain"),
        ("{route: domain, cases: {a: accuracy, b: accuracy}, weight: 2}", "2 accuracy by domain"),
    ],
)
def test_a_reward_is_told_with_its_weight(facts, reward, component):
    assert facts(f"rewards: [{reward}]").components == (component,)


@pytest.mark.parametrize(
    "reward",
    [
        "{route: domain, cases: [abc]}",
        "{route: domain, cases: 5}",
        "{route: domain}",
        "{route: domain, cases: {a: null}}",
        "{use: null}",
        "{use: a, weight: .nan}",
        "{use: a, weight: .inf}",
        "{use: a, weight: many}",
        pytest.param(f"{{use: a, weight: {10**400}}}", id="a weight beyond the floats"),
        "{}",
    ],
)
def test_a_reward_that_is_none_breaks_no_list(facts, reward):
    found = facts(f"rewards: [{reward}]")
    assert len(found.components) == 1
    assert all(isinstance(cell, str) for cell in found.cells())
    assert found.to_row()["components"] == list(found.components)


@pytest.mark.parametrize("rewards", ["5", "{use: accuracy}", "null", "[accuracy, 5]"])
def test_what_is_no_list_of_rewards_has_no_components(facts, rewards):
    assert facts(f"rewards: {rewards}") == RecipeFacts()


def test_where_it_comes_from_is_told_as_text(facts):
    found = facts("algorithm: GRPO\nsource: 2501.12948\ndiffers:\nrewards: []\n")
    assert (found.algorithm, found.source, found.differs, found.state) == ("GRPO", "2501.12948", "", "ready")


def test_it_waits_for_the_components_that_are_not_there(facts):
    found = facts("waits_for: [accuracy, reward:accuracy, verifier:accuracy, no/such, 7]\nrewards: []\n")
    assert found.waits_for == ("accuracy", "no/such")
    assert found.state == "waits for accuracy, no/such"


def test_an_id_of_another_kind_is_not_there():
    entry = next(iter(registry().entries("verifier")))
    assert missing([entry.id, f"verifier:{entry.id}"]) == []
    assert missing([f"generator:no-such-{entry.id}", f"kind:{entry.id}"]) == [f"no-such-{entry.id}", f"kind:{entry.id}"]


@pytest.mark.parametrize(
    ("text", "name", "problem"),
    [
        ("rewards: [", "mine.yaml", "mine.yaml"),
        ("- use: accuracy", "mine.yaml", "it is no mapping of fields"),
        ("", "mine.yaml", "the file is empty"),
        ("rewards: []", "gone.yaml", "gone.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(facts, text, name, problem):
    found = facts(text, name)
    assert problem in found.problem
    assert found.state == f"broken: {found.problem}"
    assert found.components == ()


def test_a_package_that_is_gone_says_so():
    found = facts_of(Entry("recipe", "gone/mine", "recipe_facts_gone:mine.yaml", "", "gone", "1", "1.0"))
    assert "recipe_facts_gone" in found.problem
