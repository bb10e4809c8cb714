"""A backlog under anything that may be done with it: every item is handed out once, in its job's order, or given up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.engine.backlog import BATCH_ITEMS, Backlog
from rewardry.engine.job import Job
from rewardry.engine.local import Task

TASKS = [Task(f"m:{name}", None, "{}") for name in "AB"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), st.integers(0, 1), st.sampled_from([1, 2, 5, 70])),
        st.tuples(st.just("batch"), st.integers(1, 3), st.booleans()),
        st.tuples(st.just("pace"), st.integers(0, 1), st.sampled_from([1e-5, 0.004, 1.0])),
        st.tuples(st.just("leave"), st.integers(0, 5), st.none()),
    ),
    max_size=25,
)


def submitted(backlog, jobs, task, count):
    """A new job that is on the list, with so many items."""
    job = Job(TASKS[task], 1.0, lambda: None)
    job.add([b"%d:%d" % (len(jobs), position) for position in range(count)])
    backlog.add(job)
    return job


@settings(max_examples=60)
@given(STEPS)
def test_every_item_is_handed_out_once_and_in_the_order_of_its_job(steps):
    backlog, jobs, done = Backlog(), [], []
    for kind, first, second in steps:
        if kind == "submit":
            jobs.append(submitted(backlog, jobs, first, second))
        elif kind == "pace":
            backlog.note_pace(TASKS[first], second)
        elif kind == "leave" and first < len(jobs):
            jobs[first].cancelled = True
        elif kind == "batch":
            batch = backlog.next_batch(first)
            assert len(batch) <= BATCH_ITEMS
            assert len({work.job.task for work in batch}) <= 1
            begun = len(batch) // 2 if second else len(batch)  # a worker is lost with the others
            done += batch[:begun]
            backlog.give_back(batch[begun:])
    while batch := backlog.next_batch(2):
        done += batch
    assert (backlog.waiting(1), backlog.task()) == (0, None)
    for number, job in enumerate(jobs):
        items = [(work.position, work.item) for work in done if work.job is job]
        assert items == [(position, b"%d:%d" % (number, position)) for position in range(len(items))]
        assert job.cancelled or len(items) == job.untaken
