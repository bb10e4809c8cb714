"""The scorer `math()` of inspect-ai, with its defaults: the completion as a model's output, the reference as target."""

import asyncio

from inspect_ai.model import ModelName, ModelOutput
from inspect_ai.scorer import CORRECT, Target, math
from inspect_ai.solver import TaskState
from loop import run

_MODEL = "none/none"
_DECIDED = ("correct", "incorrect")
_LOOP = asyncio.new_event_loop()  # one for all rows, as an evaluation has
_SCORER = math()


def verdict(completion: str, reference: str) -> bool | None:
    """Score the completion; undecided where the scorer says that it could not read one of the two."""
    state = TaskState(
        model=ModelName(_MODEL),
        sample_id=1,
        epoch=1,
        input="",
        messages=[],
        output=ModelOutput.from_content(_MODEL, completion),
    )
    try:
        score = _LOOP.run_until_complete(_SCORER(state, Target(reference)))
    except ValueError:  # no target can be parsed
        return None
    decided = (score.metadata or {}).get("math_scorer_status") in _DECIDED
    return score.value == CORRECT if decided else None


run(verdict)
