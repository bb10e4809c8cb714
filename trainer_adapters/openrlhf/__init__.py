"""OpenRLHF: a recipe as the `reward_func` of the Python file that `--reward.remote_url` names.

OpenRLHF passes the prompt and the completion as one text, special tokens included, and takes an exception for a missing
reward, which it reports much later and as something else.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from rewardry.errors import UndecidedError
from rewardry.types import Sample

from ..scorer import ByRecipe, RecipeSource, Settings
from .answer import answer
from .query import END_TOKENS, completion_of, without_ends
from .record import ADAPTER

__all__ = ["RewardFunction", "answer"]

log = logging.getLogger("rewardry")


class RewardFunction(ByRecipe):
    """`reward_func(queries, prompts, labels)`, as OpenRLHF calls it: with lists of one, in a thread.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        end_tokens: the texts of the tokens that end a completion; they are cut off, and say that it ended by itself.
        settings: see `Settings`. `on_undecided` is ``zero`` or ``raise``; `map` names keys of labels that are objects.

    Raises:
        ConfigError: OpenRLHF cannot take the recipe; says what to add.
    """

    record = ADAPTER
    references = ("reference", "label")

    def __init__(
        self, recipe: RecipeSource, *, end_tokens: Sequence[str] = END_TOKENS, **settings: Unpack[Settings]
    ) -> None:
        super().__init__(recipe, **settings)
        self.end_tokens, self.__name__ = tuple(end_tokens), "reward_func"

    def __call__(self, queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any]) -> dict[str, Any]:
        """Score completions.

        Args:
            queries: each prompt with its completion.
            prompts: the prompts.
            labels: the references; one that is an object of several columns is a row of its own.

        Returns:
            ``rewards``, the totals with weights applied; ``scores`` in [0, 1] for dynamic filtering; ``extra_logs``,
            for each reward of the recipe ``rewardry/NAME`` and its ``/undecided`` and ``/failed``. Of one completion
            numbers, of several lists.
        """
        samples = [self.sample(*row) for row in zip(queries, prompts, labels, strict=True)]
        try:
            return answer(self.scorer.score(samples))
        except UndecidedError as error:
            log.error("%s. OpenRLHF ends the run with 'reward_model_group is required' or worse", error)
            raise

    def sample(self, query: str, prompt: str, label: Any) -> Sample:
        """The sample of what OpenRLHF passes.

        A tokenizer that does not give back the text it was given hides where the prompt ends. Then the whole query is
        the completion: the last answer in it is still the model's.
        """
        written = completion_of(query, prompt)
        completion, ended = without_ends(query if written is None else written, self.end_tokens)
        row = dict(label) if isinstance(label, Mapping) else {"label": label}
        return self.scorer.sample(completion, row, prompt=prompt, finish_reason="stop" if ended else None)

    def __repr__(self) -> str:
        return f"<rewardry {self.scorer.name}: reward_func>"
