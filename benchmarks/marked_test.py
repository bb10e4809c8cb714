"""What `@pytest.mark.rewardry_bench` does: run a verifier on a set, and hold the figures to bounds as a gate does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError

from .gate import SMALL_IS_GOOD, Bound, check_bounds
from .metrics.binary import AbstainPolicy
from .runs import MANIFEST, BenchRun
from .summary import summarise


def missed_bounds(
    folder: Path,
    *,
    verifier: str,
    set: str,  # noqa: A002  the name of the mark's argument
    at_least: Mapping[str, float] | None = None,
    at_most: Mapping[str, float] | None = None,
    parameters: Mapping[str, Any] | None = None,
    on_value: bool = False,
    abstain: AbstainPolicy = "incorrect",
    seed: int = 0,
    timeout: float | None = None,
    workers: int = 1,
) -> list[str]:
    """The lines of the bounds that a verifier misses on a set; none where all are kept.

    Args:
        folder: where the run is kept; one that is there already is not made again.
        verifier: its id.
        set: a file of labelled rows, or whatever ``rewardry bench run -d`` takes.
        at_least: what metrics must reach, in [0, 1].
        at_most: what rates of errors may not exceed, in [0, 1].
        parameters: of the verifier.
        on_value: compare the values; by default the worse ends of their 95 % intervals.
        abstain: what undecided rows count for.
        seed: of the bootstrap.
        timeout: seconds an item may take; by default what the command has.
        workers: worker processes.

    Raises:
        ConfigError: no bound, a metric in the wrong one of the two, or a run that cannot be made.
    """
    bounds = _bounds(verifier, at_least or {}, at_most or {})
    if not (folder / MANIFEST).exists():
        _run(folder, verifier, set, parameters or {}, timeout, workers)
    results = check_bounds(summarise(BenchRun(folder), abstain, (), seed), bounds, on_value=on_value)
    return [f"MISSED  {result.name}: {result.said}" for result in results if not result.kept]


def _bounds(verifier: str, at_least: Mapping[str, float], at_most: Mapping[str, float]) -> list[Bound]:
    if not at_least and not at_most:
        raise ConfigError('nothing is asked of the verifier; give at_least={"balanced_accuracy": 0.95} or at_most')
    for metric in at_least:
        if metric in SMALL_IS_GOOD:
            raise ConfigError(f"at_least: {metric} is a rate of errors; write at_most={{{metric!r}: ...}}")
    for metric in at_most:
        if metric not in SMALL_IS_GOOD:
            known = ", ".join(sorted(SMALL_IS_GOOD))
            raise ConfigError(f"at_most: {metric} is no rate of errors ({known}); write at_least={{{metric!r}: ...}}")
    given = [("at_least", *item) for item in at_least.items()] + [("at_most", *item) for item in at_most.items()]
    return [Bound.parse(f"{verifier}.{metric}={value}", name) for name, metric, value in given]


def _run(
    folder: Path, verifier: str, set_: str, parameters: Mapping[str, Any], timeout: float | None, workers: int
) -> None:
    """Make the run; its tables go to the test's output, where a failure shows them."""
    from .command.run import command

    arguments = ["-v", verifier, "-d", set_, "-o", str(folder), "--workers", str(workers)]
    arguments += [] if timeout is None else ["--timeout", str(timeout)]
    for name, value in parameters.items():
        arguments += ["--set", f"{verifier}.{name}={value if isinstance(value, str) else json.dumps(value)}"]
    command.main(arguments, prog_name="rewardry bench run", standalone_mode=False)
