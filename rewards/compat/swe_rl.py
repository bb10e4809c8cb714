"""Rewards of SWE-RL (facebookresearch/swe-rl, commit 5aa10d6, src/swerl/core/reward.py)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from ..code.patch_similarity import PatchSimilarity as Hardened


class PatchSimilarity(Hardened):
    """SWE-RL's `calculate_search_replace_reward`: difflib's ratio of the two patches, -1 for a wrong form.

    The rule of ``code.patch_similarity`` without its floor, so that an edit of the wrong line of a small file is worth
    0.8. Longer texts than `max_chars` are refused, where the original compares for minutes.

    Attributes:
        format_error: the value of a wrong form.
        floor: the ratio that is worth nothing; the original has none.
        max_chars: the longest patch that is compared, in characters.
    """

    source: ClassVar[str | None] = "github.com/facebookresearch/swe-rl at 5aa10d6"

    floor: float = Field(0.0, ge=0, lt=1)
