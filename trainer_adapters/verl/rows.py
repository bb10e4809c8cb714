"""What verl passes for a sample, and what it takes for its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rewardry.types import Messages, Sample

from ..scorer import Result, Scorer


def flat(result: Result) -> dict[str, float]:
    """A result as verl takes it: numbers under fixed keys."""
    assert result.value is not None, "verl's record offers no policy without a number"
    return {"score": result.value, **result.figures}


def sample_of(
    scorer: Scorer,
    completion: str,
    reference: Any,
    extra_info: Mapping[str, Any] | None,
    data_source: str,
    prompt: str | Messages | None = None,
    completion_ids: Sequence[int] | None = None,
) -> Sample:
    """The sample of what verl passes."""
    info = {} if extra_info is None else extra_info
    row = {"data_source": data_source, **info, "ground_truth": reference}
    asked = info.get("question", "") if prompt is None else prompt
    return scorer.sample(completion, row, prompt=asked, completion_ids=completion_ids)
