"""The geometry of the plots: where things stand, in percent of a strip's width or in units of a chart.

Strips scale with the page while their type does not, since positions in them are percentages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .numbers import count, duration, ends, figure, named
from .tables import DEFINITIONS, is_point

FOREST = ("accuracy", "balanced_accuracy", "precision", "recall", "fpr", "mcc")
_MARGIN = 3.0  # percent on both sides, so that a mark at an end is whole


@dataclass(frozen=True)
class Tick:
    """A line of the scale.

    Attributes:
        at: where.
        label: its number.
        anchor: how the number stands at the line: ``start``, ``middle`` or ``end``.
    """

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Estimate:
    """A value with its interval on a strip."""

    name: str
    text: str
    note: str
    at: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Forest:
    """One metric of several verifiers on one scale."""

    title: str
    about: str
    ticks: list[Tick]
    rows: list[Estimate]
    constant: float | None = None


def forests(found: Mapping[str, Any]) -> list[Forest]:
    """The metrics of a set that are worth a look before the table is."""
    if is_point(found):
        return [
            _forest(named(name), DEFINITIONS[name].partition(";")[0], _estimates(found, name), _constant(found, name))
            for name in FOREST
        ]
    told = [each for each in found["verifiers"] if each.get("protocol")]
    names = list(told[0]["protocol"]["metrics"]) if told else []
    return [_protocol_forest(name, told) for name in names[:6]]


def _protocol_forest(name: str, told: Sequence[Mapping[str, Any]]) -> Forest:
    metrics = [(each["verifier"], each["protocol"]["metrics"].get(name)) for each in told]
    about = next((str(metric.get("definition") or "") for _, metric in metrics if metric), "")
    return _forest(named(name), about, [(verifier, metric or {"value": None}) for verifier, metric in metrics], None)


def _estimates(found: Mapping[str, Any], name: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(each["verifier"], each["metrics"][name]) for each in found["verifiers"]]


def _constant(found: Mapping[str, Any], name: str) -> float | None:
    """The better of the constant answers, where both have the metric; the rates say nothing of them."""
    if name not in ("accuracy", "balanced_accuracy", "mcc"):
        return None
    values = [each[name] for each in found["constants"].values() if each[name] is not None]
    return max(values) if values else None


def forest_of(title: str, about: str, estimates: Sequence[tuple[str, Mapping[str, Any]]]) -> Forest:
    """Estimates by name on one scale."""
    return _forest(title, about, estimates, None)


def _forest(
    title: str, about: str, estimates: Sequence[tuple[str, Mapping[str, Any]]], constant: float | None
) -> Forest:
    ends_ = [end for _, each in estimates for end in (*(each.get("interval") or ()), each["value"]) if end is not None]
    scale = Scale.over([*ends_, *([] if constant is None else [constant])])
    rows = [_on(scale, name, each) for name, each in estimates]
    return Forest(title, about, scale.ticks(), rows, None if constant is None else scale.at(constant))


def _on(scale: Scale, name: str, each: Mapping[str, Any], digits: int = 3) -> Estimate:
    interval = each.get("interval")
    at = None if each["value"] is None else scale.at(each["value"])
    low, high = (scale.at(interval[0]), scale.at(interval[1])) if interval else (None, None)
    return Estimate(name, figure(each["value"], digits), ends(interval, digits), at, low, high)


def differences(found: Mapping[str, Any]) -> Forest | None:
    """How far apart every two verifiers are, in points, beside the line of no difference."""
    pairs = [
        (
            f"{pair['first']} − {pair['second']}",
            {"value": 100 * pair["difference"], "interval": [100 * end for end in pair["interval"] or ()] or None},
        )
        for pair in found["pairs"]
        if pair["difference"] is not None
    ]
    if not pairs:
        return None
    scale = Scale.over([0.0, *(end for _, each in pairs for end in (*(each["interval"] or ()), each["value"]))], 2.0)
    rows = [_on(scale, name, each, 1) for name, each in pairs]
    about = "points more of the rows that the first is right on"
    return Forest("Differences in accuracy", about, scale.ticks(), rows, scale.at(0.0))


@dataclass(frozen=True)
class Scale:
    """A linear scale over a strip.

    Attributes:
        low, high: its ends.
        step: between its ticks.
    """

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, values: Sequence[float], least: float = 0.02) -> Scale:
        """A scale with round ends that holds all values, of one to five steps; `least` is the smallest spread."""
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        spread = max(high - low, least)
        step = next(step for step in _STEPS if spread / step <= 4)
        start, end = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        return cls(start, end if end > start else start + step, step)

    def at(self, value: float) -> float:
        """Where a value stands, in percent."""
        return round(_MARGIN + (100 - 2 * _MARGIN) * (value - self.low) / (self.high - self.low), 2)

    def ticks(self) -> list[Tick]:
        """The lines of the scale."""
        steps = round((self.high - self.low) / self.step)
        digits = next(digits for digits in (0, 1, 2, 3) if round(self.step, digits) == self.step)
        anchors = ["start", *["middle"] * (steps - 1), "end"]
        values = [self.low + place * self.step for place in range(steps + 1)]
        return [
            Tick(self.at(value), figure(value + 0.0, digits), anchor)
            for value, anchor in zip(values, anchors, strict=True)
        ]


_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class Segment:
    """A part of a bar: how the verdict stands to the label, where it begins, how wide it is, how many rows."""

    kind: str
    word: str
    start: float
    width: float
    rows: str


@dataclass(frozen=True)
class Bar:
    """The outcomes of the right or the wrong rows of a verifier."""

    name: str
    label: str
    total: str
    segments: list[Segment]


def outcome_bars(found: Mapping[str, Any]) -> list[Bar]:
    """What became of right and of wrong rows, two bars a verifier."""
    if not is_point(found):
        return []
    return [bar for each in found["verifiers"] for bar in _bars(each)]


def _bars(each: Mapping[str, Any]) -> Iterator[Bar]:
    for label, good, bad in (("right", "correct", "incorrect"), ("wrong", "incorrect", "correct")):
        rows = each["by_label"][label]
        total = sum(rows.values())
        words = {"correct": "paid", "incorrect": "refused"}
        open_rows = total - rows[good] - rows[bad]
        parts = [
            ("agrees", words[good], rows[good]),
            ("undecided", "undecided", open_rows),
            ("errs", words[bad], rows[bad]),
        ]
        yield Bar(each["verifier"], label, count(total), list(_segments(parts, total)))


def _segments(parts: Sequence[tuple[str, str, int]], total: int) -> Iterator[Segment]:
    start = 0.0
    for kind, word, rows in parts:
        if rows:
            width = 100 * rows / total
            yield Segment(kind, word, round(start, 2), round(width, 2), count(rows))
            start += width


@dataclass(frozen=True)
class Histogram:
    """How long the rows of a verifier took, on a logarithmic scale."""

    name: str
    bars: list[tuple[float, float, float]]
    ticks: list[Tick]
    marks: list[Tick]


def latencies(found: Mapping[str, Any]) -> list[Histogram]:
    """The times of each verifier, all on one scale."""
    return [_histogram(each) for each in found["verifiers"] if each.get("latency")]


def _histogram(each: Mapping[str, Any]) -> Histogram:
    latency = each["latency"]
    low, high = math.log10(latency["from"]), math.log10(latency["to"])
    most, width = max(latency["bins"]), 100 / len(latency["bins"])

    def at(seconds: float) -> float:
        return round(100 * min(max((math.log10(max(seconds, 1e-9)) - low) / (high - low), 0.0), 1.0), 2)

    bars = [
        (round(place * width, 2), round(width * 0.86, 2), round(max(100 * rows / most, 2), 2))
        for place, rows in enumerate(latency["bins"])
        if rows
    ]
    decades = range(round(low), round(high) + 1)
    every = 1 if len(decades) <= 6 else 2
    ticks = [
        Tick(at(10.0**power), duration(10.0**power), _anchor(at(10.0**power)))
        for power in decades
        if power % every == 0
    ]
    marks = [
        Tick(at(each["seconds"][name]), f"{word} {duration(each['seconds'][name])}")
        for name, word in (("p50", "median"), ("p90", "90 %"), ("p99", "99 %"))
    ]
    return Histogram(each["verifier"], bars, ticks, marks)


def _anchor(at: float) -> str:
    return "start" if at < 5 else "end" if at > 95 else "middle"


WIDTH, HEIGHT = 300, 190
_LEFT, _BOTTOM, _TOP = 34, 30, 8


@dataclass(frozen=True)
class Line:
    """A line of a chart, with a mark at each point where there are few."""

    name: str
    path: str
    marks: list[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """A chart of lines over [0, 1] x [0, 1]."""

    title: str
    about: str
    across: str
    lines: list[Line]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    diagonal: str = ""
    width: int = field(default=WIDTH)
    height: int = field(default=HEIGHT)


def charts(found: Mapping[str, Any]) -> list[Chart]:
    """The charts of a set: the signal left for training, reliability, thresholds."""
    made = [_signal(found), _reliability(found), _roc(found), _curve(found)]
    return [chart for chart in made if chart.lines]


def _signal(found: Mapping[str, Any]) -> Chart:
    """The advantage of right over wrong as a share of an exact verifier's; the group's size does not matter to it."""
    lines = []
    for each in found["verifiers"]:
        effects = each.get("training") or []
        size = effects[0]["group_size"] if effects else None
        points = [
            (e["pass_rate"], max(e["right_above_wrong"], 0.0) * math.sqrt(e["pass_rate"] * (1 - e["pass_rate"])))
            for e in effects
            if e["group_size"] == size
        ]
        lines.append((each["verifier"], points))
    return _chart(
        "Signal left for training",
        "How far a right completion stands above a wrong one of its group; 1 with a verifier that never errs.",
        "pass rate",
        lines,
    )


def _reliability(found: Mapping[str, Any]) -> Chart:
    lines = [
        (
            each["verifier"],
            [(bin_["score"], bin_["right"]) for bin_ in (each.get("scores") or {}).get("reliability") or []],
        )
        for each in found["verifiers"]
    ]
    return _chart(
        "Reliability", "The share of right rows by score; on the diagonal a score is a chance.", "score", lines, True
    )


def _roc(found: Mapping[str, Any]) -> Chart:
    lines = [
        (each["verifier"], [(0.0, 0.0), *((at["fpr"], at["tpr"]) for at in sweep), (1.0, 1.0)])
        for each in found["verifiers"]
        if (sweep := (each.get("scores") or {}).get("sweep"))
    ]
    return _chart("Thresholds", "Right rows paid over wrong rows paid, at every threshold.", "FPR", lines, True)


def _curve(found: Mapping[str, Any]) -> Chart:
    lines = [
        (each["verifier"], [(at["threshold"], at["f1"]) for at in curve])
        for each in found["verifiers"]
        if (curve := (each.get("protocol") or {}).get("curve"))
    ]
    return _chart(
        "F1 by threshold", "The protocol's F1 where a step counts as wrong below the threshold.", "threshold", lines
    )


def _chart(
    title: str,
    about: str,
    across: str,
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    diagonal: bool = False,
) -> Chart:
    def x(value: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - 8) * min(max(value, 0.0), 1.0), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * min(max(value, 0.0), 1.0), 1)

    drawn = []
    for name, points in lines:
        placed = [(x(a), y(b)) for a, b in points if a is not None and b is not None]
        if placed:
            path = "M" + " L".join(f"{a} {b}" for a, b in placed)
            drawn.append(Line(name, path, placed if len(placed) <= 12 else []))
    quarters = (0.0, 0.25, 0.5, 0.75, 1.0)
    return Chart(
        title,
        about,
        across,
        drawn,
        [Tick(x(value), f"{value:g}") for value in quarters],
        [Tick(y(value), f"{value:g}") for value in quarters],
        f"M{x(0)} {y(0)} L{x(1)} {y(1)}" if diagonal else "",
    )
