"""ROLL: a recipe as the rewards that a reward worker computes.

ROLL is never imported: its worker is a few lines of the user's, which call `RecipeRewards`.
"""

from __future__ import annotations

from typing import Any

from rewardry.adapter import Adapter, Snippet
from rewardry.types import Scored

from .scorer import ByRecipe

ADAPTER = Adapter(
    trainer="ROLL",
    version="main, 8eb27cc",
    hook="compute_rewards of a reward worker, by the dataset's column domain",
    unit="sample",
    calls="sync",
    thread="a Ray actor",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the rollout"},
    logs="response_level_rewards and scores; the figures go to the worker's log",
    tested="contract",
    evidence="replay of a rule worker's compute_rewards",
    source="https://github.com/alibaba/ROLL/tree/main/roll/pipeline/rlvr/rewards",
    snippets=(
        Snippet(
            "python",
            """\
from roll.distributed.executor.worker import Worker
from roll.distributed.scheduler.decorator import Dispatch, register
from roll.distributed.scheduler.protocol import DataProto
from roll.models.model_providers import default_tokenizer_provider
from rewardry.trainer_adapters.roll import RecipeRewards


class RewardryWorker(Worker):
    def __init__(self, worker_config):
        super().__init__(worker_config=worker_config)
        self.rank_info.dp_rank = self.rank_info.rank
        self.rank_info.dp_size = self.rank_info.world_size
        self.tokenizer = default_tokenizer_provider(model_args=self.worker_config.model_args)
        self.rewards = RecipeRewards({{recipe}}, on_undecided={{on_undecided}})

    @register(dispatch_mode=Dispatch.ONE_TO_ALL)
    def initialize(self, pipeline_config):
        pass

    @register(dispatch_mode=Dispatch.DP_MP_COMPUTE, clear_cache=False)
    def compute_rewards(self, data: DataProto):
        return DataProto.from_dict(tensors=self.rewards(self.tokenizer, data))
""",
            "rewards.py",
        ),
        Snippet(
            "yaml",
            """\
rewards:
  rewardry:
    worker_cls: rewards.RewardryWorker
    tag_included: [rewardry]
""",
            "the configuration",
        ),
    ),
)


class RecipeRewards(ByRecipe):
    """The tensors of a reward worker.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided response: ``zero`` or ``raise``.
        map: the column for a field or column that the recipe reads; the reference is ``reference`` or ``ground_truth``.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """

    record = ADAPTER
    references = ("reference", "ground_truth")

    def __call__(self, tokenizer: Any, data: Any) -> dict[str, Any]:
        """The rewards of a batch.

        Args:
            tokenizer: decodes responses; special tokens are left out.
            data: ROLL's DataProto: ``batch["responses"]`` are token ids [B, T], ``non_tensor_batch`` the columns.

        Returns:
            ``token_level_rewards`` [B, T], zeros; ``response_level_rewards`` [B], the totals; ``scores`` [B], 1 for
            what is right, by the first reward that says so, else whether the total is above 0.

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
        return {
            "token_level_rewards": torch.zeros(responses.shape, dtype=torch.float32),
            "response_level_rewards": torch.tensor([one.value for one in results], dtype=torch.float32),
            "scores": torch.tensor([is_right(one.scored) for one in results], dtype=torch.float32),
        }


def is_right(scored: Scored) -> bool:
    """Whether a row is right: by the first reward that asked a verifier, else whether its total is above 0."""
    for score in scored.components.values():
        if score.verdict is not None:
            return score.verdict.status == "correct"
    return (scored.total or 0.0) > 0
