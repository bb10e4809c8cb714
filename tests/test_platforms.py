"""Systems that are not Linux: everything but workers and the local sandbox is imported and works there."""

import json
import subprocess
import sys

import pytest

from rewardry import platforms
from rewardry.engine.fork_server import ForkServer
from rewardry.errors import EngineError
from rewardry.platforms import why_no_local_sandbox, why_no_workers

# What is imported in a worker, a sandbox or a container only, which are on Linux (workers: also on macOS).
ONLY_THERE = (
    "rewardry.engine.worker",
    "rewardry.sandboxes.local.jail.",
    "rewardry.sandboxes.docker.",  # refused on Windows; see docs/platforms.md
)
# Makes this process look like one on another system: the standard library is loaded first, since it asks too.
ELSEWHERE = """
import asyncio, concurrent.futures, ctypes, importlib, json, multiprocessing, os, pkgutil, selectors, shutil, signal
import socket, sqlite3, subprocess, sys, sysconfig, tempfile, threading, time, traceback, urllib.request, uuid
import click, pluggy, pydantic, yaml  # are others' affair
sysconfig.get_config_vars()
system = sys.argv[1]
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in ("resource", "fcntl", "pwd", "grp", "termios", "pty"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
if system == "win32":
    sys.meta_path.insert(0, Absent())
    for name in ("resource", "fcntl", "pwd", "grp", "termios", "pty"):
        sys.modules.pop(name, None)
    for module, names in {
        os: "fork setsid killpg getuid geteuid getgid getegid register_at_fork sysconf setpgid getpgid O_CLOEXEC",
        signal: "SIGKILL SIGHUP SIGQUIT SIGUSR1 SIGUSR2 SIGPIPE SIGALRM SIGSTOP SIGCONT SIGXCPU SIGXFSZ SIGSYS",
        socket: "AF_UNIX SOCK_SEQPACKET send_fds recv_fds",
        time: "clock_gettime",
    }.items():
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)
for name in ("sched_getaffinity", "sched_setaffinity", "O_PATH"):
    if hasattr(os, name):
        delattr(os, name)
sys.platform = system
"""


def on(system, code):
    """What some code prints as JSON on another system."""
    done = subprocess.run(
        [sys.executable, "-c", f"{ELSEWHERE}\n{code}", system], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


EVERY_MODULE = """
import rewardry
failed = {}
for found in pkgutil.walk_packages(rewardry.__path__, "rewardry.", onerror=lambda name: None):
    try:
        importlib.import_module(found.name)
    except BaseException as error:
        name = getattr(error, "name", None) or ""
        ours = name in ("resource", "fcntl", "pwd", "grp", "termios", "pty") or not isinstance(error, ImportError)
        if ours:
            failed[found.name] = repr(error)
print()
print(json.dumps(failed))
"""


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_every_module_is_imported_but_those_of_workers_and_sandboxes(system):
    failed = on(system, EVERY_MODULE)
    assert {name: why for name, why in failed.items() if not name.startswith(ONLY_THERE)} == {}
    assert bool(failed) == (system == "win32"), "the system stands in for nothing"


WORK = """
import rewardry
rewardry.Recipe.load("deepseek-r1-zero")
rows = [{"completion": "<think>340 + 51</think><answer>391</answer>", "reference": "391"}]
scored = rewardry.score("deepseek-r1-zero", rows)
verdict = rewardry.verify("choice", "<answer>B</answer>", "B")
from rewardry.cli.main import main
with open("rows.jsonl", "w") as file:
    file.write(json.dumps(rows[0]) + "\\n")
try:
    main(["score", "deepseek-r1-zero", "rows.jsonl", "-o", "out.jsonl", "--json"])
except SystemExit as end:
    code = end.code
from rewardry.plugins import registry
from rewardry.sandbox import SandboxUnavailableError
from rewardry.engine.runtime import default_runtime
refused = {}
for sandbox in ("local", "docker") if system == "win32" else ("local",):
    try:
        registry().find("sandbox", sandbox).load()().open(default_runtime())
    except SandboxUnavailableError as error:
        refused[sandbox] = str(error)
print()
print(json.dumps([scored[0].total, verdict.status, code, open("out.jsonl").read(), refused]))
"""


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_rows_are_scored_and_the_local_sandbox_says_what_to_use_instead(system, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    total, status, code, rows, refused = on(system, WORK)
    assert (total, status, code) == (2.0, "correct", 0)
    assert json.loads(rows)["total"] == 2.0
    assert refused["local"].startswith("the sandbox local needs the namespaces and filters of Linux, which ")
    instead = {"win32": "run rewardry under WSL 2", "darwin": "use sandbox=docker (pip install 'rewardry[docker]'"}
    assert instead[system] in refused["local"]
    assert ("docker" in refused) == (system == "win32")
    assert all("run rewardry under WSL 2" in why for why in refused.values()) == (system == "win32")


def test_without_fork_workers_are_refused_with_what_to_do(monkeypatch, alone):
    assert why_no_workers() is None
    monkeypatch.setattr(platforms, "can_fork", lambda: False)
    alone(platforms, "sys", platform="win32")
    with pytest.raises(EngineError, match=r"which Windows cannot do.*WSL 2.*the engine 'inline'"):
        ForkServer()


def test_linux_has_a_local_sandbox_and_others_have_none(alone):
    alone(platforms, "sys", platform="linux")
    assert why_no_local_sandbox() is None
    alone(platforms, "sys", platform="freebsd14")
    assert platforms.why_no_docker_sandbox() is None
    assert "which freebsd14 does not have" in why_no_local_sandbox()
