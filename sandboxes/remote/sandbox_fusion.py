"""SandboxFusion (bytedance/SandboxFusion): ``POST /run_code``.

A request holds ``language``, ``code``, ``stdin``, ``run_timeout``, ``compile_timeout`` (seconds), ``memory_limit_MB``,
``files`` (path to base64) and ``fetch_files``. The answer's ``status`` is ``Success``, ``Failed`` or ``SandboxError``;
``compile_result`` and ``run_result`` have a ``status`` of ``Finished``, ``TimeLimitExceeded`` or ``Error``, the
``return_code``, ``stdout``, ``stderr`` and ``execution_time``.

What it does not tell: whether a program was ended for its memory. It does not limit processes, files or disk, and takes
no arguments. ``/dev/shm`` and the network are its operator's business.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from rewardry.sandbox import Ended, Execution, Program

from .linux_signals import SIGABRT, SIGKILL, SIGSEGV
from .protocol import Ask, Protocol, UnusableError, as_bytes, as_text, measured, member

_NAMES = {
    "bash": "bash",
    "cpp": "cpp",
    "go": "go",
    "java": "java",
    "javascript": "nodejs",
    "python": "python",
    "rust": "rust",
}
_NO_VERSION = "not told"
COMPILE_SECONDS = 60.0


class SandboxFusion(Protocol):
    """Speaks to a SandboxFusion server."""

    def languages(self, ask: Ask) -> Mapping[str, str]:
        """All that the protocol names: the service does not list what it has, and is asked for a run to see it live."""
        done = self.run(Program("python", "print(6 * 7)"), ask)
        if done.stdout.strip() != b"42":
            raise UnusableError(f"a program that prints 42 printed {done.stdout[:40]!r}")
        return dict.fromkeys(_NAMES, _NO_VERSION)

    def refusal(self, program: Program) -> str | None:
        """A language that it does not have, or arguments, which it cannot pass on."""
        if program.language not in _NAMES:
            return f"SandboxFusion has no language {program.language!r}; it has {', '.join(_NAMES)}"
        if program.arguments:
            return "SandboxFusion passes no arguments to programs"
        return None

    def run(self, program: Program, ask: Ask) -> Execution:
        """Run a program; one that has to be compiled is compiled by the service each time."""
        limits = program.limits
        answer = ask(
            "/run_code",
            {
                "language": _NAMES[program.language],
                "code": program.source,
                "stdin": as_text(program.stdin, "standard input"),
                "run_timeout": limits.seconds,
                "compile_timeout": COMPILE_SECONDS,
                "memory_limit_MB": limits.memory_mb,
                "files": {name: base64.b64encode(content).decode() for name, content in program.files.items()},
                "fetch_files": list(program.collect),
            },
            limits.seconds + COMPILE_SECONDS,
        )
        if member(answer, "status", str) not in ("Success", "Failed"):
            raise UnusableError(
                f"the sandbox failed: {member(answer, 'message', str, optional=True) or 'no reason given'}"
            )
        compiled = member(answer, "compile_result", dict, optional=True)
        if compiled is not None and (compiled.get("status") != "Finished" or compiled.get("return_code") != 0):
            return _execution(compiled)
        files = member(answer, "files", dict, optional=True) or {}
        return _execution(member(answer, "run_result", dict), _decoded(files, program))


def _execution(result: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> Execution:
    status = member(result, "status", str)
    written: dict[str, Any] = {
        "stdout": as_bytes(member(result, "stdout", str, optional=True)),
        "stderr": as_bytes(member(result, "stderr", str, optional=True)),
        "seconds": measured(result, "execution_time") or 0.0,
        "files": files or {},
    }
    if status == "TimeLimitExceeded":
        return Execution(Ended.TIME, **written)
    if status != "Finished":
        raise UnusableError(f"the sandbox failed: {written['stderr'][:200]!r}")
    code = member(result, "return_code", int)
    # A negative number is a signal, as Python's subprocess has it; a shell between adds 128.
    number = -code if code < 0 else code - 128 if code - 128 in (SIGKILL, SIGSEGV, SIGABRT) else 0
    if number:
        return Execution(Ended.SIGNALLED, signal=number, **written)
    return Execution(Ended.EXITED, exit_code=code, **written)


def _decoded(files: Mapping[str, Any], program: Program) -> dict[str, bytes]:
    found = {}
    for name in program.collect:
        if isinstance(files.get(name), str):
            try:
                content = base64.b64decode(files[name], validate=True)
            except ValueError:  # binascii.Error is one; a text beyond ASCII gives another
                raise UnusableError(f"the file {name!r} of the answer is no base64") from None
            if len(content) <= program.limits.output_bytes:
                found[name] = content
    return found
