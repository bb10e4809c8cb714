"""A watched run as a page: curves inside their frames, alarms at their steps, and keys of the log as texts."""

import re

import pytest

from rewardry.curation.watching.alarms import Alarm, History
from rewardry.curation.watching.signals import Named, Record
from rewardry.curation.watching.snapshot import snapshot

pytest.importorskip("jinja2")


def history(points, key="reward", alarms=(), samples=None):
    made = History(Named(reward=key))
    for step, value in points:
        made.add(Record(step, {key: value}, {name: list(values) for name, values in (samples or {}).items()}))
    made.alarms = list(alarms)
    return made


def points_of(page):
    [found] = re.findall(r'<polyline [^>]*points="([^"]*)"', page)
    return [tuple(map(float, point.split(","))) for point in found.split()]


@pytest.mark.parametrize(
    ("points", "drawn"),
    [
        ([(1, 0.0), (2, 1.0)], [(4.0, 104.0), (416.0, 6.0)]),
        ([(0, 5.0), (10, -5.0), (20, 0.0)], [(4.0, 6.0), (210.0, 104.0), (416.0, 55.0)]),
        ([(7, 3.0)], [(4.0, 55.0)]),
        ([(1, 2.0), (2, 2.0)], [(4.0, 55.0), (416.0, 55.0)]),
        ([(1, -1e59), (2, 1e59)], [(4.0, 104.0), (416.0, 6.0)]),
    ],
)
def test_a_curve_fills_its_frame(points, drawn):
    assert points_of(snapshot(history(points), "run")) == drawn


def test_alarms_stand_above_and_at_their_steps_of_each_curve():
    points = [(step, float(step)) for step in range(0, 101, 10)]
    alarms = [Alarm("length-drift", 50, 30, "it grew 2 times"), Alarm("canaries-paid", 200, 190, "beyond the curve")]
    page = snapshot(history(points, alarms=alarms), "run")
    assert "<b>length-drift</b> at step 50 (seen since\n30): completions grow while the trusted verifier" in page
    assert "it grew 2 times" in page
    assert re.findall(r'<line x1="([\d.]+)"', page) == ["210.0"]
    assert "No alarm." not in page
    assert "No alarm." in snapshot(history(points), "run")


def test_what_a_log_says_is_text(tmp_path):
    page = snapshot(history([(1, 1.0), (2, 2.0)], key='<img src=x onerror="a()">'), "<title>")
    assert "<img" not in page
    assert "&lt;img src=x onerror=&#34;a()&#34;&gt;" in page
    assert "<h1>&lt;title&gt;</h1>" in page
    assert "default-src 'none'" in page


def test_a_run_without_records_is_a_page_too():
    page = snapshot(History(), "run")
    assert "0 records, the last at step -. Trusted:\nnothing; name a key with --trusted" in page
    assert "<h2>Completions</h2>" not in page


def test_bands_of_completions_go_there_and_back():
    page = snapshot(history([(1, 0.0), (2, 0.0)], samples={"length": [0.0, 10.0]}), "run")
    wide, narrow = re.findall(r'<polygon [^>]*points="([^"]*)"', page)
    assert wide == "4.0,104.0 416.0,104.0 416.0,6.0 4.0,6.0"
    assert len(narrow.split()) == 4
    assert "<b>length</b> 1 to 9; at step 2\n10 % 1, median 5, 90 % 9" in page
