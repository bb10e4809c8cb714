"""The simulation of workers against one that is written out here, item by item."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.scale.simulation import Dispatch, batches, fewest_workers, percentile, waits

SERVICES = st.lists(st.floats(0.001, 10), min_size=1, max_size=25)


def seconds_of_a_batch(services, workers, call, item):
    """Each item goes to the worker that is free first, once the process that asks has come to it."""
    ends = [0.0] * workers
    for place, service in enumerate(services):
        who = min(range(workers), key=ends.__getitem__)
        ends[who] = max(ends[who], call + (place + 1) * item) + service
    return max(ends)


@settings(max_examples=40)
@given(SERVICES, st.integers(1, 30), st.integers(1, 5), st.floats(0, 2), st.floats(0, 2))
def test_batches_take_what_one_after_the_other_takes(services, size, workers, call, item):
    parts = [services[at : at + size] for at in range(0, len(services), size)]
    expected = sum(seconds_of_a_batch(part, workers, call, item) for part in parts)
    assert batches(services, size, workers, Dispatch(call, item)) == pytest.approx(expected)


@settings(max_examples=40)
@given(SERVICES, st.integers(1, 5))
def test_a_batch_lies_between_what_must_be_and_grahams_bound(services, workers):
    """Nobody can take less than an even share or the longest item; first come, first served takes at most 2 - 1/m."""
    found = batches(services, len(services), workers, Dispatch(0.0, 0.0))
    share, longest = sum(services) / workers, max(services)
    assert found >= max(share, longest) - 1e-9
    assert found <= share + longest * (1 - 1 / workers) + 1e-9


@settings(max_examples=40)
@given(SERVICES, st.floats(0.1, 20), st.integers(1, 4), st.integers(1, 6), st.integers(0, 40), st.integers(0, 10**6))
def test_waits_are_those_of_a_queue_that_is_written_out(services, rate, workers, burst, items, seed):
    chance = random.Random(seed)
    ends, now, expected = [0.0] * workers, 0.0, []
    for place in range(items):
        if place % burst == 0:
            now += chance.expovariate(rate / burst)
        who = min(range(workers), key=ends.__getitem__)
        start = max(now, ends[who])
        ends[who] = start + chance.choice(services)
        expected.append(start - now)
    found = list(waits(services, rate, workers, burst, items, seed))
    assert found == pytest.approx(expected)


def test_arrivals_come_at_the_rate_that_is_said_whatever_the_burst():
    """So many workers that nobody waits but for those that came together; the last item tells how long it all took."""
    for burst in (1, 16):
        assert max(waits([1e-9], 50.0, 16, burst, 16_000, seed=2)) == pytest.approx(0.0, abs=1e-6)
    one_by_one = list(waits([1.0], 2.0, 1, 1, 4_000, seed=5))
    # One worker does one a second while two arrive: the backlog of the last is half of the items' seconds.
    assert one_by_one[-1] == pytest.approx(2_000, rel=0.05)


def test_items_that_come_together_wait_for_each_other():
    found = list(waits([1.0], 0.001, 1, 4, 8))
    assert found == pytest.approx([0, 1, 2, 3, 0, 1, 2, 3])


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.floats(0.01, 1))
def test_a_percentile_is_the_smallest_value_that_reaches_its_share(values, share):
    found = percentile(values, share)
    assert found in values
    reached = [value for value in set(values) if sum(other <= value for other in values) >= share * len(values) - 1e-9]
    assert found == min(reached)


@settings(max_examples=15)
@given(
    st.lists(st.floats(0.01, 2), min_size=1, max_size=5),
    st.floats(0.5, 30),
    st.sampled_from([1, 4, 16]),
    st.floats(0.0, 3),
)
def test_the_fewest_workers_are_the_first_that_are_enough(services, rate, burst, longest):
    def late(workers):
        return percentile(list(waits(services, rate, workers, burst, 400)), 0.99) > longest

    least = max(1, math.floor(rate * math.fsum(services) / len(services)))  # fewer could never keep up
    expected = next(number for number in range(least, 10_000) if not late(number))
    assert fewest_workers(services, rate, burst, longest, 400) == expected
