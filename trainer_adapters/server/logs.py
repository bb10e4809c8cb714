"""Logs as JSON, one object a line on the standard error, so that a collector can read them.

They hold who asked, what for, and how it ended; what a model wrote only where ``--log-completions`` asks for it.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from .body import dumped


def line(level: str, event: str, fields: Mapping[str, Any]) -> bytes:
    """A line of the log."""
    now = time.time()
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z"
    return dumped({"time": stamp, "level": level, "event": event, "process": os.getpid(), **fields}) + b"\n"


def to_stderr(text: bytes) -> None:
    """Write a line in one go, so that lines of several processes do not run into each other."""
    while text:
        text = text[os.write(2, text) :]


class JsonHandler(logging.Handler):
    """What Python's logging says, as such lines."""

    def __init__(self, write: Callable[[bytes], None] = to_stderr) -> None:
        super().__init__()
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        fields: dict[str, Any] = {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            fields["trace"] = logging.Formatter().formatException(record.exc_info)
        self._write(line(record.levelname.lower(), "log", fields))


def use_json() -> None:
    """Have Python's logging write such lines in this process: of uvicorn what it does, of others their warnings."""
    root = logging.getLogger()
    root.handlers[:] = [JsonHandler()]
    root.setLevel(logging.WARNING)
