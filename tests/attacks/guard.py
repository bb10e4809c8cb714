"""Limits on processes and memory around a command, without which no attack is run.

They are limits of cgroups: those that lie on this process already, as in a container that was started with some, or a
group made for the command, by hand (version 1, as root) or by systemd (version 2).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PROCESSES, MEMORY_MB = 600, 6144
INSIDE = "REWARDRY_ATTACKS_INSIDE"
ROOT = Path("/sys/fs/cgroup")


def lacking():
    """The limits that do not lie on this process."""
    limits = {"processes": ("pids.max",), "memory": ("memory.limit_in_bytes", "memory.max")}
    return [what for what, names in limits.items() if not any(_limited(folder / n) for folder in _own() for n in names)]


def _own():
    """The groups of this process, from the innermost outwards."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        number, controllers, path = line.split(":", 2)
        base = ROOT if number == "0" and (ROOT / "cgroup.controllers").exists() else ROOT / (controllers or "unified")
        folder = base / path.lstrip("/")
        while folder.is_relative_to(base):
            yield folder
            folder = folder.parent


def _limited(file):
    try:
        text = file.read_text().strip()
    except OSError:
        return False
    return text != "max" and int(text) < 1 << 50


def run_within(command):
    """Run a command within limits; returns its exit status and how many of its processes it left."""
    if not lacking():
        return subprocess.run(command, env={**os.environ, INSIDE: ""}).returncode, 0
    groups = _make_groups()
    if groups:
        try:
            done = subprocess.run(command, env={**os.environ, INSIDE: ":".join(map(str, groups))})
            return done.returncode, _empty(groups)
        finally:
            for group in groups:
                with suppress(OSError):
                    group.rmdir()
    if shutil.which("systemd-run") and Path("/run/systemd/system").exists():
        user = [] if os.geteuid() == 0 else ["--user"]
        limits = ["-p", f"MemoryMax={MEMORY_MB}M", "-p", f"TasksMax={PROCESSES}"]
        command = ["systemd-run", *user, "--scope", "--quiet", *limits, *command]
        return subprocess.run(command, env={**os.environ, INSIDE: ""}).returncode, 0
    raise SystemExit(
        f"no attack is run: no limit on {' and '.join(lacking())} lies around this command and none can be made. Run "
        "it in a container started with --pids-limit and --memory, or as root, or with systemd-run"
    )


def _make_groups():
    """Groups of version 1 with limits, below this process's own; none where they cannot be made."""
    made = []
    with suppress(OSError):
        for controller, file, value in (
            ("pids", "pids.max", PROCESSES),
            ("memory", "memory.limit_in_bytes", MEMORY_MB << 20),
        ):
            own = next(f for f in _own() if f.is_relative_to(ROOT / controller) and f.is_dir())
            group = own / f"attacks-{os.getpid()}"
            group.mkdir()
            made.append(group)
            (group / file).write_text(str(value))
        return made
    for group in made:
        with suppress(OSError):
            group.rmdir()
    return []


def enter():
    """Move this process into the groups that were made for it; ends it where limits lack."""
    for group in filter(None, os.environ[INSIDE].split(":")):
        (Path(group) / "cgroup.procs").write_text("0")
    os.environ.pop(INSIDE)
    if lacking():
        sys.exit(f"no attack is run: there is no limit on {' and '.join(lacking())}")


def _empty(groups):
    """Kill what is left in the groups; returns how many processes that were."""
    left = set()
    for _ in range(100):
        found = {int(pid) for group in groups for pid in (group / "cgroup.procs").read_text().split()}
        if not found:
            break
        left |= found
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    return len(left)
