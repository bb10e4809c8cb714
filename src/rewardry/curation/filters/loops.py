"""Completions that run in a loop."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.repetition import LOOP_RUN, find_loop


def no_loops(times: int = LOOP_RUN) -> EachRow:
    """Rejects a completion in which one pattern follows itself so often, or with next to nothing in it.

    Args:
        times: so often the same pattern in a row is a loop; at least 2.
    """

    def why(row: KeptRow) -> str | None:
        loop = find_loop(row.text or "", row.words, times)
        if not loop.found:
            return None
        if loop.run.times >= times:
            return f"{loop.run.times} times the same {loop.run.period} words"
        return f"compressed to {loop.compress_ratio:.3f} of its size"

    return EachRow("loop", why)
