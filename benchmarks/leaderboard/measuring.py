"""One run of the leaderboard: what everybody says of every row, and the figures that follow."""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
from ..metrics.binary import OUTCOMES, Judged, estimate
from .allowance import Allowance
from .asking import PeerFailedError, answers_of
from .environments import Installed
from .results import Answers, Results
from .rows import Questions, reads, verifiers

Say = Callable[[str], None]
# Why something was not begun.
OVER = "the time was over; run the command again with --resume"
# Our own verifiers are asked so many rows at once.
_CHUNK = 8


@dataclass(frozen=True)
class Line:
    """What one entrant made of one set.

    Attributes:
        name: the entrant.
        version: its distribution with the version.
        peer: whether it runs in an environment of its own.
        figures: metrics with their intervals.
        outcomes: rows by what was said of them.
        seconds: of a row in the worker: the median, with its interval, and the mean; None where nobody knows.
    """

    name: str
    version: str
    peer: bool
    figures: dict[str, tuple[float | None, Interval | None]]
    outcomes: dict[str, int]
    seconds: tuple[float, Interval, float] | None

    @property
    def rows(self) -> int:
        """How many rows it was asked."""
        return sum(self.outcomes.values())

    @property
    def coverage(self) -> float:
        """The share of rows that were decided."""
        return (self.outcomes["correct"] + self.outcomes["incorrect"]) / self.rows

    @property
    def rows_per_second(self) -> float | None:
        """Rows that one worker judges in a second."""
        return 1 / self.seconds[2] if self.seconds and self.seconds[2] else None


@dataclass(frozen=True)
class Missing:
    """What was not measured.

    Attributes:
        told: who or what, and why.
        over: whether nothing but the time was wanting, so that another run can go on with it.
        gone: the name of a peer that does not start, which is asked nothing more.
    """

    told: str
    over: bool = False
    gone: str = ""


@dataclass(frozen=True)
class Entrant:
    """Who is asked.

    Attributes:
        name: in the table.
        version: its distribution with the version.
        peer: whether it runs in an environment of its own.
        ask: what it says of each row of a set, in order: ``status`` and ``seconds``.
    """

    name: str
    version: str
    peer: bool
    ask: Callable[[Questions], Iterator[dict[str, Any]]]


# Of verifiers that are ours alone; one that asks another package names it behind.
_OURS = f"{CORE} {__version__}"
METRICS = ("accuracy", "recall", "fpr")


def line_of(entrant: Entrant, questions: Questions, answers: Answers) -> Line:
    """The figures of an entrant on a set, or on the first rows of it; an undecided row is not paid."""
    rows = questions.rows[: len(answers.statuses)]
    judged = Judged([row.label or 0 for row in rows], list(answers.statuses), [row.question for row in rows])
    figures = {}
    for metric in METRICS:
        found = estimate(judged, metric, "incorrect", 0)
        figures[metric] = found.value, found.interval
    counts: dict[str, int] = {status: list(answers.statuses).count(status) for status in OUTCOMES}
    known = [each for each in answers.seconds if each is not None]
    seconds = (statistics.median(known), median_interval(known), statistics.fmean(known)) if known else None
    return Line(entrant.name, entrant.version, entrant.peer, figures, counts, seconds)


def median_interval(values: Sequence[float]) -> Interval:
    """The 95 % interval of a median by order statistics, which takes no distribution for granted (the sign test's).

    As many values are left out on either side as leave at least 95 %; of fewer than six values none can be.
    """
    ordered, n = sorted(values), len(values)
    left_out = 0
    ways = at_most = 1  # in which so many of n fair coins fall below, and at most so many
    while left_out < n // 2:
        ways = ways * (n - left_out) // (left_out + 1)
        at_most += ways
        if 40 * at_most > 2**n:
            break
        left_out += 1
    return Interval(ordered[left_out], ordered[n - 1 - left_out])


