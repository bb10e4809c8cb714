"""What components of a runtime share, and what live objects count of their own."""

import math

import pytest

from rewardry.component import Reward
from rewardry.engine.observation import Share
from rewardry.engine.runtime import Runtime


class Closing:
    closed = False

    async def close(self):
        self.closed = True


def test_what_is_shared_is_made_once_and_closed_with_the_runtime():
    runtime = Runtime("inline")
    first = runtime.shared(("client", "a"), Closing)
    assert runtime.shared(("client", "a"), Closing) is first
    assert runtime.shared(("client", "b"), Closing) is not first
    runtime.close()
    assert first.closed
    assert runtime.shared(("client", "a"), Closing) is not first


def test_what_is_shared_needs_no_close():
    with Runtime("inline") as runtime:
        assert runtime.shared("key", lambda: 3) == 3


class Counting(Reward):
    """Counts what it scored."""

    step: int = 1

    def open(self, runtime):
        return OpenCounting(self.step)


class OpenCounting:
    def __init__(self, step):
        self.step = step
        self.calls = 0

    def score(self, batch):
        self.calls += len(batch)
        return [1.0] * len(batch)

    def figures(self):
        return {"calls": float(self.calls), "share": Share(self.step, 4 * self.calls)}


@pytest.fixture
def counted(make_batch):
    with Runtime("inline") as runtime:
        for step in (1, 3):
            opened = runtime.open(Counting(step=step))
            opened.score(make_batch(step))
        yield runtime


@pytest.fixture
def make_batch():
    from rewardry.types import Batch, Sample

    return lambda size: Batch([Sample(completion="a")] * size)


def test_figures_of_one_id_are_put_together(counted):
    [(id_, figures)] = counted.observation.figures.items()
    assert figures == {"calls": 4.0, "share": 0.25}
    log = counted.observation.as_log("")
    assert (log[f"{id_}/calls"], log[f"{id_}/share"], log[f"{id_}/samples"]) == (4.0, 0.25, 4.0)


def test_a_share_of_nothing_is_not_a_number():
    assert math.isnan(Share(0, 0).value)


def test_components_without_figures_add_none():
    class Plain(Reward):
        """Scores."""

        def score(self, batch):
            return [0.0] * len(batch)

    with Runtime("inline") as runtime:
        runtime.open(Plain())
        assert runtime.observation.figures == {}
