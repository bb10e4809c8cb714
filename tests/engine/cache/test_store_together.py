"""A cache that several use at once: processes, threads, a forked child, and one that is killed."""

import os
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from rewardry.engine.cache import store as cache_module
from rewardry.engine.cache.store import Cache

FILLER = """
import sys
from rewardry.engine.cache.store import Cache
cache, first = Cache(sys.argv[1]), int(sys.argv[2])
for i in range(first, first + 500, 10):
    cache.put({b"key %d" % j: b"value %d" % j for j in range(i, i + 10)})
cache.close()
"""
WRITER = """
import sys
from rewardry.engine.cache.store import Cache
cache = Cache(sys.argv[1])
for i in range(10**9):
    cache.put({b"key %d" % j: b"value %d" % j for j in range(10 * i, 10 * i + 10)})
    if i == 20:
        print("running", flush=True)
"""


def test_two_processes_write_at_once(path, open_cache, entries):
    writers = [subprocess.Popen([sys.executable, "-c", FILLER, path, str(1000 * i)]) for i in range(2)]
    for writer in writers:
        assert writer.wait(60) == 0
    expected = {**entries(range(500)), **entries(range(1000, 1500))}
    assert open_cache().get(list(expected)) == expected


OPENER = """
import sys
from rewardry.engine.cache.store import Cache
for i in range(60):
    cache = Cache(f"{sys.argv[1]}{i // 3}")
    cache.put({b"key": b"value"})
    assert cache.get([b"key"]) == {b"key": b"value"}
    cache.close()
"""


def test_processes_that_make_the_same_cache_at_once_do_not_disturb_each_other(path):
    openers = [
        subprocess.Popen([sys.executable, "-c", OPENER, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for opener in openers:
        assert opener.communicate(timeout=60) == (b"", b"")
        assert opener.returncode == 0


def test_a_new_file_that_another_process_makes_a_cache_meanwhile_is_one(path, monkeypatch):
    """The other process comes between any two looks at the file."""
    look = cache_module._number
    for at in range(4):
        looks = iter(range(100))
        file = path.with_name(f"{at}.sqlite")

        def number(connection, query, at=at, looks=looks, file=file):
            if next(looks) == at:
                monkeypatch.setattr(cache_module, "_number", look)
                Cache(file).close()
            return look(connection, query)

        monkeypatch.setattr(cache_module, "_number", number)
        Cache(file).close()
        monkeypatch.setattr(cache_module, "_number", look)


def test_threads_share_a_cache(open_cache, entries):
    cache = open_cache()
    failures = []

    def work(first):
        try:
            for i in range(first, first + 200, 10):
                cache.put(entries(range(i, i + 10)))
                assert cache.get([b"key %d" % i]) == {b"key %d" % i: b"value %d" % i}
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(1000 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert cache.count() == 800


def test_a_forked_child_has_a_connection_of_its_own(open_cache):
    cache = open_cache()
    cache.put({b"parent": b"1"})
    inherited = cache._connection
    child = os.fork()
    if child == 0:
        try:
            assert cache._connection is None
            assert cache.get([b"parent"]) == {b"parent": b"1"}
            cache.put({b"child": b"2"})
            assert cache._connection is not inherited
            cache.close()
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert cache._connection is inherited
    cache.put({b"parent": b"3"})
    assert cache.get([b"parent", b"child"]) == {b"parent": b"3", b"child": b"2"}


def test_another_process_that_keeps_the_file_locked_costs_rows_but_no_result(open_cache, path, monkeypatch, caplog):
    monkeypatch.setattr(cache_module, "_BUSY_SECONDS", 0.05)
    cache = open_cache()
    cache.put({b"before": b"1"})
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    cache.put({b"during": b"2"})
    assert cache.get([b"before"]) == {b"before": b"1"}
    other.execute("COMMIT")
    other.close()
    cache.put({b"after": b"3"})
    assert cache.get([b"before", b"during", b"after"]) == {b"before": b"1", b"after": b"3"}
    assert not caplog.records


def test_killing_a_writer_leaves_a_cache(path, open_cache, entries):
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE)
        assert writer.stdout.readline() == b"running\n"
        time.sleep(0.05)
        writer.kill()
        writer.communicate()
        cache = open_cache()
        expected = entries(range(210))
        assert cache.get(list(expected)) == expected
        assert cache._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert cache.count() % 10 == 0  # whole transactions
        cache.put({b"mine": b"1"})
        assert cache.get([b"mine"])
        cache._connection.execute("DELETE FROM results WHERE key = ?", (b"mine",))
        cache.close()


def test_an_interrupted_write_leaves_nothing_half_way(open_cache):
    cache = open_cache()

    def interrupted():
        yield (b"a", 0, b"1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache._write(cache._open(), interrupted())
    assert cache.count() == 0
    cache.put({b"key": b"value"})
    assert cache.get([b"key"]) == {b"key": b"value"}
