"""The server inside a container: runs programs one after the other and reports how each one ended.

It is handed to the image's own Python as text (``python3 -I -c``), behind that of `inner_program`, so both import the
standard library alone and work in any image that has Python 3.9 or newer. It is root with the capabilities SETUID,
SETGID and KILL and nothing else.

- It speaks over its standard input and output, which no program ever holds: a program's own descriptors are pipes to
  this server, it has another user id, and the server's are in no other place.
- It never holds what a run is about: the child reads the request, outputs live in mappings that are given back after
  the run, and collected files are sent by the janitor. So a later run, which begins as a copy of this process, finds
  nothing of an earlier one in its memory.
- A run has a user id of its own, and a directory of its own that is all it can write to. When its first process has
  ended and others are left, or files that it made, a janitor of the same user id kills them, sends the files that are
  asked for and removes the directory.

Frames to the server: `REQUEST`, the names of the run's files with a NUL between two, and then `body` bytes, which are
the length of a JSON object (4 bytes), the object
(``python``, ``command``, ``environment``, ``files`` as [name, size, mode], ``stdin`` as a size, ``collect``) and the
contents of the files and of standard input, one after the other. Frames to the host: `FRAME` and then `size` bytes.
"""

import contextlib
import gc
import importlib.machinery
import json
import mmap
import os
import select
import shutil
import stat
import struct
import sys
import time
from typing import Any

if __name__ != "__main__":  # in a container the names are there: the other text comes first
    from .inner_program import (
        ASKED,
        BEGAN,
        COLLECT,
        FRAME,
        HOME,
        LAYING_OUT_FAILED,
        MAGIC,
        ROOM,
        ROOM_GROUP,
        read_exactly,
        run_child,
        write_all,
    )

TASKS, TASKS_ONE = "/sys/fs/cgroup/pids.current", "/sys/fs/cgroup/pids/pids.current"  # version 2, version 1
SWEEP_SECONDS = 5.0
FIRST_TICK, LAST_TICK = 0.005, 0.02  # seconds between two looks at the memory
TOOLS = ("bash", "g++", "gcc", "go", "jar", "java", "javac", "node", "rustc")
# Imported once here, so that programs, which begin as copies of this process, have them for nothing.
PRELOADED = [
    "bisect",
    "collections",
    "copy",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "io",
    "itertools",
    "math",
    "operator",
    "re",
    "statistics",
    "string",
    "threading",
    "traceback",
    "typing",
]
LAYING_OUT_SECONDS = 10.0
RESULT = struct.Struct("<Q10siidqQQIIQ")  # number, ended, exit code, signal, seconds, memory, stdout, stderr, ...


def first_number(path: str, key: str = "") -> int:
    """A number out of a file of the kernel: the first, or the one behind a key; -1 where there is none."""
    try:
        with open(path) as file:
            for line in file:
                words = line.split()
                if not key or words[0] == key:
                    return int(words[-1])
    except (OSError, ValueError, IndexError):
        pass
    return -1


class Gauge:
    """The memory of the container, of cgroup version 1 or 2; -1 where it cannot be read."""

    def __init__(self) -> None:
        one, two = "/sys/fs/cgroup/memory/", "/sys/fs/cgroup/"
        first = os.path.exists(one + "memory.usage_in_bytes")
        self._used = one + "memory.usage_in_bytes" if first else two + "memory.current"
        self._kills = one + "memory.oom_control" if first else two + "memory.events"
        self._stat = (one if first else two) + "memory.stat"
        self._anonymous, self._shared = ("total_rss", "total_shmem") if first else ("anon", "shmem")
        self.idle = self.processes()

    def kills(self) -> int:
        """How many processes the kernel has killed for memory since the container began."""
        return first_number(self._kills, "oom_kill")

    def used(self) -> int:
        """Bytes that the container holds, with files and what the kernel keeps of files that were read."""
        return first_number(self._used)

    def processes(self) -> int:
        """Bytes that all processes hold together, without files."""
        anonymous, shared = first_number(self._stat, self._anonymous), first_number(self._stat, self._shared)
        room = os.statvfs(ROOM)
        return -1 if anonymous < 0 else anonymous + max(0, shared - (room.f_blocks - room.f_bfree) * room.f_frsize)

    def held(self) -> int:
        """Bytes that the processes hold above what the server holds alone."""
        return self.processes() - max(0, self.idle)


