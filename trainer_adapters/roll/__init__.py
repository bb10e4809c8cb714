"""ROLL: a recipe as the rewards that a reward worker computes.

ROLL is never imported: its worker is a few lines of the user's, which call `RecipeRewards`.
"""

from __future__ import annotations

from typing import Any

from rewardry.types import Scored

from ..scorer import ByRecipe
from ..verdicts import verdict_of
from .record import ADAPTER

__all__ = ["RecipeRewards"]


class RecipeRewards(ByRecipe):
    """What a reward worker computes. The reference is the column ``reference`` or ``ground_truth``."""

    record = ADAPTER
    references = ("reference", "ground_truth")

    def __call__(self, tokenizer: Any, data: Any) -> dict[str, Any]:
        """The rewards of a batch.

        Args:
            tokenizer: decodes responses; special tokens are left out.
            data: ROLL's DataProto: ``batch["responses"]`` are token ids [B, T], ``non_tensor_batch`` the columns.

        Returns:
            What `DataProto.from_dict` takes. ``tensors``: ``token_level_rewards`` [B, T], zeros;
            ``response_level_rewards`` [B], the totals; ``scores`` [B], 1 for what is right, by the first reward that
            says so, else whether the total is above 0. ``meta_info``: under ``metrics`` the values of each figure,
            which the scheduler joins and logs; as tensors they would have to be those of every other domain, too.

        Raises:
            UndecidedError: a response is undecided and the policy is ``raise``.
        """
        import torch

        responses, columns = data.batch["responses"], data.non_tensor_batch
        texts = tokenizer.batch_decode(responses, skip_special_tokens=True)
        samples = []
        for i, text in enumerate(texts):
            row = {name: values[i] for name, values in columns.items()}
            samples.append(self.scorer.sample(text, row, row.get("prompt")))
        results = self.scorer.score(samples)
        tensors = {
            "token_level_rewards": torch.zeros(responses.shape, dtype=torch.float32),
            "response_level_rewards": torch.tensor([one.value for one in results], dtype=torch.float32),
            "scores": torch.tensor([is_right(one.scored) for one in results], dtype=torch.float32),
        }
        metrics = {key: [one.figures[key] for one in results] for key in self.scorer.figure_keys}
        return {"tensors": tensors, "meta_info": {"metrics": metrics}}


def is_right(scored: Scored) -> bool:
    """Whether a row is right: by the first reward that asked a verifier, else whether its total is above 0."""
    verdict = verdict_of(scored)
    return (scored.total or 0.0) > 0 if verdict is None else verdict.status == "correct"
