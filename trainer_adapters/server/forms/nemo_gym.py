"""NeMo-Gym's resources server: ``POST /verify``.

A request is ``{"responses_create_params", "response"}`` of OpenAI's Responses API with the fields of the task beside
them; the answer is the request with a ``reward``, and with ``reward_components`` where ``?components=true`` asks so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rewardry.component import json_type
from rewardry.types import Scored

from ...nemo_gym.request import finish_reason, without_answers
from ..refusal import Refusal
from ..scorer import BadRow, Entry
from .form import NUMBER, Asked, Form, Schema, entry_of, whole

_OWN = ("responses_create_params", "response", "verifier_metadata")
# Where the reference of a task is looked for when no column is mapped: our word, then that of NeMo-Gym's data sets.
_REFERENCES = ("reference", "expected_answer")


class NeMoGymForm(Form):
    """``POST /verify``."""

    path: ClassVar[str] = "/verify"
    name: ClassVar[str] = "NeMo-Gym"
    summary: ClassVar[str] = "NeMo-Gym's verify of a resources server"
    takes_groups: ClassVar[bool] = False
    splits: ClassVar[bool] = True

    def request_schema(self) -> Schema:
        """See `Form`."""
        return {
            "type": "object",
            "required": ["responses_create_params", "response"],
            "properties": {
                "responses_create_params": {"type": "object"},
                "response": {"type": "object"},
                "verifier_metadata": {"description": "Further fields of the task."},
            },
            "example": {
                "responses_create_params": {"input": "What is 340 + 51?"},
                "response": {
                    "output": [
                        {
                            "type": "message",
                            "role": "assistant",
                            "content": [{"type": "output_text", "text": "<think>340 + 51</think><answer>391</answer>"}],
                        }
                    ]
                },
                "expected_answer": "391",
            },
        }

    def answer_schema(self) -> Schema:
        """See `Form`."""
        parts = {"type": "object", "additionalProperties": NUMBER}
        return {
            "type": "object",
            "required": ["responses_create_params", "response", "reward"],
            "properties": {"reward": NUMBER, "reward_components": parts},
        }

    def read(self, body: Any, split: bool) -> Asked:
        """See `Form`."""
        for name in ("responses_create_params", "response"):
            if name not in whole(body):
                raise Refusal(422, "wrong-form", f"field {name!r}: the body has none; an object is wanted")
            if not isinstance(body[name], dict):
                why = f"field {name!r}: a JSON object is wanted, not {json_type(body[name])}"
                raise Refusal(422, "wrong-form", why)
        return Asked([self._entry(body)], body, split=split)

    def _entry(self, body: Mapping[str, Any]) -> Entry:
        completion = completion_of(body["response"])
        if completion is None:
            return BadRow("the response holds no message of the assistant's")
        metadata = body.get("verifier_metadata")
        task = {name: value for name, value in without_answers(body).items() if name not in _OWN}
        row = {**(metadata if isinstance(metadata, dict) else {}), **task, "completion": completion}
        if "reference" not in self.columns:
            found = next((row[name] for name in _REFERENCES if name in row), None)
            row["reference"] = found
        asked = body["responses_create_params"].get("input")
        row.setdefault("prompt", asked if isinstance(asked, (str, list)) else None)
        row["finish_reason"] = finish_reason(body["response"])
        row["kind"] = None  # a task's own word here
        return entry_of(row, 0, {**self.columns, "completion": "completion"})

    def answer(self, asked: Asked, found: Sequence[Scored]) -> Any:
        """See `Form`."""
        [scored] = found
        answer = {**without_answers(asked.body), "reward": self.number(scored, 0)}
        if scored.total is None:  # NeMo-Gym's marks of a zero that says nothing about the response
            answer |= {"_ng_failure_class": "undecided", "mask_sample": True}
            answer |= {"failure_kind": "verifier_error", "failure_reason": self.why(scored)}
        return {**answer, "reward_components": self.numbers(scored)} if asked.split else answer


def completion_of(response: Mapping[str, Any]) -> list[Any] | None:
    """The messages of a response, without reasoning and calls of tools; None where there is no message."""
    output = response.get("output")
    if not isinstance(output, list):
        return None
    messages = [item for item in output if isinstance(item, dict) and item.get("type", "message") == "message"]
    return [{"role": "assistant", **item} for item in messages] or None
