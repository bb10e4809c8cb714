"""Where a training's numbers go: JSON Lines always, TensorBoard, wandb and trackio by name.

A sink never stops a training: one that fails is named in a warning and left out from then on.
"""

from __future__ import annotations

import importlib
import json
import math
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, describe

Metrics = Mapping[str, float | None]
Histograms = Mapping[str, Sequence[float]]


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
    """One JSON object a step; histograms as number, mean, least, median and greatest.

    Args:
        file: is appended to.
        first_step: lines of this step and later ones are removed first: a training that goes on from a checkpoint
            takes those steps again.
    """

    def __init__(self, file: str | Path, first_step: int = 0) -> None:
        self.file = Path(file)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        kept = [line for line in read_steps(self.file) if line["step"] < first_step]
        self.file.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Append a line, whole or not at all."""
        line: dict[str, Any] = {"step": step, **{name: _finite(value) for name, value in metrics.items()}}
        line |= {name: _summary(values) for name, values in (histograms or {}).items()}
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, allow_nan=False) + "\n")


class TensorBoard(Sink):
    """Scalars and histograms as TensorBoard's event files.

    Args:
        folder: where the files go.
        first_step: what earlier files hold of this step and later ones is not shown any more.

    Raises:
        ConfigError: tensorboard is not installed.
    """

    def __init__(self, folder: str | Path, first_step: int = 0) -> None:
        writer = _imported("torch.utils.tensorboard", "TensorBoard", "rewardry[plot]").SummaryWriter
        self._writer = writer(str(folder), purge_step=first_step or None)

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Write a step's numbers."""
        for name, value in _given(metrics).items():
            self._writer.add_scalar(name, value, step)
        for name, values in (histograms or {}).items():
            if finite := [value for value in values if math.isfinite(value)]:
                self._writer.add_histogram(name, _array(finite), step)

    def close(self) -> None:
        """Write what is still held back."""
        self._writer.close()


class Tracker(Sink):
    """A run of wandb, or of trackio, whose interface is the same.

    Args:
        package: ``wandb`` or ``trackio``.
        project: its project.
        settings: the run's configuration, shown beside it.

    Raises:
        ConfigError: the package is not installed.
    """

    def __init__(self, package: str, project: str, settings: Mapping[str, Any]) -> None:
        self._package = _imported(package, package, package)
        self._run = self._package.init(project=project, config=dict(settings))

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Send a step's numbers; histograms where the package has them."""
        values: dict[str, Any] = dict(_given(metrics))
        if hasattr(self._package, "Histogram"):
            values |= {name: self._package.Histogram(list(each)) for name, each in (histograms or {}).items() if each}
        self._run.log(values, step=step)

    def close(self) -> None:
        """End the run."""
        self._run.finish()


class Sinks(Sink):
    """Several sinks as one; one that fails is left out from then on."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self.sinks = list(sinks)

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Give a step's numbers to every sink."""
        for sink in list(self.sinks):
            try:
                sink.log(step, metrics, histograms)
            except Exception as error:
                self.sinks.remove(sink)
                warnings.warn(f"no more logs to {type(sink).__name__}: {describe(error)}", stacklevel=2)

    def close(self) -> None:
        """Close every sink, whatever another does."""
        for sink in self.sinks:
            try:
                sink.close()
            except Exception as error:
                warnings.warn(f"{type(sink).__name__} was not closed: {describe(error)}", stacklevel=2)


def open_sinks(
    folder: str | Path,
    *,
    tensorboard: bool = False,
    wandb: str | None = None,
    trackio: str | None = None,
    settings: Mapping[str, Any] | None = None,
    first_step: int = 0,
) -> Sinks:
    """The sinks of a training.

    Args:
        folder: gets ``steps.jsonl``, and ``tensorboard/``.
        tensorboard: whether to write TensorBoard's files.
        wandb: a project of wandb.
        trackio: a project of trackio.
        settings: the configuration, for those that show it.
        first_step: the step that the training begins or goes on with.

    Raises:
        ConfigError: a package is not installed.
    """
    sinks: list[Sink] = [JsonLines(Path(folder) / "steps.jsonl", first_step)]
    if tensorboard:
        sinks.append(TensorBoard(Path(folder) / "tensorboard", first_step))
    projects = {"wandb": wandb, "trackio": trackio}
    sinks += [Tracker(package, project, settings or {}) for package, project in projects.items() if project]
    return Sinks(sinks)


def read_steps(file: str | Path) -> list[dict[str, Any]]:
    """The lines of a log; none where there is no file. A last line that was cut short by a crash is left out.

    Raises:
        ConfigError: another line is no JSON object with a step.
    """
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    steps = []
    for number, line in enumerate(lines, 1):
        try:
            step = json.loads(line)
            step["step"] += 0
        except (ValueError, TypeError, KeyError) as error:
            if number == len(lines):
                break
            raise ConfigError(f"{path}:{number}: not a line of a training's log ({describe(error)})") from None
        steps.append(step)
    return steps


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _given(metrics: Metrics) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if value is not None and math.isfinite(value)}


def _summary(values: Sequence[float]) -> dict[str, float | int | None]:
    finite = sorted(value for value in values if math.isfinite(value))
    if not finite:
        return {"count": 0, "mean": None, "min": None, "median": None, "max": None}
    middle = (finite[(len(finite) - 1) // 2] + finite[len(finite) // 2]) / 2
    mean = math.fsum(finite) / len(finite)
    return {"count": len(finite), "mean": mean, "min": finite[0], "median": middle, "max": finite[-1]}


def _array(values: Sequence[float]) -> Any:
    import numpy

    return numpy.asarray(values, dtype=float)


def _imported(module: str, what: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ConfigError(f"{what} is not installed ({error}); run: pip install '{package}'") from error
