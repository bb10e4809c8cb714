"""The implicit process reward, by itself and normalised within a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rewardry.component import Needs
from rewardry.steps import SplitBy
from rewardry.testing.case import Case

from ...model_reward import ModelReward
from .credit import Granularity

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

    from .live import LiveImplicit, LiveNormalised


class Implicit(ModelReward):
    """How much likelier a completion is under a model that has learned from right answers than under its origin.

    PRIME (arXiv:2502.01456) and implicit process rewards (arXiv:2412.01981): ``beta * (log p_model - log p_reference)``
    for each token, from two causal language models with the same tokens, and their sum. The models' logits are never
    held for a whole batch. ``details`` hold ``token_rewards`` (summed to where `granularity` wants them),
    ``token_ends`` (where the tokens end in the completion, in characters), ``sum_q`` (the sum without beta) and
    ``p_correct = sigmoid(beta * sum_q)``; with `granularity` ``step`` also ``step_rewards`` and ``step_ends``, which
    `rewardry.steps.StepScores.of` reads. A completion that says nothing, or is longer than the model may read, is
    undecided.

    Attributes:
        model: the folder of the reward model, or its name on the Hugging Face hub, such as PRIME-RL/EurusPRM-Stage2.
            None abstains.
        reference_model: the folder or name of the model that it was trained from. None abstains.
        beta: the factor; PRIME's.
        granularity: where the rewards stand: at each ``token``, at the last token of each ``step``, or as a ``whole``
            at the last one.
        split: of ``step``, what separates steps: ``paragraphs``, ``lines`` or ``labels``.
        tokens: the completion's tokens: ``text`` splits its text by the model's tokenizer; ``ids`` are the policy's
            own, for a model with the same tokens.
        limit: the value is held within this distance from 0.
        max_tokens: the most tokens of prompt and completion.
        reference_revision: the reference model's.
    """

    source: ClassVar[str | None] = "arXiv:2502.01456"

    reference_model: str | None = None
    beta: float = Field(0.05, gt=0, allow_inf_nan=False)
    granularity: Granularity = "token"
    split: SplitBy = "paragraphs"
    tokens: Literal["text", "ids"] = "text"
    limit: float = Field(100.0, gt=0, allow_inf_nan=False)
    reference_revision: str | None = None

    def value_bounds(self) -> tuple[float, float]:
        """The limit, on both sides."""
        return -self.limit, self.limit

    def needs(self) -> Needs:
        """The completion, the prompt, and the policy's tokens where they are wanted."""
        return Needs(frozenset({"completion", "prompt", *(["completion_ids"] if self.tokens == "ids" else [])}))

    def lacks(self) -> tuple[str, str] | None:
        """Both models."""
        missing = [name for name in ("model", "reference_model") if getattr(self, name) is None]
        if not missing:
            return None
        return "needs-model", f"it needs two models; set {' and '.join(f'{name}=FOLDER_OR_NAME' for name in missing)}"

    def revisions(self) -> Mapping[str, str | None]:
        """The commits, where they are named."""
        return {"model": self.revision, "reference_model": self.reference_revision}

    def examples(self) -> Sequence[Case]:
        """A solution in tags and one without; what they get is the models' affair."""
        prompt = "What is 2 + 2 + 4?"
        return [
            Case(text, None, prompt, "8", group="one", completion_ids=[5, 6, 7] if self.tokens == "ids" else None)
            for text in ("2 + 2 = 4.\n\n4 + 4 = 8.", "<think>\n2 + 2 = 5.\n</think>\n<answer>\n9\n</answer>")
        ]

    def open(self, runtime: Runtime) -> LiveImplicit | LiveNormalised:
        """Open the models, which are loaded when the first sample comes."""
        from .live import LiveImplicit

        return LiveImplicit(self, runtime)


class ImplicitNormalised(Implicit):
    """Implicit process rewards over the largest sum of what is left of a completion, among those of one prompt.

    PRIME (arXiv:2502.01456) divides the token rewards of a whole batch by the largest absolute sum of a completion's
    rewards from any token on. A batch is an accident of the trainer; here the completions of one prompt are compared.
    ``details`` are those of ``prm.implicit`` with the normalised rewards.

    Attributes:
        limit: has no effect: no value lies beyond 1.
    """

    per_group: ClassVar[bool] = True

    def value_bounds(self) -> tuple[float, float]:
        """No sum is larger than the largest."""
        return -1.0, 1.0

    def open(self, runtime: Runtime) -> LiveImplicit | LiveNormalised:
        """Open the models, which are loaded when the first sample comes."""
        from .live import LiveNormalised

        return LiveNormalised(self, runtime)
