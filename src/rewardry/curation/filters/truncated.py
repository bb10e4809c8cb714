"""Completions that were cut off."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow


def not_truncated() -> EachRow:
    """Rejects a completion whose `finish_reason` is ``length``."""
    return EachRow("truncated", lambda row: "cut off" if row.field("finish_reason") == "length" else None)
