"""What keeps programs in a container, as a program inside sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rewardry.sandbox import Ended, Execution, Layer, Limits, SandboxUnavailableError

# Looks around in the container as any program could, and tries what must fail.
PROBE = """
import ctypes, errno, json, os, sys

def word(path, key):
    try:
        with open(path) as file:
            return next(line.split()[1] for line in file if line.startswith(key))
    except (OSError, StopIteration):
        return None

def fails(attempt):
    try:
        attempt()
    except Exception:
        return True
    return False

def processes():
    made = []
    try:
        for _ in range(64):
            child = os.fork()
            if not child:
                import time
                time.sleep(20)
                os._exit(0)
            made.append(child)
    except OSError:
        pass
    for child in made:
        os.kill(child, 9)
        os.waitpid(child, 0)
    return 1 + len(made)

def call(number, *arguments):
    library = ctypes.CDLL(None, use_errno=True)
    return library.syscall(number, *arguments) < 0 and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS)

def network():
    import socket
    socket.socket()

def memory():
    for path in ("memory/memory.limit_in_bytes", "memory.max"):
        try:
            return int(open("/sys/fs/cgroup/" + path).read())
        except (OSError, ValueError):
            pass

room = os.statvfs(".")
status = "/proc/self/status"
print(json.dumps({
    "uid": os.getuid(),
    "capabilities": int(word(status, "CapEff") or "-1", 16) | int(word(status, "CapPrm") or "-1", 16),
    "no_new_privileges": word(status, "NoNewPrivs") == "1",
    "seccomp": word(status, "Seccomp:") == "2" and call(425, 1, ctypes.create_string_buffer(120)),
    "interfaces": sorted(os.listdir("/sys/class/net")) if os.path.isdir("/sys/class/net") else None,
    "no_sockets": fails(network),
    "read_only": bool(os.statvfs("/").f_flag & os.ST_RDONLY),
    "shared_memory": any(os.access(path, os.W_OK) for path in ("/dev/shm", "/dev/mqueue")),
    "alone": sum(os.path.exists(f"/proc/{p}/cmdline") for p in os.listdir("/proc") if p.isdigit()) <= 3,
    "private": oct(os.stat(".").st_mode & 0o777) == "0o700" and os.stat(".").st_uid == os.getuid(),
    "disk": room.f_blocks * room.f_frsize,
    "files": room.f_files,
    "memory": memory(),
    "processes": processes(),
    "writable": [p for p in ("/", "/tmp", "/var/tmp", "/dev", "/run", "/box", "/proc/1") if os.access(p, os.W_OK)],
}))
"""

CLAIMS = (
    "no network, not even sockets inside the container",
    "no file of the host, and nothing to write to but one directory, limited in size and files",
    "memory and processes of a whole run limited by the kernel, wall clock and output from outside",
    "no capability, no way to gain one, a short list of system calls",
    "nothing of a run survives it: processes, files, shared memory, message queues, keys",
    "expected answers are never in a container",
)
LIMITS = (
    "faults of the kernel, unless runtime=runsc",
    "side channels between programs that run at the same time",
    "the inner server, which all programs of a container share, one after the other",
    "an engine or an image that somebody else controls",
)


# Holds more memory than it may, and says so where nobody minds.
HOG = "kept = bytearray(b'x') * (512 << 20)\nprint(len(kept))"
HOG_LIMITS = Limits(seconds=20.0, memory_mb=64)


def has_own_kernel(runtime: str | None) -> bool:
    """Whether a runtime is gVisor's, in which some layers look otherwise or are needless."""
    return runtime is not None and "runsc" in runtime


def layers_of(seen: Execution, limits: Limits, runtime: str | None, hog: Execution | None = None) -> tuple[Layer, ...]:
    """The layers, out of what the probe saw.

    Args:
        seen: the probe's execution.
        limits: those it ran under.
        runtime: the engine's runtime that was asked for.
        hog: what became of `HOG`, where the limit on memory cannot be read.

    Raises:
        SandboxUnavailableError: the probe gave no answer.
    """
    facts = _facts(seen)
    own_kernel = has_own_kernel(runtime)
    writable = facts.get("writable")
    limited = hog.ended is not Ended.EXITED if hog else 0 < (facts.get("memory") or 0) < 1 << 40
    mib = 1 << 20
    wanted = [
        ("own user", "reading and killing what belongs to others", facts.get("uid", 0) != 0, "programs run as root"),
        ("no capabilities", "acting as root", facts.get("capabilities") == 0, "the engine does not drop them"),
        (
            "no new privileges",
            "setuid programs",
            facts.get("no_new_privileges") or own_kernel,
            "an engine that sets the flag",
        ),
        ("no network", "talking to anyone", facts.get("interfaces") in (["lo"], None), "there is a network"),
        (
            "system calls",
            "ways into the kernel and to other processes",
            facts.get("seccomp") or own_kernel,
            "an engine with seccomp",
        ),
        ("no sockets", "talking inside the container", facts.get("no_sockets") or own_kernel, "seccomp does not bite"),
        (
            "read-only root",
            "changing tools and libraries",
            facts.get("read_only") or (own_kernel and writable == []),
            "it can be written to",
        ),
        ("no shared memory", "leaving something for later", facts.get("shared_memory") is False, "it can be written"),
        ("own processes", "seeing other runs and the host", facts.get("alone"), "processes of others are seen"),
        ("own directory", "reading other runs' files", facts.get("private"), "the directory is not private"),
        ("nothing else to write to", "hiding things", writable == [], f"{writable}"),
        ("disk limit", "filling memory with files", facts.get("disk") == limits.disk_mb * mib, "no size on the tmpfs"),
        (
            "file limit",
            "using up inodes",
            0 < facts.get("files", 0) <= limits.files + 64 or own_kernel,
            "no count on the tmpfs",
        ),
        (
            "memory limit",
            "using up the machine's memory",
            limited,
            "the kernel's memory cgroup, which the engine warns of in `docker info`",
        ),
        (
            "process limit",
            "fork bombs",
            facts.get("processes", 99) <= limits.processes + 16,
            "the kernel's pids cgroup",
        ),
    ]
    return tuple(
        Layer(name, stops, bool(present), None if present else missing) for name, stops, present, missing in wanted
    )


def missing_for_untrusted(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Those layers without which programs of anyone are not taken: all of them."""
    return tuple(layer for layer in layers if not layer.present)


def _facts(seen: Execution) -> Mapping[str, Any]:
    try:
        found = json.loads(seen.stdout) if seen.ended is Ended.EXITED and seen.exit_code == 0 else None
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    said = seen.fault or seen.stderr[-300:].decode("utf-8", "replace")
    raise SandboxUnavailableError(f"the first program in a container, which looks around, gave no answer: {said}")
