"""The process's own runtime: one for all threads, set up by the environment."""

import threading
from typing import ClassVar

import pytest

import rewardry
from rewardry.component import Verifier
from rewardry.engine import runtime as runtime_module
from rewardry.engine.runtime import default_runtime
from rewardry.errors import ConfigError
from rewardry.types import Verdict


@pytest.fixture
def no_default(monkeypatch):
    """A process that has no default runtime yet; the one that the test makes is closed."""
    for name in ("REWARDRY_ENGINE", "REWARDRY_WORKERS", "REWARDRY_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(runtime_module, "_default", None)
    yield
    if runtime_module._default is not None:
        runtime_module._default.close()


def test_a_process_has_one_runtime(no_default):
    assert default_runtime() is default_runtime()
    assert default_runtime().timeout == 5.0


def test_many_threads_make_one_runtime(no_default):
    found = []
    threads = [threading.Thread(target=lambda: found.append(default_runtime())) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1


def test_the_environment_sets_the_runtime_up(no_default, monkeypatch):
    monkeypatch.setenv("REWARDRY_TIMEOUT", "2.5")
    monkeypatch.setenv("REWARDRY_WORKERS", "3")
    runtime = default_runtime()
    assert (runtime.timeout, runtime._engine.workers) == (2.5, 3)


def test_the_environment_can_keep_everything_in_this_process(no_default, monkeypatch):
    monkeypatch.setenv("REWARDRY_ENGINE", "inline")
    assert default_runtime()._engine is None


@pytest.mark.parametrize("name", ["REWARDRY_ENGINE", "REWARDRY_WORKERS", "REWARDRY_TIMEOUT"])
def test_an_empty_variable_is_no_setting(no_default, monkeypatch, name):
    monkeypatch.setenv(name, "")
    assert default_runtime().timeout == 5.0
    assert default_runtime()._engine is not None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("REWARDRY_ENGINE", "threads", "REWARDRY_ENGINE.*there is no engine 'threads'; use 'local', 'ray' or 'inline'"),
        ("REWARDRY_WORKERS", "many", "REWARDRY_WORKERS='many' and REWARDRY_TIMEOUT=None must be numbers"),
        ("REWARDRY_WORKERS", "1.5", "REWARDRY_WORKERS='1.5'"),
        ("REWARDRY_WORKERS", "0", "REWARDRY_WORKERS.*workers is 0"),
        ("REWARDRY_TIMEOUT", "5s", "REWARDRY_TIMEOUT='5s' must be numbers"),
        ("REWARDRY_TIMEOUT", "-1", "REWARDRY_TIMEOUT.*the timeout is -1.0"),
        ("REWARDRY_TIMEOUT", "nan", "REWARDRY_TIMEOUT.*the timeout is nan"),
    ],
)
def test_a_variable_that_cannot_be_is_named(no_default, monkeypatch, name, value, message):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=message):
        default_runtime()


class Noting(Verifier):
    """Notes when it is opened and closed."""

    level: float = 1.0
    events: ClassVar[list[str]] = []

    def open(self, runtime):
        self.events.append("opened")
        return self

    def verify(self, samples):
        return [Verdict("correct", extracted=self.level) for _ in samples]

    def close(self):
        self.events.append("closed")


def test_the_python_face_uses_the_process_own_runtime(no_default, monkeypatch):
    monkeypatch.setenv("REWARDRY_ENGINE", "inline")
    assert rewardry.verify(Noting(level=4), "a", None).extracted == 4.0
    assert Noting.events == ["opened"]
    default_runtime().close()
    assert Noting.events == ["opened", "closed"]
