"""Running a Python program in the interpreter that was forked, as ``python main.py`` would."""

from __future__ import annotations

import atexit
import io
import os
import sys
import threading
from collections.abc import Sequence
from importlib.machinery import SourceFileLoader
from types import ModuleType, TracebackType


def run(path: str, argv: Sequence[str]) -> None:
    """Run the file at `path` as ``__main__`` and end the process as an interpreter would. Does not return."""
    _open_standard_streams()
    main = ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=sys.modules["builtins"])
    for name in [name for name in sys.modules if name.partition(".")[0] == "jail"]:
        del sys.modules[name]
    sys.modules["__main__"] = main
    sys.argv = list(argv)
    sys.path.insert(0, os.path.dirname(path))
    code = _outcome(path, main)
    os._exit(code)


def _outcome(path: str, main: ModuleType) -> int:
    code = 0
    try:
        SourceFileLoader("__main__", path).exec_module(main)
    except SystemExit as error:
        code = _exit_code(error)
    except BaseException as error:
        sys.excepthook(type(error), error.with_traceback(_own_frames(error.__traceback__, path)), error.__traceback__)
        code = 1
    try:
        threading._shutdown()  # type: ignore[attr-defined]  # waits for its threads, as an interpreter does
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as error:
        code = _exit_code(error)
    except BaseException:
        code = code or 120
    return code


def _exit_code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _own_frames(trace: TracebackType | None, path: str) -> TracebackType | None:
    """The traceback from the program's first frame on, without ours."""
    found = trace
    while found is not None and found.tb_frame.f_code.co_filename != path:
        found = found.tb_next
    return found


def _open_standard_streams() -> None:
    """New objects on the run's own descriptors, for the old ones knew others."""
    sys.stdin = sys.__stdin__ = _text(0, "r", "surrogateescape", False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _text(1, "w", "surrogateescape", False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _text(2, "w", "backslashreplace", True)  # type: ignore[misc]


def _text(fd: int, mode: str, errors: str, line_buffering: bool) -> io.TextIOWrapper:
    raw = io.FileIO(fd, mode, closefd=False)
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, "utf-8", errors, line_buffering=line_buffering)
