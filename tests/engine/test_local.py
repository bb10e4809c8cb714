"""The local engine as its callers use it: order, threads, large items, closing."""

import gc
import os
import random
import threading
import time
import weakref

import pytest

from rewardry.engine import fork_server, local, supervisor
from rewardry.engine.backlog import Backlog
from rewardry.engine.local import Failure, LocalEngine
from rewardry.engine.probe import Probe
from rewardry.engine.remote import task_of
from rewardry.errors import EngineError, Identity
from rewardry.types import Batch, Sample

ITEM = b'{"samples": [{"completion": "a", "style": [["<think>", "</think>"], null, false], "meta": {}}]}'


def item(text):
    return ITEM.replace(b'"a"', f'"{text}"'.encode())


def extracted(results):
    return [result if isinstance(result, Failure) else result[0]["extracted"] for result in results]


# ---- order and threads ---------------------------------------------------------------------------------------------


def test_results_come_in_the_order_of_the_items(engine, task):
    texts = [f"item{i}" for i in range(5000)]
    assert extracted(engine.run(task, [item(text) for text in texts], 20.0)) == texts


def test_results_keep_their_order_however_long_each_takes(engine, task):
    chance = random.Random(0)
    texts = [f"pause 0.00{chance.randrange(100):02}{i}" for i in range(300)]
    assert extracted(engine.run(task, [item(text) for text in texts], 20.0)) == [text.split()[1] for text in texts]


def test_what_workers_used_is_known_after_they_are_gone(engine, task):
    assert (engine.usage.cpu_seconds, engine.usage.peak_bytes) == (0.0, 0)
    engine.run(task, [item(f"item{i}") for i in range(200)], 20.0)
    used = engine.usage
    assert used.cpu_seconds > 0
    assert used.peak_bytes > 1_000_000
    engine.close()
    assert engine.usage.cpu_seconds >= used.cpu_seconds


def test_no_items_need_no_worker(engine, task, processes):
    assert engine.run(task, [], 1.0) == []
    assert processes() == []


def test_many_threads_each_get_their_own_results(engine, task):
    found = {}

    def submit(number):
        texts = [f"thread{number}item{i}" for i in range(50)]
        found[number] = extracted(engine.run(task, [item(text) for text in texts], 20.0)) == texts

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(40), True)


def test_threads_with_different_components_and_deadlines_do_not_mix(faulty, engine):
    tasks = [task_of(cls(), Identity(cls.__name__)) for cls in (faulty.Misbehaving, faulty.Confined, faulty.Roomy)]
    found = {}

    def submit(number):
        timeout = 1.5 if number % 2 else 20.0
        texts = [f"n{number}", "pause 3", f"m{number}"]
        found[number] = extracted(engine.run(tasks[number % 3], [item(text) for text in texts], timeout))

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, (first, second, third) in found.items():
        assert (first, third) == (f"n{number}", f"m{number}")
        assert second == (Failure("timeout", "deadline", seconds=1.5) if number % 2 else "3")


def test_a_thread_that_never_lets_go_of_the_interpreter_does_not_make_items_late(engine, task):
    import ctypes

    engine.run(task, [ITEM], 20.0)
    holding = threading.Thread(
        target=ctypes.PyDLL(None).usleep, args=(3_000_000,)
    )  # PyDLL keeps the interpreter's lock
    texts = [f"pause 0.0{i + 100}" for i in range(20)]
    timer = threading.Timer(0.1, holding.start)
    timer.start()
    results = engine.run(task, [item(text) for text in texts], 2.0)
    timer.join()
    holding.join()
    assert extracted(results) == [text.split()[1] for text in texts]


def test_a_reward_is_scored_item_by_item(faulty, open_runtime):
    opened = open_runtime().open(faulty.Length())
    scores = opened.score(Batch([Sample(completion="z" * n) for n in range(1, 50)]))
    assert [score.value for score in scores] == [float(n) for n in range(1, 50)]


# ---- large items ---------------------------------------------------------------------------------------------------


def test_an_item_of_many_megabytes_travels_both_ways(faulty, open_runtime):
    opened = open_runtime().open(faulty.Misbehaving())
    big = "y" * (20 << 20)
    there, back = opened.verify([Sample(completion=big), Sample(completion=f"size {20 << 20}")])
    assert there.extracted == big
    assert back.extracted == "x" * (20 << 20)


@pytest.fixture
def batches(monkeypatch):
    """The batches that are handed out."""
    found = []
    original = Backlog.next_batch

    def noting(self, workers):
        batch = original(self, workers)
        found.extend([batch] if batch else [])
        return batch

    monkeypatch.setattr(Backlog, "next_batch", noting)
    return found


