"""Puts rows to a peer in a process of its own, which is ended and begun again where a row takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.errors import RewardryError

from ..forms import Amount, Form
from .environments import FOLDER, Installed

MEMORY_MB = 8192
START_SECONDS = 180.0
# One thread, the same order each time, and nothing asked of the net.
_SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1"}
_STATUSES = ("correct", "incorrect", "abstain", "error")
_LONGEST = 10_000
# Put first to a process that has begun: what a peer imports or builds for its first answer is no row's time.
_WARM_UP = {"completion": "\\boxed{1}", "reference": "1"}


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


class _AnswerForm(Form):
    status: str
    seconds: Amount


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
            env={**kept, **_SETTINGS, "PEER_MEMORY_MB": str(MEMORY_MB)},
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        self._rest = b""
        self._over = False
        if self._line(time.monotonic() + START_SECONDS) is None:
            why = self._last_words()
            self.end()
            raise PeerFailedError(f"{peer.peer.name} does not start: {why}")
        found = self.ask(_WARM_UP, START_SECONDS)
        if "ended" in found:
            self.end()
            why = f"within {START_SECONDS:.0f} s" if found["status"] == "timeout" else "a plain row"
            raise PeerFailedError(f"{peer.peer.name} does not answer {why}")

    def ask(self, row: Mapping[str, str], timeout: float) -> dict[str, Any]:
        """The verdict of one row."""
        end = time.monotonic() + timeout
        try:
            written = self._write(json.dumps(row).encode() + b"\n", end)
        except BrokenPipeError:
            return {"status": "error", "seconds": None, "ended": True}
        line = self._line(end) if written else None
        if line is None:
            status = "error" if self._over else "timeout"
            return {"status": status, "seconds": None if self._over else timeout, "ended": True}
        try:
            found = _AnswerForm.model_validate(json.loads(line))
        except (ValueError, RecursionError):  # what it says next may be of this row, or of the next one
            return {"status": "error", "seconds": None, "ended": True}
        return {"status": found.status if found.status in _STATUSES else "error", "seconds": found.seconds}

    def _write(self, text: bytes, end: float) -> bool:
        """Write a row; whether the peer took it in time."""
        assert self._process.stdin is not None
        pipe = self._process.stdin.fileno()
        while text:
            _, ready, _ = select.select([], [pipe], [], max(0.0, end - time.monotonic()))
            if not ready:
                return False
            text = text[os.write(pipe, text) :]
        return True

    def _line(self, end: float) -> bytes | None:
        """The next line of the peer; None where none comes in time."""
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))
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
