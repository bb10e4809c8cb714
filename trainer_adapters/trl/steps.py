"""A path for process rewards into `GRPOTrainer`: advantages a token, from rewards a step.

TRL's reward functions return one number a completion. A reward that scores steps says them in its details, and a
subclass of the trainer adds them to the advantages: GRPO with process supervision (DeepSeekMath, arXiv:2402.03300,
4.1.3), where a token's advantage is the sum of the normalised rewards of the steps that end at it or after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from rewardry.errors import ConfigError
from rewardry.steps import StepScores
from rewardry.types import Scored

from .callables import RecipeReward
from .releases import contract_of

_EPS = 1e-4  # what TRL adds to a deviation


def with_step_rewards(trainer: type, weight: float = 1.0, trl: str | None = None) -> type:
    """A subclass of TRL's `GRPOTrainer` that adds the rewards of steps to the advantages of their tokens.

    Its `reward_funcs` are those of `reward_funcs(recipe)`; of each row the first reward that scores steps takes part.
    Give it the weight 0 where its steps alone shall count, and not what it makes of them as a whole.

    Args:
        trainer: `trl.GRPOTrainer`, or a class of its kind.
        weight: the factor of the steps' advantages beside those of the totals.
        trl: the release of TRL; default: the installed one.

    Raises:
        ConfigError: the release takes one advantage a completion.
    """
    contract = contract_of(trl)
    if not contract.has("token_advantages"):
        raise ConfigError(f"{contract.name} takes one advantage a completion; install trl>=0.27 for rewards of steps")

    original: Any = trainer._generate_and_score_completions  # type: ignore[attr-defined]

    def _generate_and_score_completions(self: Any, inputs: Any) -> Any:
        output = original(self, inputs)
        ids, mask = output["completion_ids"], output["completion_mask"]
        steps = _steps_of(self.reward_funcs, len(ids))
        size = self.num_generations if self.model.training else self.num_generations_eval
        if len(steps) % size:
            raise ConfigError(
                f"{len(steps)} completions a process hold a part of a group of {size}; steps are compared"
            )
        dense = output["advantages"].unsqueeze(1).repeat(1, ids.shape[1])
        for row, advantages in enumerate(step_advantages(steps, size)):
            kept = ids[row][mask[row].bool()].tolist()
            if advantages is not None and kept:
                per_token = to_go(advantages.per_token(TokenEnds(kept, self.processing_class.decode)))
                dense[row, : len(kept)] += weight * dense.new_tensor(per_token)
        output["advantages"] = dense * mask
        return output

    return type(
        f"StepRewarded{trainer.__name__}",
        (trainer,),
        {"_generate_and_score_completions": _generate_and_score_completions, "__doc__": with_step_rewards.__doc__},
    )


class TokenEnds(Sequence[int]):
    """Where each token of a completion ends in its text, in characters; worked out when asked, for few are.

    Args:
        ids: the completion's token ids.
        decode: the tokenizer's.
    """

    def __init__(self, ids: list[int], decode: Callable[..., str]) -> None:
        self._ids, self._decode = ids, decode

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, place: Any) -> Any:
        if not 0 <= place < len(self._ids):
            raise IndexError(place)
        return len(self._decode(self._ids[: place + 1], skip_special_tokens=True))


def step_advantages(steps: Sequence[StepScores | None], size: int) -> list[StepScores | None]:
    """The rewards of steps less the mean of all steps of their group, over their standard deviation (n - 1) plus 1e-4.

    Args:
        steps: for each completion its steps, None where they are not known.
        size: completions of a prompt, which follow each other.
    """
    found: list[StepScores | None] = []
    for start in range(0, len(steps), size):
        group = steps[start : start + size]
        scores = [score for one in group if one is not None for score in one.scores]
        mean = math.fsum(scores) / len(scores) if scores else 0.0
        squares = math.fsum((score - mean) ** 2 for score in scores)
        scale = math.sqrt(squares / (len(scores) - 1)) + _EPS if len(scores) > 1 else 1.0
        found += [one and StepScores(tuple((s - mean) / scale for s in one.scores), one.ends) for one in group]
    return found


def to_go(values: Sequence[float]) -> list[float]:
    """For each place the sum of the values there and after it.

    >>> to_go([0.0, 1.0, 0.0, 2.0])
    [3.0, 3.0, 2.0, 2.0]
    """
    sums, total = [], 0.0
    for value in reversed(values):
        total += value
        sums.append(total)
    return sums[::-1]


def _steps_of(functions: Sequence[Any], count: int) -> list[StepScores | None]:
    """The steps of the batch that was scored last, as the first reward that scores steps says them."""
    scored = next((f.latest for f in functions if isinstance(f, RecipeReward) and len(f.latest) == count), None)
    return [None] * count if scored is None else [_of_row(row) for row in scored]


def _of_row(row: Scored) -> StepScores | None:
    if row.total is None:
        return None
    return next((steps for score in row.components.values() if (steps := StepScores.of(score))), None)
