"""What the OpenAPI document says of refusals and of the token."""

from __future__ import annotations

from typing import Any, TypeAlias

from fastapi import FastAPI

from .forms.form import TEXT, Schema
from .front import OPEN

Responses: TypeAlias = dict[int | str, dict[str, Any]]
_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "object", "required": ["code", "message"], "properties": {"code": TEXT, "message": TEXT}}
    },
}
_UNDECIDED = 409
_REFUSALS = {
    400: "The body is no JSON.",
    408: "The body came too slowly.",
    _UNDECIDED: "A row is undecided, and the server was told to raise then.",
    413: "The body is too long.",
    415: "The body is not said to be JSON.",
    422: "The body is not of this form, or has too many rows.",
    429: "The server is busy, or the client sends too much; Retry-After says when to come again.",
}


def refusals(undecided: bool) -> Responses:
    """The answers to a request that is refused, as the document has them.

    Args:
        undecided: whether a row that is undecided may be a reason.
    """
    return {status: _refused(what) for status, what in _REFUSALS.items() if undecided or status != _UNDECIDED}


class WithToken(FastAPI):
    """An application whose document says which paths need the token."""

    def openapi(self) -> dict[str, Any]:
        """The document."""
        document = super().openapi()
        document.setdefault("components", {})["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        guarded = (operations for path, operations in document["paths"].items() if path not in OPEN)
        for operation in (operation for operations in guarded for operation in operations.values()):
            operation["security"] = [{"token": []}]
            operation["responses"]["401"] = _refused("The token is missing or wrong.")
        return document


def _refused(what: str) -> dict[str, Any]:
    return {"description": what, "content": {"application/json": {"schema": _ERROR}}}
