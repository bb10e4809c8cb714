"""Where marks, bars and lines stand: a picture must not say another number than the table."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.report.plots import HEIGHT, WIDTH, Scale, charts, differences, forests, latencies, outcome_bars

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=6)


@settings(max_examples=40)
@given(VALUES, st.sampled_from([0.02, 2.0]))
def test_a_scale_is_linear_and_its_ticks_stand_at_their_numbers(values, least):
    scale = Scale.over(values, least)
    ticks = scale.ticks()
    assert 2 <= len(ticks) <= 6
    assert scale.low <= min(values) + 1e-6
    assert scale.high >= max(values) - 1e-6
    for tick in ticks:
        assert scale.at(float(tick.label.replace("−", "-"))) == pytest.approx(tick.at, abs=0.02)
    assert (ticks[0].at, ticks[-1].at) == (3.0, 97.0)
    middle = (scale.low + scale.high) / 2
    assert scale.at(middle) == pytest.approx(50, abs=0.01)
    assert [tick.anchor for tick in ticks] == ["start", *["middle"] * (len(ticks) - 2), "end"]


def summary(**metric):
    one = {"verifier": "a", "metrics": dict.fromkeys(METRICS, metric)}
    constants = {"always correct": dict.fromkeys(METRICS, 0.25), "always incorrect": dict.fromkeys(METRICS, 0.75)}
    return {"verifiers": [one], "pairs": [], "constants": constants}


METRICS = ("accuracy", "balanced_accuracy", "precision", "recall", "fpr", "mcc")


def test_a_mark_stands_in_its_interval_beside_the_better_constant():
    """From 0.4 to 0.9 the constant's 0.75 and the ends lie on a scale whose ends are 3 and 97 percent."""
    found = {plot.title: plot for plot in forests(summary(value=0.5, interval=[0.4, 0.9]))}
    assert list(found) == ["Accuracy", "Balanced accuracy", "Precision", "Recall", "FPR", "MCC"]
    [row] = found["Accuracy"].rows
    assert (row.text, row.note) == ("0.500", "[0.400, 0.900]")
    width = (row.high - row.low) / 0.5
    assert row.at == pytest.approx(row.low + 0.1 * width, abs=0.02)
    assert found["Accuracy"].constant == pytest.approx(row.low + 0.35 * width, abs=0.02)
    assert found["FPR"].constant is None  # the constants of a rate say nothing


def test_differences_are_in_points_beside_the_line_of_none():
    pairs = [
        {"first": "a", "second": "b", "difference": 0.1, "interval": [-0.05, 0.25]},
        {"first": "a", "second": "c", "difference": None, "interval": None},
        {"first": "b", "second": "c", "difference": -0.2, "interval": None},
    ]
    found = differences({"pairs": pairs})
    assert [(row.name, row.text, row.note) for row in found.rows] == [
        ("a − b", "10.0", "[−5.0, 25.0]"),
        ("b − c", "−20.0", ""),
    ]
    first, second = found.rows
    assert second.at < first.low < found.constant < first.at < first.high
    point = (first.at - found.constant) / 10
    assert second.at == pytest.approx(found.constant - 20 * point, abs=0.02)
    assert differences({"pairs": pairs[1:2]}) is None


@settings(max_examples=40)
@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_the_parts_of_a_bar_are_shares_that_fill_it(counts):
    names = ("correct", "incorrect", "abstain", "timeout", "error")
    rows = dict(zip(names, counts, strict=True))
    found = {"verifiers": [{"verifier": "a", "by_label": {"right": rows, "wrong": rows}}]}
    for bar, (agrees, errs) in zip(outcome_bars(found), ((0, 1), (1, 0)), strict=True):
        parts = {"agrees": counts[agrees], "undecided": sum(counts[2:]), "errs": counts[errs]}
        shown = {name: number for name, number in parts.items() if number}
        assert [segment.kind for segment in bar.segments] == list(shown)
        assert [segment.rows for segment in bar.segments] == [f"{number:,}" for number in shown.values()]
        start = 0.0
        for segment, number in zip(bar.segments, shown.values(), strict=True):
            assert segment.width == pytest.approx(100 * number / sum(counts), abs=0.006)
            assert segment.start == pytest.approx(start, abs=0.006)
            start += 100 * number / sum(counts)
        assert bar.total == f"{sum(counts):,}"


