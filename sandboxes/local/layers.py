"""The layers of `local`: what each stops, whether it is wanted of programs of anyone, and what brings it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rewardry.sandbox import Layer


@dataclass(frozen=True)
class Wanted:
    """A layer that may be there.

    Attributes:
        name, stops: as in `Layer`.
        mends: how to get it.
        required: whether programs of anyone are refused without.
    """

    name: str
    stops: str
    mends: str
    required: bool = True


_CONTAINER = "in a container, start it with --security-opt seccomp=unconfined"
WANTED = (
    Wanted("user namespace", "rights of root, even after a mistake in a set-uid program", _CONTAINER),
    Wanted("pid namespace", "signals to others, a view of them, processes that outlive the run", _CONTAINER),
    Wanted("mount namespace", "sight of this machine's files; all but the toolchains is not there", _CONTAINER),
    Wanted("network namespace", "the network, this machine's own services included", _CONTAINER),
    Wanted("ipc namespace", "shared memory and queues of System V", _CONTAINER),
    Wanted("no capabilities", "mounts, devices, raw access", "the kernel refused capset; update it"),
    Wanted("no new privileges", "set-uid programs", "Linux 3.5 or newer is needed"),
    Wanted(
        "landlock",
        "opening files beyond the toolchains and the private directory, if the mount namespace should fail",
        "Linux 5.13 or newer with landlock among its security modules is needed: add lsm=landlock,... to the kernel's "
        "command line; " + _CONTAINER,
    ),
    Wanted(
        "seccomp",
        "io_uring, keys, bpf, userfaultfd, ptrace, perf, sockets, System V memory, mounts, new namespaces",
        "a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64 is needed",
    ),
    Wanted("private directory", "files left behind, full disks: a tmpfs with a size and a number of files", _CONTAINER),
    Wanted(
        "process limit", "fork and thread bombs", "start as an ordinary user, or as root with other users to become"
    ),
    Wanted("unprivileged user", "what only root may do, should a namespace fail", "start it as an ordinary user"),
    Wanted("memory limit", "memory bombs, over all processes of a run", "a /proc with children files is needed"),
    Wanted("memory cgroup", "memory bombs, at once and by the kernel itself", "", required=False),
    Wanted(
        "own proc",
        "surprises for programs that read /proc or open /dev/stdin, and for Java and Rust, which need it",
        "the kernel gives none where this machine's own /proc is partly hidden, as in a container; start that with "
        "--security-opt systempaths=unconfined",
        required=False,
    ),
)
CLAIMS = (
    "No program sees a file of this machine but the toolchains, which are read-only, or a process but its own.",
    "No program reaches a network or a socket, not even of this machine.",
    "Nothing of a run is left: its processes are killed with their namespace, its files go with their tmpfs, and no "
    "process is forked from one that has held another run's data.",
    "Wall clock, output, processes, files and memory are limited for a run as a whole.",
    "The caller's memory, environment and open files are in none of the processes that programs run in.",
)
LIMITS = (
    "Exploits of the kernel: every program talks to this machine's own kernel, less what seccomp takes away.",
    "Side channels: timing, caches, and the load that others make.",
    "CPU time is shared with this machine; a run may be slower than it would be alone.",
)
_SPIKES = "Spikes of memory between two samples, 10 ms apart: no cgroup is writable here."


def record(found: Mapping[str, bool], cgroup_problem: str | None) -> tuple[Layer, ...]:
    """The layers as a probe found them.

    Args:
        found: whether each is there; a name that is missing is not.
        cgroup_problem: why there is no cgroup.
    """
    layers = []
    for wanted in WANTED:
        present = found.get(wanted.name, False)
        mends = cgroup_problem if wanted.name == "memory cgroup" else wanted.mends
        layers.append(Layer(wanted.name, wanted.stops, present, None if present else mends or wanted.mends))
    return tuple(layers)


def refusal(layers: tuple[Layer, ...]) -> str | None:
    """Why programs of anyone cannot be taken, or None where they can."""
    required = {wanted.name for wanted in WANTED if wanted.required}
    missing = [f"{layer.name} ({layer.missing})" for layer in layers if not layer.present and layer.name in required]
    if not missing:
        return None
    return (
        f"the sandbox local does not take programs of anyone here: missing {'; '.join(missing)}. Use the sandbox "
        "docker, or set trust=cooperative for programs that mean no harm"
    )


def limits_here(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """What is not covered on this machine."""
    absent = {layer.name for layer in layers if not layer.present}
    required = [wanted for wanted in WANTED if wanted.required and wanted.name in absent]
    spikes = (_SPIKES,) if "memory cgroup" in absent else ()
    return (*LIMITS, *spikes, *(f"Without {wanted.name}: {wanted.stops}." for wanted in required))
