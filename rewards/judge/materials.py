"""What a judge is shown of a sample: the question, the reference, the part of the completion that counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rewardry.text.spans import is_blank
from rewardry.types import Messages, Sample

from ..messages import text_of
from .disarm import readable
from .settings import Scope

_LONGEST_QUESTION = 40_000


def part_of(sample: Sample, scope: Scope) -> str:
    """The part of a completion that is judged; empty where there is none, as when the reasoning never ends.

    Args:
        sample: the sample.
        scope: see `JudgeSettings`; ``answer`` is what follows the reasoning where no answer is marked.

    Raises:
        CompletionError: the completion has no text.
    """
    if scope == "all":
        return sample.text
    sections = sample.split()
    if scope == "think":
        return sections.think_text or ""
    if scope == "answer" and sections.answer_text is not None:
        return sections.answer_text
    return sections.final_text


def question_of(prompt: str | Messages) -> str:
    """The prompt as a judge may read it: a text, or each message behind its role."""
    if isinstance(prompt, str):
        text = prompt
    elif len(prompt) == 1:
        text = text_of(prompt[0])
    else:
        text = "\n\n".join(f"[{message.get('role', 'user')}] {text_of(message)}" for message in prompt)
    return readable(text, _LONGEST_QUESTION)[0]


def reference_text(reference: Any) -> str | None:
    """A reference as a judge may read it; None for one that says nothing.

    A list holds answers of which any is right; an object is shown as JSON.
    """
    if reference is None:
        return None
    if isinstance(reference, str):
        text = reference.strip()
    elif isinstance(reference, Sequence):
        several = [found for one in reference if (found := reference_text(one)) is not None]
        text = "\n".join(["any one of these:", *(f"- {one}" for one in several)]) if several else ""
    else:
        text = json.dumps(reference, ensure_ascii=False, default=str)
    return None if is_blank(text) else readable(text, _LONGEST_QUESTION)[0]
