"""Rejection sampling: only right completions stay."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow


def keep_correct() -> EachRow:
    """Rejects what is wrong, and what is undecided: a completion nobody has verified teaches nothing for sure."""
    return EachRow("not-correct", _why)


def _why(row: KeptRow) -> str | None:
    if row.correct:
        return None
    return "undecided" if row.correct is None else "wrong"
