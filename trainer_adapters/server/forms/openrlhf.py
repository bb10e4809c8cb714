"""OpenRLHF's remote reward model (0.11, ``--reward.remote_url http://HOST:8500/get_reward``).

It sends ``{"query": [text], "prompts": [text], "labels": [any]}``, where a query is the prompt and the completion as
they were decoded, special tokens included, and reads ``{"rewards": [x], "scores": [x], "extra_logs": {name: [x]}}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rewardry.types import Scored

from ...openrlhf.answer import share_right
from ...openrlhf.query import completion_of, without_ends
from ..scorer import BadRow, Entry
from .form import NUMBER, Asked, Form, Schema, entry, listed, whole


class OpenRLHFForm(Form):
    """``POST /get_reward``."""

    path: ClassVar[str] = "/get_reward"
    name: ClassVar[str] = "OpenRLHF"
    summary: ClassVar[str] = "OpenRLHF's remote reward model"
    takes_groups: ClassVar[bool] = False

    def request_schema(self) -> Schema:
        """See `Form`."""
        many = {"type": "array", "maxItems": self.max_batch, "items": {}}
        return {
            "type": "object",
            "required": ["query"],
            "properties": {
                "query": {**many, "description": "Prompts with their completions."},
                "prompts": {**many, "description": "The prompts, as many as queries."},
                "labels": {**many, "description": "The references, as many as queries."},
            },
            "example": {
                "query": ["What is 340 + 51?<think>340 + 51</think><answer>391</answer>"],
                "prompts": ["What is 340 + 51?"],
                "labels": ["391"],
            },
        }

    def answer_schema(self) -> Schema:
        """See `Form`."""
        numbers = {"type": "array", "items": NUMBER}
        logs = {"type": "object", "additionalProperties": numbers}
        return {
            "type": "object",
            "required": ["rewards", "scores", "extra_logs"],
            "properties": {"rewards": numbers, "scores": numbers, "extra_logs": logs},
        }

    def read(self, body: Any, split: bool) -> Asked:
        """See `Form`."""
        queries = listed(whole(body), "query", self.max_batch)
        beside = {name: listed(body, name, self.max_batch) for name in ("prompts", "labels") if name in body}
        wrong = next((name for name, values in beside.items() if len(values) != len(queries)), None)
        if wrong is not None:
            why = f"field {wrong!r} has {len(beside[wrong])} items for {len(queries)} queries"
            return Asked([BadRow(why)] * len(queries), body)
        none = [None] * len(queries)
        rows = zip(queries, beside.get("prompts", none), beside.get("labels", none), strict=True)
        return Asked([_entry(i, *row) for i, row in enumerate(rows)], body)

    def answer(self, asked: Asked, found: Sequence[Scored]) -> Any:
        """See `Form`."""
        rewards = [self.number(scored, i) for i, scored in enumerate(found)]
        logs: dict[str, list[float]] = {name: [] for name in self.recipe.names}
        for scored in found:
            for name, value in self.numbers(scored).items():
                logs[name].append(value)
        return {
            "rewards": rewards,
            "scores": [share_right(scored) for scored in found],  # by which OpenRLHF filters prompts
            "extra_logs": {**logs, "undecided": [float(scored.total is None) for scored in found]},
        }


def _entry(position: int, query: Any, prompt: Any, label: Any) -> Entry:
    if not isinstance(query, str) or not isinstance(prompt, (str, type(None))):
        return BadRow(f"row {position}: a query and its prompt are texts")
    written = completion_of(query, prompt or "")
    if written is None:
        return BadRow(
            f"row {position}: the query does not hold its prompt, so that nobody knows where the answer begins"
        )
    completion, ended = without_ends(written)
    fields = {"completion": completion, "prompt": prompt or "", "reference": label}
    return entry(position, **fields, finish_reason="stop" if ended else None)
