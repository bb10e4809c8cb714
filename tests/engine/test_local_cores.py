"""The cores that this process may use, which are as many workers."""

import os
from types import SimpleNamespace

import pytest

from rewardry.engine import local
from rewardry.engine.local import LocalEngine, usable_cores


@pytest.fixture
def machine(monkeypatch):
    """Has the engine see a machine with these functions of `os`, and nobody else."""

    def with_functions(**functions):
        monkeypatch.setattr(local, "os", SimpleNamespace(environ=os.environ, **functions))

    monkeypatch.delenv("LOCAL_WORLD_SIZE", raising=False)
    return with_functions


def test_a_process_uses_its_cores(machine):
    machine(sched_getaffinity=lambda pid: set(range(12)))
    assert usable_cores() == 12
    assert LocalEngine().workers == 12


@pytest.mark.parametrize(
    ("beside", "cores"),
    [("1", 12), ("4", 3), ("5", 2), ("12", 1), ("100", 1), ("0", 12), ("", 12), ("x", 12), ("²", 12)],
)
def test_processes_of_one_launcher_share_the_cores(machine, monkeypatch, beside, cores):
    machine(sched_getaffinity=lambda pid: set(range(12)))
    monkeypatch.setenv("LOCAL_WORLD_SIZE", beside)
    assert usable_cores() == cores


def test_a_system_that_knows_no_affinity_has_its_cores_counted(machine):
    machine(cpu_count=lambda: 6)
    assert usable_cores() == 6
    machine(cpu_count=lambda: None)
    assert usable_cores() == 1
