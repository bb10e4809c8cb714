"""What a worker may use, when it makes room for a fresh one, and who takes over."""

import os
import resource
import time

import pytest

from rewardry.engine import supervisor, worker
from rewardry.engine.local import LocalEngine
from rewardry.engine.remote import task_of
from rewardry.engine.worker_handle import WorkerHandle
from rewardry.errors import Identity

FINE = ("correct", "")


# ---- CPU time


@pytest.mark.parametrize("text", ["loop", "bigint", "threads"])
def test_an_item_that_exceeds_its_cpu_limit_is_killed_long_before_its_deadline(faulty, verify, text, outcomes):
    start = time.monotonic()
    verdicts = verify(faulty.Hasty(), ["a", text, "b"], timeout=30.0)
    assert outcomes(verdicts) == [FINE, ("timeout", "cpu-limit"), FINE]
    assert verdicts[1].details == {"error": "it took more than 0.4 s of CPU time"}
    assert time.monotonic() - start < 25


def test_waiting_is_no_use_of_cpu_time(faulty, verify, outcomes):
    assert outcomes(verify(faulty.Hasty(), ["pause 1.0"], timeout=60.0)) == [FINE]


def test_the_cpu_limit_is_each_items_own(faulty, verify, outcomes):
    assert outcomes(verify(faulty.Hasty(), ["busy 0.15"] * 6, workers=1, timeout=60.0)) == [FINE] * 6


def test_the_cpu_limit_starts_when_the_component_is_open(faulty, verify, outcomes):
    assert outcomes(verify(faulty.HastyOnceOpen(), ["a", "loop", "b"], timeout=60.0)) == [
        FINE,
        ("timeout", "cpu-limit"),
        FINE,
    ]


def test_the_deadline_holds_beside_a_cpu_limit(faulty, verify, outcomes):
    assert outcomes(verify(faulty.Hasty(), ["sleep", "a"], timeout=1.5)) == [("timeout", "deadline"), FINE]


def test_where_no_cpu_time_can_be_read_the_deadline_remains(faulty, verify, monkeypatch, outcomes):
    monkeypatch.setattr("rewardry.engine.worker_handle.cpu_seconds", lambda pid: None)
    assert outcomes(verify(faulty.Hasty(), ["loop", "a"], timeout=1.5)) == [("timeout", "deadline"), FINE]


# ---- memory


@pytest.mark.parametrize("text", ["memoryerror", "allocate 3000", "grow"])
def test_memory_that_runs_out_is_a_timeout_and_the_engine_goes_on(faulty, verify, text, outcomes):
    verdicts = verify(faulty.Confined(), ["a", text, "b", text, "c"], workers=2)
    assert outcomes(verdicts) == [FINE, ("timeout", "memory-limit"), FINE, ("timeout", "memory-limit"), FINE]
    assert verdicts[1].details["error"].startswith("MemoryError")


def test_a_worker_whose_memory_ran_out_is_replaced(faulty, verify):
    first, spent, second = verify(faulty.Confined(), ["pid", "grow", "pid"], workers=1)
    assert spent.reason == "memory-limit"
    assert first.extracted != second.extracted


def test_the_limit_leaves_what_the_component_asked_for(faulty, verify, outcomes):
    verdicts = verify(faulty.Confined(), ["allocate 200", "allocate 400"], workers=2)
    assert outcomes(verdicts) == [FINE, ("timeout", "memory-limit")]


@pytest.mark.parametrize("order", ["Confined Roomy", "Roomy Confined"])
def test_of_two_components_in_one_worker_the_larger_limit_counts(faulty, open_runtime, order, samples, outcomes):
    runtime = open_runtime(workers=1)
    for name in order.split():
        runtime.open(getattr(faulty, name)()).verify(samples("a"))
    for name in order.split():
        opened = runtime.open(getattr(faulty, name)())
        assert outcomes(opened.verify(samples("allocate 700"))) == [FINE]


@pytest.mark.parametrize("order", ["Confined Unlimited", "Unlimited Confined"])
def test_beside_a_component_without_limit_there_is_none(faulty, open_runtime, order, samples, outcomes):
    runtime = open_runtime(workers=1)
    for name in order.split():
        runtime.open(getattr(faulty, name)()).verify(samples("a"))
    assert outcomes(runtime.open(faulty.Unlimited()).verify(samples("allocate 1500"))) == [FINE]


def test_a_limit_of_the_users_own_is_not_raised(faulty, verify, outcomes):
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = worker._address_space() + (8 << 30)  # this process may have mapped more than that already
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        verdicts = verify(faulty.Unlimited(), ["a", f"allocate {(limit >> 20) + 1000}"], workers=1)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert outcomes(verdicts) == [FINE, ("timeout", "memory-limit")]


# ---- recycling


@pytest.fixture
def recycling(faulty):
    """Runs texts with an engine that recycles, and returns what was extracted."""
    made = []

    def run(texts, calls=1, workers=1, **settings):
        engine = LocalEngine(workers, **settings)
        made.append(engine)
        task = task_of(faulty.Misbehaving(), Identity("misbehaving"))
        items = [b'{"samples": [{"completion": "%s", "meta": {}}]}' % text.encode() for text in texts]
        return [[row[0]["extracted"] for row in engine.run(task, items, 20.0)] for _ in range(calls)]

    yield run
    for engine in made:
        engine.close()


