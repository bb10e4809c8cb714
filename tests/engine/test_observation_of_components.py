"""What components tell of themselves, odd as it may be, does not spoil what is told of all."""

import pytest

from rewardry import Sample, Verdict
from rewardry.component import Verifier
from rewardry.engine.observation import BOUNDS, ComponentCounts, Observation, Share, _added
from rewardry.engine.prometheus import exposition
from rewardry.engine.runtime import Runtime


class Timing(Verifier):
    """Takes the time that a completion names."""

    def verify(self, batch):
        return [Verdict("correct", seconds=TIMES[sample.completion]) for sample in batch]


np = pytest.importorskip("numpy")
TIMES = {"numpy": np.float64(0.25), "whole": 2, "text": "0.1", "none": float("nan"), "back": -3.0, "own": 0.5}


def test_times_of_components_are_summed_as_plain_numbers():
    with Runtime("inline") as runtime:
        opened = runtime.open(Timing())
        found = opened.verify([Sample(completion=name) for name in ("numpy", "whole", "own")])
        assert [type(verdict.seconds) for verdict in found] == [float] * 3
        [line] = [line for line in runtime.observation.prometheus().splitlines() if "seconds_sum" in line]
        assert line.endswith("} 2.75")


@pytest.mark.parametrize("name", ["none", "back"])
def test_a_time_that_is_none_is_measured(name):
    with Runtime("inline") as runtime:
        [found] = runtime.open(Timing()).verify([Sample(completion=name)])
        assert found.status == "correct"
        assert 0 <= found.seconds < 60


def test_a_time_that_is_a_text_is_the_component_s_error():
    with Runtime("inline") as runtime:
        opened = runtime.open(Timing())
        [found] = opened.verify([Sample(completion="text")])
        assert found.status == "error"
        assert "the seconds of a Verdict are a number, not str" in found.details["error"]
        assert opened.verify([Sample(completion="own")])[0].seconds == 0.5


@pytest.mark.parametrize(
    ("one", "other", "sum_"),
    [
        (None, 2.0, 2.0),
        (None, Share(1, 2), Share(1, 2)),
        (1.5, 2.0, 3.5),
        (Share(1, 2), Share(3, 5), Share(4, 7)),
        (Share(0, 0), Share(0, 0), Share(0, 0)),
        (1.5, Share(1, 2), Share(1, 2)),  # of two that disagree the last is told
        (Share(1, 2), 1.5, 1.5),
    ],
)
def test_figures_are_added_as_what_they_are(one, other, sum_):
    assert _added(one, other) == sum_


def test_plain_figures_and_shares_are_told_as_floats_in_the_order_of_ids():
    observation = Observation()
    for name, figures in (("b", {"calls": 2, "share": Share(1, 4)}), ("a", {"calls": True}), ("b", {"calls": 3})):
        observation.watch(name).figures = lambda figures=figures: figures
    observation.watch("c")
    assert list(observation.figures) == ["a", "b"]
    assert observation.figures == {"a": {"calls": 1.0}, "b": {"calls": 5.0, "share": 0.25}}
    assert all(type(value) is float for figures in observation.figures.values() for value in figures.values())


def test_a_forked_child_counts_anew():
    observation = Observation(lambda: 4)
    watch = observation.watch("a")
    observation._lock.acquire()  # as a thread of the parent may have done
    observation.forget()
    assert observation.components == {}
    assert observation.worker_restarts == 4
    watch.note([Verdict("correct")])
    observation.watch("a").note([Verdict("error")])
    assert observation.components["a"].statuses == {"error": 1}


def test_every_second_bucket_of_a_factor_of_ten_is_told_and_none_lost_between():
    counts = ComponentCounts()
    for bound in BOUNDS:
        counts.add("ok", bound)  # a bucket has its upper bound in it
    counts.add("ok", 2 * BOUNDS[-1])
    lines = [line for line in exposition({"a": counts}, 0).splitlines() if "_bucket" in line]
    told = [(line.partition('le="')[2].partition('"')[0], int(line.rpartition(" ")[2])) for line in lines]
    assert told[0] == ("1e-06", 1)
    assert told[-2:] == [("1000", len(BOUNDS)), ("+Inf", len(BOUNDS) + 1)]
    assert [count for _, count in told[:-1]] == list(range(1, len(BOUNDS) + 1, 10))
    assert [bound for bound, _ in told[-4:-2]] == ["100", "316.228"]


def test_alarms_and_failing_components_are_told():
    counts = ComponentCounts(alarms=2, failing=True)
    text = exposition({"a": counts, "b": ComponentCounts()}, 7)
    for line in (
        "rewardry_worker_restarts_total 7",
        'rewardry_alarms_total{component="a"} 2',
        'rewardry_alarms_total{component="b"} 0',
        'rewardry_failing{component="a"} 1',
        'rewardry_failing{component="b"} 0',
        'rewardry_cache_lookups_total{component="b",outcome="miss"} 0',
        'rewardry_sample_seconds_sum{component="b"} 0.0',
    ):
        assert line in text.splitlines()
    assert text.endswith("\n")
