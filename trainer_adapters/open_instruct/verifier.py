"""Verifier functions of open-instruct's; `make_verifier` and `make_verifiers` add the base class."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from rewardry.types import Sample

from ..scorer import Result, Scorer


class RecipeVerifier:
    """The total of a recipe.

    Attributes:
        scorer: the recipe.
        dataset: the name by which rows ask for it.
        result_type: open-instruct's VerificationResult.
        factor: the weight that open-instruct gives it.
    """

    scorer: Scorer
    dataset: str
    result_type: Any
    factor: float = 1.0

    def __init__(self, verifier_config: Any = None) -> None:
        begin: Any = super().__init__  # that of open-instruct's class, which comes with the call
        begin(self.dataset, weight=self.factor, verifier_config=verifier_config)

    def __call__(self, *asked: Any, **named: Any) -> Any:
        """The result of a completion, whose arguments are those of `sample`.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        return self._told(self.scorer.score_one(self.sample(*asked, **named)))

    async def async_call(self, *asked: Any, **named: Any) -> Any:
        """The same in a thread of ours, so that the loop goes on."""
        [result] = await self.scorer.ascore([self.sample(*asked, **named)])
        return self._told(result)

    def sample(
        self,
        tokenized_prediction: Sequence[int],
        prediction: str,
        label: Any,
        query: str | None = None,
        rollout_state: Any = None,
    ) -> Sample:
        """The sample of a completion.

        Args:
            tokenized_prediction: its tokens.
            prediction: its text.
            label: the reference.
            query: the prompt.
            rollout_state: what else is known of the rollout.
        """
        row = {**(rollout_state if isinstance(rollout_state, Mapping) else {}), "label": label}
        return self.scorer.sample(prediction, row, query, list(tokenized_prediction))

    def _told(self, result: Result) -> Any:
        return self.result_type(score=self._value(result), reasoning=result.reason or None)

    def _value(self, result: Result) -> float:
        return result.value or 0.0


class RewardVerifier(RecipeVerifier):
    """One reward of a recipe.

    Attributes:
        part: its name.
        asked: what is being scored now, shared by the recipe's rewards.
    """

    part: str
    asked: dict[Any, asyncio.Future[list[Result]]]

    async def async_call(self, *asked: Any, **named: Any) -> Any:
        """The result; the recipe is scored once for all of its rewards that are asked at the same time."""
        sample = self.sample(*asked, **named)
        tokens = named["tokenized_prediction"] if "tokenized_prediction" in named else asked[0]
        # Lists of tokens are told apart by being one, not read; an empty one may be that of several completions.
        key = (asyncio.get_running_loop(), id(tokens), sample.completion, repr(sample.reference))
        scoring = self.asked.get(key)
        if scoring is None:
            scoring = self.asked[key] = asyncio.ensure_future(self.scorer.ascore([sample]))
            scoring.add_done_callback(partial(self._forget, key, tokens))
        [result] = await asyncio.shield(scoring)
        return self._told(result)

    def _forget(self, key: Any, tokens: Any, _: Any) -> None:
        """Drop what was scored, and only now the list: another one at its place would pass for it."""
        self.asked.pop(key, None)

    def _value(self, result: Result) -> float:
        return self.scorer.recipe.value_of(self.part, result.scored) or 0.0
