"""What a run costs."""

import json

import pytest

from rewardry.benchmarks.cost import Meter, cost_of, percentiles
from rewardry.engine.runtime import Runtime


def test_percentiles():
    found = percentiles([i / 100 for i in range(101)])
    assert (found["p50"], found["p90"], found["p99"], found["max"]) == pytest.approx((0.5, 0.9, 0.99, 1.0))
    assert percentiles([2.0])["p99"] == 2.0
    assert percentiles([]) is None


def interrupted():
    sum(range(1_000_000))
    raise KeyboardInterrupt


def test_parts_of_a_run_add_up(tmp_path):
    file = tmp_path / "cost.json"
    with Runtime("inline") as runtime:
        with pytest.raises(KeyboardInterrupt), Meter(file, runtime, resumed=False):
            interrupted()
        first = json.loads(file.read_text())
        with Meter(file, runtime, resumed=True):
            sum(range(1_000_000))
    both = json.loads(file.read_text())
    assert (first["finished"], both["finished"]) == (False, True)
    assert both["wall_seconds"] > first["wall_seconds"]
    assert both["cpu_seconds"] > first["cpu_seconds"]
    with Runtime("inline") as runtime, Meter(file, runtime, resumed=True):
        pass
    assert json.loads(file.read_text())["cpu_seconds"] < both["cpu_seconds"]  # a run that was finished begins anew


def test_a_cost_has_rows_a_second_and_timeouts(tmp_path):
    file = tmp_path / "cost.json"
    file.write_text(json.dumps({"wall_seconds": 2.0, "finished": True}))
    found = cost_of(file, ["correct", "timeout"])
    assert (found["rows_per_second"], found["timeouts"]) == (1.0, 1)
    assert cost_of(tmp_path / "none.json", []) is None


def test_workers_are_weighed(bench, write):
    rows = [{"completion": f"<answer>{i}</answer>", "reference": "[3-5]", "label": int(i > 2)} for i in range(6)]
    code, out, _ = bench("run", "-v", "regex", "-d", write("m.jsonl", rows), "-o", "x", "--json")
    assert code == 0
    summary = json.loads(out)
    [found] = summary["sets"][0]["verifiers"]
    assert found["cost"]["worker_cpu_seconds"] > 0
    assert found["cost"]["peak_memory_mb"] > 10
    assert found["cost"]["usd"] is None
    assert summary["run"]["hardware"]["cores"] >= 1


@pytest.mark.parametrize("seconds", [[0.25], [3.0, 1.0], [0.0, 0.0, 0.0], [5.0, 1.0, 4.0, 2.0, 3.0]], ids=len)
def test_percentiles_are_those_of_numpy(seconds):
    numpy = pytest.importorskip("numpy")
    found = percentiles(seconds)
    for name, share in (("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99), ("max", 100)):
        assert found[name] == pytest.approx(numpy.percentile(seconds, share))
    assert found["sum"] == pytest.approx(sum(seconds))
    assert list(found) == ["p50", "p90", "p95", "p99", "max", "sum"]


@pytest.mark.parametrize(
    ("before", "counts"),
    [
        ({"finished": False}, True),
        ({"finished": True}, False),
        ({}, False),  # a cost of which nothing says that it is a part of one
    ],
    ids=["cut off", "finished", "unknown"],
)
def test_only_what_a_run_cost_before_it_was_cut_off_is_added(tmp_path, before, counts):
    file = tmp_path / "cost.json"
    file.write_text(json.dumps({"wall_seconds": 1000.0, "peak_memory_mb": 1e7, "calls": 3, **before}))
    with Runtime("inline") as runtime, Meter(file, runtime, resumed=True):
        pass
    found = json.loads(file.read_text())
    assert (found["wall_seconds"] > 1000, found["peak_memory_mb"] == 1e7) == (counts, counts)
    assert (found["calls"], found["finished"]) == (None, True)  # nobody was asked in this part


def test_a_run_that_is_made_anew_forgets_what_it_cost(tmp_path):
    file = tmp_path / "cost.json"
    file.write_text(json.dumps({"wall_seconds": 1000.0, "finished": False}))
    with Runtime("inline") as runtime, Meter(file, runtime, resumed=False):
        pass
    assert json.loads(file.read_text())["wall_seconds"] < 1000


@pytest.mark.parametrize("wall", [0, 0.0])
def test_of_no_time_there_is_no_pace(tmp_path, wall):
    file = tmp_path / "cost.json"
    file.write_text(json.dumps({"wall_seconds": wall, "finished": True}))
    assert cost_of(file, ["correct"])["rows_per_second"] is None


def test_a_cost_says_what_it_was_told_and_no_more(tmp_path):
    file = tmp_path / "cost.json"
    given = {"wall_seconds": 4.0, "cpu_seconds": 1.5, "usd": 0.02, "calls": 7, "prompt_tokens": 70, "reply_tokens": 5}
    file.write_text(json.dumps({**given, "finished": False}))
    found = cost_of(file, iter(["timeout", "timeout", "error", "correct"]))
    assert found == {**given, "rows_per_second": 1.0, "timeouts": 2}
