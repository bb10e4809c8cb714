"""A request that gets no answer but a reason."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer
    """Why a request is refused.

    Args:
        status: the HTTP status, 400 to 499.
        code: a short word for programs.
        message: what is wrong and what mends it.
        headers: further headers of the answer.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def to_row(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": {"code": self.code, "message": self.message}}


def try_later(code: str, message: str, seconds: float) -> Refusal:
    """The refusal of a request that is welcome after so many seconds, of which it is told a minute at the most."""
    whole = math.floor(min(max(seconds, 0.0), 59.0)) + 1  # more than the wait: who comes at its very end is too early
    return Refusal(429, code, message, {"Retry-After": str(whole)})
