"""The text of a chat message, whatever its content's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.types import CompletionError, completion_text


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message, its text parts joined; empty where it holds none, as in a call of a tool or a picture."""
    try:
        return completion_text([{**message, "role": "assistant"}])
    except CompletionError:
        return ""
