"""What is handed out next, and how much of it."""

import pytest

from rewardry.engine import backlog
from rewardry.engine.backlog import Backlog
from rewardry.engine.job import Job
from rewardry.engine.local import Task

TASK, OTHER = Task("m:A", None, "{}"), Task("m:B", None, "{}")
QUICK = 1e-5


@pytest.fixture
def waiting():
    """A backlog that knows one task to be quick."""
    made = Backlog()
    made.note_pace(TASK, QUICK)
    return made


def job_of(count, task=TASK, name="", size=1):
    job = Job(task, 1.0, lambda: None)
    job.add([name.encode() + b"%d" % i * size for i in range(count)])
    return job


def names(batch):
    return [work.item.decode() for work in batch]


def drained(waiting, workers=1):
    found = []
    while batch := waiting.next_batch(workers):
        found.append(names(batch))
    return found


def test_nothing_waits_at_first():
    empty = Backlog()
    assert (empty.waiting(5), empty.task(), empty.next_batch(2)) == (0, None, [])


def test_a_task_whose_pace_is_unknown_is_sent_item_by_item():
    unknown = Backlog()
    unknown.add(job_of(5))
    assert [len(batch) for batch in drained(unknown)] == [1] * 5


@pytest.mark.parametrize(("pace", "size"), [(1.0, 1), (backlog.BATCH_SECONDS / 8, 8), (QUICK, backlog.BATCH_ITEMS)])
def test_a_batch_takes_about_as_long_as_it_should(pace, size):
    waiting = Backlog()
    waiting.note_pace(TASK, pace)
    waiting.add(job_of(1000))
    assert len(waiting.next_batch(2)) == size


def test_a_batch_is_no_more_than_a_workers_share(waiting):
    waiting.note_pace(OTHER, backlog.QUICK_SECONDS)
    waiting.add(job_of(8, OTHER))
    assert len(waiting.next_batch(2)) == 4
    waiting.add(job_of(8))
    waiting.next_batch(1)
    assert len(waiting.next_batch(2)) == 8, "what takes no time is not shared out"


def test_an_item_that_hung_makes_batches_small_for_a_while(waiting):
    waiting.add(job_of(2000))
    assert len(waiting.next_batch(1)) == backlog.BATCH_ITEMS
    waiting.note_pace(TASK, 5.0)
    assert len(waiting.next_batch(1)) == 1
    for _ in range(20):
        waiting.note_pace(TASK, QUICK)
    assert len(waiting.next_batch(1)) == backlog.BATCH_ITEMS


def test_large_items_travel_in_small_batches(waiting):
    waiting.add(job_of(20, size=backlog.BATCH_BYTES // 2))
    assert max(len(batch) for batch in drained(waiting)) <= 2


def test_jobs_take_turns(waiting):
    long, short = job_of(3 * backlog.BATCH_ITEMS, name="long"), job_of(1, OTHER, "short")
    waiting.add(long)
    waiting.add(short)
    batches = drained(waiting)
    assert batches[1] == ["short0"]
    assert [name for batch in batches if batch != ["short0"] for name in batch] == [
        f"long{i}" for i in range(3 * backlog.BATCH_ITEMS)
    ]


def test_short_jobs_of_one_task_travel_together(waiting):
    for number in range(5):
        waiting.add(job_of(1, Task("m:A", None, "{}"), str(number)))
    assert drained(waiting) == [["00", "10", "20", "30", "40"]]


def test_a_batch_holds_items_of_one_task(waiting):
    waiting.note_pace(OTHER, QUICK)
    for name, task in (("a", TASK), ("b", OTHER), ("c", TASK)):
        waiting.add(job_of(2, task, name))
    assert [batch[0][0] for batch in drained(waiting)] == ["a", "b", "c"]


def test_a_job_is_not_passed_over_by_those_that_come_later(waiting):
    waiting.add(job_of(1, name="a"))
    waiting.add(job_of(1, OTHER, "b"))
    found = []
    for number in range(3):
        waiting.add(job_of(1, name=f"later{number}-"))
        found += names(waiting.next_batch(1))
    assert found.index("b0") <= 2


def test_a_job_with_new_items_is_taken_in_again(waiting):
    job = job_of(2)
    waiting.add(job)
    waiting.add(job)
    assert drained(waiting) == [["0", "1"]]
    job.add([b"later"])
    waiting.add(job)
    assert drained(waiting) == [["later"]]


def test_an_item_that_is_added_while_its_job_is_taken_off_the_list_is_not_lost(waiting):
    class Late(Job):
        """A job to which an item is added in the moment after it was found empty."""

        @property
        def waiting(self):
            found = super().waiting
            if not found and not self.late:
                self.late = True
                self.add_one(b"late")
            return found

    job = Late(TASK, 1.0, lambda: None)
    job.late = False
    job.add([b"early"])
    waiting.add(job)
    assert drained(waiting) == [["early", "late"]]


def test_what_comes_back_is_first_and_in_order(waiting):
    waiting.add(job_of(200))
    first, second = waiting.next_batch(1), waiting.next_batch(1)
    waiting.give_back(second)
    waiting.give_back(first[3:])
    assert names(waiting.next_batch(1)) == names(first[3:] + second)[: backlog.BATCH_ITEMS]
    assert waiting.waiting(10**6) == 200 - 3 - backlog.BATCH_ITEMS


def test_it_counts_no_further_than_it_is_asked(waiting):
    waiting.add(job_of(50))
    waiting.add(job_of(50))
    assert [waiting.waiting(enough) for enough in (1, 50, 70, 1000)] == [1, 50, 70, 100]


def test_cancelled_items_are_dropped(waiting):
    gone, kept = job_of(100, name="gone"), job_of(3, name="kept")
    waiting.add(gone)
    begun = waiting.next_batch(1)
    waiting.add(kept)
    gone.cancelled = True
    waiting.give_back(begun)
    assert waiting.waiting(1000) == 3
    assert drained(waiting) == [["kept0", "kept1", "kept2"]]


def test_all_of_a_task_can_be_taken(waiting):
    waiting.add(job_of(70, name="a"))
    waiting.add(job_of(2, OTHER, "b"))
    waiting.give_back(waiting.next_batch(1))
    assert len(waiting.take_all(TASK)) == 70
    assert names(waiting.take_all()) == ["b0", "b1"]
    assert waiting.task() is None


def test_a_pace_without_measure_does_no_harm(waiting):
    waiting.note_pace(TASK, 0.0)
    waiting.add(job_of(100))
    assert len(waiting.next_batch(1)) == backlog.BATCH_ITEMS
    assert waiting.pace(OTHER) == backlog.BATCH_SECONDS


@pytest.mark.parametrize("look", [1, 2, 3, 4])
def test_a_caller_may_leave_at_any_moment_while_a_batch_is_made(waiting, look):
    class Left(Job):
        """A job whose caller leaves just after it was looked at."""

        looks = 0

        @property
        def waiting(self):
            found = super().waiting
            self.looks += 1
            self.cancelled = self.looks >= look
            return found

    left = Left(TASK, 1.0, lambda: None)
    left.add([b"left"] * 3)
    waiting.add(left)
    waiting.add(job_of(2, OTHER, "stays"))
    waiting.note_pace(OTHER, QUICK)
    found = [name for batch in drained(waiting) for name in batch if name != "left"]
    assert found == ["stays0", "stays1"]
    assert (left.listed, waiting.waiting(5)) == (False, 0)
