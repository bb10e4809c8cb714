"""The sets of our own, which `rewardry.benchmarks.sets.make` writes: the default, for they need no network."""

from __future__ import annotations

from ..entry import SetEntry

_OURS = "rewardry, `python -m rewardry.benchmarks.sets.make`"
_PACKAGE = "rewardry.benchmarks.sets"

MATH_ANSWERS = SetEntry(
    "math-answers-v1",
    "point",
    "verdict",
    "CC0-1.0",
    _OURS,
    ("data/math-answers-v1.jsonl.gz",),
    revision="1",
    rows=1917,
    package=_PACKAGE,
)
PROGRAMS = SetEntry(
    "programs-v1",
    "point",
    "verdict",
    "CC0-1.0",
    _OURS,
    ("data/programs-v1.jsonl.gz",),
    revision="1",
    rows=181,
    package=_PACKAGE,
)
PUZZLES = SetEntry(
    "puzzles-v1",
    "point",
    "verdict",
    "CC0-1.0",
    _OURS,
    ("data/puzzles-v1.jsonl.gz",),
    revision="1",
    rows=398,
    package=_PACKAGE,
)
