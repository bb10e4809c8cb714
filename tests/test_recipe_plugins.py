"""What a recipe says of plugins: which it may use, in which releases."""

import pytest

from rewardry import Recipe, plugins
from rewardry.errors import RecipeError

PLUGIN = """
import rewardry

@rewardry.hookimpl
def rewardry_register(registry):
    registry.reward("short", __name__ + ":short", "short is good")

@rewardry.reward
def short(completion, *, limit: int = 9):
    return float(len(completion) < limit)
"""


@pytest.fixture
def install(site):
    """Installs plugins, each with a reward, beside those that are there."""

    def make(distribution, version, code=PLUGIN):
        site.install(distribution, version, **{distribution.removeprefix("rewardry-"): code})
        plugins.forget()

    return make


def recipe(listed, *rewards):
    return {"plugins": listed, "rewards": [{"use": use} if isinstance(use, str) else use for use in rewards]}


def refusal(*given):
    with pytest.raises(RecipeError) as caught:
        Recipe.load(recipe(*given))
    return str(caught.value)


@pytest.mark.parametrize("demand", ["rewardry-listed==1.2", "rewardry_listed >= 1, < 2", "rewardry-listed"])
def test_a_plugin_in_the_list_is_used(install, demand):
    install("rewardry-listed", "1.2")
    loaded = Recipe.load(recipe([demand], "listed/short", "format.think_answer"))
    assert loaded.names == ("listed/short", "format.think_answer")
    assert loaded.plugins == (demand.replace(" ", ""),)
    assert loaded.score([{"completion": "x"}])[0].total == 1.0


def test_another_version_is_refused_with_the_command_that_brings_the_right_one(install):
    install("rewardry-listed", "1.3")
    assert refusal(["rewardry-listed==1.2"], "listed/short") == (
        "recipe: plugins[0]: the plugin rewardry-listed==1.2 is wanted, and rewardry-listed 1.3 is installed; "
        "pip install 'rewardry-listed==1.2'"
    )


def test_a_plugin_that_is_missing_is_refused(install):
    install("rewardry-listed", "1.2")
    assert refusal(["rewardry-listedd==1.2"], "format.think_answer") == (
        "recipe: plugins[0]: the plugin rewardry-listedd==1.2 is wanted, and rewardry-listedd is not installed. Did "
        "you mean 'rewardry-listed'? pip install 'rewardry-listedd==1.2'"
    )


def test_one_that_is_broken_or_left_out_is_refused_with_the_reason(install, monkeypatch):
    install("rewardry-listed", "1.2", "import rewardry_listed_nowhere\n")
    assert "it is not loaded: ModuleNotFoundError" in refusal(["rewardry-listed==1.2"], "format.think_answer")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "listed")
    plugins.forget()
    told = refusal(["rewardry-listed==1.2"], "format.think_answer")
    assert "it is not loaded: REWARDRY_DISABLED_PLUGINS names it" in told


def test_a_plugin_that_is_not_listed_is_not_used(install):
    install("rewardry-listed", "1.2")
    install("rewardry-listed2", "0.1")
    assert refusal(["rewardry-listed"], "listed/short", {"use": "listed2/short", "name": "two"}) == (
        "recipe: rewards[1]: listed2/short (of rewardry-listed2 0.1) is of a plugin that the recipe's `plugins` do "
        'not list; add "rewardry-listed2==0.1" to them, or use another component'
    )
    assert "of rewardry-listed 1.2" in refusal([], "listed/short")


def test_components_among_parameters_and_routes_count(install):
    install("rewardry-listed", "1.2")
    route = {"name": "by", "route": "kind", "cases": {"a": "format.think_answer", "b": "listed/short"}}
    assert "listed/short (of rewardry-listed 1.2)" in refusal([], route)


def test_builtins_and_local_files_need_not_be_listed(tmp_path):
    (tmp_path / "own_listed.py").write_text("import rewardry\n@rewardry.reward\ndef own(completion): return 1.0\n")
    loaded = Recipe.load(recipe([], "format.think_answer", f"{tmp_path}/own_listed.py:own"))
    assert loaded.plugins == ()


def test_without_the_field_every_plugin_may_be_used(install):
    install("rewardry-listed", "1.2")
    assert Recipe.load({"rewards": [{"use": "listed/short"}]}).plugins is None


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("rewardry-chess==1.2", 'recipe: plugins: a list is wanted, such as ["rewardry-chess==1.2"]'),
        ([1.2], "recipe: plugins[0]: 1.2 is no text"),
        (["chess=1.2"], "recipe: plugins[0]: 'chess=1.2': '=1.2' is no version specifier; write '==1.2' or '>=1.2,<2'"),
        (["==1.2"], "recipe: plugins[0]: '==1.2' names no distribution; write 'rewardry-chess==1.2'"),
    ],
)
def test_a_field_of_another_form_is_refused(listed, message):
    assert refusal(listed, "format.think_answer") == message


def test_a_file_names_the_line(tmp_path):
    (tmp_path / "r.yaml").write_text("plugins:\n  - rewardry-nowhere==1\nrewards:\n  - use: format.think_answer\n")
    with pytest.raises(RecipeError, match=r"r\.yaml:2: plugins\[0\]: the plugin rewardry-nowhere==1 is wanted"):
        Recipe.load(tmp_path / "r.yaml")
