"""NeMo-Gym: the payloads of a resources server's `/verify`, answered by a recipe.

`Verification` is what a server calls; it knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.types import Sample

from ..scorer import ByRecipe, Result
from .record import ADAPTER
from .request import finish_reason, prompt_of, response_of, without_answers, written

__all__ = ["ADAPTER", "Verification", "written"]

_OWN = ("response", "responses_create_params")


class Verification(ByRecipe):
    """A recipe as the answer to `/verify`. The reference is the request's ``reference`` or ``expected_answer``."""

    record = ADAPTER
    references = ("reference", "expected_answer")

    def verify(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The response to a request.

        Args:
            body: the request: ``responses_create_params``, ``response`` and the fields of the task.

        Returns:
            The request's fields with ``reward``, ``reward_components`` and the figures, always under the same keys.

        Raises:
            DataError: the request has no ``response`` of the form of OpenAI's; names the field.
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        return self._answer(body, self.scorer.score_one(self.sample(body)))

    async def averify(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`verify` without blocking the event loop."""
        [result] = await self.scorer.ascore([self.sample(body)])
        return self._answer(body, result)

    def sample(self, body: Mapping[str, Any]) -> Sample:
        """The sample of a request.

        Raises:
            DataError: see `verify`.
        """
        response = response_of(body)
        row = {name: value for name, value in without_answers(body).items() if name not in _OWN}
        return self.scorer.sample(written(response), row, prompt_of(body), finish_reason=finish_reason(response))

    def _answer(self, body: Mapping[str, Any], result: Result) -> dict[str, Any]:
        names = self.scorer.recipe.names
        components = {name: result.figures[f"rewardry/{name}"] for name in names}
        answer = {
            **without_answers(body),
            "reward": result.value or 0.0,
            "reward_components": components,
            **result.figures,
        }
        if result.value is None:
            answer |= {"_ng_failure_class": "undecided", "_ng_failure_judge_error": result.reason}
        return answer