class Server:
    """The loop, and the state that lives from run to run: a counter."""

    def __init__(self, first_uid: int) -> None:
        mapped = first_number("/proc/self/uid_map")  # with user namespaces an engine may lend 65,536 ids and no more
        self.uids = 40_000
        self.first_uid = first_uid if first_uid + self.uids < mapped else 20_000
        self.gauge = Gauge()
        self.runs = 0
        self.known = {1, os.getpid()}
        os.setgroups([ROOM_GROUP])
        self.tasks = first_number(TASKS) if os.path.exists(TASKS) else first_number(TASKS_ONE)

    def serve(self) -> None:
        """Say hello, and run what is asked for until the host has gone."""
        found = [tool for tool in TOOLS if shutil.which(tool)]
        greeting = json.dumps({"python": sys.version.split()[0], "tools": found, "used": self.gauge.used()}).encode()
        write_all(1, FRAME.pack(MAGIC, b"H", len(greeting)), greeting)
        while True:
            self.runs += 1
            uid = self.first_uid + self.runs % self.uids
            child = Waiting(uid)  # made while the host thinks, not while it waits
            kills = self.gauge.kills()
            asked = child.asked()
            if asked is None:
                return
            self.run(child, uid, kills, *asked)

    def run(
        self,
        child: "Waiting",
        uid: int,
        kills: int,
        number: int,
        names: list[str],
        seconds: float,
        memory: int,
        output: int,
    ) -> None:
        """See to the end of a run that its child has begun, and send the result."""
        streams = (Capture(child.out, output), Capture(child.err, output))
        ended, peak = self.watch(child, streams, seconds, memory, kills)
        if ended != "exited":
            os.kill(child.pid, 9)
        _, status, usage = os.wait4(child.pid, 0)
        now = time.monotonic()
        survivors = 0 if self.is_alone() and tidy(uid, names) else self.sweep(uid)
        for stream in streams:
            stream.drain()
        began = child.began()
        if began is None:
            ended, began = "lost", now
        elif self.gauge.kills() > kills:
            ended = "memory"
        elif ended == "exited" and any(stream.over for stream in streams):
            ended = "output"
        self.send(number, ended, status, now - began, max(peak, usage.ru_maxrss * 1024), streams, survivors)
        child.close()
        if ended == "lost" and os.waitstatus_to_exitcode(status) != LAYING_OUT_FAILED:
            sys.exit("a request was not read to its end")  # where the next one begins is not known

    def send(self, number: int, ended: str, status: int, took: float, peak: int, streams: Any, survivors: int) -> None:
        """Send the result of a run, with what shows whether it left anything."""
        code = os.waitstatus_to_exitcode(status)
        room = os.statvfs(ROOM)
        left = len(os.listdir(ROOM)) + max(0, room.f_files - room.f_ffree - 1)
        sizes = [stream.size for stream in streams]
        end = (number, ended.encode(), max(code, 0), max(-code, 0), took, peak)
        result = RESULT.pack(*end, *sizes, survivors, left, max(0, self.gauge.used()))
        head = FRAME.pack(MAGIC, b"R", len(result) + sum(sizes)) + result
        out, err = streams
        with out.content() as first, err.content() as second:
            if len(head) + sum(sizes) <= 4096:  # one write is one record on its whole way to the host
                os.writev(1, [head, first, second])
            else:
                write_all(1, head, first, second)

    def watch(self, child: "Waiting", streams: Any, seconds: float, memory: int, kills: int) -> tuple[str, int]:
        """Wait for the child's end or for what ends it, and read what it writes meanwhile.

        Returns:
            How it ended, and the most memory that was seen, in bytes.
        """
        end, peak = end_of(child.pid), -1
        poll = select.poll()
        if end is not None:
            poll.register(end, select.POLLIN)
        tick, latest = FIRST_TICK, time.monotonic() + seconds + LAYING_OUT_SECONDS
        try:
            if poll.poll(tick * 1000) or (
                end is None and has_ended(child.pid)
            ):  # most programs end at once, and what they wrote waits in the pipes
                return "exited", peak
            for stream in streams:
                poll.register(stream.descriptor, select.POLLIN)
            look = 0.0
            while True:
                now, began = time.monotonic(), child.began()
                deadline = latest if began is None else began + seconds
                if now >= deadline:
                    return "time", peak
                if now >= look:
                    held = self.gauge.held()
                    peak = max(peak, held)
                    if held > memory or self.gauge.kills() > kills:
                        return "memory", peak
                    tick = min(tick * 1.5, LAST_TICK)
                    look = now + tick
                ready = {descriptor for descriptor, _ in poll.poll(max(1, (min(deadline, look) - now) * 1000))}
                for stream in streams:
                    if stream.descriptor in ready and not stream.read():
                        poll.unregister(stream.descriptor)
                    if stream.over:
                        return "output", peak
                if end in ready or (end is None and has_ended(child.pid)):
                    return "exited", peak
        finally:
            if end is not None:
                os.close(end)

    def is_alone(self) -> bool:
        """Whether the kernel counts no task in the container but the server and its parent."""
        now = first_number(TASKS) if os.path.exists(TASKS) else first_number(TASKS_ONE)
        return 0 < now == self.tasks

    def sweep(self, uid: int) -> int:
        """Have a janitor kill what the run has left, send its files and remove its directory.

        Returns:
            How many processes are left; 0 unless something is badly wrong.
        """
        for _ in range(5):
            janitor = os.fork()
            if not janitor:
                status = 1
                try:
                    clean_up(uid, self.known)
                    status = 0
                finally:
                    os._exit(status)
            if os.waitstatus_to_exitcode(os.waitpid(janitor, 0)[1]) == 0:
                break
        return len(others(self.known))


