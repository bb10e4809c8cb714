"""What goes to a model and what comes back, whoever runs the model; and what may go wrong on the way.

JudgeError
|-- CallFailedError     no reply: the server is not there, is overloaded, or answers in no form that can be read
`-- BudgetSpentError    the budget leaves no room for another call
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .parsing import Choice
from .prompts import Message


class JudgeError(Exception):
    """A question to a judge got no reply."""


class CallFailedError(JudgeError):
    """A call brought no reply.

    Attributes:
        again: whether another try may bring one.
        wait: the seconds that the server asks to wait before, or None.
    """

    def __init__(self, why: str, again: bool = False, wait: float | None = None) -> None:
        super().__init__(why)
        self.again = again
        self.wait = wait


class BudgetSpentError(JudgeError):
    """The budget leaves no room for another call."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call.

    Attributes:
        messages: the chat messages.
        choice: what is to be chosen.
        temperature: 0 takes the likeliest token.
        max_tokens: the most tokens of the reply.
        seed: the sampling's seed; tells the votes of one question apart.
    """

    messages: tuple[Message, ...]
    choice: Choice
    temperature: float = 0.0
    max_tokens: int = 1024
    seed: int = 0

    @property
    def characters(self) -> int:
        """The length of the messages."""
        return sum(len(message["content"]) for message in self.messages)


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of a call, as the server counts them.

    Attributes:
        prompt: of the messages.
        reply: of the reply, its reasoning included.
    """

    prompt: int = 0
    reply: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        text: what the model wrote; empty for one that was asked for probabilities alone.
        usage: its tokens, or None where the server does not say.
        probabilities: how likely each option of the choice is, where they were read.
    """

    text: str = ""
    usage: Usage | None = None
    probabilities: Mapping[str, float] = field(default_factory=dict)


class Client(Protocol):
    """Something that answers requests, of which several may be under way."""

    async def ask(self, request: Request) -> Reply:
        """The reply to a request.

        Raises:
            CallFailedError: there is none.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and weights."""
        ...
