"""What `rewardry doctor` says of this machine beside components: extras, a GPU, the folders that are written to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from rewardry.engine.cache.store import default_path
from rewardry.missing_packages import requirements_of
from rewardry.provenance import installed, installed_version
from rewardry.registry import CORE, canonical_name

Line = tuple[str, str, str]
_OK, _MISSING = "ok", "missing"
_FOR_DEVELOPERS = ("all", "docs", "test")
_SECONDS = 10.0


def machine_lines() -> Iterator[Line]:
    """What, state and details of each."""
    yield from extra_lines()
    yield gpu_line()
    yield from folder_lines()


def extra_lines() -> Iterator[Line]:
    """A line for each extra: the versions that it brought, or what it lacks and the command that brings it."""
    own = installed(CORE)
    if own is None:  # run from a checkout that is not installed
        return
    wanted = list(requirements_of(own))
    extras = sorted({one.extra for one in wanted if one.extra} - set(_FOR_DEVELOPERS))
    for extra in extras:
        names = [one.demand.name for one in wanted if one.extra == extra and canonical_name(one.demand.name) != CORE]
        found = {name: installed_version(name) for name in names}
        lacks = [name for name, has in found.items() if has is None]
        if lacks:
            yield f"extra {extra}", _MISSING, f"without {', '.join(lacks)}; pip install '{CORE}[{extra}]'"
        else:
            yield f"extra {extra}", _OK, ", ".join(f"{name} {has}" for name, has in found.items())


def gpu_line() -> Line:
    """The GPUs, as the driver of NVIDIA's tells them; torch, which takes seconds to import, is not asked."""
    tool = shutil.which("nvidia-smi")
    told = ""
    if tool is not None:
        try:
            done = subprocess.run([tool, "-L"], capture_output=True, text=True, timeout=_SECONDS)
            told = done.stdout if done.returncode == 0 else ""
        except (OSError, subprocess.TimeoutExpired):
            told = ""
    gpus = [line.partition(" (UUID")[0].strip() for line in told.splitlines() if line.startswith("GPU ")]
    if gpus:
        return "gpu", _OK, "; ".join(gpus)
    none = "none of NVIDIA's answers; scoring needs none, training and local models run on the CPU"
    return "gpu", _MISSING, f"{none}; for one that is there, install NVIDIA's driver until `nvidia-smi -L` names it"


def folder_lines() -> Iterator[Line]:
    """Where the cache of results is, and whether it can be written."""
    file = Path(os.environ.get("REWARDRY_CACHE") or default_path())
    size = f"{file.stat().st_size / 1e6:.1f} MB" if file.is_file() else "nothing in it yet"
    there = next(folder for folder in file.parents if folder.exists())
    if os.access(there, os.W_OK):
        yield "cache of results", _OK, f"{file} ({size}); used with --cache, and may be deleted at any time"
    else:
        yield "cache of results", _MISSING, f"{there} cannot be written; set REWARDRY_CACHE to a file elsewhere"
