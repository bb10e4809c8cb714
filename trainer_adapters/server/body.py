"""From the bytes of a request to JSON, and from an answer to bytes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from rewardry.rows import dump

from .refusal import Refusal


def refuse_other_types(content_type: bytes) -> None:
    """Refuse what does not say that it is JSON: a web page of anyone may send texts and forms, but not this.

    Raises:
        Refusal: it does not.
    """
    kind = content_type.partition(b";")[0].strip().lower()
    if kind != b"application/json":
        named = kind.decode("latin-1") or "none"
        raise Refusal(415, "not-json", f"the content type is {named}; send JSON with Content-Type: application/json")


def refuse_long(size: int, limit: int) -> None:
    """Refuse a body over the limit.

    Raises:
        Refusal: it is.
    """
    if size > limit:
        why = f"the body is longer than the {limit / (1 << 20):g} MB of --max-body; send fewer rows a request"
        raise Refusal(413, "too-long", why, {"Connection": "close"})


async def read(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """A body.

    Raises:
        Refusal: it is too long.
    """
    parts, size = [], 0
    async for chunk in chunks:
        size += len(chunk)
        refuse_long(size, limit)
        parts.append(chunk)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def drain(chunks: AsyncIterator[bytes], limit: int) -> None:
    """Read a body of at most so many bytes and forget it: a client that is still sending would never see an answer."""
    async for chunk in chunks:
        limit -= len(chunk)
        if limit < 0:
            return


def parse(body: bytes) -> Any:
    """The value that a body holds.

    Raises:
        Refusal: it is no JSON; says where.
    """
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:  # of what is JSON it does not know lone surrogates, which cut texts may hold
        return _parse_slowly(body)


def _parse_slowly(body: bytes) -> Any:
    try:
        return json.loads(body.decode().removeprefix("\N{BYTE ORDER MARK}"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        why = f"byte {error.start} is no UTF-8"
    except json.JSONDecodeError as error:
        why = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        why = "it is nested too deeply"
    except ValueError as error:
        why = str(error)
    raise Refusal(400, "no-json", f"the body is no JSON: {why}")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value; write null")


def dumped(answer: Any) -> bytes:
    """An answer as bytes, whatever components put into it."""
    try:
        return to_json(answer, inf_nan_mode="strings")
    except (PydanticSerializationError, ValueError, RecursionError):
        return dump({"": answer})[5:-2] if not isinstance(answer, dict) else dump(answer)[:-1]
