"""Completions that think and never say what came of it."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.spans import says_something


def with_summary(words: int = 1) -> EachRow:
    """Rejects a completion without a summary: something behind the reasoning, beside the tags of the answer.

    Args:
        words: how many words it has at least.
    """

    def why(row: KeptRow) -> str | None:
        summary = summary_of(row)
        if not says_something(summary, 0, len(summary)):
            return "nothing behind the reasoning"
        found = len(summary.split())
        return None if found >= words else f"{found} word{'s' * (found != 1)} behind the reasoning"

    return EachRow("missing-summary", why)


def summary_of(row: KeptRow) -> str:
    """What a completion says behind its reasoning, without the tags of the answer."""
    sections = row.sections
    if sections.think is None and row.style.think is not None:
        return ""
    summary = sections.final_text
    for tag in row.style.answer or ():
        summary = summary.replace(tag, "")
    return summary.strip()
