"""Classes whose objects call a reward function as ms-swift calls its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..trl.callables import RecipeReward

PREFIX = "rewardry."
# What TRL's contract passes of its own; a column of such a name is none of the recipe's.
_RESERVED = ("prompts", "completions", "completion_ids", "log_metric", "log_extra")


def class_of(function: RecipeReward, base: type) -> type:
    """The class of a reward, by whose name ms-swift logs it.

    Args:
        function: the reward.
        base: `swift.rewards.ORM`.
    """

    def begin(self: Any, args: Any = None, **settings: Any) -> None:
        self.args = args

    def call(self: Any, completions: Sequence[str], **columns: Any) -> list[float | None]:
        own: dict[str, Any] = {"prompts": _prompts(columns.get("messages"), len(completions))}
        ids = columns.pop("response_token_ids", None)
        if ids is not None and len(ids) == len(completions):
            own["completion_ids"] = [_flat(one) for one in ids]
        return function(completions=completions, **own, **{k: v for k, v in columns.items() if k not in _RESERVED})

    def reduce(self: Any) -> tuple[Any, ...]:
        return _made, (function, base, self.args)

    doc = f"The reward {function.__name__!r} of a recipe, for ms-swift."
    methods = {"__init__": begin, "__call__": call, "__reduce__": reduce, "__doc__": doc}
    return type(PREFIX + function.__name__, (base,), methods)


def _made(function: RecipeReward, base: type, args: Any) -> Any:
    """The object of a pickle, whose class was made and can be named nowhere."""
    return class_of(function, base)(args)


def _prompts(messages: Any, count: int) -> list[Any] | None:
    """The prompts: each row's messages without the completion, which is the last of them."""
    if not isinstance(messages, Sequence) or len(messages) != count:
        return None
    return [list(row[:-1]) for row in messages]


def _flat(ids: Any) -> Any:
    """The token ids of a completion; of several turns, which stand in lists of their own, all together."""
    if ids and isinstance(ids[0], Sequence):
        return [token for turn in ids for token in turn]
    return ids or None
