"""Completions that run in a loop."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.repetition import LOOP_RUN, find_loop


def no_loops() -> EachRow:
    """Rejects a completion in which one pattern follows itself `LOOP_RUN` times, or with next to nothing in it."""
    return EachRow("loop", _why)


def _why(row: KeptRow) -> str | None:
    loop = find_loop(row.text or "", row.words)
    if not loop.found:
        return None
    if loop.run.times >= LOOP_RUN:
        return f"{loop.run.times} times the same {loop.run.period} words"
    return f"compressed to {loop.compress_ratio:.3f} of its size"
