"""The layers of a container, out of what a probe saw: one that was not seen is never said to be there."""

import json

import pytest

from rewardry.sandbox import Ended, Execution, Limits, SandboxUnavailableError
from rewardry.sandboxes.docker.layers import layers_of, missing_for_untrusted

LIMITS = Limits(processes=7)
SEEN = {
    "uid": 1048577,
    "capabilities": 0,
    "no_new_privileges": True,
    "seccomp": True,
    "interfaces": ["lo"],
    "no_sockets": True,
    "read_only": True,
    "shared_memory": False,
    "alone": True,
    "private": True,
    "writable": [],
    "disk": LIMITS.disk_mb << 20,
    "files": LIMITS.files + 2,
    "memory": 600 << 20,
    "processes": 8,
}


def layers(runtime=None, hog=None, **changed):
    said = Execution(Ended.EXITED, exit_code=0, stdout=json.dumps(SEEN | changed).encode())
    return layers_of(said, LIMITS, runtime, hog)


def missing(*given, **changed):
    return [layer.name for layer in missing_for_untrusted(layers(*given, **changed))]


def test_where_all_is_seen_nothing_is_missing():
    assert missing() == []
    assert all(layer.stops for layer in layers())


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"uid": 0}, "own user"),
        ({"capabilities": 1 << 21}, "no capabilities"),
        ({"no_new_privileges": False}, "no new privileges"),
        ({"interfaces": ["eth0", "lo"]}, "no network"),
        ({"seccomp": False}, "system calls"),
        ({"no_sockets": False}, "no sockets"),
        ({"read_only": False}, "read-only root"),
        ({"shared_memory": True}, "no shared memory"),
        ({"alone": False}, "own processes"),
        ({"private": False}, "own directory"),
        ({"writable": ["/tmp"]}, "nothing else to write to"),
        ({"disk": 1 << 40}, "disk limit"),
        ({"files": 0}, "file limit"),
        ({"memory": None}, "memory limit"),
        ({"memory": 1 << 62}, "memory limit"),
        ({"processes": 65}, "process limit"),
    ],
)
def test_each_layer_that_is_not_seen_is_named_with_what_brings_it(changed, name):
    assert missing(**changed) == [name]
    assert all(layer.missing for layer in layers(**changed) if not layer.present)


@pytest.mark.parametrize("name", SEEN)
def test_what_the_probe_does_not_say_is_not_there(name):
    facts = {key: value for key, value in SEEN.items() if key != name}
    found = layers_of(Execution(Ended.EXITED, exit_code=0, stdout=json.dumps(facts).encode()), LIMITS, None)
    lacking = [layer.name for layer in found if not layer.present]
    assert len(lacking) == (name != "interfaces")  # without /sys no interface is seen, and none is there


def test_a_kernel_of_its_own_is_looked_at_in_its_own_ways():
    gvisor = {"seccomp": False, "no_sockets": False, "no_new_privileges": False, "memory": None}
    killed, lived = Execution(Ended.MEMORY), Execution(Ended.EXITED, exit_code=0)
    assert missing("runsc", killed, **gvisor) == []
    assert missing("runsc", lived, **gvisor) == ["memory limit"]


@pytest.mark.parametrize(
    "seen",
    [
        Execution(Ended.EXITED, exit_code=1, stderr=b"no python"),
        Execution(Ended.EXITED, exit_code=0, stdout=b"[]"),
        Execution(Ended.EXITED, exit_code=0, stdout=b"{"),
        Execution(Ended.TIME),
        Execution(Ended.FAULT, fault="no room"),
    ],
)
def test_a_probe_without_an_answer_starts_no_sandbox(seen):
    with pytest.raises(SandboxUnavailableError, match="the first program in a container, which looks around, gave no"):
        layers_of(seen, LIMITS, None)