class Waiting:
    """A child that waits for a request, and what it tells of it.

    The child reads the whole request, of which it passes on to the server what the server must know; so the server's
    memory never holds a program, and nobody waits for the server to begin.

    Args:
        uid: the user id that the run will have.
    """

    def __init__(self, uid: int) -> None:
        self._asked, asked = os.pipe()
        self.out, out = os.pipe()
        self.err, err = os.pipe()
        self._loaded, loaded = os.pipe()
        self._began: Any = None
        self.pid = os.fork()
        if not self.pid:
            run_child(uid, asked, out, err, loaded)
        for end in (asked, out, err, loaded):
            os.close(end)
        os.set_blocking(self._loaded, False)

    def asked(self) -> Any:
        """Wait for a request: its number, the names of its files, seconds, memory and output bytes.

        Returns:
            None when the host has gone.
        """
        try:
            size = struct.unpack("<I", read_exactly(self._asked, 4))[0]
            told = read_exactly(self._asked, size)
        except EOFError:
            os.waitpid(self.pid, 0)
            return None
        finally:
            os.close(self._asked)
        number, seconds, memory, output = ASKED.unpack_from(told)
        return number, os.fsdecode(told[ASKED.size :]).split("\0"), seconds, memory, output

    def began(self) -> Any:
        """When the program began, by `time.monotonic`; None while it has not, or where it could not."""
        if self._began is None:
            try:
                told = os.read(self._loaded, BEGAN.size)
            except BlockingIOError:
                return None
            if len(told) == BEGAN.size:
                self._began = BEGAN.unpack(told)[0]
        return self._began

    def close(self) -> None:
        """Close what is left of the ends here; the outputs are closed by those who read them."""
        os.close(self._loaded)
        for stream in (self.out, self.err):
            os.close(stream)


def end_of(pid: int) -> Any:
    """A descriptor that becomes readable when a process ends; None of a kernel that has none (older gVisor)."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


def has_ended(pid: int) -> bool:
    """Whether a child has ended; it stays to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


