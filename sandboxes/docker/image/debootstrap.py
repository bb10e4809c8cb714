"""An image without a registry: a Debian tree made by debootstrap, packed by tar, imported by the engine."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from rewardry.errors import ConfigError

from .recipe import SUPERFLUOUS, packages

# A tree with every toolchain is 2 GiB; in memory, where nothing waits for a disk, it is made in half the time.
_ROOM_BYTES = 3 << 30
_MEMORY = Path("/dev/shm")


def refuse_without_tools() -> None:
    """See that a tree can be made here.

    Raises:
        ConfigError: debootstrap is missing, or this is not root.
    """
    if shutil.which("debootstrap") is None:
        raise ConfigError("debootstrap is not installed; run, as root: apt-get install debootstrap")
    if os.geteuid() != 0:
        raise ConfigError(
            "only root can make a Debian tree; run `sudo rewardry sandbox build`, or build from a registry"
        )


@contextlib.contextmanager
def debian_tree(languages: Iterable[str], suite: str, mirror: str | None) -> Iterator[Path]:
    """A folder with a Debian system that has the toolchains of these languages; removed at the end.

    Args:
        languages: what goes into it.
        suite: Debian's release, for example ``bookworm``.
        mirror: where packages come from; default: debootstrap's own choice.

    Raises:
        ConfigError: it cannot be made; the message holds the last lines of debootstrap.
    """
    refuse_without_tools()
    with tempfile.TemporaryDirectory(prefix="rewardry-image-", dir=_place()) as folder:
        tree = Path(folder) / "root"
        command = ["debootstrap", "--variant=minbase", f"--include={','.join(packages(languages))}", suite, str(tree)]
        done = subprocess.run([*command, *([mirror] if mirror else [])], capture_output=True, text=True)
        if done.returncode:
            last = " ".join((done.stdout + done.stderr).strip().splitlines()[-4:])
            raise ConfigError(
                f"debootstrap failed ({' '.join(command[:3])} ...): {last}; is a Debian mirror reachable?"
            )
        _slim(tree)
        yield tree


def _place() -> str | None:
    """Memory, if there is plenty of it; else where temporary files go."""
    with contextlib.suppress(OSError):
        room = os.statvfs(_MEMORY)
        if room.f_bavail * room.f_frsize > _ROOM_BYTES and os.access(_MEMORY, os.W_OK):
            return str(_MEMORY)
    return None


def _slim(tree: Path) -> None:
    for path in SUPERFLUOUS:
        shutil.rmtree(tree / path, ignore_errors=True)
    for folder, _, names in os.walk(tree):
        for name in names:
            mode = os.lstat(path := os.path.join(folder, name)).st_mode
            if stat.S_ISREG(mode) and mode & 0o6000:
                os.chmod(path, stat.S_IMODE(mode) & 0o1777)


@contextlib.contextmanager
def packed(tree: Path) -> Iterator[IO[bytes]]:
    """A tree as a tar stream.

    Raises:
        ConfigError: tar failed.
    """
    command: Sequence[str] = ("tar", "--directory", str(tree), "--create", ".")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as packing:
        assert packing.stdout is not None
        yield packing.stdout
        packing.stdout.close()
        if packing.wait():
            raise ConfigError(f"tar could not pack {tree}: exit status {packing.returncode}")
