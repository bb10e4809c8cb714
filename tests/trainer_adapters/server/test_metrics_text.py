"""What a scrape gets: every family named, every line in the form of Prometheus's text, the numbers those counted."""

import itertools
import re

import pytest

pytest.importorskip("fastapi")

from rewardry.engine.observation import BOUNDS, ComponentCounts, Latencies, Observation
from rewardry.trainer_adapters.server.metrics import Counts, others, text, write

SECONDS = "rewardry_http_request_seconds"


def lines(counts, begin):
    """The lines of a scrape that begin so, without comments."""
    return [line for line in text(counts).splitlines() if line.startswith(begin)]


def buckets(counts):
    """The upper bounds of the buckets of requests, as they are written, with how many took so long at the most."""
    pattern = re.compile(rf'{SECONDS}_bucket\{{path="/v1/score",le="(.+)"\}} (\d+)')
    found = [pattern.fullmatch(line) for line in lines(counts, f"{SECONDS}_bucket")]
    return {match[1]: int(match[2]) for match in found}


def test_a_server_that_has_answered_nothing_names_every_family_all_the_same():
    """A dashboard that is made before the first request finds what it is to show."""
    kinds = dict(re.findall(r"# TYPE (\S+) (\w+)", text(Counts())))
    assert {name: kind for name, kind in kinds.items() if name.startswith("rewardry_http")} == {
        "rewardry_http_requests_total": "counter",
        "rewardry_http_rows_total": "counter",
        "rewardry_http_undecided_total": "counter",
        "rewardry_http_refused_total": "counter",
        "rewardry_http_waiting_rows": "gauge",
        "rewardry_http_processes": "gauge",
        "rewardry_http_request_seconds": "histogram",
    }
    assert kinds["rewardry_samples_total"] == "counter"
    assert kinds.keys() == dict(re.findall(r"# HELP (\S+) (\S.*)", text(Counts()))).keys()
    told = [line for line in text(Counts()).splitlines() if not line.startswith("#")]
    assert told == ["rewardry_http_waiting_rows 0", "rewardry_http_processes 1", "rewardry_worker_restarts_total 0"]
    assert text(Counts()).endswith("\n")
    assert "\n\n" not in text(Counts())


def test_the_lines_of_a_server_that_has_answered():
    counts = Counts(waiting=7, restarts=3, processes=2)
    for status in (200, 200, 429):
        counts.note("/v1/score", "POST", status, 0.25)
    counts.rows["/v1/score"], counts.undecided["/v1/score"], counts.refused["busy"] = 6, 2, 1
    found = [line for line in text(counts).splitlines() if line.startswith("rewardry_http") and SECONDS not in line]
    assert found == [
        'rewardry_http_requests_total{path="/v1/score",method="POST",status="200"} 2',
        'rewardry_http_requests_total{path="/v1/score",method="POST",status="429"} 1',
        'rewardry_http_rows_total{path="/v1/score"} 6',
        'rewardry_http_undecided_total{path="/v1/score"} 2',
        'rewardry_http_refused_total{reason="busy"} 1',
        "rewardry_http_waiting_rows 7",
        "rewardry_http_processes 2",
    ]
    assert "rewardry_worker_restarts_total 3" in text(counts).splitlines()


def test_lines_of_a_family_stand_in_one_order_whatever_came_first():
    one, other = Counts(), Counts()
    asked = [("/v1/score", "POST", 200), ("/slime", "POST", 200), ("/v1/score", "GET", 405), ("/slime", "POST", 409)]
    for counts, order in ((one, asked), (other, asked[::-1])):
        for path, method, status in order:
            counts.note(path, method, status, 0.5)
            counts.rows[path] += 1
            counts.refused[method] += 1
    assert text(one) == text(other)


