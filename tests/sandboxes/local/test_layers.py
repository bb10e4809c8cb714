"""What is said of the layers: which are there, what is refused without one, and what is not covered."""

import pytest

from rewardry.sandboxes.local.layers import LIMITS, WANTED, limits_here, record, refusal

ALL = {wanted.name: True for wanted in WANTED}
OPTIONAL = [wanted.name for wanted in WANTED if not wanted.required]


def test_with_every_layer_programs_of_anyone_are_taken():
    layers = record(ALL, None)
    assert [layer.name for layer in layers] == list(ALL)
    assert all(layer.present and layer.missing is None for layer in layers)
    assert refusal(layers) is None
    assert limits_here(layers) == LIMITS


@pytest.mark.parametrize("name", [wanted.name for wanted in WANTED if wanted.required])
def test_without_a_layer_that_is_wanted_they_are_refused_with_what_brings_it(name):
    layers = record({**ALL, name: False}, None)
    [wanted] = [one for one in WANTED if one.name == name]
    why = refusal(layers)
    assert f"missing {name} ({wanted.mends}). Use the sandbox docker, or set trust=cooperative" in why
    assert limits_here(layers)[-1] == f"Without {name}: {wanted.stops}."


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_layer_that_is_not_wanted_is_told_and_refuses_nothing(name):
    layers = record({**ALL, name: False}, "cgroups are read-only here")
    assert refusal(layers) is None
    assert [layer.name for layer in layers if not layer.present] == [name]
    assert any("Spikes" in limit for limit in limits_here(layers)) == (name == "memory cgroup")


def test_what_a_probe_does_not_name_is_not_there():
    layers = record({"landlock": True}, None)
    assert [layer.name for layer in layers if layer.present] == ["landlock"]
    assert refusal(layers).count(";") >= len(WANTED) - len(OPTIONAL) - 2


def test_why_there_is_no_cgroup_is_what_the_machine_said():
    [layer] = [one for one in record({}, "no controller is writable") if one.name == "memory cgroup"]
    assert layer.missing == "no controller is writable"
