"""What a training says of itself: ``steps.jsonl`` and ``rollouts.jsonl`` always, and a table of the last steps."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.rows import dump

Metrics = Mapping[str, float | None]
Histograms = Mapping[str, Sequence[float]]
STEPS, ROLLOUTS = "steps.jsonl", "rollouts.jsonl"
# The columns of the table: what a glance should tell.
_COLUMNS = (
    ("reward", "reward"),
    ("reward_std", "std"),
    ("completions/mean_length", "length"),
    ("completions/truncated", "cut"),
    ("entropy", "entropy"),
    ("clip_high", "clipped"),
    ("kl", "KL"),
    ("grad_norm", "grad norm"),
    ("evaluation/avg", "eval"),
    ("time/step", "s"),
)
_ROWS = 15


class Sink:
    """Takes the numbers of each step; this one drops them."""

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Take a step's numbers.

        Args:
            step: which step, from 0.
            metrics: numbers by name; None, NaN and infinities mean that there is none.
            histograms: the values that a distribution is made of, by name.
        """

    def close(self) -> None:
        """Write what is still held back."""


class JsonLines(Sink):
    """Writes the figures of each step as a line of ``steps.jsonl``.

    Args:
        folder: where it lies; lines from `step` on, which a training that goes on would write again, are taken out.
        step: the first step that will be logged.
    """

    def __init__(self, folder: Path, step: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (STEPS, ROLLOUTS):
            _cut(folder / name, step)
        self._file = (folder / STEPS).open("ab")

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Write a line; what is not finite is written as a text."""
        self._file.write(dump({"step": step, **metrics}))
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Terminal(Sink):
    """A table of the last steps on the standard error; without a terminal a line a step.

    Args:
        steps: of the whole training.
    """

    def __init__(self, steps: int) -> None:
        self._steps, self._rows = steps, deque[tuple[int, Metrics]](maxlen=_ROWS)
        self._live: Any = None
        if sys.stderr.isatty() and importlib.util.find_spec("rich") is not None:  # of the extra train
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False)
            self._live.start()

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Show a step."""
        average = next((value for name, value in metrics.items() if name.startswith("evaluation/avg@")), None)
        shown = {**metrics, **({} if average is None else {"evaluation/avg": average})}
        self._rows.append((step, shown))
        if self._live is not None:
            self._live.update(self._table(), refresh=True)
        else:
            parts = [f"{title} {_number(shown[name])}" for name, title in _COLUMNS if name in shown]
            print(f"step {step + 1}/{self._steps}  {'  '.join(parts)}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the table as it is."""
        if self._live is not None:
            self._live.stop()

    def _table(self) -> Any:
        from rich.table import Table

        columns = [(name, title) for name, title in _COLUMNS if any(name in row for _, row in self._rows)]
        table = Table("step", *(title for _, title in columns), box=None)
        for step, row in self._rows:
            table.add_row(f"{step + 1}/{self._steps}", *(_number(row[n]) if n in row else "" for n, _ in columns))
        return table


class RolloutTable:
    """Writes completions to ``rollouts.jsonl``: prompt, completion, each reward, advantage, length, finish reason."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / ROLLOUTS

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Append rows."""
        with self._file.open("ab") as file:
            file.writelines(map(dump, rows))


def _cut(file: Path, step: int) -> None:
    """Take out the lines from a step on, and those that were not finished, of which a full disk may leave some."""
    if not file.is_file():
        return
    lines = file.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if line.endswith(b"\n") and _step_of(line) < step]
    if len(kept) < len(lines):
        new = file.with_name(f"{file.name}.new")
        new.write_bytes(b"".join(kept))
        new.replace(file)  # a disk that is full here must not cost what was logged


def _step_of(line: bytes) -> float:
    """The step of a line, 0 where it says none; infinity where it is no line of a log."""
    try:
        found = json.loads(line)
    except ValueError:
        return math.inf
    step = found.get("step", 0) if isinstance(found, dict) else math.inf
    return step if isinstance(step, (int, float)) else math.inf


def _number(value: float | None) -> str:
    return f"{value:.3g}" if value is not None and math.isfinite(value) else "-"
