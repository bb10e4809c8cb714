"""Counts of several processes: they add up, whoever is asked and however often."""

import json
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.engine.observation import ComponentCounts, Latencies
from rewardry.trainer_adapters.server.metrics import Counts, others, text, write

EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
GONE = 2**22 + 1  # beyond the process ids of any Linux

names = st.sampled_from(["/v1/score", "/slime", 'an "odd" \\ one\n'])
few = st.dictionaries(names, st.integers(1, 9), max_size=3)


@st.composite
def latencies(draw):
    made = Latencies()
    for seconds in draw(st.lists(st.sampled_from([0.0, 2.0**-20, 0.25, 2.0, 2.0**20]), max_size=4)):
        made.add(seconds)
    return made


@st.composite
def counts(draw):
    """What one process may have counted; times are sums of powers of two, so that they add up in any order."""
    made = Counts(waiting=draw(st.integers(0, 5)), restarts=draw(st.integers(0, 5)))
    for path in draw(st.lists(names, max_size=4)):
        made.note(path, draw(st.sampled_from(["GET", "POST"])), draw(st.sampled_from([200, 429])), 0.25)
    made.rows.update(draw(few))
    made.undecided.update(draw(few))
    made.refused.update(draw(few))
    for name in draw(st.sets(names)):
        one = ComponentCounts(latencies=draw(latencies()), failing=draw(st.booleans()), alarms=draw(st.integers(0, 2)))
        one.add("ok", 0.5, draw(st.integers(1, 4)))
        made.components[name] = one
    return made


def again(one, is_alive=True):
    """The counts as another process reads them."""
    return Counts.of_json(json.loads(json.dumps(one.to_json())), is_alive)


def lines(one):
    """What a scrape gets, in whatever order components stand in it; a status that nobody had may be left out."""
    return sorted(line for line in text(one).splitlines() if not line.endswith(" 0"))


def merged(*all_of_them):
    total = Counts(processes=0)
    for one in all_of_them:
        total.merge(again(one))
    return total


@settings(max_examples=15)
@given(counts())
def test_counts_come_back_from_a_file_as_they_were(one):
    assert lines(again(one)) == lines(one)


@settings(max_examples=15)
@given(counts(), counts(), counts())
def test_counts_add_up_in_any_order(one, two, three):
    assert lines(merged(one, two, three)) == lines(merged(three, one, two))
    assert merged(one, two, three).processes == 3


@settings(max_examples=10)
@given(counts())
def test_a_process_that_has_ended_has_counted_and_holds_nothing(one):
    dead = again(one, is_alive=False)
    assert (dead.waiting, dead.processes) == (0, 0)
    assert (dead.requests, dead.rows, dead.restarts) == (one.requests, one.rows, one.restarts)
    assert not any(component.failing for component in dead.components.values())


def test_a_process_reads_the_files_of_the_others_alone(tmp_path):
    mine, theirs = Counts(waiting=3), Counts(waiting=4)
    mine.rows["/v1/score"], theirs.rows["/v1/score"] = 1, 20
    write(tmp_path, mine)
    for process in (GONE, 1):
        (tmp_path / f"counts-{process}.json").write_text(json.dumps(theirs.to_json()))
    (tmp_path / "rate").touch()
    found = list(others(tmp_path))
    assert [one.rows["/v1/score"] for one in found] == [20, 20]
    assert sorted((one.processes, one.waiting) for one in found) == [(0, 0), (1, 4)]
    assert (tmp_path / f"counts-{os.getpid()}.json").is_file()
    assert list(others(None)) == []


def test_who_is_asked_twice_says_the_same(server, tmp_path, right):
    """Adding up what others have counted changes nothing of one's own."""
    other = Counts()
    other.rows["/v1/score"] = 20
    other.components["accuracy"] = ComponentCounts()
    other.components["accuracy"].add("ok", 0.25, 20)
    (tmp_path / f"counts-{GONE}.json").write_text(json.dumps(other.to_json()))
    asked = server(EXACT, folder=str(tmp_path))
    row = {"rows": [{"completion": right, "reference": "391"}]}
    asked.ask("/v1/score", row)
    for _ in range(2):
        told = asked.get("/metrics").text.splitlines()
        assert 'rewardry_http_rows_total{path="/v1/score"} 21' in told
        assert 'rewardry_samples_total{component="accuracy",status="ok"} 21' in told
