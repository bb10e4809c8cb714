"""Running the command line as a process of its own, and commands that plugins add to it."""

import contextlib
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from rewardry import plugins

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("rewardry"))


@pytest.fixture
def examples():
    return ROOT / "examples"


@pytest.fixture
def command(folder, ended):
    """Runs a command line as a process of its own."""

    def run(*arguments, **options):
        given = {"capture_output": True, "cwd": folder, "timeout": 120, "stdin": subprocess.DEVNULL, **options}
        if "input" in given:
            del given["stdin"]
        done = subprocess.run([COMMAND, *map(str, arguments)], **given)
        return ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def start(folder):
    """Starts a command line and gives its process; whatever still runs after the test is killed."""
    started = []

    def begin(*arguments, **options):
        pipe = subprocess.PIPE
        given = {"stdin": subprocess.DEVNULL, "stdout": pipe, "stderr": pipe, "cwd": folder, **options}
        started.append(subprocess.Popen([COMMAND, *map(str, arguments)], **given))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def killed_if_it_hangs():
    """A block within which a process is killed if it does not end in time."""

    @contextlib.contextmanager
    def watch(process, seconds=60):
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    return watch


@pytest.fixture(scope="session")
def rest():
    """What comes out of a terminal until nobody writes to it any more."""

    def read(terminal):
        found = b""
        with contextlib.suppress(OSError):  # the other side is closed
            while data := os.read(terminal, 65536):
                found += data
        os.close(terminal)
        return found

    return read


@pytest.fixture
def workers_of():
    """The processes below a process."""

    def below(pid):
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
                except (OSError, IndexError):
                    continue
                if parent == pid:
                    found += [int(entry), *below(int(entry))]
        return found

    return below


@dataclass
class Implementation:
    """A hook implementation as pluggy hands it out."""

    plugin_name: str
    function: object
    argnames: tuple = ()


@pytest.fixture
def adding_commands(monkeypatch):
    """Makes plugins add commands: what each one's hook returns, by the plugin's name."""

    def add(**hooks):
        found = [
            Implementation(name, hook if callable(hook) else lambda hook=hook: hook) for name, hook in hooks.items()
        ]
        hook = type("Hook", (), {"get_hookimpls": lambda self: found})()
        quiet = type("Hook", (), {"get_hookimpls": lambda self: []})()
        names = {"rewardry_commands": hook, "rewardry_batch_scored": quiet}
        manager = type("Manager", (), {"hook": type("Hooks", (), names)()})()
        loaded = plugins.loaded()
        patched = plugins.Loaded(loaded.registry, loaded.records, manager)
        monkeypatch.setattr(plugins, "loaded", lambda: patched)

    return add
