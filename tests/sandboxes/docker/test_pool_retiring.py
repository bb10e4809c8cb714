"""What happens to a container after a run: it goes on, is tried, or is replaced; and how a pool is closed."""

import threading
from dataclasses import replace

import pytest

from rewardry.sandbox import Ended, Execution, Limits
from rewardry.sandboxes.docker.container import Outcome
from rewardry.sandboxes.docker.engine import EngineError

GUARD = 30  # seconds against a hang
DONE = Execution(Ended.EXITED, 0, stdout=b"42\n")
WELL = Outcome(DONE, clean=True)


def answering(world, *outcomes):
    """Have the containers answer these, one after the other, and then well."""
    left = list(outcomes)

    def answer(container, request):
        found = left.pop(0) if left else WELL
        if isinstance(found, BaseException):
            raise found
        return found

    world.answer = answer


# ---- after how many runs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_container_is_replaced_after_its_runs_and_not_before(world, after):
    pool = world.pool(retire_after=after)
    for _ in range(2 * after):
        assert pool.run(world.asking()) == DONE
        world.settled(pool)
    assert [one.runs for one in world.started] == [after, after, 0]
    assert world.removed == world.started[:2]


def test_the_one_in_its_place_has_the_size_that_was_last_asked_for(world):
    pool = world.pool(retire_after=1)
    small = Limits(disk_mb=8, memory_mb=100)
    pool.run(world.asking(small))
    assert [one.limits for one in world.settled(pool)] == [small]
    pool.run(world.asking(small))
    world.settled(pool)
    assert len(world.started) == 4, "one more at the start, for it was of another size"


def test_who_ran_does_not_wait_for_the_one_that_comes_instead(world):
    """The caller has its answer while the engine is still busy with the removal."""
    pool = world.pool(retire_after=1)
    began, may_end = threading.Event(), threading.Event()

    def slow(self=world.started[0]):
        began.set()
        assert may_end.wait(GUARD)
        world.removed.append(self)

    world.started[0].remove = slow
    assert pool.run(world.asking()) == DONE
    assert began.wait(GUARD)
    assert world.removed == []
    may_end.set()
    assert world.settled(pool) == world.started[1:]


def test_who_waits_gets_the_one_that_comes_instead(world, gate):
    pool = world.pool(retire_after=1)
    threads, found = world.begun(pool, *[Limits()] * 4)
    gate.let(4)
    for thread in threads:
        thread.join(GUARD)
    assert [found.get(timeout=GUARD) for _ in range(4)] == [DONE] * 4
    assert gate.most == 1
    world.settled(pool)
    assert [one.runs for one in world.started] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("error", [EngineError("no space"), RuntimeError("a fault of ours")])
def test_where_none_comes_instead_the_next_run_starts_one(world, error):
    pool = world.pool(retire_after=1)
    world.refused = [error]
    assert pool.run(world.asking()) == DONE
    assert world.settled(pool) == []
    assert pool.run(world.asking()) == DONE
    world.settled(pool)
    assert [one.runs for one in world.started] == [1, 1, 0]


# ---- after runs that ended badly -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ended", [ended for ended in Ended if ended is not Ended.EXITED])
def test_after_a_bad_end_a_container_is_tried_and_goes_on(world, ended):
    pool = world.pool()
    answering(world, Outcome(Execution(ended), clean=True))
    assert pool.run(world.asking()).ended is ended
    assert world.settled(pool) == world.started
    _, trial = world.started[0].asked
    assert trial.python
    assert b"print(6 * 7)" in trial.files["main.py"][0]
    assert pool.run(world.asking()) == DONE
    assert [one.runs for one in world.started] == [3]


@pytest.mark.parametrize("code", [0, 1, 255])
def test_a_program_that_ends_by_itself_costs_no_trial(world, code):
    pool = world.pool()
    answering(world, Outcome(Execution(Ended.EXITED, code), clean=True))
    pool.run(world.asking())
    assert world.started[0].runs == 1
    assert world.settled(pool) == world.started


TRIALS = {
    "something else": Outcome(Execution(Ended.EXITED, 0, stdout=b"41\n"), clean=True),
    "nothing": Outcome(Execution(Ended.EXITED, 0), clean=True),
    "a status that is not 0": Outcome(Execution(Ended.EXITED, 1, stdout=b"42\n"), clean=True),
    "what is left behind": Outcome(DONE, clean=False),
    "the end of its time": Outcome(Execution(Ended.TIME, stdout=b"42\n"), clean=True),
    "a fault": Outcome(Execution(Ended.FAULT, fault="gone"), clean=False, lost=True),
}


