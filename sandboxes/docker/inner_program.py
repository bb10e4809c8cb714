"""How a child of the inner server becomes a program: reads the request, gives up root, lays out files, begins.

In a container this text and that of the inner server are one, this one first; see there for the whole.
"""

import atexit
import contextlib
import fcntl
import gc
import importlib.machinery
import io
import json
import os
import random
import resource
import struct
import sys
import threading
import time
from types import CodeType, ModuleType, TracebackType
from typing import Any

REQUEST = struct.Struct("<4sQIIdQQQI")  # magic, number, names, body, seconds, memory, disk, output, processes
FRAME = struct.Struct("<4scQ")  # magic, kind, size
ASKED = struct.Struct("<QdQQ")  # from a child that has read its request: number, seconds, memory, output bytes
BEGAN = struct.Struct("<d")  # from a child that begins the program, by the clock that all share
MAGIC = b"rwy1"
ROOM = "/box"  # the container's tmpfs: its group may create in it, others may only pass through
ROOM_GROUP = 999
HOME = ROOM + "/run"
COLLECT = ROOM + "/collect"
LAYING_OUT_FAILED = 120
REHEARSED = "import sys\ndef f(a, b=1):\n    return [x + b for x in a]\nprint(f([1]), f'{1!r}')\n"
PIPE_BYTES = 1 << 20
STACK_BYTES = 64 << 20
OPEN_FILES = 256


def read_exactly(descriptor: int, size: int) -> bytes:
    """That many bytes.

    Raises:
        EOFError: the other side has gone.
    """
    parts = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, *parts: Any) -> None:
    """Write bytes or views of them, all of them."""
    for part in parts:
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view) :]


def run_child(uid: int, asked: int, out: int, err: int, loaded: int) -> None:
    """In the child: wait, read the request, become the run's user, lay out its files and begin. Does not return."""
    status = 1
    try:
        prepare()
        head = REQUEST.unpack(read_exactly(0, REQUEST.size))
        magic, number, names, body, seconds, memory, disk, output, processes = head
        if magic != MAGIC:
            raise ValueError("the request does not begin as one")
        told = ASKED.pack(number, seconds, memory, output) + read_exactly(0, names)
        os.write(asked, struct.pack("<I", len(told)) + told)
        os.close(asked)
        size = struct.unpack("<I", read_exactly(0, 4))[0]
        request = json.loads(read_exactly(0, size))
        content = read_exactly(0, body - 4 - size)
        status = LAYING_OUT_FAILED
        if request["collect"]:
            with open(os.open(COLLECT, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(request["collect"], file)
        become(uid, disk, processes)
        stdin = lay_out(request, content)
        for number, descriptor in enumerate((stdin, out, err)):
            os.dup2(descriptor, number)
        keep = os.dup2(loaded, 3, inheritable=False)
        os.closerange(4, 256)
        os.write(keep, BEGAN.pack(time.monotonic()))
        os.close(keep)
    except EOFError:
        os._exit(status)  # the host has gone
    except BaseException as error:
        os.write(2, f"the run could not be laid out: {error!r}\n".encode())
        os._exit(status)
    if request["python"]:
        del content
        run_python(request)
    try:
        os.execvpe(request["command"][0], request["command"], request["environment"])
    except OSError as error:
        os.write(2, f"{request['command'][0]}: {error.strerror}\n".encode())
        os._exit(127)


def prepare() -> None:
    """What does not depend on the request, done while none is there.

    A child is a copy of the server whose pages are copied when they are first written to: a small rehearsal of what
    the request will need has most of that behind it, too.
    """
    os.setsid()
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # before the server, when the container's memory is used up
    os.setgroups([])
    os.umask(0o077)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 1 << 20),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_STACK, STACK_BYTES),
    ):
        set_limit(limit, value)
    random.seed(0)  # the same dice in every run, so that a program's verdict is the same every time
    make_streams()
    loader = Loader("__main__", "main.py")
    loader.source_to_code(json.loads(json.dumps([REHEARSED] * 3))[0].encode(), "main.py")