def test_bars_are_of_rows_with_a_label():
    assert outcome_bars({"kind": "pair", "verifiers": [{"verifier": "a"}]}) == []


def test_times_stand_at_their_logarithms():
    bins = [0] * 40
    bins[0], bins[20], bins[39] = 10, 5, 1
    seconds = {"p50": 0.01, "p90": 0.1, "p99": 100.0}
    latency = {"from": 0.001, "to": 1.0, "bins": bins}
    [found] = latencies({"verifiers": [{"verifier": "a", "latency": latency, "seconds": seconds}, {"verifier": "b"}]})
    assert [(left, height) for left, _, height in found.bars] == [(0.0, 100.0), (50.0, 50.0), (97.5, 10.0)]
    assert [(tick.at, tick.label.replace("\xa0", " "), tick.anchor) for tick in found.ticks] == [
        (0.0, "1 ms", "start"),
        (33.33, "10 ms", "middle"),
        (66.67, "100 ms", "middle"),
        (100.0, "1 s", "end"),
    ]
    assert [(mark.at, mark.label.replace("\xa0", " ")) for mark in found.marks] == [
        (33.33, "median 10 ms"),
        (66.67, "90 % 100 ms"),
        (100.0, "99 % 100 s"),  # beyond the scale it stands at its end
    ]


def test_of_many_decades_every_second_one_is_written():
    latency = {"from": 1e-6, "to": 100.0, "bins": [1]}
    [found] = latencies(
        {"verifiers": [{"verifier": "a", "latency": latency, "seconds": dict.fromkeys(("p50", "p90", "p99"), 1)}]}
    )
    assert [tick.label.replace("\xa0", " ") for tick in found.ticks] == ["1 µs", "100 µs", "10 ms", "1 s", "100 s"]


def ends(path):
    return [tuple(map(float, point.split())) for point in path.removeprefix("M").split(" L")]


def test_a_curve_runs_from_corner_to_corner_through_its_points():
    sweep = [{"fpr": 0.0, "tpr": 0.5}, {"fpr": 0.5, "tpr": 1.0}, {"fpr": None, "tpr": 1.0}]
    [chart] = charts({"verifiers": [{"verifier": "a", "scores": {"sweep": sweep}}]})
    assert chart.title == "Thresholds"
    left, bottom = chart.x_ticks[0].at, chart.y_ticks[0].at
    right, top = chart.x_ticks[-1].at, chart.y_ticks[-1].at
    half_x, half_y = (left + right) / 2, (bottom + top) / 2
    corners = [(left, bottom), (left, half_y), (half_x, top), (right, top)]
    assert ends(chart.lines[0].path) == [pytest.approx(corner, abs=0.06) for corner in corners]
    assert ends(chart.diagonal) == [(left, bottom), (right, top)]
    assert 0 <= left < right <= WIDTH
    assert 0 <= top < bottom <= HEIGHT


def test_the_curve_of_a_protocol_leaves_out_what_is_not_defined():
    curve = [{"threshold": 0.25, "f1": 0.5}, {"threshold": 0.5, "f1": None}, {"threshold": 0.75, "f1": 1.0}]
    [chart] = charts({"verifiers": [{"verifier": "a", "protocol": {"curve": curve}}, {"verifier": "b"}]})
    assert (chart.title, len(chart.lines), len(chart.lines[0].marks)) == ("F1 by threshold", 1, 2)


@settings(max_examples=40)
@given(st.floats(0, 1), st.sampled_from([0.05, 0.25, 0.5, 0.75]))
def test_the_signal_of_a_training_is_drawn_as_a_share_of_an_exact_verifiers(j, rate):
    """An exact verifier puts right 1 / sd above wrong; one that puts it j / sd above leaves j of that."""
    effect = {"group_size": 8, "pass_rate": rate, "right_above_wrong": j / math.sqrt(rate * (1 - rate))}
    [chart] = charts({"verifiers": [{"verifier": "a", "training": [effect, {**effect, "group_size": 16}]}]})
    [(x, y)] = chart.lines[0].marks
    height = chart.y_ticks[0].at - chart.y_ticks[-1].at
    assert (chart.y_ticks[0].at - y) / height == pytest.approx(j, abs=0.001)
    width = chart.x_ticks[-1].at - chart.x_ticks[0].at
    assert (x - chart.x_ticks[0].at) / width == pytest.approx(rate, abs=0.001)
