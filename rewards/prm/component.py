"""The process reward: the score that a model gives a solution, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.component import Needs
from rewardry.steps import SplitBy
from rewardry.testing.case import Case

from ..model_reward import ModelReward
from .aggregation import Strategy
from .solution import Scope

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

    from .live import LiveProcess

Form: TypeAlias = Literal["qwen", "math-shepherd", "rlhflow", "skywork", "thinkprm", "genprm"]
GENERATIVE = ("genprm", "thinkprm")
# How the solutions were split that each was trained on.
_SPLIT: Mapping[str, SplitBy] = {"skywork": "lines", "math-shepherd": "lines"}


class ProcessReward(ModelReward):
    """The score that a process reward model gives a solution: its steps' scores, and of these the smallest.

    Reads the published formats: Qwen2.5-Math-PRM (arXiv:2501.07301), Math-Shepherd (arXiv:2312.08935), RLHFlow
    (arXiv:2412.12119), Skywork-o1-Open-PRM, and the critiques of ThinkPRM (arXiv:2504.16828) and GenPRM
    (arXiv:2504.00891). A step's score is a probability; a critique's is 1 for a step that it finds correct, else 0.
    ``details`` hold them: ``step_scores``, ``step_rewards`` (what a trainer that takes dense rewards gives each step)
    and ``step_ends`` (where the steps end in the completion, in characters); `rewardry.steps.StepScores.of` reads them.
    Tokens of the format within a completion are taken out before the model reads it. A completion without a step, or
    with more than the model may read, and a critique that does not give every step a verdict, are undecided.

    Attributes:
        reader: the model's format.
        aggregate: ``min``, ``prod``, ``mean`` or ``last``; or ``min_form``, PURE's credit (arXiv:2504.15275), which
            gives nearly all of the reward to the worst step.
        temperature: of ``min_form``.
        split: what separates steps: ``paragraphs``, ``lines``, or ``labels`` (lines that begin with ``Step 1:``);
            default: as the reader's models were trained.
        scope: the part of the completion that counts: ``all``, ``think`` or ``after_think``.
        steps_column: a column of the rows that holds the steps as a list, as benchmarks have it; default: the
            completion is split.
        critic: of a generative format, who writes the critique instead of a model in this process: an import string
            ``module:function``, or ``./file.py:function``, of an async function that takes chat messages and returns
            the assistant's text.
        max_steps: the most steps.
        max_tokens: the most tokens of question and solution.
        max_new_tokens: the most tokens of a critique.
    """

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    source: ClassVar[str | None] = "arXiv:2501.07301"

    reader: Form = "qwen"
    aggregate: Strategy = "min"
    temperature: float = Field(0.1, gt=0, allow_inf_nan=False)
    split: SplitBy | None = None
    scope: Scope = "all"
    steps_column: str | None = None
    critic: str | None = None
    max_steps: int = Field(128, ge=1)
    max_new_tokens: int = Field(4096, ge=1)

    @model_validator(mode="after")
    def _critic_of_a_generative_format(self) -> ProcessReward:
        if self.critic is not None and not self.generative:
            raise ValueError(
                f"only {' and '.join(GENERATIVE)} are critiques; {self.reader} needs a model, not a critic"
            )
        return self

    @property
    def generative(self) -> bool:
        """Whether the format is a written critique."""
        return self.reader in GENERATIVE

    @property
    def separator(self) -> SplitBy:
        """What separates steps."""
        return self.split or _SPLIT.get(self.reader, "paragraphs")

    def needs(self) -> Needs:
        """The completion, the prompt, and the column of steps where one is named."""
        return Needs(frozenset({"completion", "prompt", *([self.steps_column] if self.steps_column else [])}))

    def required_modules(self) -> tuple[str, ...]:
        """None for a critic that is somewhere else."""
        return () if self.critic is not None else self.requires

    def lacks(self) -> tuple[str, str] | None:
        """A model."""
        if self.model is not None or self.critic is not None:
            return None
        return "needs-model", "it needs a model; set model=FOLDER_OR_NAME, and reader to its format"

    def examples(self) -> Sequence[Case]:
        """A solution of two steps; what it gets is the model's affair."""
        prompt = "What is 2 + 2 + 4?"
        column = {self.steps_column: ["2 + 2 = 4.", "4 + 4 = 8."]} if self.steps_column else {}
        return [
            Case("2 + 2 = 4.\n\n4 + 4 = 8.", None, prompt, "8", meta=column),
            Case("<think>\n2 + 2 = 5.\n</think>\n<answer>\n9\n</answer>", None, prompt, "8", meta=column),
        ]

    def open(self, runtime: Runtime) -> LiveProcess:
        """Open the model, which is loaded when the first sample comes."""
        from .live import LiveProcess

        return LiveProcess(self, runtime)
