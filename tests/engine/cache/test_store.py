"""The file of the cache: what it keeps, where, how it grows, and what becomes of it when it is damaged."""

import logging
import sqlite3
from pathlib import Path

import pytest

from rewardry.engine.cache import store as cache_module
from rewardry.engine.cache.store import LONGEST, Cache, default_path
from rewardry.errors import ConfigError

# ---- keeping -------------------------------------------------------------------------------------------------------


def test_values_are_found_by_their_keys_also_by_the_next_run(open_cache, entries):
    cache = open_cache()
    cache.put(entries(range(5)))
    cache.close()
    assert open_cache().get([b"key 1", b"key 4", b"key 7", b"key 1"]) == {b"key 1": b"value 1", b"key 4": b"value 4"}


def test_more_keys_than_a_statement_takes(open_cache, entries):
    cache = open_cache()
    cache.put(entries(range(3000)))
    assert cache.get([b"key %d" % i for i in range(2000, 5000)]) == entries(range(2000, 3000))
    assert cache.count() == 3000
    assert cache.get([]) == {}


def test_a_key_that_is_stored_gets_the_new_value(open_cache):
    cache = open_cache()
    cache.put({b"key": b"old"})
    cache.put({b"key": b"new"})
    assert cache.get([b"key"]) == {b"key": b"new"}
    assert cache.count() == 1


def test_a_closed_cache_opens_again(open_cache):
    cache = open_cache()
    cache.put({b"key": b"value"})
    cache.close()
    cache.close()
    assert cache.get([b"key"]) == {b"key": b"value"}


def test_a_value_of_a_megabyte_is_left_out(open_cache):
    cache = open_cache()
    cache.put({b"short": b"x" * LONGEST, b"long": b"x" * (LONGEST + 1)})
    assert set(cache.get([b"short", b"long"])) == {b"short"}


def test_counts_by_component(open_cache, path):
    cache = open_cache()
    assert cache.summary() == {"file": str(path), "hits": 0, "misses": 0, "hit_rate": None, "not_cached": {}}
    cache.note("a", 3, 1)
    cache.note("b", 0, 4)
    cache.refuse("judge", "judge is not deterministic")
    assert (cache.hits["a"], cache.misses["a"], cache.misses["b"]) == (3, 1, 4)
    summary = {"hits": 3, "misses": 5, "hit_rate": 0.375, "not_cached": {"judge": "judge is not deterministic"}}
    assert cache.summary() == {"file": str(path), **summary}


# ---- where ---------------------------------------------------------------------------------------------------------


def test_the_default_is_in_the_users_cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_path() == tmp_path / "rewardry" / "results.sqlite"
    monkeypatch.setenv("HOME", "/home/someone")
    for unusable in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", unusable)
        assert default_path() == Path("/home/someone/.cache/rewardry/results.sqlite")


def test_folders_are_made_and_the_path_is_fixed_at_the_start(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    cache = Cache("a/b/c.sqlite")
    cache.close()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    cache.put({b"key": b"value"})
    cache.close()
    assert cache.path == tmp_path / "a" / "b" / "c.sqlite"
    assert not list((tmp_path / "elsewhere").iterdir())
    home = Cache("~/home.sqlite")
    home.close()
    assert home.path == tmp_path / "home.sqlite"


# ---- growth --------------------------------------------------------------------------------------------------------


def test_the_oldest_rows_are_given_up_when_it_is_full(open_cache, path, entries):
    cache = open_cache(max_mb=0.5)
    for i in range(0, 4000, 50):
        cache.put(entries(range(i, i + 50), b"%d " + b"x" * 500))
    assert 500 < cache.count() < 1100
    assert set(cache.get([b"key %d" % i for i in range(3500, 4000)])) == set(entries(range(3500, 4000)))
    assert not cache.get([b"key %d" % i for i in range(1000)])
    cache.close()
    assert path.stat().st_size < 0.7 * (1 << 20)


@pytest.mark.parametrize("wanted", ["nonsense", "0", "-1", "nan"])
def test_a_limit_that_is_none_is_told(open_cache, monkeypatch, wanted):
    monkeypatch.setenv("REWARDRY_CACHE_MB", wanted)
    with pytest.raises(ConfigError, match=f"limit is '{wanted}'; REWARDRY_CACHE_MB must be a positive number"):
        open_cache()
    with pytest.raises(ConfigError, match="limit is 0;"):
        open_cache(max_mb=0)


def test_the_limit_can_be_set_from_outside(open_cache, monkeypatch, entries):
    monkeypatch.setenv("REWARDRY_CACHE_MB", "0.1")
    cache = open_cache()
    for i in range(0, 1000, 50):
        cache.put(entries(range(i, i + 50), b"%d " + b"x" * 500))
    assert cache.count() < 300


# ---- files that are no cache ---------------------------------------------------------------------------------------


def refused(path):
    with pytest.raises(ConfigError) as caught:
        Cache(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: this file cannot be the cache: ")
    assert message.endswith("; name another one, or delete it if it is an old cache")
    return message


def test_a_file_of_something_else_is_refused_and_left_alone(path):
    path.write_text('{"completion": "4"}\n' * 100)
    before = path.read_bytes()
    assert "file is not a database" in refused(path)
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_alone(path):
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE results (key, value)")
    other.close()
    before = path.read_bytes()
    assert "it is a database of something else" in refused(path)
    assert path.read_bytes() == before


def test_a_cache_of_another_format_is_refused(open_cache, path, monkeypatch):
    open_cache().close()
    monkeypatch.setattr(cache_module, "FORMAT", 2)
    assert "it is a cache of format 1, and this version of rewardry has 2" in refused(path)


def test_a_folder_and_a_place_that_cannot_be_written_are_refused(tmp_path):
    assert "unable to open database file" in refused(tmp_path)
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "cache.sqlite")
    assert refused(Path("/proc/none/cache.sqlite"))


def test_a_file_that_is_read_only_is_refused(path, open_cache, monkeypatch):
    """As for a user who may not write; root may, so the connection is what is read-only here."""
    open_cache().close()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, **given: connect(f"file:{file}?mode=ro", uri=True, **given))
    assert "attempt to write a readonly database" in refused(path)


