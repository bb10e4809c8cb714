"""The curves of a training as one picture, from its log in JSON Lines."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, describe

_COLUMNS = 3
_FIRST = ("reward", "rewards", "evaluation")  # what one looks at before all else


def plot(log: str | Path, picture: str | Path) -> list[str]:
    """Draw every number of a log over the steps; names with the same beginning (up to "/") share a panel.

    Args:
        log: a training's ``steps.jsonl``.
        picture: the PNG to write.

    Returns:
        The panels drawn, in order.

    Raises:
        ConfigError: matplotlib is not installed, the file is no log, or holds no number.
    """
    curves = _curves(_steps(Path(log)))
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


def _steps(file: Path) -> list[dict[str, Any]]:
    """The lines of a log; a last line that was cut short is left out.

    Raises:
        ConfigError: the file cannot be read, or another line is not one of a log.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; a training writes it into its output folder") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: byte {error.start} is no UTF-8, so that this is no training's log") from None
    steps = []
    for number, line in enumerate(lines, 1):
        try:
            step = json.loads(line)
            step["step"] += 0
        except (ValueError, TypeError, KeyError) as error:
            if number < len(lines):
                raise ConfigError(f"{file}:{number}: not a line of a training's log ({describe(error)})") from None
            break
        steps.append(step)
    return steps


def _curves(lines: Sequence[dict[str, Any]]) -> dict[str, list[tuple[int, float]]]:
    """Steps and values by name; what is no number (null, or "NaN" as a text) is a gap."""
    curves: dict[str, list[tuple[int, float]]] = {}
    for line in lines:
        for name, value in line.items():
            if name != "step" and isinstance(value, int | float) and math.isfinite(value):
                curves.setdefault(name, []).append((line["step"], float(value)))
    return curves


def _panels(curves: dict[str, list[tuple[int, float]]]) -> dict[str, list[str]]:
    """Names by panel: first what one looks at first, then in the order in which they were logged."""
    panels: dict[str, list[str]] = {}
    for name in curves:
        panels.setdefault(name.partition("/")[0], []).append(name)
    return dict(sorted(panels.items(), key=lambda panel: _FIRST.index(panel[0]) if panel[0] in _FIRST else len(_FIRST)))


def _figure() -> Any:
    """The figure of matplotlib without its interface of windows, which keeps state for the whole process."""
    try:
        return importlib.import_module("matplotlib.figure").Figure
    except ImportError as error:
        raise ConfigError(f"curves need matplotlib ({error}); run: pip install 'rewardry[plot]'") from error
