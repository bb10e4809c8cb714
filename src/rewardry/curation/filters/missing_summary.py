"""Completions that think and never say what came of it."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.spans import says_something


def with_summary() -> EachRow:
    """Rejects a completion without a summary: something behind the reasoning, beside the tags of the answer."""
    return EachRow("missing-summary", _why)


def _why(row: KeptRow) -> str | None:
    summary = summary_of(row)
    return None if says_something(summary, 0, len(summary)) else "nothing behind the reasoning"


def summary_of(row: KeptRow) -> str:
    """What a completion says behind its reasoning, without the tags of the answer."""
    sections = row.sections
    if sections.think is None and row.style.think is not None:
        return ""
    summary = sections.final_text
    for tag in row.style.answer or ():
        summary = summary.replace(tag, "")
    return summary.strip()