def test_results_of_a_hundred_megabytes_arrive_beside_small_ones(faulty, open_runtime):
    opened = open_runtime(timeout=60.0).open(faulty.Unlimited())
    texts = ["a", f"size {100 << 20}", "b"]
    small, large, other = opened.verify([Sample(completion=text) for text in texts])
    assert (small.extracted, len(large.extracted), other.extracted) == ("a", 100 << 20, "b")


def test_many_large_answers_are_read_as_they_come(engine, task):
    engine.run(task, [ITEM] * 500, 20.0)
    start = time.monotonic()
    assert {len(text) for text in extracted(engine.run(task, [item("size 150000")] * 200, 20.0))} == {150_000}
    assert time.monotonic() - start < 15


def test_the_workers_that_were_lost_are_counted(engine, task):
    assert engine.restarts == 0
    engine.run(task, [item(text) for text in ("a", "exit 1", "b")], 20.0)
    assert engine.restarts == 1
    engine.run(task, [item("sleep")], 0.2)
    assert engine.restarts == 2
    engine.close()
    assert engine.restarts == 2
    engine.run(task, [ITEM], 20.0)
    assert engine.restarts == 2


def test_large_items_do_not_travel_together(engine, task, batches):
    engine.run(task, [ITEM] * 500, 20.0)
    assert max(len(batch) for batch in batches) > 5
    batches.clear()
    engine.run(task, [item("z" * 600_000)] * 30, 20.0)
    assert max(len(batch) for batch in batches) <= 2


def test_a_batch_takes_no_more_than_its_share(engine, task, batches):
    engine.run(task, [item("pause 0.001")] * 200, 20.0)
    batches.clear()
    engine.run(task, [item("pause 0.001")] * 8, 20.0)
    assert max(len(batch) for batch in batches) <= 4, "two workers, so half of what is left"
    assert sum(len(batch) for batch in batches) == 8


def test_items_that_take_no_time_are_not_shared_out(engine, task, batches, monkeypatch):
    monkeypatch.setattr(Backlog, "pace", lambda self, task: 1e-6)  # on a busy machine nothing takes no time
    engine.run(task, [ITEM] * 8, 20.0)
    assert [len(batch) for batch in batches] == [8]


def test_items_that_take_long_travel_alone(engine, task, batches):
    engine.run(task, [item("pause 0.05")] * 12, 20.0)
    assert {len(batch) for batch in batches} == {1}


# ---- ends ----------------------------------------------------------------------------------------------------------


def test_an_engine_is_started_by_its_first_items(faulty, open_runtime, processes, wait_until):
    opened = open_runtime().open(faulty.Misbehaving())
    assert processes() == []
    opened.verify([Sample(completion="a")])
    assert len(processes()) == 2, "a fork server, and one worker for one item"
    opened.verify([Sample(completion="a")] * 10)
    assert wait_until(lambda: len(processes()) == 3)


def test_a_closed_engine_has_no_process(engine, task, processes, wait_until):
    engine.run(task, [ITEM] * 10, 20.0)
    assert wait_until(lambda: len(processes()) == 3)
    engine.close()
    assert processes() == []


def test_closing_kills_what_hangs(engine, task, processes, wait_until):
    found = []
    thread = threading.Thread(target=lambda: found.extend(engine.run(task, [item("stubborn")] * 5, 600.0)))
    thread.start()
    assert wait_until(lambda: len(processes()) == 3)
    engine.close()
    assert processes() == []
    thread.join(10)
    closed = Failure("error", "engine-closed", {"error": "the engine was closed while it was scored"})
    assert found == [closed] * 5


def test_closing_twice_or_unused_is_no_mistake(engine):
    engine.close()
    engine.close()


def test_a_closed_engine_that_is_used_again_starts_again(engine, task, processes):
    for text in ("one", "two", "three"):
        assert extracted(engine.run(task, [item(text)], 20.0)) == [text]
        engine.close()
    assert processes() == []


def test_an_engine_that_nobody_holds_any_more_has_no_process(task, processes, wait_until):
    engine = LocalEngine(2)
    engine.run(task, [ITEM] * 10, 20.0)
    assert processes()
    gone = weakref.ref(engine)
    del engine
    gc.collect()
    assert gone() is None
    assert wait_until(lambda: not processes())


def test_a_runtime_in_a_cycle_is_collected_with_its_processes(faulty, processes, wait_until):
    from rewardry.engine.runtime import Runtime

    runtime = Runtime(workers=1)
    runtime.open(faulty.Misbehaving()).verify([Sample(completion="a")])
    runtime.itself = runtime
    assert processes()
    del runtime
    gc.collect()
    assert wait_until(lambda: not processes())


