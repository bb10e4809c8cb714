"""A fork server that is killed is replaced: no item is lost, and none runs more than twice."""

import os
import signal
import threading
import time
from collections import Counter

import pytest

from rewardry.engine.supervisor import Supervisor

FINE = ("correct", "")


def test_when_the_fork_server_is_killed_another_takes_its_place(
    faulty, open_runtime, processes, wait_until, samples, outcomes
):
    opened = open_runtime().open(faulty.Misbehaving())
    server, worker = (v.extracted for v in opened.verify(samples("parent", "pid")))
    os.kill(server, signal.SIGKILL)
    assert outcomes(opened.verify(samples(*["a"] * 40))) == [FINE] * 40
    assert wait_until(lambda: opened.verify(samples("parent"))[0].extracted != server)
    assert wait_until(lambda: not {server, worker} & set(processes()))


def test_items_at_work_when_the_fork_server_is_killed_are_run_again(
    faulty, open_runtime, tmp_path, caplog, wait_until, samples, outcomes
):
    log, killed = tmp_path / "ran", tmp_path / "killed"
    opened = open_runtime().open(faulty.Misbehaving(log=str(log)))
    server = opened.verify(samples("parent"))[0].extracted

    def kill():
        wait_until(lambda: "await" in log.read_text())
        os.kill(server, signal.SIGKILL)
        killed.touch()

    killer = threading.Thread(target=kill)
    killer.start()
    texts = [f"await {killed} {i}" for i in range(50)]
    assert outcomes(opened.verify(samples(*texts))) == [FINE] * 50
    killer.join()
    ran = Counter(log.read_text().splitlines())
    assert set(ran) == {"parent", *texts}
    assert max(ran.values()) <= 2
    assert sum(ran.values()) - len(ran) <= 2, "only what the two workers were at runs again"
    assert "the fork server of the worker processes ended" in caplog.text


def test_a_worker_that_is_seen_to_die_before_its_fork_server_died_with_it(
    faulty, open_runtime, tmp_path, monkeypatch, wait_until, samples, outcomes
):
    looked = Supervisor._sleep

    def at_workers_first(self, *waits):
        ready = looked(self, *waits)
        return [found for found in ready if found[0].fileobj is not self._server.connection or not self._workers]

    monkeypatch.setattr(Supervisor, "_sleep", at_workers_first)
    log, killed = tmp_path / "ran", tmp_path / "killed"
    opened = open_runtime().open(faulty.Misbehaving(log=str(log)))
    server = opened.verify(samples("parent"))[0].extracted

    def kill():
        wait_until(lambda: log.read_text().count("await") == 2)
        os.kill(server, signal.SIGKILL)
        killed.touch()

    killer = threading.Thread(target=kill)
    killer.start()
    assert outcomes(opened.verify(samples(*[f"await {killed} {i}" for i in range(9)]))) == [FINE] * 9
    killer.join()


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1])
def test_a_fork_server_killed_while_it_starts_is_replaced(faulty, open_runtime, processes, delay, samples, outcomes):
    runtime = open_runtime()
    opened = runtime.open(faulty.Misbehaving())

    def kill_first():
        while not processes():
            time.sleep(0.001)
        time.sleep(delay)
        for pid in sorted(processes())[:1]:
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_first)
    killer.start()
    verdicts = opened.verify(samples(*["a"] * 10))
    killer.join()
    assert outcomes(verdicts) == [FINE] * 10


def test_an_item_that_kills_the_fork_server_is_tried_again_once(faulty, verify, tmp_path, outcomes):
    log = tmp_path / "ran"
    verdicts = verify(faulty.Misbehaving(log=str(log)), ["a", "killserver", "b"], workers=2)
    assert outcomes(verdicts) == [FINE, ("error", "worker-died"), FINE]
    assert Counter(log.read_text().splitlines())["killserver"] == 2


def test_an_open_that_kills_the_fork_server_is_given_up(faulty, open_runtime, samples, outcomes):
    runtime = open_runtime()
    verdicts = runtime.open(faulty.Unopenable(action="killserver")).verify(samples("a", "b"))
    assert outcomes(verdicts) == [("error", "open-failed")] * 2
    assert outcomes(runtime.open(faulty.Misbehaving()).verify(samples("a"))) == [FINE]
