"""One run as the caller sees it: its pipes, what is fed to it and read from it, and the slot's last word."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import time
from collections.abc import Mapping
from typing import Any

from rewardry.sandbox import Ended, Execution, Limits

from .jail import OVER
from .zygote_process import Slot

_CHUNK = 65536
_SIGXCPU = 24
# How long a slot may stay silent after its program's time; it kills at the limit and answers at once.
PATIENCE_SECONDS = 30.0


class SlotLostError(Exception):
    """The slot is gone or does not answer: it has to be replaced, and the run says nothing about its program."""


class Exchange:
    """A run's descriptors and what has come through them.

    Args:
        head: the JSON head of the job.
        contents: of the files, in the head's order.
        stdin: what the program reads.
        limits: of the run.
        owner: the user and group that is to own the pipes, so that the program can open /dev/stdin; None for this one.
    """

    def __init__(
        self, head: Mapping[str, Any], contents: list[bytes], stdin: bytes, limits: Limits, owner: int | None
    ) -> None:
        self._limits = limits
        self._collects = bool(head["collect"])
        self._stdin = memoryview(stdin)
        self._over = False
        self._open = list[int]()
        try:
            self._job = self._keep(os.memfd_create("job", os.MFD_CLOEXEC))
            text = json.dumps(head).encode()
            for data in (len(text).to_bytes(8, "little"), text, *contents):
                _write_all(self._job, data)
            self._results = self._keep(os.memfd_create("results", os.MFD_CLOEXEC))
            self._input, self._to_program = self._pipe(owner)
            self._from_program: dict[int, bytearray] = {}
            self._theirs = [self._input]
            for _ in range(2):
                reader, writer = self._pipe(owner)
                self._from_program[reader] = bytearray()
                self._theirs.append(writer)
            os.set_blocking(self._to_program, False)
            for reader in self._from_program:
                os.set_blocking(reader, False)
        except OSError:
            self.close()
            raise

    def _keep(self, fd: int) -> int:
        self._open.append(fd)
        return fd

    def _pipe(self, owner: int | None) -> tuple[int, int]:
        reader, writer = os.pipe()
        self._open += [reader, writer]
        if owner is not None:
            os.fchown(reader, owner, owner)
        return reader, writer

    def run(self, slot: Slot) -> Execution:
        """Have a slot run it, and wait for its end.

        Raises:
            SlotLostError: the slot is gone or does not answer.
        """
        limits = self._limits
        message = {"seconds": limits.seconds, "memory_mb": limits.memory_mb, "disk_mb": limits.disk_mb}
        message["collects"] = self._collects
        try:
            socket.send_fds(slot.socket, [json.dumps(message).encode()], [*self._theirs, self._job, self._results])
        except OSError as error:
            raise SlotLostError(f"the run's slot is gone: {error}") from error
        for fd in self._theirs:
            self._close(fd)
        answer = self._attend(slot)
        self._drain()
        return self._execution(answer)

    def _attend(self, slot: Slot) -> dict[str, Any]:
        """Feed and read the program until its slot says that all of it is gone."""
        waiter = select.poll()
        waiter.register(slot.socket, select.POLLIN)
        for reader in self._from_program:
            waiter.register(reader, select.POLLIN)
        if not self._feed():
            waiter.register(self._to_program, select.POLLOUT)
        deadline = time.monotonic() + self._limits.seconds + PATIENCE_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for fd, _ in waiter.poll(left * 1000):
                if fd == slot.socket.fileno():
                    return _last_word(slot)
                if fd in self._from_program:
                    if not self._read(fd, slot):
                        waiter.unregister(fd)
                elif self._feed():
                    waiter.unregister(fd)
        raise SlotLostError(f"the run's slot has not answered for {PATIENCE_SECONDS:g} s after the program's time")

    def _feed(self) -> bool:
        """Write what the pipe takes; closes it and returns True when nothing is left, or nobody reads."""
        try:
            while self._stdin:
                self._stdin = self._stdin[os.write(self._to_program, self._stdin[:_CHUNK]) :]
        except BlockingIOError:
            return False
        except OSError:  # the program has closed it
            pass
        self._close(self._to_program)
        return True

    def _read(self, fd: int, slot: Slot) -> bool:
        """Read a chunk; False at the end. Over the limit the rest is drained, and the program killed."""
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        kept = self._from_program[fd]
        room = self._limits.output_bytes - len(kept)
        kept += data[:room]
        if len(data) > room and not self._over:
            self._over = True
            with contextlib.suppress(OSError):
                slot.socket.send(OVER)
        return bool(data)

    def _drain(self) -> None:
        """What is left in the pipes of a program that is gone; their ends may be open in forks of the caller's."""
        for fd, kept in self._from_program.items():
            with contextlib.suppress(OSError):
                while data := os.read(fd, _CHUNK):
                    room = self._limits.output_bytes - len(kept)
                    kept += data[:room]
                    self._over = self._over or len(data) > room

    def _execution(self, answer: Mapping[str, Any]) -> Execution:
        out, err = (bytes(kept) for kept in self._from_program.values())
        if "fault" in answer:
            return Execution(Ended.FAULT, fault=answer["fault"], stderr=err)
        status, killed = answer.get("status"), answer["killed"]
        signal = os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else None
        code = os.WEXITSTATUS(status) if status is not None and os.WIFEXITED(status) else None
        ended = {"memory": Ended.MEMORY, "time": Ended.TIME, "output": Ended.OUTPUT}.get(killed or "")
        if ended is None and self._over:
            ended = Ended.OUTPUT
        if ended is None and signal == _SIGXCPU:
            ended = Ended.TIME
        if ended is None:
            ended = Ended.EXITED if signal is None else Ended.SIGNALLED
        measured = [value for value in (answer["memory_mb"], answer.get("rss_mb")) if value is not None]
        return Execution(
            ended,
            exit_code=code if ended is Ended.EXITED else None,
            signal=signal if ended is Ended.SIGNALLED else None,
            stdout=out,
            stderr=err,
            seconds=answer.get("took", answer["seconds"]),
            memory_mb=max(measured) if measured else None,
            files=self._files(answer.get("files", ())),
        )

    def _files(self, listed: list[tuple[str, int]]) -> dict[str, bytes]:
        found, offset = {}, 0
        for name, size in listed:
            found[name] = os.pread(self._results, size, offset)
            offset += size
        return found

    def _close(self, fd: int) -> None:
        self._open.remove(fd)
        os.close(fd)

    def close(self) -> None:
        """Close what is still open."""
        for fd in self._open:
            os.close(fd)
        self._open.clear()


def _last_word(slot: Slot) -> dict[str, Any]:
    try:
        said = slot.socket.recv(65536)
    except OSError as error:
        raise SlotLostError(f"the run's slot is gone: {error}") from error
    if not said:
        raise SlotLostError("the run's slot is gone: it was killed from outside, or memory ran out")
    answer: dict[str, Any] = json.loads(said)
    return answer


def _write_all(fd: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]
