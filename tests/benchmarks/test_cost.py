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
