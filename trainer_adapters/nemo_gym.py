"""NeMo-Gym: the payloads of a resources server's `/verify`, answered by a recipe.

`Verification` is what a server calls; it knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.adapter import Adapter, Snippet
from rewardry.errors import DataError
from rewardry.types import Sample

from .scorer import ByRecipe, Result

ADAPTER = Adapter(
    trainer="NeMo-Gym",
    version="main, 07d6b0d",
    hook="POST /verify of a resources server",
    unit="sample",
    calls="either",
    thread="a request of the server",
    undecided={
        "zero": "counts 0",
        "drop": "a row of the failures file (_ng_failure_class), tried again and then left out",
        "raise": "UndecidedError, for the server to answer with an error",
    },
    logs="reward_components, and each figure as a number of the response, which aggregate metrics read",
    tested="contract",
    evidence="replay of BaseVerifyRequest and BaseMultiRewardVerifyResponse",
    source="https://github.com/NVIDIA-NeMo/Gym/blob/main/nemo_gym/base_resources_server.py",
    demand="--on-undecided POLICY",
    snippets=(
        Snippet("bash", "rewardry serve {{recipe}} --on-undecided {{on_undecided}} --port 8500\n", "a shell"),
        Snippet(
            "python",
            """\
# where the requests come to a server of your own
from rewardry.trainer_adapters.nemo_gym import Verification

verification = Verification({{recipe}}, on_undecided={{on_undecided}})


async def verify(body: dict) -> dict:
    return await verification.averify(body)
""",
            "app.py",
        ),
    ),
)


class Verification(ByRecipe):
    """A recipe as the answer to `/verify`.

    Args:
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided response: ``zero``, ``drop`` or ``raise``.
        map: the request's field for a field or column that the recipe reads. Without it the reference is read from
            ``reference``, or from ``expected_answer``.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """

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
        response, asked = body.get("response"), body.get("responses_create_params")
        if not isinstance(response, Mapping) or not isinstance(response.get("output"), list):
            raise DataError("/verify: field 'response': an OpenAI response, an object with a list 'output', is wanted")
        prompt = asked.get("input") if isinstance(asked, Mapping) else None
        if not isinstance(prompt, str):
            given = prompt if isinstance(prompt, list) else []
            prompt = [one for one in given if isinstance(one, Mapping) and "role" in one]
        row = {name: value for name, value in body.items() if name not in ("response", "responses_create_params")}
        cut = isinstance(response.get("incomplete_details"), Mapping)
        return self.scorer.sample(written(response), row, prompt, finish_reason="length" if cut else None)

    def _answer(self, body: Mapping[str, Any], result: Result) -> dict[str, Any]:
        names = self.scorer.recipe.names
        components = {name: result.figures[f"rewardry/{name}"] for name in names}
        answer = {**body, "reward": result.value or 0.0, "reward_components": components, **result.figures}
        if result.value is None:
            answer |= {"_ng_failure_class": "undecided", "_ng_failure_judge_error": result.reason}
        return answer


def written(response: Mapping[str, Any]) -> str:
    """The text of an OpenAI response: that of its last message of the assistant; empty where it wrote none.

    >>> written({"output": [{"type": "message", "content": [{"type": "output_text", "text": "42"}]}]})
    '42'
    """
    for item in reversed(response["output"]):
        if isinstance(item, Mapping) and item.get("type") == "message" and item.get("role", "assistant") == "assistant":
            content = item.get("content")
            if isinstance(content, str):
                return content
            parts = content if isinstance(content, list) else []
            texts = [part for part in parts if isinstance(part, Mapping) and part.get("type") == "output_text"]
            return "\n".join(str(part.get("text", "")) for part in texts)
    return ""
