"""The guard: which windows ring, how often, and what the alarm says."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry import Sample, Score, Verdict
from rewardry.engine.guard import FEWEST, WINDOW, Alarm, Guard, Window
from rewardry.engine.observation import Bell, ComponentWatch
from rewardry.errors import ConfigError


def filled(**counts):
    """A window with so many results of each status."""
    window = Window()
    for status, count in counts.items():
        for _ in range(count):
            window.add(status)
    return window


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"correct": 200}, None),
        ({"correct": 160, "error": 40}, None),  # a fifth is not more than a fifth
        ({"correct": 159, "error": 41}, ("error", 0.2)),
        ({"correct": 100, "timeout": 100}, None),
        ({"correct": 99, "timeout": 101}, ("timeout", 0.5)),
        ({"error": FEWEST - 1}, None),
        ({"error": FEWEST}, ("error", 0.2)),
        ({"abstain": 200}, None),
        ({"error": 200, "correct": 200}, None),  # long ago
        ({"correct": 1000, "error": 41}, ("error", 0.2)),
        ({"timeout": 101, "error": 41, "ok": 58}, ("error", 0.2)),
    ],
)
def test_which_windows_pass_the_limits(counts, expected):
    assert Guard().passed(filled(**counts)) == expected


@pytest.mark.parametrize(
    ("guard", "counts", "expected"),
    [
        (Guard(errors=0.0), {"ok": 199, "error": 1}, ("error", 0.0)),
        (Guard(errors=1.0), {"error": 200}, None),
        (Guard(timeouts=0.1), {"ok": 179, "timeout": 21}, ("timeout", 0.1)),
        (Guard(timeouts=1.0), {"timeout": 200}, None),
    ],
)
def test_limits_can_be_set(guard, counts, expected):
    assert guard.passed(filled(**counts)) == expected


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), "0.2", None])
@pytest.mark.parametrize("name", ["errors", "timeouts"])
def test_a_limit_is_a_share(name, share):
    with pytest.raises(ConfigError) as raised:
        Guard(**{name: share})
    assert str(raised.value) == f"the guard's share of {name} is {share!r}; it must lie between 0 and 1"


STATUSES = st.lists(st.sampled_from(["correct", "incorrect", "error", "timeout", "abstain"]), max_size=600)


@given(STATUSES)
@settings(deadline=None)
def test_a_window_counts_the_last_results(statuses):
    window = Window()
    for status in statuses:
        window.add(status)
    last = statuses[-WINDOW:]
    assert len(window) == len(last)
    assert (window.count("error"), window.count("timeout")) == (last.count("error"), last.count("timeout"))


@given(STATUSES, st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_no_window_that_passes_is_missed_between_two_looks(statuses, errors, timeouts):
    """The guard is asked only when `add` says so; whenever a share begins to be passed, it does."""
    guard, window, was = Guard(errors, timeouts), Window(), None
    for status in statuses:
        worth_a_look = window.add(status)
        now = guard.passed(window)
        assert worth_a_look or now is None or was is not None
        was = now


@pytest.fixture
def alarms():
    return []


@pytest.fixture
def watch(alarms):
    return ComponentWatch("it", Bell(Guard(), alarms.append))


def test_an_alarm_comes_at_once_and_once_a_window(watch, alarms):
    """In one batch or result by result."""
    watch.note([Verdict("error", reason="raised", details={"error": "ValueError: no"})] * (FEWEST - 1))
    assert alarms == []
    watch.note([Verdict("error")])
    assert alarms == [Alarm("it", "error", FEWEST, FEWEST, 0.2, "error: raised: ValueError: no")]
    watch.note([Verdict("error")] * (WINDOW - 1))
    assert len(alarms) == 1
    watch.note([Verdict("error")])
    assert len(alarms) == 2
    assert (alarms[1].count, alarms[1].size) == (WINDOW, WINDOW)


def test_the_hundredth_result_rings_though_it_is_right_itself(watch, alarms):
    watch.note([*[Verdict("error")] * (FEWEST - 1), Verdict("correct")])
    assert [(alarm.count, alarm.size) for alarm in alarms] == [(FEWEST - 1, FEWEST)]


def test_a_burst_within_a_batch_is_seen_though_all_is_well_at_its_end(watch, alarms):
    watch.note([*[Verdict("correct")] * 100, *[Verdict("error")] * 50, *[Verdict("correct")] * 500])
    assert [(alarm.count, alarm.size) for alarm in alarms] == [(26, 126)]
    assert not watch.failing


def test_a_component_that_recovers_is_quiet(watch, alarms):
    watch.note([Verdict("error")] * FEWEST)
    assert watch.failing
    watch.note([Verdict("correct")] * WINDOW)
    assert not watch.failing
    watch.note([Verdict("correct")] * WINDOW)
    assert len(alarms) == 1


def test_the_first_failure_is_one_of_the_alarms_kind(watch, alarms):
    watch.note([Verdict("timeout", reason="deadline")])
    watch.note([Verdict("error", reason="raised")], trace="Traceback: here")
    watch.note([Verdict("timeout")] * 200)
    assert (alarms[0].status, alarms[0].first) == ("timeout", "timeout: deadline")
    watch.note([Score(None, "error", {"reason": "other"})] * 300)
    assert (alarms[-1].status, alarms[-1].first) == ("error", "Traceback: here")


def test_an_alarm_in_words():
    alarm = Alarm("math", "timeout", 120, 200, 0.5, "timeout: deadline")
    assert str(alarm) == "math: 120 of its last 200 results are timeouts, and the guard's limit is 50 %"


# ---- in a runtime --------------------------------------------------------------------------------------------------


class Broken(rewardry.Verifier):
    """Fails for every other sample."""

    def verify(self, samples):
        if any(int(sample.text) % 2 for sample in samples):
            raise LookupError("the server is gone")
        return [Verdict("correct")] * len(samples)


def numbers(count):
    return [Sample(completion=str(i)) for i in range(count)]


def test_by_default_it_says_so_in_the_log_once_a_window(inline, caplog):
    """Training goes on: nothing is raised."""
    opened = inline.open(Broken())
    with caplog.at_level(logging.WARNING, "rewardry"):
        for _ in range(5):
            assert len(opened.verify(numbers(100))) == 100
    said = [record.getMessage() for record in caplog.records if "guard's limit" in record.getMessage()]
    assert len(said) == 3  # at 100, 300 and 500 results
    assert f"{__name__}:Broken: 50 of its last 100 results are errors, and the guard's limit is 20 %" in said[0]
    trace = said[0].partition("The first: ")[2].splitlines()
    assert trace[0] == "Traceback (most recent call last):"
    assert f'File "{__file__}"' in trace[1]  # our own frames are left out
    assert trace[-1] == "LookupError: the server is gone"


def test_without_a_guard_it_says_nothing(inline, caplog):
    inline.observation.bell.guard = None
    with caplog.at_level(logging.WARNING, "rewardry"):
        inline.open(Broken()).verify(numbers(300))
    assert not [record for record in caplog.records if "guard's limit" in record.getMessage()]


def test_each_component_has_a_window_of_its_own(inline):
    """Also two of one id, whose settings differ: the sound one does not hide the broken one."""

    class Set(rewardry.Verifier):
        sound: bool

        def verify(self, samples):
            return [Verdict("correct" if self.sound else "error")] * len(samples)

    alarms = []
    inline.observation.bell.ring = alarms.append
    sound, broken = inline.open(Set(sound=True)), inline.open(Set(sound=False))
    for _ in range(12):
        sound.verify(numbers(100))
        broken.verify(numbers(10))
    assert [alarm.count for alarm in alarms] == [100]
    assert (sound.watch.failing, broken.watch.failing) == (False, True)


def test_the_traceback_comes_from_the_worker(shared_runtime, faulty):
    """The first exception of a component in a worker, with the line of its code; rows do not carry it."""
    component = faulty.Misbehaving(log=None)
    opened = shared_runtime.open(component)
    [verdict] = opened.verify([Sample(completion="raise too bad")])
    assert verdict.status == "error"
    assert set(verdict.details) == {"error", "component"}
    trace = opened.watch.first["error"]
    assert trace.startswith("Traceback (most recent call last)")
    assert "do_raise" in trace
    assert trace.endswith("ValueError: too bad")


def test_what_a_worker_is_killed_for_is_told_in_a_line(open_runtime, faulty):
    runtime = open_runtime(timeout=1.5)
    opened = runtime.open(faulty.Misbehaving())
    opened.verify([Sample(completion="sleep")])
    opened.verify([Sample(completion="sigkill")])
    assert opened.watch.first == {
        "timeout": "timeout: deadline",
        "error": "error: worker-died: the worker process ended while scoring it",
    }


def test_batches_without_failures_count_as_their_results_one_by_one():
    watches, rung = [], []
    for _ in range(2):
        watches.append(ComponentWatch("a", Bell(Guard(), rung.append)))
    batches = [["correct"] * 150, ["error"] * 3, ["incorrect"] * 250, ["correct"] * 120 + ["error"] * 90, ["ok"] * 300]
    for batch in batches:
        found = [Verdict("correct" if status == "ok" else status) for status in batch]
        watches[0].note(found)
        for one in found:
            watches[1].note([one])
        assert watches[0].counts() == watches[1].counts()
        assert watches[0].failing == watches[1].failing
    assert len(rung) == 2
