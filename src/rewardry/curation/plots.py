"""Plots of the figures as PNG, by matplotlib (extra `plot`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rewardry.curation.distribution import Distribution
from rewardry.curation.extras import needed
from rewardry.curation.row_figures import RowFigures

_SIZE = (6.4, 4.0)
_BARS = 40


def plots(figures: RowFigures, difficulty: Mapping[str, int]) -> Iterator[tuple[str, str, bytes]]:
    """The plots, each with a name for its file, a title and its PNG.

    Raises:
        ConfigError: matplotlib is not installed.
    """
    needed("matplotlib", "plot", "a plot")
    summary = figures.summary()
    if summary["at"]:
        yield "at-k", "avg@k, pass@k, maj@k, cons@k", png(lambda axes: _curves(axes, summary["at"]))
    yield "difficulty", "Questions by difficulty", png(lambda axes: _bars(axes, difficulty))
    for unit, parts in figures.lengths.items():
        apart = {which: found for which, found in parts.items() if which != "all"}
        yield f"length-{unit}", f"Length in {unit}", png(_histograms(apart, unit))
    for number, (name, found) in enumerate({"total": figures.totals, **figures.components}.items()):
        if found.n:
            yield f"values-{number}", f"Values of {name}", png(_histograms({name: found}, "value"))


def png(draw: Callable[[Any], None]) -> bytes:
    """The PNG of a figure, drawn without a display and without the state that pyplot keeps.

    Args:
        draw: draws on matplotlib's axes.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    draw(figure.add_subplot())
    data = io.BytesIO()
    canvas.print_png(data)
    return data.getvalue()


def _plain(name: str) -> str:
    """A name that is not read as a formula, nor left out of a legend for its underscore."""
    shown = "".join(char if char.isprintable() and char.isascii() else "?" for char in name[:60])
    return " " + shown.replace("\\", "\\\\").replace("$", r"\$")


def _curves(axes: Any, at: Mapping[str, Any]) -> None:
    for name in ("avg", "pass", "maj", "cons"):
        points = [(int(k), found[name]["value"], found[name]["interval"]) for k, found in at.items()]
        points = [point for point in points if point[1] is not None]
        ks = [k for k, _, _ in points]
        axes.plot(ks, [value for _, value, _ in points], marker="o", label=f"{name}@k")
        axes.fill_between(ks, [low for *_, (low, _) in points], [high for *_, (_, high) in points], alpha=0.15)
    axes.set_xscale("log", base=2)
    axes.set_xticks([int(k) for k in at], labels=list(at))
    axes.set_ylim(0, 1)
    axes.set_xlabel("k")
    axes.legend()


def _bars(axes: Any, counts: Mapping[str, int]) -> None:
    axes.bar(list(counts), list(counts.values()))
    axes.set_ylabel("questions")


def _histograms(parts: Mapping[str, Distribution], unit: str) -> Callable[[Any], None]:
    def draw(axes: Any) -> None:
        values = sorted({value for found in parts.values() for value in found.counts})
        low, high = values[0], values[-1]
        if low == high:  # one bar, as narrow as those of others
            width = 1 / _BARS
            edges = [low - width / 2, low + width / 2]
            axes.set_xlim(low - 0.5, low + 0.5)
        else:
            width = (high - low) / _BARS
            edges = [low + i * width for i in range(_BARS + 1)]
        for number, (name, found) in enumerate(parts.items()):
            given = {"weights": list(found.counts.values()), "color": f"C{number}"}
            axes.hist(list(found.counts), edges, **given, alpha=0.25)
            axes.hist(list(found.counts), edges, **given, histtype="step", linewidth=1.5, label=_plain(name))
        axes.set_xlabel(unit)
        axes.set_ylabel("rows")
        if len(parts) > 1:
            axes.legend()

    return draw
