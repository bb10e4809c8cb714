"""The pool without an engine: who gets which container, what happens to it after the run, and to those who wait."""

from types import SimpleNamespace

import pytest

from rewardry.sandbox import Ended, Execution, Limits, SandboxUnavailableError
from rewardry.sandboxes.docker import pool as module
from rewardry.sandboxes.docker.container import Outcome, Request, Settings
from rewardry.sandboxes.docker.engine import EngineError
from rewardry.sandboxes.docker.pool import Pool

GUARD = 30  # seconds against a hang
SETTINGS = Settings("image", None, 1.0)
SMALL = Limits(disk_mb=8)
MORE = Limits(memory_mb=1024)
DONE = Execution(Ended.EXITED, 0, stdout=b"42\n")  # what every run comes to


# ---- who gets which container -------------------------------------------------------------------------------------


def test_one_container_is_started_at_once_and_serves_all_that_come_after_one_another(world):
    pool = world.pool(parallel=4)
    assert len(world.started) == 1
    assert pool.greeting == {"tools": []}
    for _ in range(5):
        assert pool.run(world.asking()) == DONE
    assert len(world.started) == 1
    assert world.started[0].runs == 5
    assert world.removed == []


def test_as_many_run_at_one_time_as_there_are_places_and_the_rest_wait(world, gate):
    pool = world.pool(parallel=2)
    threads, found = world.begun(pool, *[Limits()] * 5)
    first = {gate.inside.get(timeout=GUARD) for _ in range(2)}
    assert len(first) == 2, "no container has two runs at one time"
    gate.let(5)
    for thread in threads:
        thread.join(GUARD)
    assert [found.get(timeout=GUARD) for _ in range(5)] == [DONE] * 5
    assert gate.most == 2
    assert len(world.started) == 2


def idle_in(pool, world, gate, *limits):
    """Have a container of each of these limits idle, in this order."""
    threads, _ = world.begun(pool, *limits)
    for _ in limits:
        gate.inside.get(timeout=GUARD)
    gate.let(len(limits))
    for thread in threads:
        thread.join(GUARD)
    gate.let(1000)
    return {one.limits.disk_mb if one.limits != MORE else "more": one for one in pool._idle}


def test_the_container_that_needs_no_change_comes_before_one_that_does(world, gate):
    pool = world.pool(parallel=2)
    idle = idle_in(pool, world, gate, Limits(), MORE)
    for wanted in (MORE, Limits(), MORE, MORE, Limits()):
        pool.run(world.asking(wanted))
    assert [request.limits for request in idle["more"].asked] == [MORE] * 4
    assert {request.limits for request in idle[Limits().disk_mb].asked} == {Limits()}
    assert len(world.started) == 2


def test_a_container_that_can_be_changed_comes_before_a_new_one(world):
    pool = world.pool(parallel=2)
    pool.run(world.asking(MORE))
    assert len(world.started) == 1
    assert world.started[0].asked[0].limits == MORE


def test_one_of_another_size_is_started_while_there_are_places(world):
    pool = world.pool(parallel=2)
    pool.run(world.asking(SMALL))
    assert [one.limits.disk_mb for one in world.started] == [64, 8]
    assert world.removed == []
    pool.run(world.asking(Limits()))
    pool.run(world.asking(SMALL))
    assert len(world.started) == 2


def test_without_places_the_one_that_was_idle_longest_makes_room(world):
    pool = world.pool(parallel=2)
    pool.run(world.asking(SMALL))
    oldest, kept = pool._idle
    third = Limits(disk_mb=16)
    pool.run(world.asking(third))
    assert world.removed == [oldest]
    assert pool._idle[0] is kept
    assert [one.limits.disk_mb for one in pool._idle] == [8, 16]
    assert len(world.started) == 3


def test_of_those_that_suit_the_one_that_ran_last_is_warm_and_taken(world, gate):
    pool = world.pool(parallel=3)
    idle_in(pool, world, gate, Limits(), Limits(), Limits())
    last = pool._idle[-1]
    runs = last.runs
    for _ in range(4):
        pool.run(world.asking())
    assert last.runs == runs + 4


