"""Replies kept, so that the same question is asked and paid for once."""

from __future__ import annotations

import collections
import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .replies import Reply, Request, Usage

if TYPE_CHECKING:
    from rewardry.engine.cache.store import Cache

_KEPT = 20_000
_LONGEST = 20_000  # characters of a reply that is kept


def key_of(model: Sequence[str], request: Request) -> bytes:
    """What tells a request to a model from every other one.

    Args:
        model: what stands for the model, such as its server's address and its name.
        request: messages, choice and sampling all count.
    """
    choice, sampling = request.choice, [request.temperature, request.max_tokens, request.seed]
    asked = [choice.key, choice.words, choice.lowest, choice.highest]
    text = json.dumps(["judge", 1, list(model), request.messages, asked, sampling])
    return hashlib.sha256(text.encode()).digest()


class ReplyCache:
    """Replies by key: the last of them in memory, and all in a file where there is one.

    Args:
        file: the runtime's cache, or None.
    """

    def __init__(self, file: Cache | None = None) -> None:
        self._file = file
        self._replies: collections.OrderedDict[bytes, Reply] = collections.OrderedDict()

    def get(self, key: bytes) -> Reply | None:
        """The reply of a key, or None."""
        reply = self._replies.get(key)
        if reply is not None:
            self._replies.move_to_end(key)
            return reply
        stored = self._file.get([key]).get(key) if self._file is not None else None
        reply = _loaded(stored) if stored is not None else None
        if reply is not None:
            self._keep(key, reply)
        return reply

    def put(self, key: bytes, reply: Reply) -> None:
        """Keep a reply."""
        if len(reply.text) > _LONGEST:
            return
        self._keep(key, reply)
        if self._file is not None:
            self._file.put({key: _dumped(reply)})

    def _keep(self, key: bytes, reply: Reply) -> None:
        self._replies[key] = reply
        while len(self._replies) > _KEPT:
            self._replies.popitem(last=False)


def _dumped(reply: Reply) -> bytes:
    usage = None if reply.usage is None else [reply.usage.prompt, reply.usage.reply]
    return json.dumps([reply.text, usage, dict(reply.probabilities)]).encode()


def _loaded(stored: bytes) -> Reply | None:
    """The reply, or None for bytes that are none."""
    try:
        text, usage, probabilities = json.loads(stored)
        return Reply(str(text), None if usage is None else Usage(*map(int, usage)), dict(probabilities))
    except (TypeError, ValueError):
        return None
