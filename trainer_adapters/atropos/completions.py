"""What Atropos passes for completions and for their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_completion(completion: Any) -> Any:
    """A completion in the forms that Atropos passes: a text, messages, one message, or one within ``message``."""
    if isinstance(completion, Mapping):
        inner = completion.get("message")
        return [inner if isinstance(inner, Mapping) else completion]
    return completion


def rows(columns: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    """The row of each completion of a prompt; a column that is a list of as many values has one for each.

    >>> rows({"solution": ["4", "5"], "level": "easy"}, 2)
    [{'solution': '4', 'level': 'easy'}, {'solution': '5', 'level': 'easy'}]
    """
    each = {name for name, values in columns.items() if isinstance(values, list) and len(values) == count}
    return [{name: values[i] if name in each else values for name, values in columns.items()} for i in range(count)]