def test_a_container_that_has_died_while_idle_is_removed_and_another_one_runs_the_program(world):
    pool = world.pool()
    [dead] = pool._idle
    dead.alive = False
    assert pool.run(world.asking(MORE)) == DONE
    assert (dead.runs, world.removed) == (0, [dead])
    assert world.started[1].asked[0].limits == MORE
    assert pool.run(world.asking(MORE)) == DONE
    assert len(world.started) == 2


# ---- what cannot be started ---------------------------------------------------------------------------------------


def test_an_engine_that_starts_nothing_is_told_when_the_pool_is_opened(world):
    world.refused = [EngineError("no space left on device")]
    with pytest.raises(SandboxUnavailableError, match="no space left on device"):
        Pool(SETTINGS, None, 1, 500)
    world.refused = [SandboxUnavailableError("no engine answers")]
    with pytest.raises(SandboxUnavailableError, match="no engine answers"):
        Pool(SETTINGS, None, 1, 500)


@pytest.mark.parametrize("error", [EngineError("no memory"), SandboxUnavailableError("the engine stopped")])
def test_a_container_that_does_not_start_is_a_fault_and_the_place_is_there_again(world, error):
    pool = world.pool(parallel=2)
    for _ in range(5):
        world.refused = [error]
        done = pool.run(world.asking(SMALL))
        assert (done.ended, done.exit_code, done.fault) == (Ended.FAULT, None, str(error))
    assert pool.run(world.asking(SMALL)) == DONE
    assert [one.limits.disk_mb for one in world.started] == [64, 8]


def test_what_is_interrupted_while_a_container_starts_gives_the_place_back(world):
    pool = world.pool()
    world.started[0].alive = False
    world.refused = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        pool.run(world.asking())
    assert pool.run(world.asking()) == DONE


def test_one_who_waits_is_told_when_the_start_of_another_fails(world, gate):
    pool = world.pool()
    threads, found = world.begun(pool, Limits())
    gate.inside.get(timeout=GUARD)
    waiting, theirs = world.begun(pool, SMALL, Limits(disk_mb=16))
    world.refused = [EngineError("once")]
    gate.let(3)
    for thread in threads + waiting:
        thread.join(GUARD)
    assert found.get(timeout=GUARD) == DONE
    assert sorted(theirs.get(timeout=GUARD).ended for _ in range(2)) == [Ended.EXITED, Ended.FAULT]


@pytest.mark.parametrize("error", [EngineError("it does not greet"), KeyboardInterrupt()])
def test_the_connection_of_a_container_that_does_not_start_is_closed(monkeypatch, error):
    closed = []
    engine = SimpleNamespace(close=lambda: closed.append("closed"))

    def failing(engine, settings, limits):
        raise error

    monkeypatch.setattr(module, "Engine", lambda host: engine)
    monkeypatch.setattr(module, "Container", failing)
    with pytest.raises(SandboxUnavailableError if isinstance(error, EngineError) else KeyboardInterrupt):
        Pool(SETTINGS, "unix:///somewhere", 1, 500)
    assert closed == ["closed"]


def test_each_container_has_a_connection_of_its_own_to_the_engine_that_was_named(monkeypatch):
    asked, made = [], []

    def engine(host):
        asked.append(host)
        return object()

    def container(engine, settings, limits):
        made.append((engine, settings, limits))
        said = {"runs": 0, "greeting": {}, "is_idle": lambda: True, "remove": lambda: None}
        fits = {"takes": limits.__eq__, "suits": limits.__eq__}
        return SimpleNamespace(**said, **fits, run=lambda request: Outcome(DONE, clean=True))

    monkeypatch.setattr(module, "Engine", engine)
    monkeypatch.setattr(module, "Container", container)
    pool = Pool(SETTINGS, "unix:///somewhere", 2, 500)
    assert pool.run(Request(True, ("main.py",), {}, {}, b"", (), SMALL)) == DONE
    pool.close()
    assert asked == ["unix:///somewhere"] * 2
    assert len({id(engine) for engine, *_ in made}) == 2
    assert [(settings, limits) for _, settings, limits in made] == [(SETTINGS, Limits()), (SETTINGS, SMALL)]


def test_a_process_that_was_forked_does_not_speak_into_its_parent_s_containers(world, monkeypatch):
    pool = world.pool()
    monkeypatch.setattr(pool, "_process", pool._process + 1)
    done = pool.run(world.asking())
    assert done.ended is Ended.FAULT
    assert "open it anew" in done.fault
    assert world.started[0].runs == 0
