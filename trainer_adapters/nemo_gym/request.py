"""What a request to NeMo-Gym's `/verify` holds: an OpenAI response and what it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.errors import DataError


def response_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The response that is to be verified.

    Raises:
        DataError: there is none of the form of OpenAI's; names the field.
    """
    response = body.get("response")
    if not isinstance(response, Mapping) or not isinstance(response.get("output"), list):
        raise DataError("/verify: field 'response': an OpenAI response, an object with a list 'output', is wanted")
    return response


def prompt_of(body: Mapping[str, Any]) -> Any:
    """What the model was asked, a text or the messages among its input."""
    asked = body.get("responses_create_params")
    prompt = asked.get("input") if isinstance(asked, Mapping) else None
    if isinstance(prompt, str):
        return prompt
    given = prompt if isinstance(prompt, list) else []
    return [one for one in given if isinstance(one, Mapping) and "role" in one]


def is_cut(response: Mapping[str, Any]) -> bool:
    """Whether the response ended before the model did."""
    return isinstance(response.get("incomplete_details"), Mapping)


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