@pytest.mark.parametrize(
    ("path", "written"),
    [('a"b', 'a\\"b'), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"), ("größe", "größe")],
    ids=["quote", "backslash", "line", "letters"],
)
def test_a_label_is_escaped_wherever_it_stands(path, written):
    counts = Counts()
    counts.note(path, "POST", 200, 1.0)
    counts.rows[path] = counts.undecided[path] = counts.refused[path] = 1
    told = [line for line in text(counts).split("\n") if line.startswith("rewardry_http") and "{" in line]
    assert len(told) > 4
    assert all(f'="{written}"' in line for line in told)


# ---- how long requests took ----------------------------------------------------------------------------------------


def test_buckets_are_two_a_factor_of_ten_from_a_microsecond_on():
    counts = Counts()
    counts.note("/v1/score", "POST", 200, 1.0)
    bounds = list(buckets(counts))
    assert bounds[-1] == "+Inf"
    numbers = [float(bound) for bound in bounds[:-1]]
    assert numbers[0] == 1e-6
    assert numbers[-1] == 1000.0
    ratios = [later / earlier for earlier, later in itertools.pairwise(numbers)]
    assert ratios == pytest.approx([10**0.5] * len(ratios), rel=1e-4)


@pytest.mark.parametrize("seconds", [0.0, 1e-7, 1e-6, 2.0**-10, 0.5, 1.0, 1.0000001, 30.0, 1000.0, 1e4])
def test_a_request_is_in_every_bucket_that_is_wide_enough_and_in_no_other(seconds):
    counts = Counts()
    counts.note("/v1/score", "POST", 200, seconds)
    for bound, count in buckets(counts).items():
        assert count == (bound == "+Inf" or seconds <= float(bound)), bound


def test_buckets_add_up_and_the_sum_and_count_are_those_of_all():
    counts = Counts()
    took = [0.25, 0.5, 0.5, 2.0, 4096.0]
    for seconds in took:
        counts.note("/v1/score", "POST", 200, seconds)
    found = buckets(counts)
    assert list(found.values()) == sorted(found.values())
    assert (found["0.316228"], found["1"], found["3.16228"], found["1000"], found["+Inf"]) == (1, 3, 4, 4, 5)
    assert lines(counts, f"{SECONDS}_sum") == [f'{SECONDS}_sum{{path="/v1/score"}} {sum(took)!r}']
    assert lines(counts, f"{SECONDS}_count") == [f'{SECONDS}_count{{path="/v1/score"}} 5']


def test_each_path_has_buckets_of_its_own():
    counts = Counts()
    counts.note("/v1/score", "POST", 200, 0.25)
    counts.note("/slime", "POST", 200, 8.0)
    assert set(lines(counts, f"{SECONDS}_sum")) == {
        f'{SECONDS}_sum{{path="/slime"}} 8.0',
        f'{SECONDS}_sum{{path="/v1/score"}} 0.25',
    }


# ---- several processes ---------------------------------------------------------------------------------------------


def test_adding_up_leaves_what_is_added_as_it_was():
    """Who is asked reads the files of the others anew each time, and its own counts must not grow by it."""
    mine, theirs = Counts(), Counts()
    theirs.note("/v1/score", "POST", 200, 0.5)
    theirs.components["accuracy"] = ComponentCounts(cache_hits=1)
    mine.merge(theirs)
    mine.note("/v1/score", "POST", 200, 0.5)
    mine.components["accuracy"].add("ok", 0.5, 4)
    assert sum(theirs.seconds["/v1/score"].counts) == 1
    assert theirs.components["accuracy"].samples == 0


def test_a_component_that_fails_in_one_process_fails():
    one, other = Counts(), Counts()
    one.components["accuracy"] = ComponentCounts(failing=True, alarms=2, cache_hits=3, cache_misses=4)
    other.components["accuracy"] = ComponentCounts(alarms=5, cache_hits=10, cache_misses=20)
    for first, second in ((one, other), (other, one)):
        total = Counts(processes=0)
        total.merge(first)
        total.merge(second)
        found = total.components["accuracy"]
        assert (found.failing, found.alarms, found.cache_hits, found.cache_misses) == (True, 7, 13, 24)


def test_what_components_did_is_looked_up_when_asked_and_not_kept():
    observation = Observation(restarts=lambda: 9)
    observation.watch("accuracy").note_cache(2, 1)
    own = Counts(waiting=1)
    own.rows["/slime"] = 4
    for _ in range(2):
        told = own.observed(observation, waiting=5)
        assert (told.components["accuracy"].cache_hits, told.restarts, told.waiting) == (2, 9, 5)
        assert (told.rows["/slime"], told.processes) == (4, 1)
    assert (own.components, own.restarts, own.waiting) == ({}, 0, 1)
    told.rows["/slime"] += 1
    assert own.rows["/slime"] == 4


def test_counts_that_are_written_again_replace_those_before(tmp_path):
    counts = Counts()
    for rows in (1, 2, 3):
        counts.rows["/slime"] = rows
        write(tmp_path, counts)
    [file] = tmp_path.iterdir()  # and nothing half written beside it
    file.rename(tmp_path / "counts-1.json")
    assert [one.rows["/slime"] for one in others(tmp_path)] == [3]


def test_a_long_run_s_counts_are_whole_numbers_however_large(tmp_path):
    counts = Counts()
    counts.rows["/slime"] = 2**53 + 1
    counts.seconds["/slime"] = Latencies(counts=[2**53 + 1] + [0] * len(BOUNDS), total=0.5, longest=0.5)
    write(tmp_path, counts)
    next(tmp_path.iterdir()).rename(tmp_path / "counts-1.json")
    total = Counts()
    for one in others(tmp_path):
        total.merge(one)
    assert 'rewardry_http_rows_total{path="/slime"} 9007199254740993' in text(total).splitlines()
    assert f'{SECONDS}_count{{path="/slime"}} 9007199254740993' in text(total).splitlines()
