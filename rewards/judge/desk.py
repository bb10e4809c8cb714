"""Where a judge's questions go: one client of one model, with its limits, its budget and the replies it has given.

A runtime has one desk for each model and limits, which all judges of these settings share. Everything here runs in the
event loop of the runtime's async components.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from .budget import Budget, estimated
from .counts import Counts
from .pacing import Pace
from .replies import BudgetSpentError, CallFailedError, Client, Reply, Request
from .reply_cache import ReplyCache, key_of
from .retries import with_retries

log = logging.getLogger("rewardry")


class Desk:
    """Asks a model within limits.

    Args:
        client: runs the model, or reaches its server.
        model: what stands for the model in the cache.
        pace: how fast it is asked.
        budget: what it may cost.
        retries: how often a call that failed is tried again.
        cache: replies that were given; None to ask each time.
    """

    def __init__(
        self,
        client: Client,
        model: Sequence[str],
        pace: Pace,
        budget: Budget,
        retries: int = 4,
        cache: ReplyCache | None = None,
    ) -> None:
        self._client = client
        self._model = tuple(model)
        self._pace = pace
        self.budget = budget
        self._retries = retries
        self._cache = cache
        self._under_way: dict[bytes, asyncio.Task[Reply]] = {}
        self._warned = False

    async def ask(self, request: Request, counts: Counts, fresh: bool = False) -> Reply:
        """The reply to a request: one that is known, or what the model says now.

        Args:
            request: the request.
            counts: of the judge that asks.
            fresh: whether to ask even where a reply is known.

        Raises:
            CallFailedError: there is none.
            BudgetSpentError: the budget leaves no room for it.
        """
        if self._cache is None or fresh:
            return await self._paid(request, counts)
        key = key_of(self._model, request)
        known = self._cache.get(key)
        if known is not None:
            counts.add("cached")
            return known
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.ensure_future(self._paid(request, counts))
            task.add_done_callback(lambda done: self._done(key, done))
        else:
            counts.add("cached")
        return await asyncio.shield(task)

    def _done(self, key: bytes, task: asyncio.Task[Reply]) -> None:
        self._under_way.pop(key, None)
        if self._cache is not None and not task.cancelled() and task.exception() is None:
            self._cache.put(key, task.result())

    async def _paid(self, request: Request, counts: Counts) -> Reply:
        """The model's reply, within the limits and on the budget."""
        most = estimated(request)
        async with self._pace.under_way:
            try:
                reserved = self.budget.reserve(most)
            except BudgetSpentError as error:
                self._stop(error)
                raise
            try:
                reply = await with_retries(
                    lambda: self._call(request, counts, most.prompt + most.reply),
                    self._retries,
                    lambda: counts.add("retries"),
                )
            except BaseException as error:
                self.budget.settle(reserved, None)
                if isinstance(error, CallFailedError):
                    counts.add("failed")
                raise
            usage = reply.usage or most
            counts.pay(self.budget.settle(reserved, usage))
            self._pace.correct(usage.prompt + usage.reply - most.prompt - most.reply)
            counts.add("prompt_tokens", usage.prompt)
            counts.add("reply_tokens", usage.reply)
            return reply

    async def _call(self, request: Request, counts: Counts, tokens: int) -> Reply:
        await self._pace.turn(tokens)
        counts.add("calls")
        return await self._client.ask(request)

    def _stop(self, error: BudgetSpentError) -> None:
        if not self._warned:
            self._warned = True
            log.warning("judge: %s. This is logged once.", error)

    async def close(self) -> None:
        """Let go of the client."""
        await self._client.close()
