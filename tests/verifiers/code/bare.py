"""A sandbox for tests of what judges programs: it keeps nothing in, so that it is given programs of the tests' only."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import ClassVar

from rewardry.component import Runs
from rewardry.sandbox import Capabilities, Compilation, Ended, Execution, LiveSandbox, Sandbox

_STARTED = {
    "python": [sys.executable, "-ISE", "{source}"],
    "javascript": ["node", "{source}"],
    "bash": ["bash", "{source}"],
    "c": ["./program"],
    "cpp": ["./program"],
}
_COMPILED = {"c": ["gcc", "-O2", "-x", "c"], "cpp": ["g++", "-std=c++17", "-O2", "-x", "c++"]}


class Bare(Sandbox):
    """Runs programs as they are. `parallel`: runs at one time; `takes`: the trust that it claims."""

    runs: ClassVar[Runs] = "own"

    parallel: int = 2
    takes: str = "untrusted"
    broken: bool = False

    def open(self, runtime):
        return LiveBare(self)


class LiveBare(LiveSandbox):
    def __init__(self, settings):
        self._settings = settings
        self._lock = threading.Lock()
        self.now = self.most = self.compiled = 0
        self.given = []
        # No TemporaryDirectory: a forked child of the tests' process would take it away as it ends.
        self._folder = Path(tempfile.mkdtemp())
        self._made = {None: None}  # artifacts to the files that the compiler left

    def capabilities(self):
        languages = dict.fromkeys(_STARTED, "some")
        return Capabilities(self._settings.takes, languages, (), self._settings.parallel)

    def run(self, program):
        if self._settings.broken:
            return Execution(Ended.FAULT, fault="the engine stopped; start it again")
        with self._lock:
            self.given.append(program)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            with tempfile.TemporaryDirectory() as folder:
                return _run(program, Path(folder), self._made[program.artifact])
        finally:
            with self._lock:
                self.now -= 1

    def compile(self, program):
        if program.language not in _COMPILED:
            return Compilation(program, Execution(Ended.EXITED, 0))
        with self._lock:
            self.compiled += 1
            made = self._folder / str(self.compiled)
        command = [*_COMPILED[program.language], "-o", str(made), "-"]
        done = subprocess.run(command, input=program.source.encode(), capture_output=True)
        execution = Execution(Ended.EXITED, done.returncode, stderr=done.stderr)
        if done.returncode:
            return Compilation(None, execution)
        artifact = made.read_bytes()
        self._made[artifact] = made
        fields = {name: getattr(program, name) for name in program.__slots__}
        return Compilation(type(program)(**{**fields, "artifact": artifact}), execution)

    def close(self):
        shutil.rmtree(self._folder, ignore_errors=True)


def _run(program, folder, made):
    for name, content in program.files.items():
        (folder / name).write_bytes(content)
    source = folder / "the program"
    source.write_text(program.source, encoding="utf-8")
    if program.artifact is not None:
        # What this process itself writes is "busy" where another thread starts a process meanwhile.
        os.link(made, folder / "program")
    command = [part.format(source=source) for part in _STARTED[program.language]] + list(program.arguments)
    limit = program.limits.output_bytes
    try:
        done = subprocess.run(
            command, cwd=folder, input=program.stdin, capture_output=True, timeout=program.limits.seconds
        )
    except subprocess.TimeoutExpired:
        return Execution(Ended.TIME, seconds=program.limits.seconds)
    if max(len(done.stdout), len(done.stderr)) > limit:
        return Execution(Ended.OUTPUT, stdout=done.stdout[:limit])
    if done.returncode < 0:
        return Execution(Ended.SIGNALLED, signal=-done.returncode, stdout=done.stdout)
    return Execution(Ended.EXITED, done.returncode, stdout=done.stdout, stderr=done.stderr)
