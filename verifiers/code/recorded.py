"""From asserts to recorded calls: tests that programs of anyone can be judged by.

Asserts run beside the program, which may do away with them. The calls that they make of the entry point, with the
results of a solution that is right, are a reference of mode ``function``, whose expected values stay outside.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from rewardry.component import UnreadableReferenceError
from rewardry.sandbox import Limits, LiveSandbox

from .outcomes import failure
from .references import as_object, read_reference
from .runs import harnessed, request_of_asserts
from .values import NotJsonError, read_value

MOST_CALLS = 20


class NotRecordedError(ValueError):
    """No call could be recorded; the message says why."""


def record_calls(
    reference: Mapping[str, Any] | str,
    solution: str,
    sandbox: LiveSandbox,
    *,
    limits: Limits | None = None,
    most: int = MOST_CALLS,
) -> dict[str, Any]:
    """The reference of mode ``function`` whose tests are the calls that a reference's asserts make.

    Calls by position whose arguments and result are JSON are recorded, the same call once; calls that the function
    makes of itself are none of the tests'. What asserts say beyond the result, such as a tolerance, is lost: give the
    new reference a checker where that matters, and try it with `rewardry lint`.

    Args:
        reference: of mode ``asserts``, for Python or JavaScript.
        solution: a program that passes the asserts.
        sandbox: open, for example ``runtime.open(build(Sandbox, "local", {}))``.
        limits: what the run may use; default: those of the reference.
        most: how many calls are kept, the first ones.

    Returns:
        The reference with other ``mode`` and ``tests``.

    Raises:
        UnreadableReferenceError: it is no reference of mode ``asserts``.
        NotRecordedError: the solution fails the asserts, or none of their calls is JSON.
    """
    task = read_reference(reference)
    if task.mode != "asserts":
        raise UnreadableReferenceError(f"`mode` is {task.mode!r}; only asserts are recorded")
    nonce = secrets.token_hex(16)
    asked = request_of_asserts(task, nonce, record=True)
    done = sandbox.run(harnessed(task, solution, "asserts", asked, limits or Limits(seconds=task.time_limit_s or 5.0)))
    failed = failure(done)
    if failed is not None:
        raise NotRecordedError(f"the solution fails the asserts: {failed.outcome} {failed.fault or ''}".rstrip())
    _, found, text = done.stdout.rpartition(nonce.encode())
    if not found:
        raise NotRecordedError("the solution fails the asserts")
    calls = _distinct(text)[:most]
    if not calls:
        raise NotRecordedError("the asserts make no call whose arguments and result are JSON")
    tests = {"inputs": [call["arguments"] for call in calls], "outputs": [call["result"] for call in calls]}
    return {**as_object(reference), "mode": "function", "tests": tests}


def _distinct(text: bytes) -> list[dict[str, Any]]:
    """The calls of a harness's report, each once.

    Raises:
        NotRecordedError: it cannot be read.
    """
    try:
        unique: dict[str, dict[str, Any]] = {}
        for call in read_value(text):
            unique.setdefault(json.dumps(call["arguments"], sort_keys=True), call)
    except (NotJsonError, KeyError, TypeError) as error:
        raise NotRecordedError(f"the record cannot be read: {error}") from None
    return list(unique.values())
