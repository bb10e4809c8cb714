"""Samples that many tasks of an event loop want scored, in one call of a thread for all that come in one turn of it."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from rewardry.engine.background import in_thread
from rewardry.types import Sample

R = TypeVar("R")


class _Asked(NamedTuple, Generic[R]):
    samples: Sequence[Sample]
    progress: float | None
    answer: asyncio.Future[list[R]]


class Joined(Generic[R]):
    """Joins what is awaited at the same time: a call of a thread costs more than a quick reward does.

    Args:
        score: scores samples, of which none needs another; where it raises, the calls are made one by one, so that an
            error reaches only its own caller.
    """

    def __init__(self, score: Callable[[Sequence[Sample], float | None], list[R]]) -> None:
        self._score = score
        self._asked: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, list[_Asked[R]]] = weakref.WeakKeyDictionary()

    async def score(self, samples: Sequence[Sample], progress: float | None = None) -> list[R]:
        """The results of some samples."""
        loop = asyncio.get_running_loop()
        waiting = self._asked.setdefault(loop, [])
        asked: _Asked[R] = _Asked(samples, progress, loop.create_future())
        waiting.append(asked)
        if len(waiting) == 1:
            loop.call_soon(self._start, loop)  # behind every task that is ready now
        return await asked.answer

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        asked = self._asked.pop(loop)
        work = loop.create_task(in_thread(self._answers, asked))
        work.add_done_callback(lambda done: _give(asked, done))

    def _answers(self, asked: Sequence[_Asked[R]]) -> list[list[R] | Exception]:
        """The results of each call, or what it raised."""
        if len({one.progress for one in asked}) == 1:
            try:
                found = iter(self._score([sample for one in asked for sample in one.samples], asked[0].progress))
                return [[next(found) for _ in one.samples] for one in asked]
            except Exception as error:
                if len(asked) == 1:
                    return [error]
        return [answer for one in asked for answer in self._answers([one])]


def _give(asked: Sequence[_Asked[R]], done: asyncio.Task[list[list[R] | Exception]]) -> None:
    """Answer the calls that still wait."""
    if done.cancelled():
        for one in asked:
            one.answer.cancel()
        return
    error = done.exception()
    answers = [error] * len(asked) if error is not None else done.result()
    for one, answer in zip(asked, answers, strict=True):
        if one.answer.done():
            continue
        if isinstance(answer, BaseException):
            one.answer.set_exception(answer)
        else:
            one.answer.set_result(answer)
