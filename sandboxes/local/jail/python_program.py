"""Running a Python program in the interpreter that was forked, as ``python main.py`` would.

The objects of the standard streams are the zygote's, which began with pipes as well; only what lies below is new.
"""

from __future__ import annotations

import atexit
import io
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType, TracebackType


class _Loader(SourceFileLoader):
    """Loads a source without looking for a compiled one."""

    def get_code(self, fullname: str) -> CodeType:
        """The code of the file."""
        return self.source_to_code(self.get_data(self.path), self.path)


def run(path: str, argv: Sequence[str]) -> None:
    """Run the file at `path` as ``__main__`` and end the process as an interpreter would. Does not return."""
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
        _Loader("__main__", path).exec_module(main)
    except SystemExit as error:
        code = _exit_code(error)
    except BaseException as error:
        with suppress(BaseException):  # a hook of the program's may fail
            own = _own_frames(error.__traceback__, path)
            sys.excepthook(type(error), error.with_traceback(own), error.__traceback__)
        code = 1
    for step in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        with suppress(BaseException):  # as an interpreter does, which waits for threads
            step()
    return code if _is_flushed(main) else code or 120


def _is_flushed(main: ModuleType) -> bool:
    """Write what is in the buffers of the standard streams, and of files that the program never closed.

    Returns:
        False where a standard stream cannot be written to.
    """
    done = True
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            done = False
    for found in (sys.__stdout__, sys.__stderr__, *list(vars(main).values())):
        if issubclass(type(found), (io.TextIOWrapper, io.BufferedWriter)):
            with suppress(BaseException):
                found.flush()
    return done


def _exit_code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF if -(1 << 63) <= error.code < 1 << 63 else 0xFF
    for part in (error.code, "\n"):
        with suppress(BaseException):
            print(part, end="", file=sys.stderr)
    return 1


def _own_frames(trace: TracebackType | None, path: str) -> TracebackType | None:
    """The traceback from the program's first frame on, without ours."""
    found = trace
    while found is not None and found.tb_frame.f_code.co_filename != path:
        found = found.tb_next
    return found
