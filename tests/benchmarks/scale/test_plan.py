"""What a run of many GPUs wants, by hand, and what the command prints of it."""

import json
import math

import pytest

from rewardry.benchmarks.scale import __main__ as scale
from rewardry.benchmarks.scale.measuring import Cost, cost_of, samples
from rewardry.benchmarks.scale.plan import Assumptions, plan
from rewardry.benchmarks.scale.simulation import Dispatch
from rewardry.benchmarks.scale.validation import POINTS, Calibration, Point, Trial
from rewardry.benchmarks.sets import find_sets
from rewardry.component import Verifier
from rewardry.parameters import build


@pytest.mark.parametrize(
    ("cpu", "asking", "programs", "share", "expected"),
    [
        # 100 a second of which 1 or 0.5 are this verifier's. 30 % of the cores are spare: work is divided by 0.7.
        # 10 ms each: one worker's work, and no burst of one waits: ceil(1 / 0.7) = 2 workers on one node.
        (0.01, 0.0, False, 1.0, {"rate": 100.0, "workers": 2, "actors": 1, "containers": 0, "nodes": 1}),
        (0.01, 0.0, True, 1.0, {"workers": 2, "containers": 2, "nodes": 1}),
        # 2 s each: 200 at work, ceil(200 / 0.7) = 286 workers on five nodes of 64.
        (2.0, 0.0, False, 1.0, {"workers": 286, "actors": 5, "nodes": 5}),
        (2.0, 0.0, False, 0.5, {"rate": 50.0, "workers": 143, "actors": 3, "nodes": 3}),
        # 20 ms of asking: two cores of actors, 2 / 0.7 rounded up; they stand on the nodes beside the workers.
        (0.02, 0.02, False, 1.0, {"workers": 3, "actors": 3, "nodes": 1}),
        # 448 workers fill seven nodes, so that the actors want an eighth, which has an actor of its own, too.
        (3.13, 0.001, False, 1.0, {"workers": 448, "actors": 8, "nodes": 8}),
    ],
)
def test_a_plan_by_hand(cpu, asking, programs, share, expected):
    """1,000 GPUs of 1,600 tokens a second and rollouts of 16,000 tokens are 100 rollouts a second."""
    given = Assumptions(gpus=1000, tokens_per_second=1600, group=1, longest_wait=1e9)
    cost = Cost("v", 1, cpu, asking, (1e-9,))
    [found] = plan([(cost, share, programs)], given)
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.dollars_per_hour == pytest.approx(found.nodes * 64 * 0.04)
    # A rollout is 16,000 tokens of four bytes, and its verdict 600 bytes.
    assert found.megabits == pytest.approx(found.rate * (64_000 + 600) * 8 / 1e6)


def test_who_waits_long_wants_more_workers_than_the_work_is():
    given = Assumptions(gpus=100, tokens_per_second=1600)
    cost = Cost("v", 1, 0.5, 0.0, (0.5,))
    patient, hasty = (
        plan([(cost, 1.0, False)], Assumptions(**{**vars(given), "longest_wait": wait}))[0] for wait in (60.0, 0.2)
    )
    assert hasty.workers > patient.workers >= math.ceil(10 * 0.5 / 0.7)
    # Sixteen rollouts end together and each takes half a second: to wait 0.2 s at most, all must begin at once.
    assert hasty.workers * 0.7 > 15


@pytest.mark.parametrize("number", [3, 10**6])
def test_rows_are_taken_evenly_and_none_twice(number):
    [bench_set] = find_sets(["math-answers-v1"])
    every = [row.data["completion"] for row in bench_set.rows()]
    found = [sample.text for sample in samples("math-answers-v1", number)]
    assert len(found) == min(number, len(every))
    assert found == [every[i * len(every) // len(found)] for i in range(len(found))]


def test_a_cost_is_a_completions_seconds():
    """What works in this process asks nobody; what works elsewhere is taken up as long as each completion says."""
    given = samples("math-answers-v1", 8)
    exact = cost_of(build(Verifier, "text.exact", {}), "text.exact", given)
    assert (exact.id, exact.rows, exact.asking, len(exact.services)) == ("text.exact", 8, 0.0, 8)
    assert exact.cpu > 0


@pytest.fixture
def printed(monkeypatch, capsys):
    """What the command prints of costs and trials of our own."""
    trials = [
        Trial(
            Calibration(Dispatch(0.5, 0.0), {1: 0.1, 2: 0.2}, {1: [1.0], 2: [1.0]}),
            [Point(*point, simulated, 100.0) for point, simulated in zip(POINTS, rates, strict=True)],
        )
        for rates in ((110.0, 90.0, 100.0, 130.0), (120.0, 95.0, 100.0, 100.0))
    ]
    monkeypatch.setattr(scale.os, "getloadavg", lambda: (0.4, 0.0, 0.0))
    monkeypatch.setattr(scale, "samples", lambda name, rows, tokens: [name] * rows)
    monkeypatch.setattr(scale, "cost_of", lambda component, id_, given: Cost(id_, len(given), 0.0036, 0.0, (0.004,)))
    monkeypatch.setattr(scale, "trials", lambda given, number, rounds: trials)

    def run(*options):
        scale.command.main(list(options), standalone_mode=False)
        return capsys.readouterr().out

    return run


def test_the_tables_have_what_a_million_costs_and_every_error(printed):
    """3.6 ms a completion are an hour of a core a million, which is 4 cents."""
    out = printed("--rows", "32")
    lines = [line.split() for line in out.splitlines()]
    [math_line] = [line for line in lines if line[:2] == ["math", "32"]]
    assert math_line == ["math", "32", "3.60", "1.0", "0.04"]
    # One worker and eight a call: 110 and 120 were said and 100 measured, 10 and 20 % too many; the middle is 15.
    assert ["1", "8", "115", "100", "+10.0", "+20.0", "+15.0"] in lines
    assert ["1", "64", "92", "100", "-10.0", "-5.0", "-7.5"] in lines
    # Sizes 0, 0, 0, 5, 10, 10, 20 and 30: the middle two are 5 and 10; two are above 15.
    assert "8 errors: median 7.5 %, worst 30.0 %, 6 within 15 %" in out
    assert "1024 GPUs, 2,000 tokens a second each: 128 a second" in out


def test_the_json_has_the_same_figures(printed):
    found = json.loads(printed("--json", "--gpus", "512", "--core-price", "0.1", "--tokens", "8000"))
    assert (found["load"], found["assumptions"]["rate"]) == (0.4, 128.0)
    assert {cost["id"]: cost["dollars_per_million"] for cost in found["costs"]}["code"] == pytest.approx(0.1)
    assert [round(point["error"], 6) for point in found["trials"][0]["points"]] == [0.1, -0.1, 0.0, 0.3]
    assert (found["trials"][0]["call"], found["trials"][0]["beside"]) == (0.5, {"1": 0.1, "2": 0.2})
    assert [(part["id"], part["rate"]) for part in found["plan"]] == [("math", 128 * 0.7), ("code", 128 * 0.3)]
    assert [part["containers"] > 0 for part in found["plan"]] == [False, True]