def test_a_worker_makes_room_after_so_many_items_and_none_is_lost(recycling):
    (pids,) = recycling(["pid"] * 400, recycle_items=100)
    assert len(pids) == 400
    assert 2 <= len(set(pids)) <= 4
    assert all(pids.count(pid) >= 100 for pid in list(dict.fromkeys(pids))[:-1]), "each does its share first"


def test_no_item_is_run_twice_when_workers_make_room(recycling):
    (counts,) = recycling(["count"] * 500, workers=2, recycle_items=50)
    for number in set(counts):
        assert counts.count(number) <= 500 / number + 2, "each worker counts its own items, from 1"


def test_a_worker_whose_memory_grows_makes_room(recycling, monkeypatch):
    monkeypatch.setattr("rewardry.engine.worker_handle._WEIGHING_SECONDS", 0.0)
    first, second, third = recycling(["pid", "hoard 8"], calls=3, recycle_growth_mb=12)
    assert len({first[0], second[0], third[0]}) > 1


def test_a_worker_that_does_not_grow_stays(recycling, monkeypatch):
    monkeypatch.setattr("rewardry.engine.worker_handle._WEIGHING_SECONDS", 0.0)
    assert len({pid for pids in recycling(["pid"] * 20, calls=10, recycle_growth_mb=12) for pid in pids}) == 1


def test_what_a_component_opens_is_no_growth(faulty, open_runtime, monkeypatch, samples):
    monkeypatch.setattr("rewardry.engine.worker_handle._WEIGHING_SECONDS", 0.0)
    runtime = open_runtime(workers=1)
    runtime._engine._recycling = (1000, 12)
    light, heavy = runtime.open(faulty.Misbehaving()), runtime.open(faulty.HeavyToOpen())
    pids = {opened.verify(samples("pid"))[0].extracted for opened in (light, heavy, light, heavy, light)}
    assert len(pids) == 1


def test_recycling_is_no_loss_that_wants_a_spare_worker(recycling, processes):
    recycling(["pid"] * 300, recycle_items=50)
    assert len(processes()) <= 2, "the fork server and at most one worker"


# ---- the spare worker


def test_a_worker_in_danger_has_a_successor_before_it_is_killed(faulty, open_runtime, monkeypatch, samples, outcomes):
    events = []

    class Noting(supervisor.ForkServer):
        def fork(self):
            connection, number = super().fork()
            events.append(("forked", number))
            return connection, number

        def reap(self, number):
            events.append(("reaped", number))
            super().reap(number)

    monkeypatch.setattr(supervisor, "ForkServer", Noting)
    opened = open_runtime(workers=1, timeout=3.0).open(faulty.Misbehaving())
    assert outcomes(opened.verify(samples("sleep", "a"))) == [("timeout", "deadline"), FINE]
    assert events.index(("forked", 2)) < events.index(("reaped", 1)), "at half of the time another is forked"


def test_after_a_loss_a_spare_worker_stands_by(faulty, open_runtime, processes, wait_until, samples):
    opened = open_runtime(workers=2).open(faulty.Misbehaving())
    opened.verify(samples("exit 1", *["pause 0.05"] * 8))
    assert wait_until(lambda: len(processes()) == 4), "the fork server, two workers and the spare one"


def test_no_more_workers_than_allowed_are_at_work_at_once(faulty, open_runtime, tmp_path, samples):
    log = tmp_path / "ran"
    opened = open_runtime(workers=2).open(faulty.Misbehaving(log=str(log)))
    opened.verify(samples("exit 1", "sigkill", "a"))
    start = time.monotonic()
    opened.verify(samples(*["pause 0.3"] * 6))
    assert time.monotonic() - start >= 0.85, "three rounds of two"


def test_a_spare_worker_has_opened_nothing_until_it_is_needed(faulty, open_runtime, tmp_path, samples):
    log = tmp_path / "opened"
    opened = open_runtime(workers=1).open(faulty.Announcing(log=str(log)))
    opened.verify(samples("exit 1"))
    opened.verify(samples("a"))
    assert len(log.read_text().splitlines()) == 2, "the one that died, and the one that took over"


def test_an_item_past_half_of_its_time_does_not_keep_the_supervisor_busy(faulty, open_runtime, monkeypatch, samples):
    monkeypatch.setattr(WorkerHandle, "danger", property(lambda self: 0.0))  # as if it were past it from the start
    opened = open_runtime(workers=1).open(faulty.Misbehaving())
    opened.verify(samples("a"))
    start = time.process_time()
    assert opened.verify(samples("pause 1.5"))[0].status == "correct"
    assert time.process_time() - start < 0.5


# ---- components that supervise themselves


def test_a_component_that_supervises_itself_runs_in_the_callers_process(faulty, open_runtime, processes, samples):
    opened = open_runtime(timeout=0.3).open(faulty.Supervising())
    pid, limit, slow = opened.verify(samples("pid", "limit", "pause 0.6"))
    assert pid.extracted == os.getpid()
    assert list(limit.extracted) == list(faulty.Supervising().do("limit")), "no memory limit either"
    assert slow.status == "correct", "nor a deadline"
    assert processes() == []


def test_a_component_that_supervises_itself_is_not_opened_in_a_worker(faulty, verify):
    (verdict,) = verify(faulty.BuiltOnSupervising(), ["a"], workers=1)
    assert (verdict.status, verdict.reason) == ("error", "open-failed")
    assert (
        "Supervising (not from an installed distribution) supervises itself and never runs under a worker's"
        in (verdict.details["error"])
    )
    assert "must not say runs = 'worker'" in verdict.details["error"]
