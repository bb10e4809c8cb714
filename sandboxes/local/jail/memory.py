"""How much memory a run uses: by the kernel's count of a cgroup, or by summing up its processes now and then."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass

from . import kernel

_MB = 1 << 20
_MOST_PROCESSES = 4096


@dataclass(frozen=True)
class Use:
    """What a run used: the peak in megabytes where it is known, and whether it was over its limit."""

    peak_mb: float | None
    exceeded: bool


class Group:
    """The memory of a slot's cgroup, in which all that it forks lives.

    Args:
        files: open files of the cgroup: its processes, its limit, what it counts of kills, its peak, its statistics;
            and the limit with swap, where there is one.
    """

    interval = 0.05  # the kernel enforces the limit; this only notices early that it has

    def __init__(self, files: list[int], version: int) -> None:
        self.problem: str | None = None
        self._processes, self._limit, self._events, self._peak, self._statistics, *more = files
        self._swap = more[0] if more else None
        self._version = version
        self._kills = 0
        self._most = self._seen = 0
        os.write(self._processes, b"0")

    def begin(self, memory_mb: int, disk_mb: int) -> None:
        """Set the limit of the next run: its files lie in memory too, and have a limit of their own."""
        self._most, self._seen = memory_mb * _MB, 0
        total = str((memory_mb + disk_mb) * _MB).encode()
        files = [self._limit] if self._swap is None else [self._limit, self._swap]
        if self._version == 1 and self._swap is not None and int(_read(self._limit)) < int(total):
            files.reverse()  # the limit with swap may never be the smaller one
        for file in files:
            os.pwrite(file, b"0" if self._version == 2 and file == self._swap else total, 0)
        with suppress(OSError):  # version 2 before Linux 6.12 has one peak for ever
            os.pwrite(self._peak, b"0", 0)
        self._kills = self._count_kills()

    def exceeded(self, pid: int) -> bool:
        """Whether the run is over its limit, by the kernel's kills or by its own memory without its files."""
        if self._count_kills() > self._kills:
            return True
        used = self._anonymous()
        self._seen = max(self._seen, used)
        return used > self._most

    def end(self) -> Use:
        """What the run used."""
        exceeded = self._count_kills() > self._kills or self._seen > self._most
        peak = self._seen
        if exceeded:  # else the kernel's peak is mostly the files that the toolchain has read
            with suppress(OSError, ValueError):
                peak = max(peak, int(_read(self._peak)))
        return Use(peak / _MB if peak else None, exceeded)

    def _count_kills(self) -> int:
        return _field(_read(self._events), b"oom_kill")

    def _anonymous(self) -> int:
        return _field(_read(self._statistics), b"total_rss" if self._version == 1 else b"anon")


class Sampler:
    """The memory of a run's processes, summed up from /proc.

    A spike between two samples is not seen. Memory that processes share counts for each of them at first; where that
    is over the limit, their proportional sizes decide.
    """

    interval = 0.01

    def __init__(self, proc: int, problem: str | None = None) -> None:
        self.problem = problem
        self._proc = proc
        self._most = self._peak = 0

    def begin(self, memory_mb: int, disk_mb: int) -> None:
        """Note the limit of the next run."""
        self._most, self._peak = memory_mb * _MB, 0

    def exceeded(self, pid: int) -> bool:
        """Whether the run is over its limit at this moment."""
        processes = self._processes()
        used = sum(_kilobytes(self._proc, f"{process}/status", (b"RssAnon", b"RssShmem")) for process in processes)
        if used * 1024 > self._most:
            fields = (b"Pss_Anon", b"Pss_Shmem")
            used = sum(_kilobytes(self._proc, f"{process}/smaps_rollup", fields) for process in processes)
        self._peak = max(self._peak, used * 1024)
        return used * 1024 > self._most

    def end(self) -> Use:
        """What the run was seen to use."""
        return Use(self._peak / _MB if self._peak else None, self._peak > self._most)

    def _processes(self) -> list[str]:
        """The run's processes as /proc numbers them: those below this one."""
        found, waiting = list[str](), self._children("thread-self")
        while waiting and len(found) < _MOST_PROCESSES:
            process = waiting.pop()
            found.append(process)
            with suppress(OSError):
                for thread in _names(self._proc, f"{process}/task"):
                    waiting += self._children(f"{process}/task/{thread}")
        return found

    def _children(self, thread: str) -> list[str]:
        try:
            return kernel.read_at(self._proc, f"{thread}/children").decode().split()
        except OSError:
            return []


def make_watch(files: list[int], proc: int) -> Group | Sampler:
    """The cgroup where one can be used, else samples.

    Args:
        files: see `Group`; empty where there is no cgroup. What they count tells version 1 from version 2.
        proc: a descriptor of the machine's /proc.
    """
    if not files:
        return Sampler(proc)
    try:
        return Group(files, 2 if b"low" in _read(files[2]) else 1)
    except OSError as error:
        return Sampler(proc, str(error))


def _read(fd: int) -> bytes:
    return os.pread(fd, 65536, 0)


def _field(text: bytes, name: bytes) -> int:
    for line in text.splitlines():
        if line.startswith(name + b" "):
            return int(line.split()[1])
    return 0


def _kilobytes(proc: int, path: str, fields: tuple[bytes, ...]) -> int:
    try:
        text = kernel.read_at(proc, path)
    except OSError:  # it has just ended
        return 0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.partition(b":")[0] in fields)


def _names(folder: int, path: str) -> list[str]:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    try:
        return os.listdir(fd)
    finally:
        os.close(fd)
