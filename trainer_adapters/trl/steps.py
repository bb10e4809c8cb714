"""A path for process rewards into `GRPOTrainer`: advantages a token, from rewards a step.

TRL's reward functions return one number a completion. A reward that scores steps says them in its details, and a
subclass of the trainer adds them to the advantages: GRPO with process supervision (DeepSeekMath, arXiv:2402.03300,
4.1.3), where a token's advantage is the sum of the normalised rewards of the steps that end at it or after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rewardry.errors import ConfigError
from rewardry.steps import StepScores
from rewardry.types import Scored

from .callables import RecipeReward
from .releases import contract_of
from .step_advantages import TokenEnds, step_advantages, to_go


def with_step_rewards(trainer: type[Any], weight: float = 1.0, trl: str | None = None) -> type:
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

    original = trainer._generate_and_score_completions

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


def _steps_of(functions: Sequence[Any], count: int) -> list[StepScores | None]:
    """The steps of the batch that was scored last, as the first reward that scores steps says them."""
    scored = next((f.latest for f in functions if isinstance(f, RecipeReward) and len(f.latest) == count), None)
    return [None] * count if scored is None else [_of_row(row) for row in scored]


def _of_row(row: Scored) -> StepScores | None:
    if row.total is None:
        return None
    return next((steps for score in row.components.values() if (steps := StepScores.of(score))), None)
