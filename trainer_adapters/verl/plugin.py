"""verl's entry point `verl.plugins`: registers the reward manager `rewardry` when verl is imported.

The only module of an adapter that imports its trainer, for a reward manager is a subclass of verl's own.
"""

from __future__ import annotations

from typing import Any

from verl.experimental.reward_loop.reward_manager import register  # type: ignore[import-not-found]
from verl.experimental.reward_loop.reward_manager.base import (  # type: ignore[import-not-found]
    RewardManagerBase,
)

from .rows import flat, sample_of
from .settings import scorer_of


@register("rewardry")
class RewardryRewardManager(RewardManagerBase):  # type: ignore[misc]
    """Scores with the recipe of ``reward.custom_reward_function.reward_kwargs``; that function's path stays null.

    Beside what a function is given it sees the prompt as messages and the completion's token ids.
    """

    def __init__(self, config: Any, tokenizer: Any, compute_score: Any, **router: Any) -> None:
        super().__init__(config, tokenizer, compute_score)
        self.scorer = scorer_of(config.reward.custom_reward_function.get("reward_kwargs") or {})

    async def run_single(self, data: Any) -> dict[str, Any]:
        """The score and the figures of one sample; of several sequences of a rollout the last counts."""
        item = data[-1:][0]
        responses = item.batch["responses"]
        length = int(item.batch["attention_mask"][-responses.shape[-1] :].sum())
        ids = responses[:length].tolist()
        columns = item.non_tensor_batch
        prompt = columns.get("raw_prompt")
        sample = sample_of(
            self.scorer,
            self.tokenizer.decode(ids, skip_special_tokens=True),
            columns["reward_model"]["ground_truth"],
            columns.get("extra_info"),
            columns["data_source"],
            None if prompt is None else list(prompt),
            ids,
        )
        figures = flat((await self.scorer.ascore([sample]))[0])
        return {"reward_score": figures["score"], "reward_extra_info": figures}
