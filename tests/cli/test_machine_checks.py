"""What doctor says of extras, the GPU and folders."""

import subprocess

import pytest

from rewardry.cli import machine_checks
from rewardry.missing_packages import Requirement
from rewardry.versions import demand_of


def test_every_extra_for_users_has_its_line():
    lines = {what: (state, details) for what, state, details in machine_checks.extra_lines()}
    assert {"extra math", "extra docker", "extra serve", "extra train"} <= set(lines)
    assert not {"extra all", "extra docs", "extra test"} & set(lines)
    assert all(state == "ok" or "pip install 'rewardry[" in details for state, details in lines.values())


def test_an_extra_that_lacks_a_package_names_it_and_the_command(monkeypatch):
    wanted = [Requirement(demand_of("click>=8"), "x"), Requirement(demand_of("no-such-thing>=1"), "x")]
    monkeypatch.setattr(machine_checks, "requirements_of", lambda distribution: wanted)
    [line] = machine_checks.extra_lines()
    assert line == ("extra x", "missing", "without no-such-thing; pip install 'rewardry[x]'")


@pytest.mark.parametrize(
    ("printed", "code", "state", "details"),
    [
        ("GPU 0: H100 (UUID: GPU-1)\nGPU 1: A100 (UUID: x)\n", 0, "ok", "GPU 0: H100; GPU 1: A100"),
        ("", 9, "missing", "none of NVIDIA's answers; "),
    ],
)
def test_gpus_are_those_the_driver_names(alone, printed, code, state, details):
    alone(machine_checks, "shutil", which=lambda name: name)
    done = subprocess.CompletedProcess([], code, printed, "")
    alone(machine_checks, "subprocess", run=lambda *command, **options: done)
    what, found, told = machine_checks.gpu_line()
    assert (what, found) == ("gpu", state)
    assert told.startswith(details)


def test_the_cache_is_where_the_environment_says(monkeypatch, alone, tmp_path):
    monkeypatch.setenv("REWARDRY_CACHE", str(tmp_path / "deep" / "kept.sqlite"))
    [(_, state, told)] = machine_checks.folder_lines()
    assert (state, told.partition(" ")[0]) == ("ok", str(tmp_path / "deep" / "kept.sqlite"))
    alone(machine_checks, "os", access=lambda *asked: False)
    [(_, state, told)] = machine_checks.folder_lines()
    assert state == "missing"
    assert "set REWARDRY_CACHE" in told
