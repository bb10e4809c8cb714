"""One run of the leaderboard: what everybody says of every row, and the figures that follow."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry import __version__
from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import RewardryError
from rewardry.registry import CORE
from rewardry.statistics.intervals import Interval

from ..attacks.family import chosen_families
from ..attacks.run import attack
from ..attacks.source import target_of
from ..entrants import version_of
from ..metrics.binary import OUTCOMES, Judged, Outcome, estimate
from .asking import PeerFailedError, answers_of
from .environments import Installed
from .rows import Questions, reads, verifiers

Say = Callable[[str], None]


@dataclass(frozen=True)
class Line:
    """What one entrant made of one set.

    Attributes:
        name: the entrant.
        version: its distribution with the version.
        peer: whether it runs in an environment of its own.
        figures: metrics with their intervals.
        outcomes: rows by what was said of them.
        seconds: the median of a row and the sum of all, in the worker; None where they are not known.
    """

    name: str
    version: str
    peer: bool
    figures: dict[str, tuple[float | None, Interval | None]]
    outcomes: dict[str, int]
    seconds: tuple[float, float] | None

    @property
    def coverage(self) -> float:
        """The share of rows that were decided."""
        return (self.outcomes["correct"] + self.outcomes["incorrect"]) / sum(self.outcomes.values())

    @property
    def rows_per_second(self) -> float | None:
        """Rows that one worker judges in a second."""
        return sum(self.outcomes.values()) / self.seconds[1] if self.seconds and self.seconds[1] else None


# Of verifiers that are ours alone; one that asks another package names it behind.
_OURS = f"{CORE} {__version__}"
METRICS = ("accuracy", "recall", "fpr")


def line_of(
    name: str,
    version: str,
    peer: bool,
    questions: Questions,
    statuses: Sequence[Outcome],
    seconds: Sequence[float | None],
) -> Line:
    """The figures of an entrant on a set; an undecided row is not paid."""
    labels = [row.label or 0 for row in questions.rows]
    judged = Judged(labels, statuses, [row.question for row in questions.rows])
    figures = {}
    for metric in METRICS:
        found = estimate(judged, metric, "incorrect", 0)
        figures[metric] = found.value, found.interval
    known = [each for each in seconds if each is not None]
    counts: dict[str, int] = {status: list(statuses).count(status) for status in OUTCOMES}
    return Line(name, version, peer, figures, counts, (statistics.median(known), sum(known)) if known else None)


def own_lines(questions: Questions, timeout: float, say: Say) -> Iterator[Line]:
    """What the installed verifiers make of a set, each with one worker."""
    for id_, distribution, verifier in verifiers():
        if reads(verifier, questions.samples):
            say(f"{questions.name}: {id_}")
            statuses, seconds = _verified(verifier, questions, timeout)
            packages = [f"{name} {version_of(name)}" for name in verifier.required_modules()]
            version = ", ".join([distribution, *packages])
            yield line_of(id_, version, False, questions, statuses, seconds)


def _verified(verifier: Verifier, questions: Questions, timeout: float) -> tuple[list[Outcome], list[float | None]]:
    with Runtime(workers=1, timeout=timeout) as runtime:
        found = runtime.open(verifier).verify(questions.samples)
    return [one.status for one in found], [one.seconds for one in found]


def peer_lines(questions: Questions, peers: Sequence[Installed], timeout: float, say: Say) -> Iterator[Line | str]:
    """What the peers make of a set of mathematical answers; a text says why one could not be asked."""
    for peer in peers if questions.is_math else ():
        say(f"{questions.name}: {peer.peer.name}")
        try:
            found = list(answers_of(peer, questions.for_peers(), timeout))
        except PeerFailedError as error:
            yield str(error)
            continue
        version = f"{peer.peer.distribution.partition('[')[0]} {peer.version}"
        statuses, seconds = [one["status"] for one in found], [one["seconds"] for one in found]
        yield line_of(peer.peer.name, version, True, questions, statuses, seconds)


def attacked(lines: Sequence[Line], rows: int, timeout: float, say: Say) -> Iterator[tuple[str, dict[str, Any]]]:
    """What attacks on our own verifiers came to, by id: of those that took part, as far as there are tasks for them."""
    for id_ in dict.fromkeys(line.name for line in lines if line.version == _OURS):  # never what others wrote
        say(f"attacks: {id_}")
        try:
            with Runtime(timeout=timeout) as runtime:
                yield id_, attack(target_of(id_, None, {}, runtime), None, chosen_families([]), rows, timeout)
        except RewardryError as error:
            say(f"attacks: {id_}: left out: {error}")
