"""The page of a run, in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rewardry import __version__

from .environments import NOT_ASKED, PEERS, this_python
from .measuring import Line, Missing
from .rows import Questions

_HEAD = "| | rows | accuracy | recall | false positives | coverage | timeouts, errors | median ms | rows a second |"
_RULE = "|---|---|---|---|---|---|---|---|---|"

_HOW = """
Rows are drawn and put in order by a seed, and each entrant is asked as many of them as its time allows. Accuracy,
recall and false positives come with 95 % intervals over questions. A row without a verdict is not paid; coverage is
the share that has one. The time of a row is taken inside the worker that judges it, so that it leaves out what
isolation costs; the interval of its median is that of order statistics. Rows that were made to fool or to hang a
verifier are left out: they are never run on the code of other projects."""
_PEERS = """
Names in `code` are verifiers of this installation, with their default parameters; those in *italics* are other
packages, each in an environment of its own, called as their documents or users call them. They judge mathematical
answers alone. Most were written for completions that end in a box: read their coverage first. To some of them an answer
that they do not find is a wrong one, which is their verdict here, too."""


@dataclass
class Board:
    """A run.

    Attributes:
        command: how it was started.
        timeout: seconds a row.
        sets: every set with its lines.
        attacks: the results of attacks on our own verifiers.
        attacked_rows: tasks that each was attacked with at most.
        missing: what was not measured, and why.
        entrant_seconds: that an entrant had for a set.
        dates: of the first and the last measurement.
        load: processes that waited for a core when it began, in the mean of a minute.
    """

    command: str
    timeout: float
    sets: list[tuple[Questions, list[Line]]] = field(default_factory=list)
    attacks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    attacked_rows: int = 0
    missing: list[Missing] = field(default_factory=list)
    entrant_seconds: float = 0.0
    dates: tuple[str, str] = ("", "")
    load: float = 0.0


def page_of(board: Board) -> str:
    """The page."""
    return "\n".join(_lines(board)) + "\n"


def _lines(board: Board) -> Iterator[str]:
    first, last = board.dates
    yield "# Leaderboard"
    days = first if first == last else f"{first} to {last}"
    yield f"Written by `make leaderboard` on {days}; every figure is of that one run:"
    yield f"```sh\n{board.command}\n```"
    yield (
        f"rewardry {__version__}, Python {this_python()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {board.load:.1f} at the beginning. A row may take {board.timeout:g} s, an "
        f"entrant {board.entrant_seconds:g} s a set."
    )
    yield _HOW
    for questions, lines in board.sets:
        yield from _set(questions, lines)
    yield from _attacks(board)
    yield from _peers(board)


def _set(questions: Questions, lines: Sequence[Line]) -> Iterator[str]:
    right = sum(row.label == 1 for row in questions.rows)
    left = f"; {questions.attacks} attacks left out" if questions.attacks else ""
    yield f"\n## {questions.name}"
    yield f"{len(questions.rows)} rows, {right} of them right{left}. SHA-256 `{questions.digest[:16]}`."
    yield f"\n{_HEAD}\n{_RULE}"
    ranked = sorted(lines, key=lambda line: -(line.figures["accuracy"][0] or 0.0))
    yield from (_row(line) for line in ranked if line.coverage)
    silent = ", ".join(sorted(line.name for line in lines if not line.coverage))
    if silent:
        yield f"\nWithout a verdict on any row: {silent}."


def _row(line: Line) -> str:
    undecided = f"{line.outcomes['timeout']}, {line.outcomes['error']}"
    median = _milliseconds(*line.seconds[:2]) if line.seconds else "-"
    pace = f"{line.rows_per_second:,.0f}" if line.rows_per_second is not None else "-"
    name = f"*{line.name}*" if line.peer else f"`{line.name}`"
    cells = [name, str(line.rows), *(_figure(*line.figures[metric]) for metric in ("accuracy", "recall", "fpr"))]
    return "| " + " | ".join([*cells, f"{line.coverage:.3f}", undecided, median, pace]) + " |"


def _milliseconds(value: float, interval: Iterable[float]) -> str:
    low, high = interval
    return f"{_short(value)} [{_short(low)}, {_short(high)}]"


def _short(seconds: float) -> str:
    """Milliseconds with two digits that say something."""
    value = 1000 * seconds
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _figure(value: float | None, interval: Iterable[float] | None) -> str:
    if value is None:
        return "-"
    if interval is None:
        return f"{value:.3f}"
    low, high = interval
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _attacks(board: Board) -> Iterator[str]:
    if not board.attacks:
        return
    yield "\n## Attacks on our verifiers"
    yield (
        f"`rewardry bench attack --rows {board.attacked_rows}` of each: guesses, hedges, hidden answers, broken tags, "
        "expressions that explode, programs that forge a verdict. Honest completions of the same structure are the "
        "controls. See [Red-team your reward](red_team.md)."
    )
    yield "\n| | attacks | paid | 95 % | controls | paid | hangs | past the deadline | worst s |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for id_, result in board.attacks:
        total = result["total"]
        low, high = total["fpr"]["interval"]
        cells = (total["attacks"], total["paid"], f"[{low:.4f}, {high:.4f}]", total["controls"], total["controls_paid"])
        ends = (total["timeouts"], total["over_deadline"], f"{total['worst_seconds']:.2f}")
        yield f"| `{id_}` | " + " | ".join(map(str, (*cells, *ends))) + " |"


def _peers(board: Board) -> Iterator[str]:
    versions = dict.fromkeys((line.name, line.version, line.peer) for _, lines in board.sets for line in lines)
    yield "\n## Who took part"
    yield _PEERS
    yield "\n| | version | licence | called |\n|---|---|---|---|"
    about = {peer.name: peer for peer in PEERS}
    for name, version, is_peer in versions:
        if is_peer:
            yield f"| *{name}* | {version} | {about[name].licence} | {about[name].call} |"
        else:
            yield f"| `{name}` | {version} | | |"
    yield "\nOn PyPI, and not asked:"
    yield from (f"- {name}: {why}." for name, why in NOT_ASKED.items())
    for one in board.missing:
        yield f"\nLeft out: {one.told}."
