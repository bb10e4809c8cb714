"""A job between the caller's thread and the supervisor's."""

from rewardry.engine.job import Job
from rewardry.engine.local import Task

TASK = Task("m:A", None, "{}")


def job_of(*items):
    rings = []
    job = Job(TASK, 1.0, lambda: rings.append(1))
    job.add(items)
    return job, rings


def test_items_are_handed_out_in_order_and_once():
    job, _ = job_of(b"a", b"b")
    assert job.waiting == 2
    assert [(work.position, work.item) for work in job.hand_out()] == [(0, b"a"), (1, b"b")]
    job.add_one(b"c")
    assert [(work.position, work.item) for work in job.hand_out()] == [(2, b"c")]
    assert (job.waiting, list(job.hand_out())) == (0, [])


def test_what_is_not_drawn_stays():
    job, _ = job_of(b"a", b"b", b"c")
    first = next(job.hand_out())
    assert (first.item, job.waiting) == (b"a", 2)
    assert [work.item for work in job.hand_out()] == [b"b", b"c"]


def test_the_bell_rings_when_all_are_finished():
    job, rings = job_of(b"a", b"b", b"c")
    for work in reversed(list(job.hand_out())):
        assert rings == []
        job.finish(work.position, work.item)
    assert rings == [1]
    assert job.untaken == 3
    assert [job.take() for _ in range(3)] == [b"a", b"b", b"c"]
    assert job.untaken == 0


def test_the_bell_rings_for_the_result_that_is_awaited():
    job, rings = job_of(b"a", b"b", b"c")
    assert job.awaits_next()
    job.finish(1, "B")
    assert rings == []
    job.finish(0, "A")
    assert rings == [1]
    assert not job.awaits_next()
    assert (job.take(), job.awaits_next(), job.take()) == ("A", False, "B")
    assert job.awaits_next()


def test_a_result_that_has_not_come_is_taken_as_something_else():
    job, _ = job_of(b"a", b"b")
    job.finish(1, "B")
    assert [job.take("none"), job.take("none")] == ["none", "B"]


def test_a_cancelled_job_hands_out_nothing():
    job, _ = job_of(b"a", b"b")
    job.cancelled = True
    assert (job.waiting, list(job.hand_out())) == (0, [])
