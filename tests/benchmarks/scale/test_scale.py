"""The simulation of workers, and the plan that rests on it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.scale.__main__ import command
from rewardry.benchmarks.scale.measuring import Cost, samples
from rewardry.benchmarks.scale.plan import Assumptions, plan
from rewardry.benchmarks.scale.simulation import Dispatch, batches, fewest_workers, percentile, waits
from rewardry.benchmarks.scale.validation import POINTS, Calibration, Timed, _quickest, calibrated, trials
from rewardry.errors import ConfigError


def test_batches_wait_for_their_slowest_worker():
    assert batches([1.0] * 8, 8, 1, Dispatch(0.0, 0.0)) == 8.0
    assert batches([1.0] * 8, 8, 2, Dispatch(0.0, 0.0)) == 4.0
    assert batches([3.0, 1.0, 1.0, 1.0], 4, 2, Dispatch(0.0, 0.0)) == 3.0
    assert batches([1.0] * 4, 2, 2, Dispatch(0.5, 0.25)) == pytest.approx(2 * (0.5 + 2 * 0.25 + 1.0))


def test_waits_are_those_of_queueing_theory():
    services = [1.0]  # M/D/1 at half load: the mean wait is rho / (2 (1 - rho)) of a service
    found = list(waits(services, 0.5, 1, 1, 60_000, seed=3))
    assert sum(found) / len(found) == pytest.approx(0.5, rel=0.08)


def test_the_fewest_workers_are_enough_and_one_less_is_not():
    chance = random.Random(1)
    services = [chance.uniform(0.05, 0.3) for _ in range(100)]
    number = fewest_workers(services, 40.0, 16, 0.5, items=4_000)
    late = {n: percentile(list(waits(services, 40.0, n, 16, 4_000)), 0.99) for n in (number - 1, number)}
    assert late[number] <= 0.5 < late[number - 1]
    assert number >= 40.0 * sum(services) / 100


def test_a_plan_follows_its_assumptions():
    given = Assumptions(gpus=1024, tokens_per_second=2_000, tokens=16_000, dollars=0.05, cores=64)
    assert given.rate == 128.0
    cost = Cost("slow", 4, 0.5, 0.0, (0.5,) * 4)
    assert given.dollars_per_million(cost) == pytest.approx(0.5e6 / 3600 * 0.05)
    [part] = plan([(cost, 1.0, True)], given)
    assert part.workers >= 64 / 0.7
    assert (part.nodes, part.actors) == (-(-part.workers // 64),) * 2
    assert part.containers == part.workers
    assert part.dollars_per_hour == pytest.approx(part.nodes * 64 * 0.05)


def test_to_give_work_away_wants_actors_of_its_own():
    """A process that spends 20 ms a completion gives 50 a second away; 128 a second want more, with what is spare."""
    [part] = plan([(Cost("busy", 4, 0.03, 0.02, (0.01,) * 4), 1.0, False)], Assumptions())
    assert part.actors == 4
    assert (part.nodes, part.containers) == (1, 0)


def test_what_was_planted_is_calibrated():
    """Calls that take 4 ms, items that take 10 ms and 1 ms beside, and 2 ms beside where two workers share."""
    services, dispatch = [0.01] * 48, Dispatch(0.004, 0.0)
    true = Calibration(dispatch, {1: 0.001, 2: 0.002}, {1: services, 2: services})
    sizes = ((1, 1), (1, 24), (2, 24))
    found = calibrated({point: Timed(services, true.seconds(*point)) for point in sizes})
    assert found.dispatch.call == pytest.approx(0.004)
    assert (found.beside[1], found.beside[2]) == (pytest.approx(0.001), pytest.approx(0.002, rel=0.01))
    for point in POINTS:
        assert found.rate(*point) == pytest.approx(true.rate(*point), rel=0.001)


@settings(max_examples=30)
@given(
    st.lists(st.floats(0.001, 0.1), min_size=26, max_size=60),
    st.floats(0.0, 0.02),
    st.floats(0.0, 0.01),
)
def test_whatever_was_planted_in_one_worker_is_calibrated(services, call, item):
    """Calls of 1 and of 24 differ by nothing but how often a call begins, so that two sums give both numbers."""
    given_ = Calibration(Dispatch(call, 0.0), {1: item, 2: item}, {1: services, 2: services})
    found = calibrated({point: Timed(services, given_.seconds(*point)) for point in ((1, 1), (1, 24), (2, 24))})
    assert found.dispatch.call == pytest.approx(call, abs=1e-9)
    assert found.beside[1] == pytest.approx(item, abs=1e-9)
    assert found.rate(2, 24) == pytest.approx(given_.rate(2, 24), rel=0.001)


def test_each_call_counts_in_its_quickest_round():
    """Two rounds of two calls: the first call was quicker in the second round, the second in the first."""
    rounds = [([0.3, 0.2], [1.0, 0.5]), ([0.1, 0.4], [0.8, 0.9])]
    assert _quickest(rounds) == ([0.1, 0.2], pytest.approx(0.8 + 0.5))


def test_points_are_foretold_before_they_are_measured():
    [trial] = trials(samples("math-answers-v1", 8), 1, 1)
    assert [(point.workers, point.batch) for point in trial.points] == list(POINTS)
    for point in trial.points:
        assert point.simulated == trial.calibration.rate(point.workers, point.batch)
        assert point.error == point.simulated / point.measured - 1


def test_a_busy_machine_is_refused(monkeypatch):
    monkeypatch.setattr("os.getloadavg", lambda: (3.25, 0.0, 0.0))
    with pytest.raises(ConfigError, match=r"the load of this machine is 3\.2: .*--busy"):
        command.main([], standalone_mode=False)


def test_rollouts_are_as_long_as_is_said():
    [sample] = samples("math-answers-v1", 1, 1_000)
    assert 3_500 < len(sample.text) < 4_700
    assert sample.text.startswith("<think>\n")
    assert sample.text.count("</think>") == 1
