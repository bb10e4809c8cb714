"""Observation: counts, percentiles in constant memory, fixed keys, and Prometheus's text as its grammar has it."""

import math
import re
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry import Sample, Score, Verdict
from rewardry.engine.guard import Guard
from rewardry.engine.observation import BOUNDS, STATUSES, ComponentCounts, Latencies, Observation
from rewardry.engine.runtime import Runtime
from rewardry.types import SCORE_STATUSES, VERDICT_STATUSES


def test_all_statuses_are_known():
    assert {*SCORE_STATUSES, *VERDICT_STATUSES} == set(STATUSES)


# ---- latencies -----------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(1e-6, 1000.0), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
@settings(deadline=None)
def test_percentiles_are_never_too_short_and_at_most_an_eighth_too_long(durations, share):
    latencies = Latencies()
    for seconds in durations:
        latencies.add(seconds)
    true = sorted(durations)[math.ceil(share * len(durations)) - 1]
    assert true * (1 - 1e-9) <= latencies.percentile(share) <= true * 1.125


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 5000.0])
def test_durations_beyond_the_buckets_are_kept(seconds):
    latencies = Latencies()
    latencies.add(seconds)
    assert latencies.percentile(0.5) == seconds
    assert latencies.total == seconds


def test_without_a_duration_there_is_no_percentile():
    assert Latencies().percentile(0.5) is None


def test_memory_does_not_grow_with_the_number_of_durations():
    latencies = Latencies()
    for i in range(10_000):
        latencies.add(i / 1000)
    assert len(latencies.counts) == len(BOUNDS) + 1


@given(*[st.lists(st.floats(1e-6, 10.0), max_size=30)] * 2)
@settings(deadline=None)
def test_two_histograms_together_are_one_of_all(one, other):
    parts, whole = [Latencies(), Latencies()], Latencies()
    for latencies, durations in zip(parts, (one, other), strict=True):
        for seconds in durations:
            latencies.add(seconds)
            whole.add(seconds)
    parts[0].merge(parts[1])
    assert parts[0].counts == whole.counts
    assert parts[0].total == pytest.approx(whole.total)
    assert parts[0].longest == whole.longest


# ---- counts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def observation():
    return Observation(lambda: 3)


@pytest.fixture
def busy(observation):
    """Two components, one of them opened twice with other settings."""
    verdicts = [Verdict("correct", seconds=0.001)] * 6 + [Verdict("incorrect", seconds=0.002), Verdict("error")]
    observation.watch("math").note(verdicts)
    observation.watch("math").note([Verdict("timeout", seconds=5.0), Verdict("abstain")])
    judge = observation.watch("judge")
    judge.note([Score(0.5, seconds=0.1)])
    judge.note_cache(hits=4, misses=1)
    return observation


def test_counts_by_component_and_status(busy):
    assert list(busy.components) == ["judge", "math"]
    math_counts = busy.components["math"]
    assert math_counts.statuses == {"correct": 6, "incorrect": 1, "error": 1, "timeout": 1, "abstain": 1}
    assert math_counts.samples == 10
    assert math_counts.share("error", "timeout", "abstain") == pytest.approx(0.3)
    assert sum(math_counts.latencies.counts) == 8  # of two the time is not known
    judge = busy.components["judge"]
    assert (judge.statuses, judge.cache_hits, judge.cache_misses) == ({"ok": 1}, 4, 1)
    assert busy.worker_restarts == 3


def test_what_is_read_is_a_copy(busy):
    busy.components["math"].merge(ComponentCounts(cache_hits=100))
    assert busy.components["math"].cache_hits == 0


def test_the_share_of_nothing_is_nought():
    assert ComponentCounts().share("error") == 0.0


