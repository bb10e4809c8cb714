"""The curves of a training as one picture, from its log in JSON Lines."""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError

from .log_sinks import read_steps

_COLUMNS = 3
_FIRST = ("reward", "rewards", "evaluation", "eval", "accuracy")  # what one looks at before all else


def plot(log: str | Path, picture: str | Path) -> list[str]:
    """Draw every number of a log over the steps; names with the same beginning (up to "/") share a panel.

    Args:
        log: the file that `JsonLines` wrote.
        picture: the PNG to write.

    Returns:
        The panels drawn, in order.

    Raises:
        ConfigError: matplotlib is not installed, or the log holds no number.
    """
    curves = _curves(read_steps(log))
    panels = _panels(curves)
    if not panels:
        raise ConfigError(f"{log}: there is no step with a number to draw; train a step first")
    figure = _figure()(figsize=(5 * _COLUMNS, 3 * math.ceil(len(panels) / _COLUMNS)), layout="constrained")
    for number, (title, names) in enumerate(panels.items(), 1):
        axes = figure.add_subplot(math.ceil(len(panels) / _COLUMNS), _COLUMNS, number)
        for name in names:
            steps, values = zip(*curves[name], strict=True)
            axes.plot(steps, values, marker="." if len(steps) < 50 else None, label=name.removeprefix(f"{title}/"))
        axes.set_title(title)
        axes.set_xlabel("step")
        axes.grid(alpha=0.3)
        if len(names) > 1:
            axes.legend(fontsize="small")
    Path(picture).parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, format="png", dpi=100)
    return list(panels)


def _curves(lines: Sequence[dict[str, Any]]) -> dict[str, list[tuple[int, float]]]:
    """Steps and values by name; of a histogram its mean, where no number has its name."""
    curves: dict[str, list[tuple[int, float]]] = {}
    for line in lines:
        for name, value in line.items():
            number = value.get("mean") if isinstance(value, dict) else value
            if name != "step" and isinstance(number, int | float) and not isinstance(number, bool):
                curves.setdefault(name, []).append((line["step"], float(number)))
    return curves


def _panels(curves: dict[str, list[tuple[int, float]]]) -> dict[str, list[str]]:
    """Names by panel: first what one looks at first, then in the order in which they were logged."""
    panels: dict[str, list[str]] = {}
    for name in curves:
        panels.setdefault(name.partition("/")[0], []).append(name)
    return dict(sorted(panels.items(), key=lambda panel: panel[0] not in _FIRST))


def _figure() -> Any:
    """The figure of matplotlib without its interface of windows, which keeps state for the whole process."""
    try:
        return importlib.import_module("matplotlib.figure").Figure
    except ImportError as error:
        raise ConfigError(f"curves need matplotlib ({error}); run: pip install 'rewardry[plot]'") from error
