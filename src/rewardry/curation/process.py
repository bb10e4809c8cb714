"""A process that works on chunks: what it is told and what it answers are messages of JSON and lines.

It is started from our own code, never from the caller's script, and runs nothing but the works that are listed here.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from rewardry.curation.chunks import Chunk
from rewardry.curation.kept_rows import Reading
from rewardry.curation.work import Part, Work, part_of, reading_from_json, reading_to_json
from rewardry.engine import wire
from rewardry.errors import ConfigError, DataError, EngineError

WORKS = {
    "select": "rewardry.curation.selecting:Selecting",
    "figures": "rewardry.curation.figuring:Figuring",
    "columns": "rewardry.curation.writing_back:WritingBack",
}
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[3]); from rewardry.curation.process import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]))"
)
_PR_SET_PDEATHSIG = 1


class Process:
    """The handle of a process that does one work.

    Args:
        work: what it does.
        reading: how it reads lines.

    Raises:
        EngineError: Python cannot be started.
    """

    def __init__(self, work: Work, reading: Reading) -> None:
        self._connection, theirs = socket.socketpair()
        path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
        # -P: a json.py in the current folder is none of ours. A session of its own: Ctrl-C reaches the caller, who ends
        # it. Warnings have been given by the caller, who has worked on the first chunks.
        command = [sys.executable, "-P", "-W", "ignore", "-c", _START, str(theirs.fileno()), str(os.getpid()), path]
        try:
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "PYTHONHASHSEED": "0"},
            )
        except OSError as error:
            self._connection.close()
            raise EngineError(f"no process can be started with {sys.executable}: {error}; use --workers 1") from None
        finally:
            theirs.close()
        self._messages = _Messages(self._connection)
        self._begin = wire.encode({"work": work.name, "settings": work.settings, "reading": reading_to_json(reading)})

    def part_of(self, chunk: Chunk) -> Part:
        """What comes of a chunk of lines.

        Raises:
            EngineError: the process has ended.
        """
        try:
            if self._begin:
                self._connection.sendall(self._begin)
                self._begin = b""
            self._connection.sendall(wire.encode({"runs": chunk.runs, "error": _told(chunk.error)}, *chunk.lines))
            answer = self._messages.next()
        except OSError:
            answer = None
        if answer is None:
            raise EngineError(
                "a process that worked on rows has ended, perhaps killed for want of memory; use --workers 1"
            )
        header, *lines = answer
        return _part(json.loads(header), lines)

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._connection.close()


class _Messages:
    """The messages that come over a connection, one at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = wire.Reader()
        self._come: list[list[bytes]] = []

    def next(self) -> list[bytes] | None:
        """The next one; None when the other side is gone."""
        while not self._come:
            data = self._connection.recv(1 << 20)
            if not data:
                return None
            self._come += self._reader.feed(data)
        return self._come.pop(0)


def main(fd: int, parent: int) -> None:
    """Work on what comes over an inherited socket, until its other end is closed or the parent has died."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return
    with socket.socket(fileno=fd) as connection:
        messages = _Messages(connection)
        first = messages.next()
        if first is None:
            return
        task = json.loads(first[0])
        reading = reading_from_json(task["reading"])
        work = _made(task["work"], task["settings"])
        while (message := messages.next()) is not None:
            header, lines = json.loads(message[0]), message[1:]
            chunk = Chunk(lines, header["runs"], error=_raised(header["error"]))
            part = part_of(work, reading, chunk)
            sizes = {name: len(made) for name, made in part.lines.items()}
            head = {"rows": part.rows, "begun": part.begun, "found": part.found, "lines": sizes}
            own = (line for made in part.lines.values() for line in made)
            connection.sendall(wire.encode({**head, "error": _told(part.error)}, *own))


def _made(name: str, settings: dict[str, Any]) -> Work:
    module, _, attribute = WORKS[name].partition(":")
    return getattr(importlib.import_module(module), attribute)(**settings)  # type: ignore[no-any-return]


def _part(header: dict[str, Any], lines: list[bytes]) -> Part:
    made, at = {}, 0
    for name, count in header["lines"].items():
        made[name] = lines[at : at + count]
        at += count
    return Part(header["rows"], header["begun"], header["found"], made, _raised(header["error"]))


def _told(error: Exception | None) -> list[str] | None:
    return None if error is None else ["config" if isinstance(error, ConfigError) else "data", str(error)]


def _raised(told: list[str] | None) -> DataError | ConfigError | None:
    if told is None:
        return None
    kind, message = told
    return ConfigError(message) if kind == "config" else DataError(message)
