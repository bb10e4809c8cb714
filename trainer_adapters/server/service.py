"""One process of a server: from a request in one of the forms to its answer."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from rewardry.types import Score, Scored

from .body import drain, dumped, parse, read, refuse_long, refuse_other_types
from .forms.form import Asked, Form
from .limits import Rate, Room
from .refusal import Refusal
from .scorer import Scorer
from .settings import MB, Settings

T = TypeVar("T")
# Threads that wait for worker processes, judges and sandboxes; rules that only compute get one.
_THREADS = 16
# What a body may take to come; who sends slowly would keep others out.
READ_SECONDS = 60.0
# Who has waited longer may have gone meanwhile.
_LOOK_SECONDS = 0.5


class Service:
    """Answers requests. Lives in one event loop.

    Args:
        scorer: scores rows.
        settings: the server's options.
        rate: the clients' limit, or None.
    """

    def __init__(self, scorer: Scorer, settings: Settings, rate: Rate | None = None) -> None:
        self.scorer = scorer
        self._settings = settings
        self._most_bytes = round(settings.max_body_mb * MB)
        self.room = Room(settings.max_waiting, self._most_bytes)
        self._rate = rate
        threads = 1 if scorer.is_quick else _THREADS
        self._threads = ThreadPoolExecutor(threads, "rewardry-serve")
        self._free = asyncio.Semaphore(threads)

    async def answer(self, form: Form, request: Any) -> tuple[bytes, int, int]:
        """The answer to a request, its rows, and how many of them are undecided.

        Args:
            form: the form in which it asks.
            request: a `starlette.requests.Request`.

        Raises:
            Refusal: it is refused.
        """

        async def scored(body: Any) -> tuple[bytes, int, int]:
            return await self._scored(form, request, form.read(body, _split(form, request)))

        return await self._taken(request, scored)

    async def tell(self, call: Callable[[Any], Any], request: Any) -> bytes:
        """What a call answers to a body; it runs in a thread, and under the same limits as rows do.

        Raises:
            Refusal: it is refused.
        """

        async def told(body: Any) -> bytes:
            return await asyncio.to_thread(lambda: dumped(call(body)))

        return await self._taken(request, told)

    async def _taken(self, request: Any, use: Callable[[Any], Awaitable[T]]) -> T:
        """What is made of the JSON of a request, whose bytes are within the limits meanwhile.

        Raises:
            Refusal: it is refused.
        """
        headers = request.headers
        chunks: AsyncIterator[bytes] = request.stream()
        size = _length(headers.get("content-length"))
        try:
            refuse_other_types(headers.get("content-type", "").encode("latin-1", "replace"))
            refuse_long(size, self._most_bytes)
            with self.room.for_body(size or self._most_bytes):
                async with asyncio.timeout(READ_SECONDS):
                    body = await read(chunks, self._most_bytes)
                value = parse(body)
                del body
                return await use(value)
        except TimeoutError:
            why = f"the body did not come within {READ_SECONDS:g} s; send fewer rows a request"
            raise Refusal(408, "too-slow", why, {"Connection": "close"}) from None
        except Refusal:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(READ_SECONDS):
                    await drain(chunks, 2 * self._most_bytes)
            raise

    async def _scored(self, form: Form, request: Any, asked: Asked) -> tuple[bytes, int, int]:
        rows = len(asked.entries)
        if self._rate is not None:
            self._rate.charge(request.client.host if request.client else "", rows)
        with self.room.for_rows(rows):
            await asyncio.sleep(0)  # so that all that have come are counted before one is served
            if self.scorer.is_quick and self.room.pace.is_at_once(rows):
                found = self._score(asked)
            else:
                found = await self._in_turn(asked, request)
        undecided = sum([_number(one) is None for one in found])
        request.state.found = found if self._settings.log_completions else None
        request.state.asked = asked if self._settings.log_completions else None
        return dumped(form.answer(asked, found)), rows, undecided

    async def _in_turn(self, asked: Asked, request: Any) -> Sequence[Any]:
        came = time.monotonic()
        async with self._free:
            if time.monotonic() - came > _LOOK_SECONDS and await request.is_disconnected():
                raise Refusal(499, "gone", "the client has closed the connection before its turn")
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._score, asked)

    def _score(self, asked: Asked) -> Sequence[Any]:
        start = time.perf_counter()
        if asked.judge is not None:
            found: Sequence[Any] = self.scorer.judge(asked.entries, asked.judge)
        else:
            found = self.scorer.score(asked.entries, asked.progress)
        self.room.pace.note(len(asked.entries), time.perf_counter() - start)
        return found

    def close(self) -> None:
        """Give up what it holds. Requests that are being answered are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._rate is not None:
            self._rate.close()


def _number(found: Scored | Score) -> float | None:
    return found.total if isinstance(found, Scored) else found.value


def _length(header: str | None) -> int:
    return int(header) if header and header.isascii() and header.isdigit() else 0


def _split(form: Form, request: Any) -> bool:
    """Whether the rewards are to be told apart.

    Raises:
        Refusal: the query says something that is neither yes nor no, or something else.
    """
    if not request.scope["query_string"]:
        return False
    query = request.query_params
    unknown = next((name for name in query if not (form.splits and name == "components")), None)
    if unknown is not None:
        known = "there is 'components'" if form.splits else "there is none here"
        raise Refusal(422, "wrong-form", f"query parameter {unknown!r}: unknown; {known}")
    values = query.getlist("components")
    wrong = next((value for value in values if value not in ("true", "false")), None)
    if wrong is not None:
        raise Refusal(422, "wrong-form", f"query parameter 'components': true or false is wanted, not {wrong!r}")
    return "true" in values
