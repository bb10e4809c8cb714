"""Stopping at SIGTERM as a scheduler sends it: the step is finished, the state saved, and the process ends.

The one place that handles a signal. Nothing relies on it: a process that is killed instead goes on from its last
checkpoint. A second SIGTERM ends the process at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class StopRequest:
    """Whether the training was asked to stop."""

    def __init__(self) -> None:
        self.asked = False


@contextmanager
def at_sigterm() -> Iterator[StopRequest]:
    """A request that SIGTERM sets while the block runs; in another thread than the main one it is never set."""
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return

    def ask(*_: Any) -> None:
        request.asked = True
        signal.signal(signal.SIGTERM, before)

    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, ask)
    try:
        yield request
    finally:
        signal.signal(signal.SIGTERM, before)
