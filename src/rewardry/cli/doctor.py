"""`rewardry doctor`."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Sequence
from typing import Any

import click

from rewardry import API, __version__
from rewardry.cli.machine_checks import machine_lines
from rewardry.cli.plugins import stale_checks
from rewardry.cli.sandbox_checks import sandbox_lines
from rewardry.cli.tables import print_json, print_table
from rewardry.component import Component
from rewardry.engine.local import usable_cores
from rewardry.engine.opened import missing_modules, needs_extra
from rewardry.errors import RewardryError
from rewardry.plugins import PluginRecord, loaded, registry, unknown_in_environment
from rewardry.provenance import installed_version
from rewardry.registry import Entry, why_not_loaded

_DISTRIBUTIONS = ("click", "pluggy", "pydantic", "PyYAML")  # those of extras stand in the lines of the extras
_NAMED = 3  # so many stale checks are named; of one change in what all share there are a hundred
GOOD, MISSING, BAD, UNKNOWN = "ok", "missing", "broken", "unknown"


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """Check what works on this machine, with the command for what does not.

    Versions, extras, a GPU, the cache, plugins, components that lack something, sandboxes with their
    languages, worker processes.
    """
    checks = [
        _check("rewardry", GOOD, f"{__version__}, API {API}"),
        _check("python", GOOD, f"{platform.python_version()} at {sys.executable}"),
        _check("platform", GOOD, f"{platform.platform()}, {usable_cores()} usable cores"),
        *(_check(name, *_installed(name)) for name in _DISTRIBUTIONS),
        *(_check(*line) for line in machine_lines()),
        *_check_plugins(),
        *_check_components(),
        *(_check(*line) for entry in registry().entries("sandbox") for line in sandbox_lines(entry)),
        _check_workers(),
    ]
    if as_json:
        print_json(checks)
        return
    print_table(("what", "state", "details"), [tuple(check.values()) for check in checks])


def _check(what: str, state: str, details: str) -> dict[str, str]:
    return {"what": what, "state": state, "details": details}


def _installed(name: str) -> tuple[str, str]:
    version = installed_version(name)
    return (GOOD, version) if version is not None else (MISSING, f"not installed; pip install {name}")


def _check_plugins() -> list[dict[str, str]]:
    """A line for each plugin, with what mends a broken one, and for each name in the environment that none bears."""
    states = {"loaded": GOOD, "broken": BAD}
    records = loaded().records
    lines = [_check(f"plugin {one.name}", states.get(one.status, one.status), _of_plugin(one)) for one in records]
    return lines + [_check(told.partition(" ")[0], UNKNOWN, told) for told in unknown_in_environment(records)]


def _of_plugin(record: PluginRecord) -> str:
    if record.problem is not None:
        return record.problem
    told = f"{record.distribution} {record.version}, {record.components} components, API {record.api or API}"
    return told + _of_stale(record, stale_checks(record))


def _of_stale(record: PluginRecord, stale: Sequence[tuple[str, str]]) -> str:
    """Which last checks say nothing any more, with the command that makes them again."""
    if not stale:
        return ""
    if len(stale) > _NAMED:
        many = f"the last check of {len(stale)} components is stale; `rewardry plugins {record.name}` names them"
        return f"; {many}; `rewardry check KIND:ID` makes one again"
    told = ", ".join(f"{name}: {why}" for name, why in stale)
    return f"; the last check is stale ({told}): run {', '.join(f'`rewardry check {name}`' for name, _ in stale)}"


def _check_components() -> list[dict[str, str]]:
    """A line for each component that cannot be used, with what to do about it."""
    found = []
    for entry in registry().entries():
        problem = _problem(entry)
        if problem is not None:
            found.append(_check(f"{entry.kind} {entry.id}", *problem))
    return found


def _problem(entry: Entry) -> tuple[str, str] | None:
    if entry.kind not in ("reward", "verifier"):
        return None
    try:
        cls: Any = entry.load()
    except RewardryError as error:
        return BAD, why_not_loaded(error)
    missing = missing_modules(cls) if isinstance(cls, type) and issubclass(cls, Component) else []
    return (MISSING, needs_extra(cls, missing)) if missing else None


def _check_workers() -> dict[str, str]:
    """Start a worker process and have it answer."""
    from rewardry.engine.probe import Probe
    from rewardry.engine.runtime import Runtime
    from rewardry.types import Sample

    start = time.perf_counter()
    try:
        with Runtime(workers=1, timeout=30) as runtime:
            verdict = runtime.open(Probe()).verify([Sample(completion="")])[0]
    except RewardryError as error:
        return _check("worker processes", BAD, str(error))
    seconds = time.perf_counter() - start
    if verdict.status == "correct":
        return _check("worker processes", GOOD, f"first answer after {seconds:.1f} s")
    return _check("worker processes", BAD, f"{verdict.status}: {verdict.reason} {dict(verdict.details)}")
