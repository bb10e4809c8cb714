"""`@pytest.mark.rewardry_bench`: a benchmark's bounds as a test, for the CI of a plugin's author."""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError, RewardryError, nearest

MARK = "rewardry_bench"
DESCRIPTION = (
    "rewardry_bench(verifier, set, at_least={metric: value}, at_most={metric: value}): the verifier is run on the "
    "labelled rows, and the test fails where the worse end of a metric's interval misses its bound"
)


def missed_bounds(given: Mapping[str, Any], beside: Path, kept: Path) -> list[str]:
    """The lines of the bounds that a mark's verifier misses.

    Args:
        given: the arguments of the mark; see docs/conformance.md.
        beside: the test's folder, where a set's file is looked for first.
        kept: where runs are kept; marks on the same verifier, parameters and set share one.

    Raises:
        ConfigError: an argument that does not exist or is missing, or a run that cannot be made.
    """
    measure = importlib.import_module("rewardry.benchmarks.marked_test").missed_bounds
    _refuse_unknown(given, inspect.signature(measure))
    file = beside / str(given["set"])
    set_ = str(file) if file.is_file() else str(given["set"])
    named = [given["verifier"], given.get("parameters"), set_, given.get("timeout")]
    folder = kept / hashlib.sha256(repr(named).encode()).hexdigest()[:16]
    missed: list[str] = measure(folder, **{**given, "set": set_})
    return missed


def _refuse_unknown(given: Mapping[str, Any], signature: inspect.Signature) -> None:
    known = [name for name in signature.parameters if name != "folder"]
    for name in given:
        if name not in known:
            raise ConfigError(f"there is no argument {name!r}. {nearest(name, known)}")
    for name in ("verifier", "set"):
        if name not in given:
            raise ConfigError(f'{name} is missing; write rewardry_bench(verifier="ID", set="rows.jsonl", ...)')


def explained(error: Exception) -> str:
    """Why a mark could not be followed, in a line.

    Raises:
        Exception: the error itself, where it is none of the user's.
    """
    if isinstance(error, ImportError) and error.name in ("numpy", "jinja2"):
        return f"{error.name} is missing: a benchmark needs the extra `bench`; run: pip install 'rewardry[bench]'"
    if not isinstance(error, RewardryError) and type(error).__module__.partition(".")[0] != "click":
        raise error
    return getattr(error, "message", None) or str(error)
