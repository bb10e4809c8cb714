"""What one measured thing is. A file of this folder each: it defines `rows()`, and perhaps `ratios()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

ONE = "one program"
THREE = "three tests"


@dataclass(frozen=True)
class Row:
    """One way to run a program.

    Attributes:
        name: what it is called in the report, and by ratios.
        task: `ONE`: a program that prints 1. `THREE`: a function that is called with three inputs.
        call: runs it once; returns whether the answer was right.
        close: gives up what it holds.
    """

    name: str
    task: str
    call: Callable[[], bool]
    close: Callable[[], object] = field(default=lambda: None)


@dataclass(frozen=True)
class Ratio:
    """A bound on the medians of two rows, measured in turns.

    Attributes:
        ours, peer: names of rows; left out where one of them is not there.
        most: the bound on ours / peer.
    """

    ours: str
    peer: str
    most: float


class AbsentError(Exception):
    """The peer is not installed here: what would bring it."""