def test_counting_from_many_threads_loses_nothing(observation):
    watch = observation.watch("math")
    threads = [
        threading.Thread(target=lambda: [watch.note([Verdict("correct", seconds=0.1)] * 3) for _ in range(300)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = observation.components["math"]
    assert counts.statuses["correct"] == sum(counts.latencies.counts) == 7200


# ---- as a log ------------------------------------------------------------------------------------------------------

KEYS = {
    *("samples", "ok", "correct", "incorrect", "abstain", "timeout", "error"),
    *("cache_hits", "cache_misses", "alarm", "ms_p50", "ms_p90", "ms_p99"),
}


def test_the_keys_are_the_same_whatever_happened(busy, observation):
    idle = Observation()
    idle.watch("math")
    for found in (idle, observation):
        keys = {key.removeprefix("rewardry/math/") for key in found.as_log() if key.startswith("rewardry/math/")}
        assert keys == KEYS
        assert "rewardry/worker_restarts" in found.as_log()
    assert math.isnan(idle.as_log()["rewardry/math/ms_p50"])


def test_the_log_holds_plain_numbers(busy):
    found = busy.as_log(prefix="")
    assert all(type(value) is float for value in found.values())
    assert found["worker_restarts"] == 3.0
    assert found["math/correct"] == 6.0
    assert found["judge/cache_hits"] == 4.0
    assert found["math/ms_p50"] == pytest.approx(1.0, rel=0.125)
    assert found["math/ms_p99"] == pytest.approx(5000, rel=0.125)


def test_the_alarm_is_a_number_that_goes_out_again(observation):
    watch = observation.watch("math")
    observation.bell.ring = lambda alarm: None
    watch.note([Verdict("error")] * 100)
    assert observation.as_log()["rewardry/math/alarm"] == 1.0
    watch.note([Verdict("correct")] * 200)
    assert observation.as_log()["rewardry/math/alarm"] == 0.0
    assert observation.components["math"].alarms == 1


# ---- as Prometheus's text --------------------------------------------------------------------------------------------

NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")


def parsed(text):
    """The families of a scrape by the grammar of the text format 0.0.4: kind, and samples by name and labels."""
    families, name = {}, None
    assert text.endswith("\n")
    for line in text.removesuffix("\n").split("\n"):
        if found := re.fullmatch(rf"# HELP ({NAME}) (.+)", line):
            name = found[1]
            assert name not in families, "a family must stand in one piece"
            families[name] = {"help": found[2], "samples": {}}
        elif found := re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge|histogram)", line):
            assert found[1] == name
            families[name]["type"] = found[2]
        else:
            found = SAMPLE.fullmatch(line)
            assert found, line
            endings = ("_bucket", "_sum", "_count") if families[name]["type"] == "histogram" else ("",)
            assert found[1] in [name + ending for ending in endings]
            labels = tuple(
                (key, value.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\"))
                for key, value in re.findall(LABEL, found[2] or "")
            )
            assert (found[1], labels) not in families[name]["samples"], "a sample stands twice"
            families[name]["samples"][found[1], labels] = float(found[found.lastindex])
    return families


def test_prometheus_reads_the_same_numbers(busy):
    families = parsed(busy.prometheus())
    assert {name: family["type"] for name, family in families.items()} == {
        "rewardry_worker_restarts_total": "counter",
        "rewardry_samples_total": "counter",
        "rewardry_cache_lookups_total": "counter",
        "rewardry_alarms_total": "counter",
        "rewardry_failing": "gauge",
        "rewardry_sample_seconds": "histogram",
    }
    assert families["rewardry_worker_restarts_total"]["samples"] == {("rewardry_worker_restarts_total", ()): 3.0}
    samples = families["rewardry_samples_total"]["samples"]
    assert samples["rewardry_samples_total", (("component", "math"), ("status", "correct"))] == 6.0
    assert len(samples) == 2 * len(STATUSES)
    lookups = families["rewardry_cache_lookups_total"]["samples"]
    assert lookups["rewardry_cache_lookups_total", (("component", "judge"), ("outcome", "hit"))] == 4.0


def test_the_histogram_is_cumulative_and_ends_with_all(busy):
    samples = parsed(busy.prometheus())["rewardry_sample_seconds"]["samples"]
    buckets = [
        (float(dict(labels)["le"]), value)
        for (name, labels), value in samples.items()
        if name.endswith("_bucket") and dict(labels)["component"] == "math"
    ]
    bounds, counts = zip(*buckets, strict=True)
    assert list(bounds) == sorted(bounds)
    assert list(counts) == sorted(counts)
    label = (("component", "math"),)
    assert bounds[-1] == math.inf
    assert counts[-1] == samples["rewardry_sample_seconds_count", label] == 8
    assert samples["rewardry_sample_seconds_sum", label] == pytest.approx(6 * 0.001 + 0.002 + 5.0)
    below = dict(buckets)
    assert below[min(bound for bound in bounds if bound >= 0.01)] == 7


@pytest.mark.parametrize("name", ['C:\\my\\file.py:"quoted"', "two\nlines", "ünïcode", "a{b=c},d", ""])
def test_any_name_is_a_label(observation, name):
    observation.watch(name).note([Verdict("correct")])
    samples = parsed(observation.prometheus())["rewardry_samples_total"]["samples"]
    assert samples["rewardry_samples_total", (("component", name), ("status", "correct"))] == 1.0


def test_an_idle_runtime_has_a_text_too():
    assert parsed(Observation().prometheus())["rewardry_samples_total"]["samples"] == {}


# ---- of a runtime --------------------------------------------------------------------------------------------------


def test_a_runtime_counts_a_reward_and_the_verifier_that_it_asks():
    recipe = rewardry.Recipe.load({"rewards": [{"use": "accuracy", "verifier": "text.exact"}]})
    rows = [{"completion": f"<answer>{i}</answer>", "reference": "1"} for i in range(3)]
    with Runtime("inline") as runtime:
        recipe.score([*rows, {"completion": "x"}], runtime=runtime)
        counts = runtime.observation.components
    assert counts["text.exact"].statuses == {"correct": 1, "incorrect": 2, "abstain": 1}
    assert counts["accuracy"].statuses == {"ok": 3, "abstain": 1}
    assert counts["accuracy"].latencies.percentile(0.5) > 0


def test_a_sample_that_is_refused_is_an_error_of_its_component():
    with Runtime("inline") as runtime:
        runtime.open(rewardry.get("text.exact")).verify([Sample(completion=None), Sample(completion="x")])
        assert runtime.observation.components["text.exact"].statuses == {"error": 1, "abstain": 1}


def test_workers_that_are_lost_are_counted(open_runtime, faulty):
    runtime = open_runtime(timeout=1.5)
    opened = runtime.open(faulty.Misbehaving())
    opened.verify([Sample(completion=text) for text in ("a", "sleep", "b", "sigkill", "c")])
    assert runtime.observation.worker_restarts == 2
    runtime.close()
    assert runtime.observation.worker_restarts == 2  # closing is no loss
    runtime.open(faulty.Misbehaving()).verify([Sample(completion="sigkill")])
    assert runtime.observation.worker_restarts == 3
    assert runtime.observation.components[opened.identity.id].samples == 6


def test_a_worker_keeps_its_alarms_to_itself(open_runtime, faulty, capfd):
    """Its runtime sees a part of the results; the caller's sees all."""
    runtime = open_runtime(workers=1)
    alarms = []
    runtime.observation.bell.ring = alarms.append
    runtime.observation.bell.guard = Guard(errors=0.5)
    runtime.open(faulty.Misbehaving()).verify([Sample(completion="raise no")] * 120)
    assert [alarm.count for alarm in alarms] == [100]
    assert "guard" not in capfd.readouterr().err
