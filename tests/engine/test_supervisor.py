"""Workers that die: their item fails, everybody else's is right, and no item is lost or run twice."""

import contextlib
import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from rewardry.engine import supervisor
from rewardry.engine.local import Failure
from rewardry.engine.remote import task_of
from rewardry.errors import Identity
from rewardry.types import Batch

FINE = ("correct", "")

# ---- workers that die ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("death", ["sigkill", "segfault", "exit 0", "exit 1", "closefds"])
def test_a_worker_that_dies_costs_the_item_it_was_at(faulty, verify, death, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", death, "c", "d"])
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE, FINE]
    assert verdicts[2].details == {"error": "the worker process ended while scoring it"}


def test_items_are_neither_lost_nor_run_twice(faulty, verify, tmp_path):
    log = tmp_path / "ran"
    texts = [f"{'sigkill' if i % 37 == 5 else 'exit' if i % 41 == 7 else 'echo'} {i}" for i in range(500)]
    verdicts = verify(faulty.Misbehaving(log=str(log)), texts)
    assert sorted(log.read_text().splitlines()) == sorted(texts)
    for text, verdict in zip(texts, verdicts, strict=True):
        name, _, number = text.partition(" ")
        assert (verdict.status, verdict.extracted) == (("correct", number) if name == "echo" else ("error", None))


def test_two_workers_killed_at_once_are_replaced(faulty, open_runtime, processes, samples, outcomes):
    opened = open_runtime().open(faulty.Misbehaving())
    pids = {v.extracted for v in opened.verify(samples(*["pid"] * 40))}
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    assert outcomes(opened.verify(samples(*["a"] * 40))) == [FINE] * 40
    assert not pids & set(processes())


def test_workers_killed_under_load_cost_at_most_the_items_they_were_at(
    faulty, open_runtime, processes, samples, outcomes
):
    opened = open_runtime().open(faulty.Misbehaving())
    server = opened.verify(samples("parent"))[0].extracted
    killed = []

    def kill_some():
        for _ in range(supervisor.START_FAILURES - 1):  # it may hit those that only open the component
            time.sleep(0.25)
            killed.append(max((pid for pid in processes() if pid != server), default=0))
            if killed[-1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill_some)
    killer.start()
    texts = [f"pause 0.01{i}" for i in range(150)]
    verdicts = opened.verify(samples(*texts))
    killer.join()
    for text, verdict in zip(texts, verdicts, strict=True):
        assert verdict.extracted == text.split()[1] or outcomes([verdict]) == [("error", "worker-died")]
    assert sum(verdict.status == "error" for verdict in verdicts) <= len(killed)


def test_a_worker_that_dies_idle_is_noticed_and_reaped(faulty, open_runtime, wait_until, samples):
    opened = open_runtime(workers=1).open(faulty.Misbehaving())
    pid, server = (v.extracted for v in opened.verify(samples("pid", "parent")))
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not Path(f"/proc/{pid}").exists()), "neither running nor a zombie"
    assert opened.verify(samples("parent"))[0].extracted == server


def test_killed_workers_leave_neither_zombies_nor_descriptors(faulty, open_runtime, wait_until, samples):
    opened = open_runtime(timeout=0.5).open(faulty.Misbehaving())
    server = opened.verify(samples("parent"))[0].extracted
    before = len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{server}/fd"))
    opened.verify(samples(*["exit 1", "sigkill", "sleep", "garbage"] * 5))
    opened.verify(samples("a"))

    def settled():
        after = len(os.listdir("/proc/self/fd")), len(os.listdir(f"/proc/{server}/fd"))
        return after[0] <= before[0] + 2 and after[1] == before[1] and not zombies(server)

    assert wait_until(settled), "at most the connections of the second worker and of the spare one, and no zombie"


def zombies(parent):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, ppid = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if ppid == str(parent) and state == "Z":
                found.append(entry.name)
    return found


# ---- workers that die before they can work -------------------------------------------------------------------------


def test_an_open_that_raises_fails_the_items_of_that_component_with_its_words(faulty, open_runtime, samples, outcomes):
    runtime = open_runtime()
    broken, fine = runtime.open(faulty.Unopenable(action="raise boom")), runtime.open(faulty.Misbehaving())
    verdicts = broken.verify(samples("a", "b", "c"))
    assert outcomes(verdicts) == [("error", "open-failed")] * 3
    assert "ValueError: boom" in verdicts[0].details["error"]
    assert "faulty.py:Unopenable" in verdicts[0].details["component"]
    assert outcomes(fine.verify(samples("a", "b"))) == [FINE] * 2


