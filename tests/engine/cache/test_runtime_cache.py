"""The cache of a runtime: given by a file or the environment, and what is told where it cannot be kept."""

import subprocess
import sys

import pytest

from rewardry import Runtime
from rewardry.engine import runtime as runtime_module
from rewardry.engine.runtime import default_runtime
from rewardry.errors import ConfigError


def test_a_file_that_is_no_cache_is_told_when_the_runtime_is_made(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"completion": "a"}\n' * 50)
    with pytest.raises(ConfigError, match="this file cannot be the cache: file is not a database"):
        Runtime(cache=tmp_path / "rows.jsonl")


def test_without_a_cache_nothing_is_loaded_for_it():
    code = (
        "import sys, rewardry; rewardry.verify('choice', 'C', 'C'); "
        "assert not {'sqlite3', 'rewardry.engine.cache.store', 'rewardry.engine.cache.memory'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_python_without_sqlite_is_told(monkeypatch, path):
    monkeypatch.delitem(sys.modules, "rewardry.engine.cache.store", raising=False)
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(ConfigError, match=r"this Python cannot keep a cache: .*sqlite3"):
        Runtime(cache=path)


@pytest.mark.parametrize(("value", "file"), [("1", "rewardry/results.sqlite"), ("mine.sqlite", "mine.sqlite")])
def test_the_environment_gives_the_default_runtime_a_cache(monkeypatch, tmp_path, value, file):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("REWARDRY_CACHE", value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runtime_module, "_default", None)
    with default_runtime() as made:
        assert made.cache.path == tmp_path / file
    assert (tmp_path / file).is_file()


def test_a_mistake_in_the_environment_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("REWARDRY_CACHE", str(tmp_path))
    monkeypatch.setattr(runtime_module, "_default", None)
    with pytest.raises(ConfigError, match=r"REWARDRY_TIMEOUT or REWARDRY_CACHE: .*: this file cannot be the cache"):
        default_runtime()
