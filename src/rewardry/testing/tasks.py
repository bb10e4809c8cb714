"""Samples for components: the author's examples, or tasks made up for what a component says it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rewardry.component import Component, Needs, Reward
from rewardry.testing.case import Case
from rewardry.types import Sample

_SUM = "What is {} + {}? Reason between <think> and </think>, then answer between <answer> and </answer>."
_OPTIONS = ["oxygen", "nitrogen", "argon", "helium"]
_CHOICE = "Which gas is most of {}?\nA. oxygen\nB. nitrogen\nC. argon\nD. helium"
# Questions of the usual forms, with references of the JSON types that a component may ask for.
_TASKS: tuple[tuple[str, Any, str], ...] = (
    (_SUM.format(19, 23), "42", "42"),
    (_SUM.format(8, 9), "17", "17"),
    (_CHOICE.format("the air"), "B", "B"),
    (_CHOICE.format("a balloon's filling"), "D", "D"),
    ("What is the capital of France?", "Paris", "Paris"),
    (_SUM.format(19, 23), 42, "42"),
    (_SUM.format(8, 9), 17, "17"),
    ("Is 7 a prime number?", True, "True"),
    (_SUM.format(19, 23), ["42"], "42"),
    (_SUM.format(8, 9), ["17"], "17"),
    (_CHOICE.format("the air"), {"options": _OPTIONS, "answer": "B"}, "B"),
    (_CHOICE.format("a balloon's filling"), {"options": _OPTIONS, "answer": "D"}, "D"),
)
_JSON_TYPES: dict[type, str] = {
    str: "string",
    int: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
}
_FIELDS = {"completion", "prompt", "reference", "completion_ids", "group", "finish_reason", "meta"}


def cases_of(component: Component) -> list[Case]:
    """The author's examples, or else tasks with references of the types that the component reads."""
    given = list(component.examples())
    if given:
        return given
    needs = component.needs()
    return [_case(needs, *task) for task in _TASKS if _fits(needs, task[1])]


def _fits(needs: Needs, reference: Any) -> bool:
    return not needs.reference or _JSON_TYPES[type(reference)] in needs.reference


def _case(needs: Needs, prompt: str, reference: Any, answer: str) -> Case:
    completion = f"<think>The question is easy.</think>\n<answer>{answer}</answer>"
    return Case(
        completion,
        prompt=prompt,
        reference=reference if "reference" in needs.fields else None,
        answer=answer,
        completion_ids=list(range(len(completion) // 4)) if "completion_ids" in needs.fields else None,
        finish_reason="stop",
        meta=dict.fromkeys(needs.wanted - _FIELDS, "1"),
    )


# What models write: in tags, in boxes, plainly, cut off, not at all.
COMPLETIONS = (
    "<think>\n19 + 23 = 42\n</think>\n<answer>\n42\n</answer>",
    "<think>It is B, since A is wrong.</think>\n\nThe answer is \\boxed{B}.",
    "The answer is 17.",
    "<think>I am not sure. Let me see",
    "Paris",
    "",
    "<answer>42</answer> or <answer>17</answer>",
    "答案是42。",
    "word " * 300,
)
_BASES = 2


def ordinary_samples(component: Component, cases: Sequence[Case]) -> list[Sample]:
    """The cases as they are, and the first ones with what models write; in groups of four where it compares those."""
    samples = [case.sample() for case in cases]
    samples += [case.sample(text) for case in cases[:_BASES] for text in COMPLETIONS]
    if not (isinstance(component, Reward) and component.per_group):
        return samples
    return [replace(sample, group=f"group {i // 4}") for i, sample in enumerate(samples)]
