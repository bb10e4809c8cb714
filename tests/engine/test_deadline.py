"""Items that hang: exactly they end at their deadline, and whatever is beside them is right."""

import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from rewardry.engine import supervisor
from rewardry.types import Batch, Sample

HANGS = ["loop", "sleep", "bigint", "stubborn", "stop", *(["sympy"] if find_spec("sympy") else [])]


def statuses(verdicts):
    return [verdict.status for verdict in verdicts]


@pytest.mark.parametrize("hang", HANGS)
def test_an_item_that_hangs_times_out_and_its_neighbours_are_right(faulty, verify, hang):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", hang, "c", "d"], timeout=1.5)
    assert statuses(verdicts) == ["correct", "correct", "timeout", "correct", "correct"]
    assert (verdicts[2].reason, verdicts[2].seconds, verdicts[2].extracted) == ("deadline", 1.5, None)
    assert [v.extracted for v in verdicts if v.status == "correct"] == ["a", "b", "c", "d"]


def test_exactly_the_hung_items_of_large_batches_time_out(faulty, verify, tmp_path):
    log = tmp_path / "ran"
    texts = [f"item{i}" for i in range(400)]
    hung = (0, 57, 58, 199, 300, 399)[-len(HANGS) :]
    for place, hang in zip(hung, HANGS, strict=True):
        texts[place] = f"{hang} {place}"
    verdicts = verify(faulty.Misbehaving(log=str(log)), texts, timeout=1.5)
    assert tuple(i for i, verdict in enumerate(verdicts) if verdict.status == "timeout") == hung
    assert all(v.extracted == text for v, text in zip(verdicts, texts, strict=True) if v.status == "correct")
    assert sorted(log.read_text().splitlines()) == sorted(texts), "each item runs exactly once"


@pytest.mark.long
def test_of_very_many_items_exactly_those_that_hang_time_out(faulty, verify, tmp_path, processes):
    log = tmp_path / "ran"
    texts = [f"pause 0.001{i:04}" for i in range(4000)]
    hung = range(37, 4000, 100)
    for number, place in enumerate(hung):
        texts[place] = f"{HANGS[number % len(HANGS)]} {place}"
    verdicts = verify(faulty.Misbehaving(log=str(log)), texts, timeout=2.0)
    assert [i for i, verdict in enumerate(verdicts) if verdict.status == "timeout"] == list(hung)
    assert all(v.extracted == t.split()[1] for v, t in zip(verdicts, texts, strict=True) if v.status == "correct")
    assert sorted(log.read_text().splitlines()) == sorted(texts), "each item runs exactly once"
    assert len(processes()) <= 4, "the fork server, two workers and the spare one"


def test_items_behind_a_hanging_one_have_their_whole_time(faulty, verify):
    # They are quick to begin with, so that many travel in one batch; then one hangs, and the next takes its time.
    texts = ["quick"] * 200 + ["sleep"] + ["pause 0.8"] * 3
    verdicts = verify(faulty.Misbehaving(), texts, workers=1, timeout=2.0)
    assert statuses(verdicts) == ["correct"] * 200 + ["timeout"] + ["correct"] * 3


def test_the_deadline_is_each_items_own(faulty, verify):
    verdicts = verify(faulty.Misbehaving(), ["pause 0.6"] * 5, workers=1, timeout=2.0)
    assert statuses(verdicts) == ["correct"] * 5, "they take longer than the deadline together, but none does alone"


def test_the_clock_starts_when_the_component_is_open(faulty, verify):
    verdicts = verify(faulty.SlowToOpen(seconds=2.0), ["a", "sleep", "b"], timeout=1.5)
    assert statuses(verdicts) == ["correct", "timeout", "correct"]


def test_the_clock_starts_anew_when_a_second_component_opens(faulty, open_runtime):
    runtime = open_runtime(workers=1, timeout=1.5)
    quick, slow = runtime.open(faulty.Misbehaving()), runtime.open(faulty.SlowToOpen(seconds=2.0))
    for opened in (quick, slow, quick, slow):
        assert statuses(opened.verify([Sample(completion="a"), Sample(completion="b")])) == ["correct"] * 2


