"""A sample's prompt as a model's tokens, in its chat template where it has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rewardry.types import prompt_text

from ..messages import text_of

if TYPE_CHECKING:
    from rewardry.types import Sample


def messages_of(sample: Sample, cleaned: Callable[[str], str]) -> list[dict[str, str]]:
    """The prompt as chat messages: a text is the user's; of messages those that have a text.

    Args:
        sample: the sample.
        cleaned: takes marks out of a text.
    """
    if isinstance(sample.prompt, str):
        return [{"role": "user", "content": cleaned(sample.prompt)}]
    found = ((message.get("role", "user"), text_of(message)) for message in sample.prompt)
    return [{"role": str(role), "content": cleaned(text)} for role, text in found if text]


def prompt_ids(tokenizer: Any, sample: Sample, cleaned: Callable[[str], str]) -> list[int]:
    """The tokens before the completion's first; at least one, since a model foresees nothing from nothing."""
    if tokenizer.chat_template is not None:
        text = tokenizer.apply_chat_template(messages_of(sample, cleaned), tokenize=False, add_generation_prompt=True)
        ids: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    else:
        question = cleaned(prompt_text(sample.prompt)).strip()
        ids = tokenizer(f"{question}\n" if question else "")["input_ids"]
    first = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
    return ids or [first or 0]