def test_an_empty_file_becomes_a_cache(path, open_cache):
    path.touch()
    open_cache().put({b"key": b"value"})
    assert open_cache().get([b"key"])


def test_a_file_that_is_locked_for_good_is_told_at_the_start(open_cache, path, monkeypatch):
    open_cache().close()
    monkeypatch.setattr(cache_module, "_BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "another process keeps it locked" in refused(path)
    other.close()


# ---- damage --------------------------------------------------------------------------------------------------------


def test_a_row_that_is_damaged_is_not_there(open_cache, path):
    cache = open_cache()
    cache.put({b"right": b"correct", b"wrong": b"incorrect", b"swapped": b"correct"})
    cache.close()
    other = sqlite3.connect(path)
    other.execute("UPDATE results SET value = ? WHERE key = ?", (b"correct", b"wrong"))
    other.execute("UPDATE results SET key = ? WHERE key = ?", (b"another", b"swapped"))
    other.commit()
    other.close()
    cache = open_cache()
    assert cache.get([b"right", b"wrong", b"another"]) == {b"right": b"correct"}
    cache.put({b"wrong": b"incorrect"})
    assert cache.get([b"wrong"]) == {b"wrong": b"incorrect"}


def test_pages_that_are_damaged_give_no_other_values(open_cache, path, entries):
    """Whatever byte is hit: the right value, none, or a refused file; never another value, never an exception."""
    cache = open_cache()
    cache.put(entries(range(300)))
    cache.close()
    whole = path.read_bytes()
    for at in range(100, len(whole), len(whole) // 60):
        path.write_bytes(whole[:at] + bytes(b ^ 0xFF for b in whole[at : at + 16]) + whole[at + 16 :])
        try:
            cache = Cache(path)
        except ConfigError:
            continue
        expected = entries(range(300))
        assert cache.get(list(expected)).items() <= expected.items()
        cache.put({b"new": b"value"})
        assert cache.get([b"new"]) in ({b"new": b"value"}, {})
        cache.close()


@pytest.fixture
def cut_off(open_cache, path, entries):
    """A cache whose file has lost its second half."""
    cache = open_cache()
    cache.put(entries(range(3000)))
    cache.close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    return cache


def test_a_file_that_was_cut_off_is_refused_at_the_start(cut_off, path):
    assert "database disk image is malformed" in refused(path)


def test_a_file_that_is_cut_off_during_a_run_costs_a_warning_and_no_result(cut_off, path, caplog):
    for _ in range(3):
        assert cut_off.get([b"key %d" % i for i in range(3000)]) == {}
        cut_off.put({b"key": b"value"})
    assert cut_off.count() == 0
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == (
        f"{path}: the cache failed and is off from here on: database disk image is malformed"
    )


def test_a_disk_that_is_full_costs_a_warning_and_no_result(open_cache, caplog, entries):
    cache = open_cache()
    cache.put({b"key": b"value"})
    pages = cache._connection.execute("PRAGMA page_count").fetchone()[0]
    cache._connection.execute(f"PRAGMA max_page_count = {pages}")  # as a full disk: no page more
    for i in range(3):
        cache.put(entries(range(1000 * i, 1000 * i + 1000)))
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "the cache failed and is off from here on: database or disk is full"
    ]
    cache.close()
    assert open_cache().get([b"key", b"key 5"]) == {b"key": b"value"}
