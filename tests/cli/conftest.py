"""Running the command line: in this process, which is quick, or as a command of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from rewardry import plugins
from rewardry.cli.main import main

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("rewardry"))


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed, which must be JSON as the standard has it."""
        return json.loads(self.out, parse_constant=pytest.fail)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def examples():
    return ROOT / "examples"


@pytest.fixture
def toys():
    """The file of the toy components."""
    return ROOT / "tests" / "data" / "toy_components.py"


@pytest.fixture
def rewardry(folder, capfd):
    """Runs a command line in this process and in the test's folder."""

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main(list(map(str, arguments)))
        out, err = capfd.readouterr()
        return Done(leaving.value.code, out, err)

    return run


@pytest.fixture
def command(folder):
    """Runs a command line as a process of its own."""

    def run(*arguments, **options):
        given = {"capture_output": True, "cwd": folder, "timeout": 120, "stdin": subprocess.DEVNULL, **options}
        if "input" in given:
            del given["stdin"]
        done = subprocess.run([COMMAND, *map(str, arguments)], **given)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

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


@pytest.fixture
def write(folder):
    """Writes a file: a text as it is, rows as JSON Lines; gives its name."""

    def to_file(name, *content):
        lines = [line if isinstance(line, str) else json.dumps(line) for line in content]
        (folder / name).write_text("\n".join(lines) + "\n" if lines else "", encoding="utf-8")
        return name

    return to_file


@pytest.fixture
def read(folder):
    """The rows of a file of results, each of which must be whole and JSON."""

    def from_file(name):
        text = (folder / name).read_text(encoding="utf-8")
        assert text == "" or text.endswith("\n")
        return [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]

    return from_file


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
