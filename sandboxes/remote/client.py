"""JSON over HTTP to a service, with retries where trying again may help.

The standard library suffices: a run takes a tenth of a second and more, beside which a connection costs nothing. The
library's own rules on proxies and certificates hold.
"""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

# What a service says when it is overloaded or being restarted; anything else would be answered the same way again.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_SHOWN = 300
_PART = 1 << 16


class ServiceError(Exception):
    """The service gave no answer that can be used: says nothing about the program.

    Attributes:
        passing: whether trying again may help.
    """

    def __init__(self, message: str, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A service that sends on is refused: the token would go there too, and what was posted would not."""

    def redirect_request(self, *_: Any) -> None:
        """None, which makes an error of it."""


class Client:
    """Asks one service. Safe to use from any thread.

    Args:
        url: its address, without the path of a method.
        headers: sent with every request.
        retries: how often an attempt that failed in passing is repeated.
        sleep: what waits between two attempts, in seconds.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], retries: int, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json", "User-Agent": "rewardry", **headers}
        self._retries, self._sleep = retries, sleep
        self._opener = urllib.request.build_opener(_NoRedirects)

    def ask(self, path: str, content: Mapping[str, Any] | None, seconds: float, largest: int) -> Any:
        """Post an object, or get what is there, and return the JSON that is answered.

        Args:
            path: the method, for example ``/run_code``.
            content: what to post; None gets.
            seconds: how long one attempt may take; twice as long where its last part comes late.
            largest: bytes that the answer may have.

        Raises:
            ServiceError: every attempt failed, or one in a way that will not pass.
        """
        for attempt in range(self._retries + 1):
            try:
                return self._try(path, content, seconds, largest)
            except ServiceError as error:
                if not error.passing or attempt == self._retries:
                    attempts = f" (attempt {attempt + 1})" if attempt else ""
                    raise ServiceError(f"{self._url}{path}: {error}{attempts}", error.passing) from None
                self._sleep(_pause(attempt))
        raise AssertionError("unreachable")

    def _try(self, path: str, content: Mapping[str, Any] | None, seconds: float, largest: int) -> Any:
        data = None if content is None else json.dumps(content).encode()
        headers = self._headers if data is None else {**self._headers, "Content-Type": "application/json"}
        request = urllib.request.Request(self._url + path, data=data, headers=headers)
        try:
            end = time.monotonic() + seconds
            with self._opener.open(request, timeout=seconds) as answer:
                text = _read(answer, end, largest)
        except urllib.error.HTTPError as error:
            with error:
                raise ServiceError(_refusal(error), error.code in _PASSING) from None
        except TimeoutError:
            raise ServiceError(f"no answer within {seconds:.0f} s", passing=True) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            passing = not isinstance(error, (http.client.InvalidURL, ValueError))
            raise ServiceError(f"cannot be reached: {reason}", passing) from None
        if len(text) > largest:
            raise ServiceError(f"the answer is longer than {largest} bytes", passing=False)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ServiceError(f"the answer is no JSON: {_shown(text)}", passing=True) from None


def _read(answer: http.client.HTTPResponse, end: float, largest: int) -> bytes:
    """An answer, or the beginning of one that is too long; however small the parts that it comes in.

    Raises:
        TimeoutError: it is still not there at the end.
    """
    text = bytearray()
    while len(text) <= largest and (part := answer.read1(min(_PART, largest + 1 - len(text)))):
        text += part
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(text)


def _refusal(error: urllib.error.HTTPError) -> str:
    try:
        body = error.read(4096)
    except (OSError, http.client.HTTPException):
        body = b""
    target = error.headers.get("Location")
    sent_on = f", which sends on to {target}; give the address that answers itself" if target else ""
    return f"HTTP {error.code} {error.reason}{sent_on}{f': {_shown(body)}' if body else ''}"


def _shown(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())[:_SHOWN]


def _pause(attempt: int) -> float:
    """Twice as long each time, and never the same for two who wait: a service that comes back is not overrun."""
    longest: float = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
    return random.uniform(0.5, 1.0) * longest
