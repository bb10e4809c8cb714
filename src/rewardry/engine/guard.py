"""The guard: notices when a component fails for so many samples that going on does harm.

A judge whose server is down, a sandbox without disk, a library that was upgraded: each makes thousands of rows that say
nothing. The guard looks at the last results of every component. On the command line a run stops; in training, which
nobody may stop because of a reward, it says so in the log.
"""

from __future__ import annotations

import collections
import itertools
from dataclasses import dataclass
from typing import Literal

from rewardry.errors import ConfigError

# How many results of a component are looked at, and how many there must be before anything is said.
WINDOW = 200
FEWEST = 100
ERRORS = 0.2
TIMEOUTS = 0.5

Failing = Literal["error", "timeout"]


@dataclass(frozen=True, slots=True)
class Guard:
    """What share of a component's last results may be failures.

    Attributes:
        errors: the share of ``error``, in [0, 1]; 1 is never passed.
        timeouts: the share of ``timeout``, in [0, 1].

    Raises:
        ConfigError: a share outside of [0, 1].
    """

    errors: float = ERRORS
    timeouts: float = TIMEOUTS

    def __post_init__(self) -> None:
        for name in ("errors", "timeouts"):
            share = getattr(self, name)
            if not isinstance(share, (int, float)) or not 0 <= share <= 1:
                raise ConfigError(f"the guard's share of {name} is {share!r}; it must lie between 0 and 1")

    def passed(self, window: Window) -> tuple[Failing, float] | None:
        """Which share a window passes, and what is allowed; None while all is well, or too little is known."""
        if len(window) < FEWEST:
            return None
        if window.count("error") > self.errors * len(window):
            return "error", self.errors
        if window.count("timeout") > self.timeouts * len(window):
            return "timeout", self.timeouts
        return None


FAILING: tuple[Failing, ...] = ("error", "timeout")


_CLEAN = "ok"  # whatever was decided; which it was is not looked at here


class Window:
    """The statuses of a component's last `WINDOW` results."""

    def __init__(self) -> None:
        self._last: collections.deque[str] = collections.deque(maxlen=WINDOW)
        self._counts: dict[str, int] = dict.fromkeys(FAILING, 0)

    def __len__(self) -> int:
        return len(self._last)

    def count(self, status: Failing) -> int:
        """How many of them have this status."""
        return self._counts[status]

    @property
    def is_clean(self) -> bool:
        """Whether none of them is a failure."""
        return not any(self._counts.values())

    def add_clean(self, count: int) -> None:
        """Take in so many results that are no failures, after others that are none: the guard has nothing to say."""
        self._last.extend(itertools.repeat(_CLEAN, min(count, WINDOW)))

    def add(self, status: str) -> bool:
        """Take in a result; returns whether the guard may have something to say that it had not before."""
        if len(self._last) == WINDOW and self._last[0] in FAILING:
            self._counts[self._last[0]] -= 1
        self._last.append(status)
        if status in FAILING:
            self._counts[status] += 1
            return len(self._last) >= FEWEST
        return len(self._last) == FEWEST


@dataclass(frozen=True, slots=True)
class Alarm:
    """A component fails too often.

    Attributes:
        component: whose results.
        status: what they are.
        count, size: so many of the last so many.
        limit: the share that is allowed.
        first: the traceback of its first failure; one line where there is no traceback.
    """

    component: str
    status: Failing
    count: int
    size: int
    limit: float
    first: str | None = None

    def __str__(self) -> str:
        what = "errors" if self.status == "error" else "timeouts"
        return (
            f"{self.component}: {self.count} of its last {self.size} results are {what}, "
            f"and the guard's limit is {100 * self.limit:g} %"
        )
