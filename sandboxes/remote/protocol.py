"""What a protocol is: requests for programs, and executions out of what was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from rewardry.sandbox import Ended, Execution, Limits, Program

# Posts an object (None: gets) to a path, within some seconds of running: the answer.
Ask: TypeAlias = Callable[[str, Mapping[str, Any] | None, float], Any]


class UnusableError(Exception):
    """An answer that does not have the form of the protocol, or that reports a fault of the service."""


class Protocol:
    """How one kind of service is spoken to."""

    def languages(self, ask: Ask) -> Mapping[str, str]:
        """The languages that the service runs, with their versions where it tells them.

        Raises:
            UnusableError, ServiceError: it gives no usable answer.
        """
        raise NotImplementedError

    def refusal(self, program: Program) -> str | None:
        """Why a program cannot be sent by this protocol, or None where it can."""
        raise NotImplementedError

    def run(self, program: Program, ask: Ask) -> Execution:
        """Run a program.

        Raises:
            UnusableError, ServiceError: it gives no usable answer.
        """
        raise NotImplementedError


def member(answer: Any, name: str, *kinds: type, optional: bool = False) -> Any:
    """A member of an object, of one of these types; None where it is missing or null and may be.

    Raises:
        UnusableError: it is not there, or is something else.
    """
    found = answer.get(name) if isinstance(answer, Mapping) else None
    if found is None and optional:
        return None
    if not isinstance(found, kinds) or isinstance(found, bool):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise UnusableError(f"the answer's {name!r} is {found!r:.80}, where a {wanted} was expected")
    return found


def measured(answer: Any, name: str) -> float | None:
    """A member of an object that measures something; None where it is missing or null.

    Raises:
        UnusableError: it is something else, or no number that can be measured.
    """
    found = member(answer, name, int, float, optional=True)
    if found is not None and not 0 <= found < 1e15:  # and so neither nan nor more than a float holds
        raise UnusableError(f"the answer's {name!r} is {found!s:.80}, which cannot be measured")
    return None if found is None else float(found)


def within(execution: Execution, limits: Limits) -> Execution:
    """An execution whose outputs are cut at the limits; one that had to be cut ended for its output."""
    out, err = execution.stdout[: limits.output_bytes], execution.stderr[: limits.output_bytes]
    if execution.ended is Ended.FAULT or (out, err) == (execution.stdout, execution.stderr):
        return execution
    return replace(execution, ended=Ended.OUTPUT, stdout=out, stderr=err, exit_code=None, signal=None)


def as_text(data: bytes, what: str) -> str:
    """Bytes as the text that JSON can carry.

    Raises:
        UnusableError: they are no UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableError(f"{what} is no UTF-8 text, which is all that this protocol carries") from None


def as_bytes(text: str | None) -> bytes:
    """What a program wrote; halves of surrogate pairs, which JSON may hold, become question marks."""
    return (text or "").encode("utf-8", "replace")
