"""The Ray engine before it connects: which cluster it chooses."""

import os
import sys
import types

import pytest

from rewardry.engine.local import usable_cores
from rewardry.engine.ray import engine as ray_engine
from rewardry.engine.ray.engine import RayEngine, chosen_address


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.delenv("REWARDRY_RAY_ADDRESS", raising=False)
    monkeypatch.setattr(ray_engine, "refuse_missing_ray", lambda: None)


@pytest.fixture
def joined(monkeypatch):
    """Makes the test's process one that has joined a cluster itself."""

    def join(address, initialised=True):
        module = types.ModuleType("ray")
        module.is_initialized = lambda: initialised
        module.get_runtime_context = lambda: types.SimpleNamespace(gcs_address=address)
        monkeypatch.setitem(sys.modules, "ray", module)

    return join


def test_with_nothing_set_a_cluster_is_started():
    assert chosen_address(None) is None


def test_what_is_asked_for_comes_first_then_ours_then_the_process_own_then_rays(monkeypatch, joined):
    monkeypatch.setenv("RAY_ADDRESS", "rays:1")
    assert chosen_address(None) == "rays:1"
    joined("own:1")
    assert chosen_address(None) == "own:1"
    monkeypatch.setenv("REWARDRY_RAY_ADDRESS", "ours:1")
    assert chosen_address(None) == "ours:1"
    assert chosen_address("asked:1") == "asked:1"


def test_local_means_a_cluster_of_its_own_whatever_is_set(monkeypatch, joined):
    monkeypatch.setenv("RAY_ADDRESS", "rays:1")
    joined("own:1")
    assert chosen_address("local") is None
    monkeypatch.setenv("REWARDRY_RAY_ADDRESS", "local")
    assert chosen_address(None) is None


def test_an_empty_variable_is_no_address(monkeypatch):
    monkeypatch.setenv("REWARDRY_RAY_ADDRESS", "")
    monkeypatch.setenv("RAY_ADDRESS", "")
    assert chosen_address(None) is None


def test_ray_that_is_imported_and_not_connected_is_no_address(joined):
    joined("own:1", initialised=False)
    assert chosen_address(None) is None


def test_a_module_that_happens_to_be_called_ray_is_no_address(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", types.ModuleType("ray"))
    assert chosen_address(None) is None


def test_before_it_connects_its_workers_are_those_asked_for():
    assert RayEngine(5).workers == 5
    assert RayEngine().workers == usable_cores()


def test_making_and_closing_one_starts_nothing(processes):
    RayEngine().close()
    assert processes() == []
    assert "REWARDRY_RAY_ADDRESS" not in os.environ