def measured(
    questions: Questions,
    entrants: Sequence[Entrant],
    timeout: float,
    results: Results,
    allowance: Allowance,
    say: Say,
) -> Iterator[Line | Missing]:
    """What entrants make of a set, each as far as its time allows.

    Args:
        questions: the set.
        entrants: who is asked.
        timeout: seconds a row.
        results: where answers of an earlier run are, and these are kept.
        allowance: the time of the run, and of each entrant.
        say: told what is going on.
    """
    for entrant in entrants:
        about = {"version": entrant.version, "rows": _rows_of(questions), "timeout": timeout}
        known = results.answers(f"{questions.name}-{entrant.name}", about)
        if known is None and allowance.over:
            yield Missing(f"{entrant.name} on {questions.name}: {OVER}", over=True)
            continue
        if known is None:
            say(f"{questions.name}: {entrant.name}")
            try:
                found = list(allowance.cut(entrant.ask(questions)))
            except PeerFailedError as error:
                yield Missing(str(error), gone=entrant.name)
                continue
            known = Answers([one["status"] for one in found], [one["seconds"] for one in found])
            results.keep(f"{questions.name}-{entrant.name}", about, known)
        yield line_of(entrant, questions, known)


def _rows_of(questions: Questions) -> str:
    """What tells these rows from others."""
    return f"{questions.digest} {hashlib.sha256(repr([row.id for row in questions.rows]).encode()).hexdigest()}"


def own_entrants(questions: Questions, timeout: float) -> Iterator[Entrant]:
    """The installed verifiers that read a set, each with one worker."""
    for id_, distribution, verifier in verifiers():
        if reads(verifier, questions.samples):
            packages = [f"{name} {version_of(name)}" for name in verifier.required_modules()]
            yield Entrant(id_, ", ".join([distribution, *packages]), False, partial(_verified, verifier, timeout))


def _verified(verifier: Verifier, timeout: float, questions: Questions) -> Iterator[dict[str, Any]]:
    with Runtime(workers=1, timeout=timeout) as runtime:
        opened = runtime.open(verifier)
        opened.verify(questions.samples[:1])  # what it imports or builds for its first answer is no row's time
        for start in range(0, len(questions.samples), _CHUNK):
            for one in opened.verify(questions.samples[start : start + _CHUNK]):
                yield {"status": one.status, "seconds": one.seconds}


def peer_entrants(questions: Questions, peers: Sequence[Installed], timeout: float) -> Iterator[Entrant]:
    """The peers, for a set of mathematical answers."""
    for peer in peers if questions.is_math else ():
        version = f"{peer.peer.distribution.partition('[')[0]} {peer.version}"
        yield Entrant(peer.peer.name, version, True, partial(_asked, peer, timeout))


def _asked(peer: Installed, timeout: float, questions: Questions) -> Iterator[dict[str, Any]]:
    return answers_of(peer, questions.for_peers(), timeout)


def attacked(
    lines: Sequence[Line], rows: int, timeout: float, results: Results, allowance: Allowance, say: Say
) -> Iterator[tuple[str, dict[str, Any]] | Missing]:
    """What attacks on our own verifiers came to, by id: of those that took part, as far as there are tasks for them."""
    for id_ in dict.fromkeys(line.name for line in lines if line.version == _OURS):  # never what others wrote
        about = {"version": _OURS, "rows": rows, "timeout": timeout}
        known = results.found(f"attacks-{id_}", about)
        if known is None and allowance.over:
            yield Missing(f"attacks on {id_}: {OVER}", over=True)
            continue
        if known is None:
            say(f"attacks: {id_}")
            try:
                with Runtime(timeout=timeout) as runtime:
                    known = attack(target_of(id_, None, {}, runtime), None, chosen_families([]), rows, timeout)
            except RewardryError as error:
                say(f"attacks: {id_}: left out: {error}")
                continue
            results.put(f"attacks-{id_}", about, known)
        yield id_, known