def test_two_deadlines_are_kept_side_by_side(faulty, open_runtime):
    short, long = open_runtime(timeout=0.3), open_runtime(timeout=30.0)
    hung = [Sample(completion="pause 0.8")]
    assert short.open(faulty.Misbehaving()).verify(hung)[0].status == "timeout"
    assert long.open(faulty.Misbehaving()).verify(hung)[0].status == "correct"


@pytest.mark.parametrize("timeout", [float("inf"), 1e300, 1e9])
def test_a_deadline_may_be_beyond_all_measure(faulty, verify, timeout):
    assert statuses(verify(faulty.Misbehaving(), ["a", "pause 0.1"], timeout=timeout)) == ["correct"] * 2


def test_when_every_item_hangs_every_item_times_out(faulty, verify):
    verdicts = verify(faulty.Misbehaving(), ["loop"] * 4, timeout=0.2)
    assert statuses(verdicts) == ["timeout"] * 4


def test_a_reward_that_hangs_has_no_value(faulty, open_runtime):
    opened = open_runtime(timeout=1.5).open(faulty.Length())
    scores = opened.score(Batch([Sample(completion=text) for text in ("abc", "sleep", "abcde")]))
    assert [score.value for score in scores] == [3.0, None, 5.0]
    assert (scores[1].status, scores[1].details["reason"], scores[1].seconds) == ("timeout", "deadline", 1.5)


def test_a_group_that_hangs_costs_only_itself(faulty, open_runtime):
    texts = ["a", "b", "hang", "c", "d", "e"]
    groups = ((0, 3), (1, 2), (4, 5))
    batch = Batch([Sample(completion=text) for text in texts], groups)
    scores = open_runtime(timeout=1.5).open(faulty.Ranks()).score(batch)
    assert [score.value for score in scores] == [0.0, None, None, 1.0, 0.0, 1.0]
    assert [score.status for score in scores] == ["ok", "timeout", "timeout", "ok", "ok", "ok"]


def test_an_open_that_never_ends_fails_all_items_of_that_component_at_once(faulty, open_runtime, monkeypatch):
    runtime = open_runtime(timeout=5.0)
    sound, stuck = runtime.open(faulty.Misbehaving()), runtime.open(faulty.Unopenable(action="sleep"))
    assert statuses(sound.verify([Sample(completion="a")])) == ["correct"], "what a worker imports has been imported"
    start = time.monotonic()
    with monkeypatch.context() as patch:
        patch.setattr(supervisor, "START_SECONDS", 3.0)
        sound.verify([Sample(completion="exit 1")])  # the worker from before has the time that it was given
        verdicts = stuck.verify([Sample(completion=str(i)) for i in range(50)])
    assert {(v.status, v.reason) for v in verdicts} == {("error", "open-failed")}
    assert "it was not ready after 3 s" in verdicts[0].details["error"]
    assert "Unopenable" in verdicts[0].details["component"]
    assert time.monotonic() - start < 50, "not once for each item"
    assert statuses(sound.verify([Sample(completion="a")])) == ["correct"]


def test_an_open_that_hangs_once_does_not_stop_other_components(faulty, open_runtime, monkeypatch, tmp_path):
    runtime = open_runtime(timeout=5.0)
    sound = runtime.open(faulty.Misbehaving())
    assert statuses(sound.verify([Sample(completion="a")])) == ["correct"]
    late = runtime.open(faulty.Unopenable(action="sleep", until=str(tmp_path / "opened")))
    with monkeypatch.context() as patch:
        patch.setattr(supervisor, "START_SECONDS", 3.0)
        sound.verify([Sample(completion="exit 1")])
        assert late.verify([Sample(completion="a")])[0].reason == "open-failed"
    assert Path(tmp_path / "opened").exists()
    assert late.verify([Sample(completion="a")])[0].status == "correct", "a later call tries again"


def test_a_pool_whose_every_worker_was_killed_goes_on(faulty, open_runtime, processes, wait_until):
    opened = open_runtime(timeout=1.0).open(faulty.Misbehaving())
    before = {v.extracted for v in opened.verify([Sample(completion="pid")] * 40)}
    opened.verify([Sample(completion="sleep")] * 4)
    after = {v.extracted for v in opened.verify([Sample(completion="pid")] * 40)}
    assert not before & after
    assert after <= set(processes())
    assert wait_until(lambda: len(processes()) == 4), "the fork server, two workers and the spare one"