@pytest.mark.parametrize("what", TRIALS)
def test_a_container_whose_trial_gives(world, what):
    pool = world.pool()
    answering(world, Outcome(Execution(Ended.TIME), clean=True), TRIALS[what])
    assert pool.run(world.asking()).ended is Ended.TIME, "the program's end is told as it was"
    assert world.settled(pool) == world.started[1:]
    assert world.removed == world.started[:1]


def test_a_trial_has_time_and_room_to_say_its_answer_whatever_the_program_had(world):
    pool = world.pool()
    answering(world, Outcome(Execution(Ended.OUTPUT), clean=True))
    tight = Limits(seconds=0.01, output_bytes=1, memory_mb=33, processes=5)
    pool.run(world.asking(tight))
    trial = world.started[0].asked[1].limits
    assert trial.seconds >= 5
    assert trial.output_bytes >= len(b"42\n")
    assert replace(trial, seconds=0.01, output_bytes=1) == tight, "and needs no other container"


def test_a_trial_may_say_what_a_program_may(world):
    pool = world.pool()
    answering(world, Outcome(Execution(Ended.OUTPUT), clean=True))
    pool.run(world.asking(Limits(output_bytes=5000)))
    assert world.started[0].asked[1].limits.output_bytes == 5000


def test_a_run_that_has_left_something_ends_its_container_without_a_trial(world):
    pool = world.pool()
    answering(world, Outcome(DONE, clean=False))
    assert pool.run(world.asking()) == DONE
    assert world.settled(pool) == world.started[1:]
    assert world.started[0].runs == 1


def test_a_run_that_is_interrupted_ends_its_container_and_gives_its_place_back(world):
    pool = world.pool()
    answering(world, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        pool.run(world.asking())
    assert world.settled(pool) == world.started[1:]
    assert pool.run(world.asking()) == DONE
    assert world.removed == world.started[:1]


def test_a_trial_that_is_interrupted_ends_its_container_and_gives_its_place_back(world):
    pool = world.pool()
    answering(world, Outcome(Execution(Ended.TIME), clean=True), KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        pool.run(world.asking())
    world.settled(pool)
    assert world.removed == world.started[:1]
    _, found = world.begun(pool, Limits())
    assert found.get(timeout=GUARD) == DONE


# ---- closing -------------------------------------------------------------------------------------------------------


def test_closing_removes_what_is_idle_and_later_runs_say_so(world, gate):
    pool = world.pool(parallel=3)
    threads, _ = world.begun(pool, *[Limits()] * 3)
    gate.let(3)
    for thread in threads:
        thread.join(GUARD)
    pool.close()
    pool.close()
    assert sorted(map(id, world.removed)) == sorted(map(id, world.started))
    done = pool.run(world.asking())
    assert (done.ended, done.fault) == (Ended.FAULT, "the sandbox is closed")
    assert len(world.started) == len(world.removed)


def test_a_run_that_is_on_its_way_ends_well_and_its_container_with_it(world, gate):
    pool = world.pool()
    threads, found = world.begun(pool, Limits())
    gate.inside.get(timeout=GUARD)
    pool.close()
    assert world.removed == [], "nobody's program is killed"
    gate.let(1)
    assert found.get(timeout=GUARD) == DONE
    threads[0].join(GUARD)
    assert world.settled(pool) == []
    assert world.removed == world.started
    assert len(world.started) == 1, "none is started for a pool that is closed"


def test_those_who_wait_are_told_that_the_pool_was_closed(world, gate):
    pool = world.pool()
    first, found = world.begun(pool, Limits())
    gate.inside.get(timeout=GUARD)
    waiting, theirs = world.begun(pool, *[Limits()] * 3)
    pool.close()
    assert [theirs.get(timeout=GUARD).fault for _ in range(3)] == ["the sandbox is closed"] * 3
    gate.let(1)
    assert found.get(timeout=GUARD) == DONE
    for thread in first + waiting:
        thread.join(GUARD)


def test_one_that_was_starting_meanwhile_is_removed_too_before_closing_is_over(world):
    pool = world.pool(retire_after=1)
    starting, may_start = threading.Event(), threading.Event()
    start = world.start

    def slow(limits):
        starting.set()
        assert may_start.wait(GUARD)
        return start(limits)

    world.start = slow
    assert pool.run(world.asking()) == DONE
    assert starting.wait(GUARD)
    closing = threading.Thread(target=pool.close)
    closing.start()
    while not pool._closed:
        closing.join(0.01)
    may_start.set()
    closing.join(GUARD)
    assert not closing.is_alive()
    assert len(world.started) == 2
    assert world.removed == world.started
    assert pool._idle == []
