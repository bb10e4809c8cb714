"""Puts rows to a peer in a process of its own, which is ended and begun again where a row takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import RewardryError

from .environments import FOLDER, Installed

MEMORY_MB = 4096
START_SECONDS = 120.0
_STATUSES = ("correct", "incorrect", "abstain", "error")
_LONGEST = 10_000


class PeerFailedError(RewardryError):
    """A peer does not start."""


def answers_of(peer: Installed, rows: Sequence[Mapping[str, str]], timeout: float) -> Iterator[dict[str, Any]]:
    """What a peer says of each row: its status, and the seconds that it took.

    Args:
        peer: who is asked.
        rows: each a completion and a reference.
        timeout: seconds that a row may take; a row that takes more, or ends the process, gets no verdict.

    Raises:
        PeerFailedError: the peer does not start.
    """
    process: _Process | None = None
    try:
        for row in rows:
            process = process or _Process(peer)
            found = process.ask(row, timeout)
            if found["status"] == "timeout" or "ended" in found:
                process.end()
                process = None
            yield found
    finally:
        if process is not None:
            process.end()


class _Process:
    """A running peer."""

    def __init__(self, peer: Installed) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._process = subprocess.Popen(
            [Path(peer.python).absolute(), FOLDER / peer.peer.script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**kept, "PEER_MEMORY_MB": str(MEMORY_MB), "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
            start_new_session=True,
            bufsize=0,
        )
        self._rest = b""
        self._over = False
        if self._line(START_SECONDS) is None:
            why = self._last_words()
            self.end()
            raise PeerFailedError(f"{peer.peer.name} does not start: {why}")

    def ask(self, row: Mapping[str, str], timeout: float) -> dict[str, Any]:
        """The verdict of one row."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(row).encode() + b"\n")
        except BrokenPipeError:
            return {"status": "error", "seconds": None, "ended": True}
        line = self._line(timeout)
        if line is None:
            status = "error" if self._over else "timeout"
            return {"status": status, "seconds": None if self._over else timeout, "ended": True}
        found = json.loads(line)
        status = found.get("status") if found.get("status") in _STATUSES else "error"
        return {"status": status, "seconds": float(found["seconds"])}

    def _line(self, timeout: float) -> bytes | None:
        """The next line of the peer; None where none comes in time."""
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], timeout)
            part = os.read(self._process.stdout.fileno(), 65_536) if ready else b""
            # The end of its output is the end of the peer, even where its status is still to come.
            self._over = bool(ready) and not part
            if not part or len(self._rest) > _LONGEST:
                return None
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _last_words(self) -> str:
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        return said[-1][:200] if said else "it says nothing"

    def end(self) -> None:
        """End the process and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.communicate()
        self._errors.close()
