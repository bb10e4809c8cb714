"""Code in the reasoning."""

from __future__ import annotations

from rewardry.curation.filters.contract import EachRow
from rewardry.curation.kept_rows import KeptRow
from rewardry.text.code_blocks import find_code_blocks


def no_code_blocks() -> EachRow:
    """Rejects reasoning that holds a fenced code block, as DeepSeek-R1 (arXiv:2501.12948, section 2.3.3) does."""
    return EachRow("code-block", _why)


def _why(row: KeptRow) -> str | None:
    text = row.text or ""
    if "```" not in text and "~~~" not in text:  # seen before the reasoning is told from the rest
        return None
    blocks = find_code_blocks(row.reasoning)
    return f"{len(blocks)} code block{'s' * (len(blocks) != 1)} in the reasoning" if blocks else None
