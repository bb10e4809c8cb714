"""The signs of hacking: planted ones are found in time, and honest trainings raise none."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

LOGS = sorted((Path(__file__).parents[2] / "data" / "training_logs").glob("*.jsonl"))
IN_TIME = 20


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3))])
def test_each_planted_hack_is_found_within_20_steps(hacked, kinds, watched, seed):
    late = {}
    for kind in kinds:
        onset, lines = hacked(kind, seed)
        steps = [alarm.step - onset for alarm in watched(lines[: onset + IN_TIME + 1]).alarms]
        if not [step for step in steps if 0 <= step <= IN_TIME]:
            late[kind] = steps
    assert late == {}


def test_honest_trainings_raise_no_alarm(honest, watched):
    assert {seed: watched(honest(seed)).alarms for seed in range(17)} == {seed: [] for seed in range(17)}


@pytest.mark.parametrize("file", LOGS, ids=lambda file: file.stem)
def test_real_honest_trainings_raise_no_alarm(file, watched):
    history = watched([json.loads(line) for line in file.read_text().splitlines()])
    assert history.roles.trusted == ("evaluation/avg@1", "rewards/right/mean")
    assert history.roles.formats == ("tagged",)
    assert len(history.records) == 80
    assert history.alarms == []


def test_an_alarm_says_what_happened_and_is_not_repeated_at_each_step(hacked, watched):
    _, lines = hacked("length", 0)
    alarms = [alarm for alarm in watched(lines).alarms if alarm.kind == "length-drift"]
    assert alarms[0].since < alarms[0].step
    assert "completions/mean_length grew" in alarms[0].message
    assert all(b.step - a.step >= IN_TIME for a, b in pairwise(alarms))


def test_the_trusted_figure_may_be_named(watched):
    lines = [{"step": i, "reward": 1.0, "rewards/helpful/mean": 0.5, "odd": 0.1} for i in range(3)]
    assert watched(lines).roles.trusted == ()
    assert watched(lines, trusted=("odd", "helpful")).roles.trusted == ("odd", "rewards/helpful/mean")


def test_a_second_line_of_a_step_is_merged(watched):
    history = watched([{"step": 0, "reward": 1.0}, {"step": 0, "eval_accuracy": 0.5}, {"step": 1, "reward": 2.0}])
    assert [record.numbers for record in history.records] == [{"reward": 1.0, "eval_accuracy": 0.5}, {"reward": 2.0}]
