"""What every request passes: its id, the token, its place in the counts and in the log."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from .body import dumped
from .logs import line
from .metrics import Counts
from .refusal import Refusal
from .token import Token

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

# What balancers ask without a token: nothing that says anything of rows.
OPEN = ("/health", "/ready")
_ID = re.compile(rb"[\w.:-]{1,128}", re.ASCII)


class Front:
    """An ASGI application around another.

    Args:
        app: the application.
        counts: what is counted.
        paths: the paths that are counted under their name; all others are one, so that nobody can fill the counts.
        token: what callers must know, or None.
        write: writes a line of the log; None for no lines of requests.
    """

    def __init__(
        self,
        app: App,
        counts: Counts,
        paths: frozenset[str],
        token: Token | None = None,
        write: Callable[[bytes], None] | None = None,
    ) -> None:
        self._app = app
        self._counts = counts
        self._paths = paths
        self._token = token
        self._write = write
        self._first = os.urandom(6).hex()
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        headers = dict(scope["headers"])
        id_ = headers.get(b"x-request-id", b"")
        if not _ID.fullmatch(id_):
            id_ = f"{self._first}-{next(self._numbers)}".encode()
        state = scope.setdefault("state", {})
        state["request"] = id_.decode()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", id_)]
            await send(message)

        try:
            if self._token is not None and not self._may(scope, headers):
                await refuse(_unauthorized(), sending)
                return
            await self._app(scope, receive, sending)
        finally:
            self._note(scope, state, status, time.perf_counter() - start)

    def _may(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        assert self._token is not None
        return scope["path"] in OPEN or self._token.is_given_in(headers.get(b"authorization", b""))

    def _note(self, scope: Scope, state: dict[str, Any], status: int, seconds: float) -> None:
        path = scope["path"] if scope["path"] in self._paths else "other"
        method = scope["method"] if scope["method"] in ("GET", "POST") else "other"
        self._counts.note(path, method, status, seconds)
        if status == 401:
            self._counts.refused["token"] += 1
        if self._write is None or path in OPEN:
            return
        client = scope.get("client")
        fields = {
            "request": state["request"],
            "client": client[0] if client else None,
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(1000 * seconds, 2),
            **state.get("log", {}),
        }
        self._write(line("info" if status < 400 else "warning", "request", fields))


async def refuse(refusal: Refusal, send: Send) -> None:
    """Answer a request that is refused."""
    body = dumped(refusal.to_row())
    headers = {"content-type": "application/json", "content-length": str(len(body)), **refusal.headers}
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _unauthorized() -> Refusal:
    why = "send the server's token: Authorization: Bearer TOKEN"
    return Refusal(401, "token", why, {"WWW-Authenticate": 'Bearer realm="rewardry"'})
