"""What a request to NeMo-Gym's `/verify` holds: an OpenAI response and what it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.errors import DataError

_ANSWERED = frozenset(
    {
        *("reward", "reward_components", "mask_sample", "failure_kind", "failure_reason"),
        *("_ng_failure_class", "_ng_failure_judge_error"),
    }
)


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


def finish_reason(response: Mapping[str, Any]) -> str | None:
    """``length`` for a response that was cut, ``stop`` for one that is complete, None where nobody says."""
    details = response.get("incomplete_details")
    if isinstance(details, Mapping) and details.get("reason") == "max_output_tokens":
        return "length"
    return "stop" if response.get("status") == "completed" else None


def without_answers(body: Mapping[str, Any]) -> dict[str, Any]:
    """A request without what an earlier answer said: a rollout that is verified again brings it along.

    >>> without_answers({"expected_answer": "4", "reward": 0.0, "_ng_failure_class": "undecided"})
    {'expected_answer': '4'}
    """
    return {name: value for name, value in body.items() if name not in _ANSWERED}


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
