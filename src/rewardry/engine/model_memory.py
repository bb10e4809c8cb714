"""How much memory a model takes, told before it is taken: parameters times bytes, beside what is free."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry.errors import ConfigError

_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
_CGROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


class ModelTooLargeError(ConfigError):
    """A model's weights do not fit into the memory that is free; the message has both numbers."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the weights of a model take.

    Attributes:
        parameters: how many numbers they are.
        dtype: the type of a number: ``float32``, ``bfloat16``.
    """

    parameters: int
    dtype: str

    @property
    def bytes(self) -> int:
        """What they take, in bytes."""
        return self.parameters * _BYTES[self.dtype]

    def __str__(self) -> str:
        """For people: ``15.2 GB (7,615,616,512 parameters x 2 bytes, bfloat16)``."""
        return f"{in_words(self.bytes)} ({self.parameters:,} parameters x {_BYTES[self.dtype]} bytes, {self.dtype})"


def in_words(size: int) -> str:
    """A size in decimal units: ``15.2 GB``, ``350 kB``."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= 0.9995 * factor:  # from there on three digits of the smaller unit are four
            found = size / factor
            return f"{found:.3g} {unit}" if found < 999.5 else f"{found:,.0f} {unit}"
    return f"{size} bytes"


def footprint_of(config: Any, build: Callable[[Any], Any], dtype: str) -> Footprint:
    """What a model of a configuration takes; it is laid out without any memory for its numbers.

    Args:
        config: the configuration of transformers.
        build: makes the model of it.
        dtype: the type of its numbers.
    """
    import torch

    with torch.device("meta"):
        model = build(config)
    return Footprint(sum(parameter.numel() for parameter in model.parameters()), dtype)


def free_bytes(device: str) -> int | None:
    """The memory that is free on a device, in bytes: a GPU's own, or this machine's within its container's limit.

    None where the system does not say.
    """
    if device != "cpu":
        import torch

        return int(torch.cuda.mem_get_info(device)[0])
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            found = next((line for line in lines if line.startswith("MemAvailable:")), None)
    except OSError:
        found = None
    if found is not None:
        available: int | None = int(found.split()[1]) * 1024
    else:
        available = _pages()
    limit = _within_container()
    return limit if available is None else available if limit is None else min(available, limit)


def _pages() -> int | None:
    """What systems without /proc say."""
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def _within_container() -> int | None:
    """What is left of the memory of this process's control group, or None where there is no limit."""
    for most, used in _CGROUPS:
        try:
            limit, current = (Path(name).read_text(encoding="ascii").strip() for name in (most, used))
        except OSError:
            continue
        return None if limit == "max" or int(limit) > 1 << 60 else max(0, int(limit) - int(current))
    return None


def refuse_too_large(name: str, need: Footprint, device: str, free: int | None) -> None:
    """Refuse to load weights that do not fit.

    Args:
        name: the model's name or folder.
        need: what it takes.
        device: where it goes.
        free: what is free there, or None where nobody knows, and nothing is refused.

    Raises:
        ModelTooLargeError: says what it takes, what is free, and what can be done.
    """
    if free is not None and need.bytes > free:
        raise ModelTooLargeError(
            f"model {name!r} takes {need} on {device}, and {in_words(free)} are free there; choose a smaller model, "
            f"another `device`, or end what holds the memory"
        )
