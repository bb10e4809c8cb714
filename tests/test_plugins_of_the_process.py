"""The plugins of this process: loaded once, in their order, and shown each batch that is scored."""

import logging
import subprocess
import sys
import textwrap
import threading

import pytest

import rewardry
from rewardry import plugins
from rewardry.errors import PluginError
from rewardry.plugins import Loaded
from rewardry.types import Batch

# ---- the plugins of the process ------------------------------------------------------------------------------------


def test_the_builtins_come_through_the_same_door():
    records = {record.name: record for record in plugins.loaded().records if record.distribution == "rewardry"}
    assert {name: record.status for name, record in records.items()} == dict.fromkeys(
        ("benchmarks", "rewards", "sandboxes", "trainers", "verifiers"), "loaded"
    )
    assert all(record.components for record in records.values())


def test_the_builtins_are_loaded_first(site):
    site.install("aaa", early="\n")
    assert [record.name for record in plugins.loaded().records][:6] == [
        *("benchmarks", "rewards", "sandboxes", "trainers", "verifiers", "early"),
    ]


def test_builtins_bear_no_namespace():
    assert all("/" not in e.id for e in plugins.registry().entries() if e.distribution == "rewardry")


def test_plugins_are_loaded_once_and_anew_after_forgetting(site):
    first = plugins.loaded()
    assert plugins.loaded() is first
    site.install("rewardry-late", late='registry.reward("x", "late:X")')
    assert plugins.loaded() is first
    plugins.forget()
    assert plugins.registry().find("reward", "late/x").target == "late:X"


def test_threads_load_plugins_once(site, monkeypatch):
    calls = []

    def slow(load=plugins.load):
        calls.append(1)
        return load()

    monkeypatch.setattr(plugins, "load", slow)
    barrier, found = threading.Barrier(8), []

    def look_up():
        barrier.wait(10)
        found.append(plugins.loaded())

    threads = [threading.Thread(target=look_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert calls == [1]
    assert len({id(one) for one in found}) == 1
    assert len(found) == 8


def test_a_plugin_that_looks_up_while_it_loads_is_broken_and_nothing_else(site):
    site.install("rewardry-eager", eager='import rewardry; rewardry.get("choice")')
    records = {record.name: record for record in plugins.loaded().records}
    assert records["eager"].status == "broken"
    assert records["eager"].error == (
        "a plugin looks up components while plugins are being loaded; register import strings, and look up others when "
        "yours is opened"
    )
    assert records["rewards"].status == "loaded"
    assert rewardry.get("choice").kind == "verifier"


def test_a_path_instead_of_an_installation_is_told_so(site, monkeypatch):
    monkeypatch.setattr(plugins, "load", Loaded)
    for _ in range(2):
        with pytest.raises(PluginError, match=r"^the built-in components are missing: install rewardry with pip"):
            plugins.registry()


def test_strict_mode_raises_at_every_look_up_until_it_is_mended(site, monkeypatch):
    site.install("rewardry-bad", bad="1 / 0\n")
    monkeypatch.setenv("REWARDRY_STRICT_PLUGINS", "1")
    for _ in range(2):
        with pytest.raises(PluginError, match="plugin 'bad'"):
            rewardry.get("choice")
    monkeypatch.delenv("REWARDRY_STRICT_PLUGINS")
    assert rewardry.get("choice").kind == "verifier"


def test_a_forked_child_waits_for_no_lock_of_its_parents_threads():
    program = """
        import os, sys, threading
        from rewardry import local_files, plugins
        held = threading.Event()
        def hold():
            with plugins._lock, local_files._lock:
                held.set()
                threading.Event().wait()
        threading.Thread(target=hold, daemon=True).start()
        held.wait()
        child = os.fork()
        if child == 0:
            import rewardry
            os._exit(0 if rewardry.get("choice").kind == "verifier" else 1)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)], timeout=60, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


# ---- observing -----------------------------------------------------------------------------------------------------


OBSERVER = """
from rewardry import hookimpl
seen = []
@hookimpl
def rewardry_batch_scored({}):
    seen.append(({},))
    {}
"""


def test_observers_are_given_what_they_name(site):
    site.install("rewardry-a", a=OBSERVER.format("scored, recipe", "scored, recipe", ""))
    site.install("rewardry-b", b=OBSERVER.format("batch", "len(batch)", ""))
    site.install("rewardry-c", c=OBSERVER.format("", "1", ""))
    plugins.observe("mine", Batch([]), ["scored"])
    assert sys.modules["rewardry_a_a"].seen == [(["scored"], "mine")]
    assert sys.modules["rewardry_b_b"].seen == [(0,)]
    assert sys.modules["rewardry_c_c"].seen == [(1,)]


def test_an_observer_that_raises_is_logged_once_and_stops_nobody(site, caplog):
    site.install("rewardry-a", a=OBSERVER.format("scored", "scored", "raise ValueError('broken alarm')"))
    site.install("rewardry-b", b=OBSERVER.format("scored", "scored", ""))
    with caplog.at_level(logging.WARNING, "rewardry"):
        for _ in range(3):
            plugins.observe("mine", Batch([]), [])
    assert [record.getMessage() for record in caplog.records] == ["plugin rewardry-a:a failed to observe a batch"]
    assert "broken alarm" in caplog.text
    assert len(sys.modules["rewardry_a_a"].seen) == len(sys.modules["rewardry_b_b"].seen) == 3
    plugins.forget()
    with caplog.at_level(logging.WARNING, "rewardry"):
        plugins.observe("mine", Batch([]), [])
    assert len(caplog.records) == 2
