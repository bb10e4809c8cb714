"""Plugins that are left out by the environment, and ids that clash: what a look-up says."""

import pytest

import rewardry
from rewardry import plugins
from rewardry.errors import ClashError, UnknownIdError

# ---- clashes surface at look-up ------------------------------------------------------------------------------------


def test_two_distributions_of_one_namespace_clash_where_the_id_is_looked_up(site):
    site.install("rewardry-toy", "1.0", a='registry.reward("x", "a:X"); registry.reward("free", "a:F")')
    site.install("toy", "2.0", b='registry.reward("x", "b:X")')
    loaded = site.load()
    assert site.status(loaded) == {"a": "loaded", "b": "loaded"}
    assert loaded.registry.find("reward", "toy/free").target == "a:F"
    with pytest.raises(
        ClashError, match=r"^rewardry-toy 1\.0 and toy 2\.0 both register the reward 'toy/x'; uninstall"
    ):
        loaded.registry.find("reward", "toy/x")


def test_leaving_one_plugin_out_ends_a_clash(site, monkeypatch):
    site.install("rewardry-toy", a='registry.reward("x", "a:X")')
    site.install("toy", b='registry.reward("x", "b:X")')
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "toy")
    assert site.load().registry.find("reward", "x").target == "a:X"


def test_a_plugin_cannot_take_a_builtins_id(site):
    site.install("rewardry-toy", toy='registry.reward("accuracy", "toy:Hacked")')
    registry = plugins.registry()
    assert registry.find("reward", "accuracy").distribution == "rewardry"
    assert registry.find_any("accuracy").distribution == "rewardry"
    assert registry.find("reward", "toy/accuracy").target == "toy:Hacked"


# ---- leaving plugins out -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["b", "rewardry-b", "rewardry-b:b", "Rewardry_B", " x , rewardry-b ,", "rewardry_b:b"]
)
def test_a_plugin_is_left_out_by_any_of_its_names(site, monkeypatch, written):
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    site.install("rewardry-b", b="raise AssertionError('it must not even be imported')\n")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", written)
    assert site.status(site.load()) == {"a": "loaded", "b": "disabled"}
    monkeypatch.setenv("REWARDRY_STRICT_PLUGINS", "1")
    assert site.status(site.load()) == {"a": "loaded", "b": "disabled"}


@pytest.mark.parametrize("written", ["a", "rewardry-a", "rewardry-a:a", "rewardry_A,nobody"])
def test_an_allow_list_lets_only_its_own_in(site, monkeypatch, written):
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    site.install("rewardry-b", b="raise AssertionError('it must not even be imported')\n")
    monkeypatch.setenv("REWARDRY_PLUGINS", written)
    assert site.status(site.load()) == {"a": "loaded", "b": "not allowed"}


def test_an_empty_allow_list_leaves_the_builtins(site, monkeypatch):
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    monkeypatch.setenv("REWARDRY_PLUGINS", "")
    records = plugins.loaded().records
    assert {r.status for r in records if r.distribution == "rewardry"} == {"loaded"}
    assert {r.status for r in records if r.distribution == "rewardry-a"} == {"not allowed"}
    assert rewardry.get("choice").kind == "verifier"


def test_leaving_out_goes_before_allowing(site, monkeypatch):
    site.install("rewardry-a", a="\n")
    monkeypatch.setenv("REWARDRY_PLUGINS", "a")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "a")
    assert site.status(site.load()) == {"a": "disabled"}


def test_the_builtins_cannot_be_left_out(site, monkeypatch):
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "rewardry,benchmarks,rewards,sandboxes,trainers,verifiers")
    assert plugins.registry().find("reward", "accuracy").distribution == "rewardry"


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("REWARDRY_DISABLED_PLUGINS", "bad", "is left out by REWARDRY_DISABLED_PLUGINS."),
        ("REWARDRY_PLUGINS", "other", "is not listed in REWARDRY_PLUGINS."),
        ("OTHER_VARIABLE", "", "is broken: ValueError: no good."),
    ],
)
def test_looking_up_what_an_absent_plugin_brings_says_why_it_is_absent(site, monkeypatch, variable, value, why):
    site.install("rewardry-bad", "3", bad="raise ValueError('no good')\n")
    monkeypatch.setenv(variable, value)
    with pytest.raises(UnknownIdError) as caught:
        rewardry.get("bad/thing")
    assert str(caught.value) == (
        f"there is no component 'bad/thing'. The plugin 'bad' of rewardry-bad 3 {why} `rewardry list` shows all"
    )
