"""Where a training's numbers go by name: TensorBoard, wandb, trackio.

A tracker never stops a training: one that fails, or cannot begin, is named in a warning and told nothing more.
"""

from __future__ import annotations

import functools
import importlib
import math
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rewardry.errors import ConfigError, describe

from .log import Histograms, Metrics, Sink

if TYPE_CHECKING:
    from .config import LogConfig


class TensorBoard(Sink):
    """Scalars and histograms as TensorBoard's event files.

    Args:
        folder: where the files go.
        first_step: what earlier files hold of this step and later ones is not shown any more: a training that goes on
            from a checkpoint takes those steps again.

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
        for name, values in _given_lists(histograms).items():
            self._writer.add_histogram(name, importlib.import_module("numpy").asarray(values, dtype=float), step)

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
            values |= {name: self._package.Histogram(each) for name, each in _given_lists(histograms).items()}
        self._run.log(values, step=step)

    def close(self) -> None:
        """End the run."""
        self._run.finish()


class Forgiven(Sink):
    """A sink that may fail: what it raises becomes a warning, and it is told nothing more."""

    def __init__(self, name: str, sink: Sink) -> None:
        self._name, self._sink = name, sink

    def log(self, step: int, metrics: Metrics, histograms: Histograms | None = None) -> None:
        """Pass a step's numbers on."""
        try:
            self._sink.log(step, metrics, histograms)
        except Exception as error:
            self._sink = Sink()
            warnings.warn(f"no more numbers go to {self._name}, the training goes on: {describe(error)}", stacklevel=2)

    def close(self) -> None:
        """Pass the end on."""
        try:
            self._sink.close()
        except Exception as error:
            warnings.warn(f"{self._name} was not closed: {describe(error)}", stacklevel=2)


def named_sinks(
    named: LogConfig, folder: str | Path, *, first_step: int = 0, settings: Mapping[str, Any] | None = None
) -> list[Sink]:
    """The trackers that a configuration names.

    Args:
        named: which.
        folder: of the training; gets ``tensorboard/``.
        first_step: the step that the training begins or goes on with.
        settings: the configuration, for those that show it.

    Raises:
        ConfigError: a package is not installed.
    """
    makers: dict[str, Callable[[], Sink]] = {}
    if named.tensorboard:
        makers["TensorBoard"] = lambda: TensorBoard(Path(folder) / "tensorboard", first_step)
    for package, project in (("wandb", named.wandb), ("trackio", named.trackio)):
        if project:
            makers[package] = functools.partial(Tracker, package, project, settings or {})
    return [Forgiven(name, _made(name, make)) for name, make in makers.items()]


def _made(name: str, make: Callable[[], Sink]) -> Sink:
    """A tracker, or what takes its place where it cannot begin: without a network, or on a full disk."""
    try:
        return make()
    except ConfigError:
        raise
    except Exception as error:
        warnings.warn(f"no numbers go to {name}, the training goes on: {describe(error)}", stacklevel=2)
        return Sink()


def _given(metrics: Metrics) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if value is not None and math.isfinite(value)}


def _given_lists(histograms: Histograms | None) -> dict[str, list[float]]:
    finite = {name: [x for x in values if math.isfinite(x)] for name, values in (histograms or {}).items()}
    return {name: values for name, values in finite.items() if values}


def _imported(module: str, what: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ConfigError(f"{what} is not installed ({error}); run: pip install '{package}'") from error