def set_limit(limit: int, value: int) -> None:
    """Set a limit, as far as the kernel knows it: gVisor's lacks some, which the probe of the layers finds."""
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (value, value))


def become(uid: int, disk: int, processes: int) -> None:
    """Drop root for the run's user, in a new directory of its own, under its limits."""
    os.setegid(ROOM_GROUP)
    os.seteuid(uid)
    os.mkdir(HOME, 0o700)
    os.seteuid(0)
    set_limit(resource.RLIMIT_FSIZE, disk)
    set_limit(resource.RLIMIT_NPROC, processes)
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.chdir(HOME)


def lay_out(request: Any, content: bytes) -> int:
    """Write the files of a request, and open what the program will read."""
    at = 0
    for name, size, mode in request["files"]:
        with open(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as file:
            file.write(content[at : at + size])
        at += size
    stdin = content[at : at + request["stdin"]]
    if len(stdin) <= PIPE_BYTES:
        reader, writer = os.pipe()
        try:
            fcntl.fcntl(writer, 1031, max(65536, len(stdin)))  # F_SETPIPE_SZ, which the module names since 3.10
            os.set_blocking(writer, False)
            fits = os.write(writer, stdin) == len(stdin) if stdin else True
        except OSError:
            fits = False
        os.close(writer)
        if fits:
            return reader
        os.close(reader)
    unnamed = "." * 200  # by no chance the name of one of the files
    with open(unnamed, "xb") as file:
        file.write(stdin)
    descriptor = os.open(unnamed, os.O_RDONLY)
    os.unlink(unnamed)
    return descriptor


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a program without looking for a compiled one."""

    def get_code(self, fullname: str) -> CodeType:
        """The code of the file."""
        return self.source_to_code(self.get_data(self.path), self.path)


def make_streams() -> None:
    """Python's own standard streams, anew: text in UTF-8, and nothing in their buffers."""
    for name, number, mode, errors in (
        ("stdin", 0, "rb", "surrogateescape"),
        ("stdout", 1, "wb", "surrogateescape"),
        ("stderr", 2, "wb", "backslashreplace"),
    ):
        buffer: Any = open(number, mode, closefd=False)  # noqa: SIM115 - it is the program's to the end
        stream = io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=name == "stderr")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def run_python(request: Any) -> None:
    """Run a Python program in this very process, as the interpreter would. Does not return."""
    os.environ.clear()
    os.environ.update(request["environment"])
    path = f"{HOME}/{request['command'][0]}"
    sys.argv[:] = [path, *request["command"][1:]]
    sys.path.insert(0, HOME)
    module = ModuleType("__main__")
    module.__file__ = path
    sys.modules["__main__"] = module
    gc.enable()
    code = 0
    try:
        Loader("__main__", path).exec_module(module)
    except SystemExit as end:
        code = exit_code(end)
    except BaseException as error:
        code = 1
        report(error, path)
    os._exit(finish(code))


def exit_code(end: SystemExit) -> int:
    """The status of an exit, as the interpreter makes it."""
    if end.code is None or isinstance(end.code, int):
        number = end.code or 0
        return number & 0xFF if -(1 << 63) <= number < 1 << 63 else 0xFF
    for part in (end.code, "\n"):
        with contextlib.suppress(BaseException):
            print(part, end="", file=sys.stderr)
    return 1


def report(error: BaseException, path: str) -> None:
    """Print the traceback, without the frames of this server."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    with contextlib.suppress(BaseException):
        sys.excepthook(type(error), error.with_traceback(trace), trace)


def finish(code: int) -> int:
    """What the interpreter does at the end: threads, exit handlers, buffers."""
    for step in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        with contextlib.suppress(BaseException):
            step()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            code = code or 120
    for found in (sys.__stdout__, sys.__stderr__, *list(vars(sys.modules.get("__main__", sys)).values())):
        if issubclass(type(found), (io.TextIOWrapper, io.BufferedWriter)):  # what the program never closed
            with contextlib.suppress(BaseException):
                found.flush()
    return code
