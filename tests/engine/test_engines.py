"""Which engine a name means."""

import importlib.util
import sys

import pytest

from rewardry.engine import engines
from rewardry.engine.engines import make_engine, ready
from rewardry.engine.local import LocalEngine
from rewardry.engine.ray import engine as ray_engine
from rewardry.errors import ConfigError


def test_inline_is_no_engine():
    assert make_engine("inline", None) is None


def test_local_gets_its_workers():
    engine = make_engine("local", 3)
    assert isinstance(engine, LocalEngine)
    assert engine.workers == 3


def test_ray_gets_its_workers_and_address_and_is_not_imported(monkeypatch):
    monkeypatch.setattr(ray_engine, "refuse_missing_ray", lambda: None)
    monkeypatch.delitem(sys.modules, "ray", raising=False)  # which a test before may have imported
    engine = make_engine("ray", 3, "head:6379")
    assert (engine.workers, engine._address) == (3, "head:6379")
    assert "ray" not in sys.modules


@pytest.mark.parametrize("name", ["threads", "", None, "Ray"])
def test_another_name_is_told_those_there_are(name):
    with pytest.raises(ConfigError) as raised:
        make_engine(name, None)
    assert str(raised.value).startswith(f"there is no engine {name!r}; use 'local', 'ray' or 'inline'")
    assert ("Did you mean 'ray'?" in str(raised.value)) == (name == "Ray")


@pytest.mark.parametrize("name", ["local", "inline"])
def test_an_address_is_for_ray_only(name):
    with pytest.raises(ConfigError) as raised:
        make_engine(name, None, "head:6379")
    assert str(raised.value) == f"the Ray address 'head:6379' is of use with the engine 'ray' only, not with {name!r}"


def test_without_ray_the_engine_says_what_to_install(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "ray" else find(name, *rest))
    with pytest.raises(ConfigError) as raised:
        make_engine("ray", None)
    assert str(raised.value) == "the engine 'ray' needs Ray, which is not installed; pip install 'rewardry[ray]'"


def test_a_folder_called_ray_is_not_taken_for_ray(tmp_path, monkeypatch):
    (tmp_path / "ray").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(ConfigError, match="not installed"):
        make_engine("ray", None)


def test_an_engine_is_connected_where_it_has_something_to_connect_to():
    class Connecting:
        connected = 0

        def connect(self):
            self.connected += 1

    engine = Connecting()
    assert ready(engine) is engine
    assert engine.connected == 1


def test_the_local_engine_starts_nothing_before_there_is_work(processes):
    with_work = LocalEngine(1)
    assert engines.ready(with_work) is with_work
    assert processes() == []