class Capture:
    """What comes out of a pipe, in a mapping of its own, up to a limit and one byte more."""

    def __init__(self, descriptor: int, limit: int) -> None:
        self.descriptor, self.limit, self.size = descriptor, limit, 0
        self._memory = mmap.mmap(-1, limit + 1, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._filled = 0

    @property
    def over(self) -> bool:
        """Whether more came than is allowed."""
        return self._filled > self.limit

    def read(self) -> bool:
        """Read once; whether more may come."""
        with memoryview(self._memory) as whole, whole[self._filled :] as room:
            got = os.readv(self.descriptor, [room]) if len(room) else 0
        self._filled += got
        self.size = min(self._filled, self.limit)
        return got > 0

    def drain(self) -> None:
        """Read what is left in the pipe, whose other ends are closed by now, as far as there is room."""
        os.set_blocking(self.descriptor, False)
        try:
            while self.read():
                pass
        except BlockingIOError:
            pass

    @contextlib.contextmanager
    def content(self) -> Any:
        """What came, cut at the limit. Then the memory is given back: no copy of it stays in this process."""
        with memoryview(self._memory) as whole, whole[: self.size] as part:
            yield part
        self._memory.close()


def others(known: Any) -> list[int]:
    """The processes of the container that are not known."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in known]


def tidy(uid: int, names: list[str]) -> bool:
    """Remove the run's directory where it holds nothing but the files it began with, and none is to be sent.

    Only while no process of the run is left, for this one takes its user id. It never looks at the names in there,
    which the program may have chosen: a later run could find them in this process's memory.
    """
    if os.path.exists(COLLECT):
        return False
    os.seteuid(uid)
    try:
        os.chmod(HOME, 0o700)
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{HOME}/{name}")
        os.rmdir(HOME)
    except OSError:
        return False
    finally:
        os.seteuid(0)
    return True


def clean_up(uid: int, known: Any) -> None:
    """As the run's user: kill all others of it, send the collected files, remove the directory."""
    wanted = collected()
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    deadline = time.monotonic() + SWEEP_SECONDS
    while others(known | {os.getpid()}):
        if time.monotonic() > deadline:
            raise TimeoutError
        with contextlib.suppress(OSError):  # between the look and the kill all may have gone
            os.kill(-1, 9)
        time.sleep(0.0005)
    send_files(wanted)
    if os.path.lexists(HOME):
        remove(HOME)


def collected() -> list[Any]:
    """The names to collect and the limit; kept in a file that only root can read, beside the run's directory."""
    try:
        with open(COLLECT) as file:
            found: list[Any] = json.load(file)
        os.unlink(COLLECT)
        return found
    except FileNotFoundError:
        return []


def send_files(wanted: Any) -> None:
    """Send those of the files that are there, are regular and are not too large."""
    for name, limit in wanted:
        try:
            descriptor = os.open(f"{HOME}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            continue
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_size <= limit:
            content = read_exactly(descriptor, found.st_size)
            label = os.fsencode(name)
            write_all(1, FRAME.pack(MAGIC, b"F", 4 + len(label) + len(content)), struct.pack("<I", len(label)), label)
            write_all(1, content)
        os.close(descriptor)


def remove(top: str) -> None:
    """Remove a directory, whatever its depth and whatever modes its own were given: one step down, one step up."""
    os.chdir(ROOM)
    path = [top]
    enter(top)
    while path:
        inside = None
        with os.scandir(".") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    inside = entry.name
                    break
                os.unlink(entry.name)
        if inside is not None:
            enter(inside)
            path.append(inside)
        else:
            os.chdir("..")
            os.rmdir(path.pop())


def enter(name: str) -> None:
    """Go into a directory of the run's own, which may have been closed to everybody."""
    os.chmod(name, 0o700)
    os.chdir(name)


if __name__ == "__main__":
    for preloaded in PRELOADED:
        importlib.import_module(preloaded)
    sys.dont_write_bytecode = True
    gc.disable()
    gc.collect()
    gc.freeze()
    Server(int(sys.argv[1])).serve()
