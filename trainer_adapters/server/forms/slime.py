"""slime's remote reward (0.3, ``--rm-type remote_rm --rm-url http://HOST:8500/slime``).

It sends ``{"prompt", "response", "label"}`` and takes the JSON that comes back as the reward: a number; or, with
``?components=true``, an object of numbers, of which ``--reward-key reward`` names the one. A list of such objects is
the group of a prompt (slime's ``--group-rm``) and gives a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rewardry.component import json_type
from rewardry.types import Scored

from ..refusal import Refusal
from ..scorer import BadRow, Entry
from .form import NUMBER, Asked, Form, Schema, entry, refuse_many, whole


class SlimeForm(Form):
    """``POST /slime``."""

    path: ClassVar[str] = "/slime"
    name: ClassVar[str] = "slime"
    summary: ClassVar[str] = "slime's remote reward, for one sample or a group"
    splits: ClassVar[bool] = True

    def request_schema(self) -> Schema:
        """See `Form`."""
        one = {
            "type": "object",
            "required": ["response"],
            "properties": {"prompt": {}, "response": {}, "label": {}},
            "example": {"prompt": "What is 340 + 51?", "response": "<answer>391</answer>", "label": "391"},
        }
        many = {"type": "array", "maxItems": self.max_batch, "items": {}}
        return many if self.recipe.per_group else {"anyOf": [one, many]}

    def answer_schema(self) -> Schema:
        """See `Form`."""
        one = {"anyOf": [NUMBER, {"type": "object", "additionalProperties": NUMBER}]}
        return {"anyOf": [one, {"type": "array", "items": one}]}

    def read(self, body: Any, split: bool) -> Asked:
        """See `Form`."""
        if isinstance(body, list):
            refuse_many(body, self.max_batch)
            return Asked([_entry(i, sample, 0) for i, sample in enumerate(body)], body, split=split)
        if self.recipe.per_group:
            raise Refusal(
                422,
                "group-wanted",
                f"recipe {self.recipe.name!r} compares the completions of a prompt, and one sample is no group; call "
                f"the server from a --custom-rm-path with --group-rm and send the group as a list",
            )
        if "response" not in whole(body):
            raise Refusal(
                422, "wrong-form", "field 'response': the body has none; the text of the completion is wanted"
            )
        return Asked([_entry(0, body, None)], body, split=split)

    def answer(self, asked: Asked, found: Sequence[Scored]) -> Any:
        """See `Form`."""
        answers = [self._one(asked, scored, i) for i, scored in enumerate(found)]
        return answers if isinstance(asked.body, list) else answers[0]

    def _one(self, asked: Asked, scored: Scored, position: int) -> float | dict[str, float]:
        reward = self.number(scored, position)
        if not asked.split:
            return reward
        return {**self.numbers(scored), "undecided": float(scored.total is None), "reward": reward}


def _entry(position: int, sample: Any, group: int | None) -> Entry:
    if not isinstance(sample, dict):
        return BadRow(f"row {position}: an object with `response` is wanted, not a JSON {json_type(sample)}")
    if "response" not in sample:
        return BadRow(f"row {position}: field 'response': the object has none; the text of the completion is wanted")
    fields = {"completion": sample["response"], "prompt": sample.get("prompt"), "reference": sample.get("label")}
    return entry(position, **fields, group=group)
