"""OpenRLHF's remote reward model (0.11, ``--reward.remote_url http://HOST:8500/get_reward``).

It sends ``{"query": [text], "prompts": [text], "labels": [any]}``, where a query is the prompt and the completion as
they were decoded, special tokens included, and reads ``{"rewards": [x], "scores": [x], "extra_logs": {name: [x]}}``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from rewardry.routing import behind
from rewardry.types import Scored

from ..scorer import BadRow, Entry
from .form import NUMBER, Asked, Form, Schema, entry, listed, whole

# What ends a turn or pads it in the chat templates of open models; a decoded completion ends with some of these.
_ENDS = re.compile(
    r"(?:\s*(?:<\|(?:im_end|endoftext|eot_id|eom_id|end_of_text|end|return)\|>|</s>|<eos>|<pad>|<end_of_turn>"
    r"|<｜end▁of▁sentence｜>))+\s*\Z"
)
# The tail that is searched for these; a longer run of padding is cut in turns.
_TAIL = 512


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
        judging = [p.name for p in self.recipe.parts if any(reward.gives_verdict for reward in behind(p.reward))]
        # What OpenRLHF filters prompts by, in [0, 1]: whether the answer is right, where the recipe knows.
        solved = [self.numbers(scored)[judging[0]] for scored in found] if judging else rewards
        logs: dict[str, list[float]] = {name: [] for name in self.recipe.names}
        for scored in found:
            for name, value in self.numbers(scored).items():
                logs[name].append(value)
        return {
            "rewards": rewards,
            "scores": [min(max(value, 0.0), 1.0) for value in solved],
            "extra_logs": {**logs, "undecided": [float(scored.total is None) for scored in found]},
        }


def _entry(position: int, query: Any, prompt: Any, label: Any) -> Entry:
    if not isinstance(query, str) or not isinstance(prompt, (str, type(None))):
        return BadRow(f"row {position}: a query and its prompt are texts")
    completion = completion_in(query, prompt or "")
    if completion is None:
        return BadRow(
            f"row {position}: the query does not hold its prompt, so that nobody knows where the answer begins"
        )
    return entry(position, prompt=prompt or "", completion=completion, reference=label)


def completion_in(query: str, prompt: str) -> str | None:
    """What stands behind the prompt, without the tokens that end a turn; None where the prompt is not there."""
    _, found, completion = query.partition(prompt) if prompt else ("", True, query)
    return without_ends(completion) if found else None


def without_ends(completion: str) -> str:
    """A completion without the special tokens at its end."""
    while True:
        tail = completion[-_TAIL:]
        kept = _ENDS.sub("", tail)
        if kept == tail:
            return completion
        completion = completion[: len(completion) - len(tail)] + kept