@pytest.mark.parametrize("exit_", ["systemexit", "interrupt", "wordless", "memoryerror", "recurse"])
def test_an_open_that_raises_anything_at_all_is_an_open_that_failed(faulty, verify, exit_, outcomes):
    assert outcomes(verify(faulty.Unopenable(action=exit_), ["a", "b"])) == [("error", "open-failed")] * 2


@pytest.mark.parametrize("exit_", ["exit 0", "sigkill", "segfault"])
def test_an_open_that_ends_the_process_is_tried_thrice(faulty, open_runtime, exit_, samples, outcomes):
    runtime = open_runtime()
    other = runtime.open(faulty.Misbehaving())
    assert outcomes(other.verify(samples("a"))) == [FINE]
    verdicts = runtime.open(faulty.Unopenable(action=exit_)).verify(samples(*["a"] * 20))
    assert outcomes(verdicts) == [("error", "open-failed")] * 20
    assert verdicts[0].details["error"] == "the worker process ended while opening it"
    assert outcomes(other.verify(samples("a"))) == [FINE]


def test_an_open_that_ends_the_process_does_not_fail_the_items_of_others(faulty, open_runtime, samples, outcomes):
    runtime = open_runtime()
    good, bad = runtime.open(faulty.Misbehaving()), runtime.open(faulty.Unopenable(action="exit 1"))
    found = {}
    threads = [
        threading.Thread(target=lambda: found.update(good=good.verify(samples(*["pause 0.01"] * 150)))),
        threading.Thread(target=lambda: found.update(bad=bad.verify(samples(*["a"] * 50)))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes(found["good"]) == [FINE] * 150
    assert outcomes(found["bad"]) == [("error", "open-failed")] * 50


def test_an_open_that_ends_the_process_once_succeeds_the_second_time(faulty, verify, tmp_path, outcomes):
    flaky = faulty.Unopenable(action="exit 1", until=str(tmp_path / "tried"))
    assert outcomes(verify(flaky, ["a"] * 10)) == [FINE] * 10


def test_a_module_that_ends_the_process_when_imported_costs_only_its_own_component(
    open_runtime, tmp_path, monkeypatch, samples, outcomes
):
    (tmp_path / "rewardry_deadly.py").write_text("import os\nos._exit(1)\n")
    (tmp_path / "rewardry_two.py").write_text(
        "from rewardry import Verdict, Verifier\n"
        "class Fine(Verifier):\n"
        "    runs = 'worker'\n"
        "    def verify(self, samples):\n"
        "        return [Verdict('correct') for _ in samples]\n"
        "class Deadly(Fine):\n"
        "    preload = ('rewardry_deadly',)\n"
        "    def open(self, runtime):\n"
        "        import rewardry_deadly\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import rewardry_two

    runtime = open_runtime()
    deadly, fine = runtime.open(rewardry_two.Deadly()), runtime.open(rewardry_two.Fine())
    assert outcomes(deadly.verify(samples("a", "b"))) == [("error", "open-failed")] * 2
    assert outcomes(fine.verify(samples("a", "b"))) == [FINE] * 2


def test_worker_processes_that_cannot_begin_are_given_up(open_runtime, faulty, monkeypatch, samples, outcomes):
    class Stillborn(supervisor.ForkServer):
        def fork(self):
            ours, theirs = socket.socketpair()
            theirs.close()
            return ours, 0

    monkeypatch.setattr(supervisor, "ForkServer", Stillborn)
    verdicts = open_runtime().open(faulty.Misbehaving()).verify(samples("a", "b"))
    assert outcomes(verdicts) == [("error", "worker-start")] * 2
    assert verdicts[0].details["error"] == "worker processes end before they are ready"


def test_an_engine_is_content_with_the_workers_there_are(open_runtime, faulty, monkeypatch, caplog, samples, outcomes):
    class OnlyOne(supervisor.ForkServer):
        def fork(self):
            if self._forked == 0:
                return super().fork()
            ours, theirs = socket.socketpair()
            theirs.close()
            return ours, 99

    monkeypatch.setattr(supervisor, "ForkServer", OnlyOne)
    opened = open_runtime(workers=4).open(faulty.Misbehaving())
    opened.verify(samples("a"))
    verdicts = opened.verify(samples(*["pid"] * 30))
    assert outcomes(verdicts) == [FINE] * 30
    assert len({v.extracted for v in verdicts}) == 1
    assert "no more than 1 worker processes can be started" in caplog.text


def test_a_spare_worker_that_cannot_be_started_is_done_without(
    open_runtime, faulty, monkeypatch, caplog, wait_until, samples, outcomes
):
    class OnlyTwo(supervisor.ForkServer):
        def fork(self):
            forks.append(self._forked)
            if len(forks) != 3:  # the third is the spare one's first try
                return super().fork()
            ours, theirs = socket.socketpair()
            theirs.close()
            forks.pop()
            tries.append(1)
            return ours, 99

    forks, tries = [], []
    monkeypatch.setattr(supervisor, "ForkServer", OnlyTwo)
    opened = open_runtime(workers=1, timeout=3.0).open(faulty.Misbehaving())
    assert outcomes(opened.verify(samples("exit 1"))) == [("error", "worker-died")]
    assert outcomes(opened.verify(samples("pause 0.3", "a"))) == [FINE] * 2
    assert len(tries) <= supervisor.START_FAILURES
    assert wait_until(lambda: "no more than 1 worker processes can be started" in caplog.text)


def test_workers_that_never_say_hello_are_given_up(open_runtime, faulty, monkeypatch, samples, outcomes):
    class Silent(supervisor.ForkServer):
        def fork(self):
            ours, theirs = socket.socketpair()
            quiet.append(theirs)
            return ours, 0

    quiet = []
    monkeypatch.setattr(supervisor, "ForkServer", Silent)
    monkeypatch.setattr(supervisor, "START_SECONDS", 0.3)
    verdicts = open_runtime(workers=1).open(faulty.Misbehaving()).verify(samples("a", "b"))
    assert outcomes(verdicts) == [("error", "worker-start")] * 2
    assert len(quiet) == supervisor.START_FAILURES
    for connection in quiet:
        connection.close()


# ---- the supervisor itself -----------------------------------------------------------------------------------------


def test_a_fault_of_the_supervisor_fails_the_items_and_not_the_caller(faulty, engine, monkeypatch, caplog):
    task = task_of(faulty.Misbehaving(), Identity("misbehaving"))
    item = b'{"samples": [{"completion": "a", "style": [["<think>", "</think>"], null, false], "meta": {}}]}'

    def broken(self):
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(supervisor.Supervisor, "_hand_out", broken)
        failed = engine.run(task, [item] * 3, 5.0)
    assert failed == [failed[0]] * 3
    assert isinstance(failed[0], Failure)
    assert (failed[0].status, failed[0].reason) == ("error", "engine-failed")
    assert "RuntimeError: a mistake of ours" in failed[0].details["error"]
    assert "the supervisor of the worker processes failed" in caplog.text
    assert engine.run(task, [item], 5.0)[0][0]["status"] == "correct", "the next call has another supervisor"


def test_an_idle_engine_takes_no_processor_time(faulty, open_runtime, samples):
    opened = open_runtime().open(faulty.Misbehaving())
    server, *_ = (v.extracted for v in opened.verify(samples("parent", *["a"] * 50)))
    pids = [server, *children(server)]
    start = time.process_time() + cpu_seconds(pids)
    time.sleep(1.0)
    assert time.process_time() + cpu_seconds(pids) - start < 0.2


def test_waiting_for_a_slow_item_takes_no_processor_time(faulty, verify, outcomes):
    start = time.process_time()
    assert outcomes(verify(faulty.Misbehaving(), ["pause 1.5"] * 2)) == [FINE] * 2
    assert time.process_time() - start < 0.5


def children(parent):
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_groups_are_never_split(faulty, open_runtime, samples):
    batch = Batch(samples(*"abcdef"), ((0, 2, 4), (1, 5), (3,)), progress=0.5)
    scores = open_runtime().open(faulty.Ranks()).score(batch)
    assert [score.value for score in scores] == [0.0, 0.0, 1.0, 0.0, 2.0, 1.0]
    assert [score.details["texts"] for score in scores] == [list(t) for t in ("ace", "bf", "ace", "d", "ace", "bf")]
    assert {str(score.details["groups"]) for score in scores} == {"[[0, 1, 2]]", "[[0, 1]]", "[[0]]"}
    assert {score.details["progress"] for score in scores} == {0.5}


def test_samples_without_marked_groups_are_one_group(faulty, open_runtime, samples):
    scores = open_runtime().open(faulty.Ranks()).score(Batch(samples(*"abc")))
    assert [score.value for score in scores] == [0.0, 1.0, 2.0]


def test_a_group_that_raises_costs_only_itself(faulty, open_runtime, samples):
    batch = Batch(samples("a", "raise", "b", "c"), ((0, 2), (1, 3)))
    scores = open_runtime().open(faulty.Ranks()).score(batch)
    assert [score.value for score in scores] == [0.0, None, 1.0, None]
    assert scores[1].details["error"] == scores[3].details["error"] == "ValueError: a group that cannot be scored"
