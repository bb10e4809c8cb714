"""Chat messages as trainers pass them, of whatever class, as the mappings of role and content that a sample takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def as_message(message: Any) -> dict[str, Any]:
    """A message, a mapping or an object with such attributes, and so are the parts of its content.

    >>> as_message({"role": "assistant", "content": "42", "token_ids": [7]})
    {'role': 'assistant', 'content': '42'}
    """
    if isinstance(message, Mapping):
        return {"role": message.get("role"), "content": message.get("content")}
    content = getattr(message, "content", None)
    if isinstance(content, Sequence) and not isinstance(content, str):
        content = [part if isinstance(part, (str, Mapping)) else _as_part(part) for part in content]
    return {"role": getattr(message, "role", None), "content": content}


def _as_part(part: Any) -> dict[str, Any]:
    """A part of a content; one that has no text, such as an image, is told by its type."""
    return {"type": getattr(part, "type", None), "text": getattr(part, "text", None)}


def as_messages(text: Any) -> Any:
    """A text or None as it is, and anything else as messages."""
    return text if isinstance(text, str) or text is None else [as_message(one) for one in text]


def last_answer(messages: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], Any]:
    """What was said before the assistant's last message, and that message; all of it and None where there is none.

    >>> last_answer([{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}])
    ([{'role': 'user', 'content': '2 + 2?'}], [{'role': 'assistant', 'content': '4'}])
    """
    for place in reversed(range(len(messages))):
        if messages[place]["role"] == "assistant":
            return list(messages[:place]), [messages[place]]
    return list(messages), None