@pytest.mark.parametrize("count", [6, pytest.param(200, marks=pytest.mark.long)])
def test_engines_opened_and_closed_leave_nothing(task, processes, count):
    def held():
        ours = [thread for thread in threading.enumerate() if thread.name.startswith("rewardry-supervisor")]
        return len(os.listdir("/proc/self/fd")), len(ours)

    gc.collect()  # engines that tests before have left
    before = held()
    for _ in range(count):
        engine = LocalEngine(1)
        assert extracted(engine.run(task, [ITEM], 20.0)) == ["a"]
        engine.close()
    assert all(now <= then for now, then in zip(held(), before, strict=True))
    assert processes() == []


def test_closing_while_many_threads_submit_loses_no_call(engine, task, wait_until):
    found, stop = [], threading.Event()

    def submit():
        while not stop.is_set():
            results = engine.run(task, [ITEM] * 5, 20.0)
            found.append({"closed" if isinstance(r, Failure) else r[0]["extracted"] for r in results})
            assert {r.reason for r in results if isinstance(r, Failure)} <= {"engine-closed"}

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        seen = len(found)
        assert wait_until(lambda seen=seen: {"a"} in found[seen:]), "after each closing it scores again"
        engine.close()
    stop.set()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def test_an_interrupted_call_leaves_its_items_undone(engine, tmp_path, faulty, monkeypatch):
    log, left = tmp_path / "ran", tmp_path / "left"
    logging = task_of(faulty.Misbehaving(log=str(log)), Identity("misbehaving"))
    engine.run(logging, [item("pause 0.05")], 20.0)  # so that the next ones travel alone
    original, caller = threading.Event.wait, threading.current_thread()

    def interrupted(self, timeout=None):
        if threading.current_thread() is not caller:  # a thread that a library left, such as tqdm's monitor
            return original(self, timeout)
        original(self, 0.5)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading.Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.run(logging, [item(f"await {left} {i}") for i in range(100)], 20.0)
    left.touch()
    assert extracted(engine.run(logging, [item("after")], 20.0)) == ["after"], "the engine is not busy with the rest"
    assert len(log.read_text().splitlines()) < 30


def test_an_interrupted_start_leaves_no_process(engine, task, monkeypatch, processes, wait_until):
    original = threading.Thread.start

    def interrupted(self):
        original(self)
        if self.name == "rewardry-supervisor":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.run(task, [ITEM], 20.0)
    assert wait_until(lambda: not processes())
    assert extracted(engine.run(task, [ITEM], 20.0)) == ["a"]


def test_without_a_thread_there_is_no_engine_and_no_process(engine, task, monkeypatch, processes):
    start = threading.Thread.start

    def refused(self):
        if not self.name.startswith("rewardry-"):  # of a library
            return start(self)
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        with pytest.raises(EngineError, match=r"no thread can be started .*: can't start new thread"):
            engine.run(task, [ITEM], 20.0)
    assert processes() == []


def test_without_python_no_worker_can_start(engine, task, alone):
    alone(fork_server, "sys", executable="")
    with pytest.raises(EngineError, match=r"sys\.executable is empty.*use the engine 'inline'"):
        engine.run(task, [ITEM], 1.0)
    alone(fork_server, "sys", executable="/no/such/python")
    with pytest.raises(EngineError, match=r"no worker process can be started with /no/such/python: "):
        engine.run(task, [ITEM], 1.0)


def test_rows_of_an_engine_that_cannot_start_are_errors(open_runtime, faulty, monkeypatch):
    opened, starts = open_runtime().open(faulty.Misbehaving()), []

    def failing(workers, *recycling):
        starts.append(workers)
        raise EngineError("no worker process can be started")

    monkeypatch.setattr(supervisor, "Supervisor", failing)
    verdicts = opened.verify([Sample(completion="a")] * 50)
    assert {verdict.status for verdict in verdicts} == {"error"}
    assert "no worker process can be started" in verdicts[0].details["error"]
    assert len(starts) == 1, "not once for each row"


def test_the_probe_answers_from_a_worker(open_runtime, processes):
    verdict = open_runtime(workers=1).open(Probe()).verify([Sample(completion="")])[0]
    assert (verdict.status, verdict.reason) == ("correct", "probe")
    assert len(processes()) == 2


def test_all_engines_are_known_to_a_fork():
    engine = LocalEngine(1)
    assert engine in local._engines
    del engine
    gc.collect()
