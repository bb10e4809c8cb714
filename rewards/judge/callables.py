"""A client that is any callable of the caller's: a function around another library, or a judge of a test's own."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema

from rewardry.errors import RewardryError, describe
from rewardry.local_files import file_of, is_local, load_local

from .parsing import Choice
from .replies import CallFailedError, Reply, Request
from .server import reply_of


class CallableClient:
    """Asks a callable: ``async def judge(messages) -> str``.

    It is given the chat messages and, of ``choice``, ``schema``, ``temperature``, ``max_tokens`` and ``seed``, those
    that it names. It returns the reply's text, a `Reply`, or a chat completion as an object or a mapping. What it
    raises is a failed call, which is not tried again: retries are the callable's own.

    Args:
        call: the callable, async or not; one that is not async must be quick.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self._named = _named(call)

    async def ask(self, request: Request) -> Reply:
        """The callable's reply.

        Raises:
            CallFailedError: it raised, or returned something else.
        """
        options = {
            "choice": request.choice,
            "schema": request.choice.schema(),
            "temperature": request.temperature,
            "max_tokens": request.max_tokens,
            "seed": request.seed,
        }
        messages = [dict(message) for message in request.messages]
        try:
            answer = self._call(messages, **{name: options[name] for name in options if name in self._named})
            answer = await answer if inspect.isawaitable(answer) else answer
        except CallFailedError:
            raise
        except Exception as error:
            raise CallFailedError(f"the client raised {describe(error)}") from error
        return _reply(answer, request.choice)

    async def close(self) -> None:
        """Nothing: the callable is its owner's."""


def _reply(answer: Any, choice: Choice) -> Reply:
    if isinstance(answer, str):
        return Reply(answer)
    if isinstance(answer, Reply):
        _refuse_other_options(answer.probabilities, choice)
        return answer
    if hasattr(answer, "model_dump"):
        answer = answer.model_dump()
    if isinstance(answer, Mapping):
        try:
            return reply_of(answer)
        except CallFailedError as error:  # as of a server, where another try may bring more
            raise CallFailedError(f"of what the client returned: {error}") from None
    raise CallFailedError(f"the client returned {type(answer).__name__}; a text or a chat completion is wanted")


def _refuse_other_options(probabilities: Mapping[str, float], choice: Choice) -> None:
    """Refuse probabilities of something else than what may be chosen; of a range one may leave numbers out."""
    if not probabilities:
        return
    lacking = [word for word in choice.words if word not in probabilities]
    other = [option for option in probabilities if option not in choice.options]
    if lacking or other:
        wrong = f"lack {lacking[0]!r}" if lacking else f"name {other[0]!r}"
        options = ", ".join(choice.options)
        raise CallFailedError(f"the probabilities that the client returned {wrong}; one each is wanted for {options}")


def _named(call: Callable[..., Any]) -> frozenset[str]:
    """The options that a callable names; all of them where it takes any."""
    try:
        parameters = inspect.signature(call).parameters
    except (TypeError, ValueError):
        return frozenset()
    if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        return frozenset({"choice", "schema", "temperature", "max_tokens", "seed"})
    return frozenset(parameters)


def _from_setting(value: Any, info: ValidationInfo) -> Any:
    """A callable, or the one that an import string or ``./file.py:name`` names."""
    if value is None or callable(value):
        return value
    if not isinstance(value, str) or ":" not in value:
        raise ValueError("write an async callable, or where it is: package.module:name, or ./file.py:name")
    folder = info.context if isinstance(info.context, Path) else None
    try:
        found = load_local(value, folder) if is_local(value) else _imported(value)
    except (ImportError, AttributeError, RewardryError) as error:
        raise ValueError(f"{value!r} cannot be imported: {describe(error)}") from error
    if not callable(found):
        raise ValueError(f"{value!r} is {type(found).__name__}, and cannot be called")
    return found


def _imported(path: str) -> Any:
    module, _, names = path.partition(":")
    found: Any = importlib.import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
    return found


def _to_setting(call: Any) -> str | None:
    """Where a callable can be imported from; of any other a name that stands for it in this process alone."""
    if call is None:
        return None
    module, name = getattr(call, "__module__", None), getattr(call, "__qualname__", None)
    found: Any = sys.modules.get(module or "")
    for part in (name or "?").split("."):
        found = getattr(found, part, None)
    if found is not call:
        return f"<{name or type(call).__name__} at {id(call):#x}>"
    file = file_of(module or "")
    return f"{file or module}:{name}"


ClientField = Annotated[
    Any,
    BeforeValidator(_from_setting),
    PlainSerializer(_to_setting),
    WithJsonSchema({"type": ["string", "null"], "description": "package.module:name of an async callable"}),
]
