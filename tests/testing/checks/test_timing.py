"""Checks of time: growth is measured with a processor clock of our own making, so that no load can change it."""

import threading
from types import SimpleNamespace

import pytest

from rewardry.testing.check import CHECKS
from rewardry.testing.checks import timing

LINEAR, LEAVES, ANSWERS = "cost_is_linear_in_the_text", "leaves_nothing_running", "answers_in_time"


@pytest.fixture
def clock(monkeypatch):
    """A clock that only `spend` moves, and how often it was read."""
    now = SimpleNamespace(seconds=0.0, calls=0)

    def process_time():
        now.calls += 1
        return now.seconds

    monkeypatch.setattr(timing, "time", SimpleNamespace(process_time=process_time))
    return now


@pytest.fixture
def costing(clock, reward):
    """Makes a reward whose texts cost what a function of the text says, in seconds."""

    def make(cost):
        def value(sample):
            clock.seconds += cost(sample.text)
            return 1.0

        return reward(value)

    return make


@pytest.mark.parametrize(
    "cost",
    [
        lambda text: 0.0,
        lambda text: 1.0,
        lambda text: 1e-5 * len(text),
        lambda text: 1e-6 * len(text) * len(text).bit_length(),
        lambda text: 1e-9 * len(text) ** 1.4,
        lambda text: 1e-12 * len(text) ** 2,  # a square, but 4 ms at most
    ],
    ids=["nothing", "constant", "linear", "n-log-n", "n-to-1.4", "a-small-square"],
)
def test_a_cost_in_proportion_or_too_small_to_notice_passes(check, costing, cost):
    check(costing(cost), LINEAR)


@pytest.mark.parametrize(
    "cost",
    [
        lambda text: 1e-9 * len(text) ** 2,
        lambda text: 1e-12 * len(text) ** 3,
        lambda text: 1e-9 * text.count("<answer>") ** 2 * 100,
        lambda text: 1.0 if len(text) > 60_000 else 0.01,
        lambda text: 1e-9 * len(text) ** 2 if "\\boxed{" in text else 0.0,
    ],
    ids=["square", "cube", "square-in-the-tags", "a-jump", "square-of-boxes"],
)
def test_a_cost_that_grows_faster_is_told_with_the_text_and_the_figures(defect, costing, cost):
    found = defect(costing(cost), LINEAR)
    assert "repeated to " in found.did
    assert found.did.endswith((" and to 16,000 characters", " and to 64,000 characters"))
    assert " ms, which is worse than in proportion" in found.came
    assert "Bound what is read" in found.mend


def test_the_piece_that_costs_is_the_one_that_is_quoted(defect, costing):
    found = defect(costing(lambda text: 1e-9 * len(text) ** 2 if text.startswith("#### ") else 0.0), LINEAR)
    assert found.did.startswith("scored '#### ' repeated to ")


def test_one_slow_call_is_measured_again_before_it_is_held_against_a_component(check, costing):
    """Another process may have taken the time."""
    seen = set()

    def cost(text):
        first = text not in seen
        seen.add(text)
        return 1.0 if first and len(text) > 15_000 else 1e-6 * len(text)

    check(costing(cost), LINEAR)


@pytest.mark.parametrize(("growth", "fails"), [(4.0, False), (7.9, False), (8.1, True), (16.0, True)])
def test_more_than_eight_times_for_four_times_the_text_is_too_much(check, defect, costing, growth, fails):
    costs = {4: 0.1, 16: 0.1 * growth, 64: 0.1 * growth**2}
    component = costing(lambda text: costs[round(len(text) / 1000)])
    if fails:
        assert f"100.0 ms and {100 * growth:.0f} ms" in defect(component, LINEAR).came
    else:
        check(component, LINEAR)


def test_what_may_hang_is_left_to_the_deadline_of_its_worker(reward):
    assert not CHECKS[LINEAR].applies(reward(lambda sample: 1.0, runs="worker"))
    assert CHECKS[LINEAR].applies(reward(lambda sample: 1.0))


def test_a_garbage_collection_is_not_charged_to_the_component(monkeypatch):
    """It is off while a call is measured, and as it was afterwards."""
    state = SimpleNamespace(on=True)
    seen = []
    fake = SimpleNamespace(
        isenabled=lambda: state.on,
        enable=lambda: setattr(state, "on", True),
        disable=lambda: setattr(state, "on", False),
    )
    monkeypatch.setattr(timing, "gc", fake)
    for before in (True, False):
        state.on = before
        timing._of_processor(lambda: seen.append(state.on))
        assert state.on is before
    state.on = True
    with pytest.raises(ValueError, match="no"):
        timing._of_processor(lambda: int("no"))
    assert state.on is True
    assert seen == [False, False]


# ---- what goes on running ------------------------------------------------------------------------------------------


def test_threads_that_a_call_leaves_are_named_and_those_it_ends_are_not(check, defect, reward):
    end = threading.Event()

    def leaving(name):
        def value(sample):
            threading.Thread(target=end.wait, name=name, daemon=True).start()
            return 1.0

        return value

    def ended(sample):
        thread = threading.Thread(target=lambda: None, name="ended")
        thread.start()
        thread.join()
        return 1.0

    try:
        check(reward(ended), LEAVES)
        found = defect(reward(leaving("prefetch")), LEAVES)
        assert "the thread 'prefetch'" in found.came
        assert found.came.endswith("went on running")
        assert found.did == "scored ordinary rows and closed it"
    finally:
        end.set()


def test_a_thread_of_the_live_object_that_its_close_ends_passes(check, defect, reward):
    """It runs from opening to closing, which is what `close` is for."""
    ends = []

    class Live:
        def __init__(self):
            self.end = threading.Event()
            ends.append(self.end)
            self.thread = threading.Thread(target=self.end.wait, name="live", daemon=True)
            self.thread.start()

        def score(self, batch):
            return [1.0] * len(batch)

    class Closed(Live):
        def close(self):
            self.end.set()
            self.thread.join()

    try:
        check(reward(None, open=lambda self, runtime: Closed()), LEAVES)
        assert "'live'" in defect(reward(None, open=lambda self, runtime: Live()), LEAVES).came
    finally:
        for end in ends:
            end.set()


def test_a_component_that_raises_has_answered(check, reward):
    def value(sample):
        raise ValueError("no")

    check(reward(value), ANSWERS)
