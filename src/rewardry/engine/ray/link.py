"""The caller's side of the driver process: its start, what is sent to it and what it answers, and its end."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from rewardry.engine import wire
from rewardry.engine.local import Failure, Item, Task
from rewardry.engine.ray.actor import digest, task_to_json
from rewardry.errors import ConfigError, EngineError, RewardryError

_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[3]); from rewardry.engine.ray.driver import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]))"
)
# A batch: large enough that what Ray costs a call hardly counts, small enough that the last ones end together.
BATCH_ITEMS = 64
BATCH_BYTES = 8 << 20
# Ray ends its processes in two or three seconds; after these they are killed.
END_SECONDS = 30.0
ABORT_SECONDS = 3.0
# Ray puts sockets of up to 107 bytes into its folder, 62 of which are names of its own.
_LONGEST_FOLDER = 44


class Settings(NamedTuple):
    """What the driver process is to do.

    Attributes:
        address: of a running cluster, or None to start one on this machine.
        workers: worker processes in all, or None for one a free core of the cluster.
        per_actor: at most so many of them an actor.
    """

    address: str | None
    workers: int | None
    per_actor: int


class Job:
    """The items of one call of `Link.run`, and their results; None where there is none yet."""

    def __init__(self, task: Task, items: Sequence[Item], timeout: float) -> None:
        self.task = task
        self.items = items
        self.timeout = timeout
        self.results: list[Any] = [None] * len(items)
        self.left = len(items)
        self.done = threading.Event()
        self.cancelled = False

    def finish(self, position: int, result: Any) -> None:
        """Note the result of one item."""
        self.results[position] = result
        self.left -= 1
        if not self.left:
            self.done.set()


class Link:
    """A running driver process.

    Args:
        settings: what it is to do.

    Attributes:
        workers: worker processes of the actors that are ready.
        restarts: workers that were replaced because they died or were killed.
        failed: why it has given up, or None.
        lost: whether it ended without having been told to.

    Raises:
        EngineError: it cannot be started.
    """

    def __init__(self, settings: Settings) -> None:
        self.workers = 0
        self.restarts = 0
        self.failed: str | None = None
        self.lost = False
        self._config = False
        self._actors = 0
        self._over = False
        self._slots = threading.Semaphore(0)
        self._ready = threading.Event()
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._sent: dict[int, tuple[Job, int]] = {}  # by the number of a batch: its job, and how many items are left
        self._folder = _new_folder() if settings.address is None else None
        try:
            self._socket, self._process = _start_driver()
        except BaseException:
            self._remove_folder()
            raise
        self._settings = settings
        for call, name in ((self._read, "rewardry-ray-reader"), (self._send, "rewardry-ray-sender")):
            threading.Thread(target=call, name=name, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it still takes jobs."""
        return not self._over

    def wait_ready(self) -> None:
        """Wait until there is an actor.

        Raises:
            ConfigError: there is no such cluster, or it does not take us.
            EngineError: no actor is ready after minutes, or the driver process ended.
        """
        self._ready.wait()
        if self.workers:
            return
        self.close()
        if self.failed is None:
            raise EngineError(
                f"the driver process of Ray ended with status {self._process.returncode}; its messages stand above"
            )
        error: type[RewardryError] = ConfigError if self._config else EngineError
        raise error(self.failed)

    def run(self, task: Task, items: Sequence[Item], timeout: float) -> list[Any]:
        """See `LocalEngine.run`; an item that was lost with the driver process gets None."""
        job = Job(task, items, timeout)
        self._jobs.put(job)
        try:
            while not job.done.wait(1.0) and self.alive:
                pass
        except BaseException:
            job.cancelled = True
            raise
        return list(job.results)

    def close(self) -> None:
        """End the driver process, its actors, and the cluster where it has started one."""
        self._over = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        try:
            # While Ray starts, nothing it has is worth waiting for, and the caller may have pressed Ctrl-C.
            self._process.wait(timeout=END_SECONDS if self.workers else ABORT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.returncode != 0:  # it could not end what Ray has started
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._remove_folder()

    def _remove_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """Drop everything in a forked child, whose parent goes on using it."""
        self._over = True
        self._socket.close()
        self._process.returncode = 0  # not a child of this process: nothing to wait for

    # ---- the sender's thread: as many batches as the actors have slots for

    def _send(self) -> None:
        with contextlib.suppress(OSError):  # the driver has ended, which the reader sees too
            self._socket.sendall(wire.encode({**self._settings._asdict(), "folder": self._folder}))
            self._send_jobs()

    def _send_jobs(self) -> None:
        """Send what there is to send, until the end.

        Raises:
            OSError: the driver has ended.
        """
        numbers = itertools.count()
        while (job := self._jobs.get()) is not None and self.alive:
            head = {"task": task_to_json(job.task), "digest": digest(job.task.file), "timeout": job.timeout}
            for positions in cut(job.items, batch_items(len(job.items), self._actors)):
                self._slots.acquire()
                if self._over or job.cancelled:
                    self._slots.release()
                    break
                number = next(numbers)
                self._sent[number] = (job, len(positions))
                items = [job.items[at] for at in positions]
                self._socket.sendall(wire.encode({"batch": number, "at": list(positions), **head}, *items))

    # ---- the reader's thread

    def _read(self) -> None:
        reader = wire.Reader()
        try:
            while data := self._socket.recv(wire.CHUNK):
                for lines in reader.feed(data):
                    self._take(json.loads(lines[0]))
        except (OSError, ValueError):  # it has ended, or something else wrote on the connection
            pass
        finally:
            self.lost = not self._over
            self._over = True
            self._jobs.put(None)
            self._slots.release()
            for job, _ in list(self._sent.values()):
                job.done.set()
            self._ready.set()
            self._socket.close()

    def _take(self, message: dict[str, Any]) -> None:
        match message:
            case {"batch": int(number), "at": int(position)}:
                self._take_answer(number, position, message)
            case {"ready": int(workers), "slots": int(slots)}:
                self.workers += workers
                self._actors += 1
                self._slots.release(slots)
                self._ready.set()
            case {"restarts": int(restarts)}:
                self.restarts += restarts
            case {"failed": str(why), "config": bool(config)}:
                self.failed, self._config = why, config

    def _take_answer(self, number: int, position: int, message: dict[str, Any]) -> None:
        job, left = self._sent[number]
        if left > 1:
            self._sent[number] = (job, left - 1)
        else:
            del self._sent[number]
            self._slots.release()
        job.finish(position, Failure(*message["failure"]) if "failure" in message else message["rows"])


def batch_items(items: int, actors: int) -> int:
    """How many items a batch of a job has: `BATCH_ITEMS`, or less where every actor would not get two batches."""
    return max(1, min(BATCH_ITEMS, -(-items // (2 * max(1, actors)))))


def cut(items: Sequence[bytes], size: int) -> Iterator[range]:
    """The positions of each batch.

    Args:
        items: what to cut. Each is whole in one batch, a group too, for that is one item.
        size: how many items a batch has at the most.
    """
    begin = 0
    while begin < len(items):
        end, length = begin, 0
        while end < min(begin + size, len(items)) and length < BATCH_BYTES:
            length += len(items[end])
            end += 1
        yield range(begin, end)
        begin = end


def _new_folder() -> str:
    """A folder for the files of a cluster: where RAY_TMPDIR or TMPDIR want it, if the path is short enough.

    Raises:
        EngineError: it cannot be made.
    """
    wanted = os.environ.get("RAY_TMPDIR") or tempfile.gettempdir()
    try:
        folder = tempfile.mkdtemp(prefix="rewardry-ray-", dir=wanted)
        if len(os.fsencode(folder)) <= _LONGEST_FOLDER:
            return folder
        os.rmdir(folder)
        return tempfile.mkdtemp(prefix="rewardry-ray-", dir="/tmp")
    except OSError as error:
        raise EngineError(f"no folder for the files of a Ray cluster can be made: {error}; set RAY_TMPDIR") from error


def _start_driver() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start the driver process; returns the connection to it.

    Raises:
        EngineError: Python cannot be started.
    """
    if not sys.executable:
        raise EngineError("sys.executable is empty, so no driver process can be started; use the engine 'inline'")
    ours, theirs = socket.socketpair()
    path = json.dumps([entry for entry in sys.path if isinstance(entry, str)])
    # -P: a json.py in the current folder is none of ours.
    command = [sys.executable, "-P", "-c", _START, str(theirs.fileno()), str(os.getpid()), path]
    try:
        # What Ray prints must not mix with the caller's output.
        process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=_stderr(), start_new_session=True
        )
    except OSError as error:
        ours.close()
        raise EngineError(f"no driver process can be started with {sys.executable}: {error}") from error
    finally:
        theirs.close()
    return ours, process


def _stderr() -> int:
    """The standard error, or nowhere if the caller has closed it."""
    try:
        os.fstat(2)
    except OSError:
        return subprocess.DEVNULL
    return 2
