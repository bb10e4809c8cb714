"""Runs the programs of the set: our own and their mutants, which mean no harm, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# Seconds for all tests of a program; what takes longer is left out of the set, for labels depend on no machine.
LIMIT = 20
# Set in the process itself: 1 GiB of memory, which no program here needs.
_LIMITED = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
_CALLS = """
import json as _json
import sys as _sys
_results = []
for _arguments in _json.load(_sys.stdin):
    try:
        _results.append(["ok", {name}(*_arguments)])
    except Exception as _error:
        _results.append(["error", type(_error).__name__])
print(_json.dumps(_results))
"""


def results(program: str, entry_point: str, inputs: list[Any]) -> list[Any] | None:
    """What a program answers to each input, or None where it takes too long or too much memory.

    Args:
        program: its text.
        entry_point: the function to call; empty for a program from standard input to standard output.
        inputs: texts, or lists of arguments.

    Returns:
        For each input the output, with ``error`` in front where it failed.
    """
    if not entry_point:
        found = [_run(program, text) for text in inputs]
        return None if any(one is None for one in found) else found
    answer = _run(program + _CALLS.format(name=entry_point), json.dumps(inputs))
    if answer is None:
        return None
    try:
        made: list[Any] = json.loads(answer[1])
    except ValueError:
        return [["error", "no answer"] for _ in inputs]
    return made


def _run(program: str, text: str) -> list[str] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.py")
        path.write_text(_LIMITED + program, encoding="utf-8")
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-S", str(path)],
                input=text,
                capture_output=True,
                text=True,
                timeout=LIMIT,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            return None
    return ["ok" if done.returncode == 0 else "error", done.stdout]
