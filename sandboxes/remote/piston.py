"""Piston (engineer-man/piston), version 2 of its API: ``GET /api/v2/runtimes``, ``POST /api/v2/execute``.

A request holds ``language``, ``version``, ``files`` (the first is the program; the others' encoding may be base64),
``stdin``, ``args``, ``run_timeout``, ``run_cpu_time``, ``compile_timeout`` (milliseconds) and ``run_memory_limit``
(bytes). The answer has ``run``, and ``compile`` for compiled languages, each with ``stdout``, ``stderr``, ``code``,
``signal``, and, of newer servers, ``status`` (``RE``, ``SG``, ``TO``, ``OL``, ``EL``, ``XX`` or null), ``message``,
``wall_time``, ``cpu_time`` (milliseconds) and ``memory`` (bytes). Older servers tell a killed program by its signal.

What it does not do: bring files back. A limit above what its operator set is refused; its output limit is 1,024 bytes
unless the operator raised it (``PISTON_OUTPUT_MAX_SIZE``), and a program that exceeds it is told as one that did.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Mapping
from typing import Any

from rewardry.sandbox import Ended, Execution, Program

from .linux_signals import NUMBERS, SIGKILL
from .protocol import Ask, Protocol, UnusableError, as_bytes, as_text, measured, member

# Ours to its own, the names that its packages go by.
_NAMES = {
    "bash": ("bash", "main.sh"),
    "c": ("c", "main.c"),
    "cpp": ("c++", "main.cpp"),
    "go": ("go", "main.go"),
    "java": ("java", "Main.java"),
    "javascript": ("javascript", "main.js"),
    "python": ("python", "main.py"),
    "rust": ("rust", "main.rs"),
}
_COMPILE_MILLISECONDS = 10_000  # what a server allows unless its operator changed it
_ENDED = {"TO": Ended.TIME, "OL": Ended.OUTPUT, "EL": Ended.OUTPUT}


class Piston(Protocol):
    """Speaks to a Piston server."""

    def __init__(self) -> None:
        self._versions: Mapping[str, str] | None = None
        self._lock = threading.Lock()

    def languages(self, ask: Ask) -> Mapping[str, str]:
        """What it has installed; asked once."""
        with self._lock:
            if self._versions is None:
                self._versions = _versions(ask("/api/v2/runtimes", None, 0.0))
            return self._versions

    def refusal(self, program: Program) -> str | None:
        """A language it does not know, or files that are to come back."""
        if program.language not in _NAMES:
            return f"Piston has no language {program.language!r}; it has {', '.join(_NAMES)}"
        if program.collect:
            return "Piston brings no files back"
        return None

    def run(self, program: Program, ask: Ask) -> Execution:
        """Run a program; one that has to be compiled is compiled by the service each time."""
        versions = self.languages(ask)
        if program.language not in versions:
            raise UnusableError(
                f"it has no {program.language} installed, only {', '.join(versions) or 'nothing'}; its operator can "
                "install it (POST /api/v2/packages)"
            )
        name, file = _NAMES[program.language]
        milliseconds = int(program.limits.seconds * 1000)
        others = [
            {"name": other, "content": base64.b64encode(content).decode(), "encoding": "base64"}
            for other, content in program.files.items()
        ]
        answer = ask(
            "/api/v2/execute",
            {
                "language": name,
                "version": versions[program.language],
                "files": [{"name": file, "content": program.source}, *others],
                "stdin": as_text(program.stdin, "standard input"),
                "args": list(program.arguments),
                "run_timeout": milliseconds,
                "run_cpu_time": milliseconds,
                "compile_timeout": _COMPILE_MILLISECONDS,
                "compile_cpu_time": _COMPILE_MILLISECONDS,
                "run_memory_limit": program.limits.memory_mb << 20,
            },
            program.limits.seconds + _COMPILE_MILLISECONDS / 1000,
        )
        compiled = member(answer, "compile", dict, optional=True)
        if compiled is not None and (compiled.get("code") != 0 or compiled.get("signal")):
            return _execution(compiled, program)
        return _execution(member(answer, "run", dict), program)


def _versions(answer: Any) -> dict[str, str]:
    if not isinstance(answer, list):
        raise UnusableError("its list of runtimes is none")
    found = {}
    for language, (name, _) in _NAMES.items():
        known = [runtime for runtime in answer if name in _known_as(runtime)]
        if known:
            found[language] = member(max(known, key=lambda runtime: _preference(runtime, name)), "version", str)
    return found


def _known_as(runtime: Any) -> list[Any]:
    return [member(runtime, "language", str), *(member(runtime, "aliases", list, optional=True) or [])]


def _preference(runtime: Any, name: str) -> tuple[bool, bool, list[int]]:
    """Which of two runtimes of a language to take: not Deno for Node's, the one of that very name, the newest."""
    version = [int(number) for number in re.findall(r"\d{1,9}", member(runtime, "version", str))]
    return runtime.get("runtime") != "deno", runtime["language"] == name, version


def _execution(stage: Mapping[str, Any], program: Program) -> Execution:
    status = member(stage, "status", str, optional=True)
    code, name = member(stage, "code", int, optional=True), member(stage, "signal", str, optional=True)
    memory = measured(stage, "memory")
    message = member(stage, "message", str, optional=True) or ""
    written: dict[str, Any] = {
        "stdout": as_bytes(member(stage, "stdout", str, optional=True)),
        "stderr": as_bytes(member(stage, "stderr", str, optional=True)),
        "seconds": (measured(stage, "wall_time") or 0.0) / 1000,
        "memory_mb": None if memory is None else memory / (1 << 20),
    }
    if status == "XX":
        raise UnusableError(f"the sandbox failed: {message or 'no reason given'}")
    if status in _ENDED:
        return Execution(_ENDED[status], **written)
    if name is not None:
        number = _number(name)
        full = memory is not None and memory >= 0.98 * (program.limits.memory_mb << 20)
        if number == SIGKILL and (full or "memory" in message.lower()):
            return Execution(Ended.MEMORY, **written)
        if number == SIGKILL and status is None:
            return Execution(Ended.TIME, **written)  # an older server: its own kill at the time limit
        return Execution(Ended.SIGNALLED, signal=number, **written)
    if code is None:
        raise UnusableError("the answer has neither an exit code nor a signal")
    return Execution(Ended.EXITED, exit_code=code, **written)


def _number(name: str) -> int:
    try:
        return NUMBERS[name]
    except KeyError:
        raise UnusableError(f"the answer names the signal {name!r}, which does not exist") from None
