"""The completions of questions with what a scorer makes of each: from a run of the benchmark, or from kept results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rewardry.curation.correctness import Correctness
from rewardry.curation.groups import Grouped
from rewardry.curation.kept_rows import KeptRow, Reading
from rewardry.curation.question_figures import vote_of
from rewardry.errors import ConfigError, DataError, nearest
from rewardry.rows import read_objects, refuse_unreadable

from ..runs import BenchRun, Verdicts
from ..values import number_of


class Candidate(NamedTuple):
    """One completion of a question.

    Attributes:
        right: whether it is; None where nothing says so.
        value: what the scorer gives it; None where it gives none.
        answer: what it votes for; None without an answer.
        steps: the scores of its steps; None where the scorer scores no steps.
    """

    right: bool | None
    value: float | None
    answer: object | None
    steps: tuple[float, ...] | None


class Scored(NamedTuple):
    """What one scorer made of the questions of one source.

    Attributes:
        scorer: who gave the values.
        source: the set or file.
        questions: the completions of each.
        notes: what to tell beside the figures; complete once the questions have been read.
    """

    scorer: str
    source: str
    questions: Iterable[Sequence[Candidate]]
    notes: list[str]


def of_run(run: BenchRun) -> Iterator[Scored]:
    """What every entrant of a run gave the labelled completions of every set.

    Raises:
        ConfigError: the run cannot be read, or a set has rows of another kind than points.
    """
    for bench_set, each in run.each():
        if each and each[0].kind != "point":
            raise ConfigError(
                f"{bench_set.name}: its rows are of kind {each[0].kind!r}; best-of-n is about completions with a label "
                "each, kind 'point', of which those of a question share `group`, or prompt and reference"
            )
        yield from (Scored(one.verifier, one.set, list(_grouped(one)), []) for one in each)


def _grouped(verdicts: Verdicts) -> Iterator[list[Candidate]]:
    questions: dict[str, list[Candidate]] = {}
    for row, outcome in zip(verdicts.rows, verdicts.outcomes, strict=True):
        kept = KeptRow(outcome, row.data, str(row.id), b"", bool(row.label))
        found = Candidate(kept.correct, number_of(outcome), vote_of(kept), _steps(outcome.get("details")))
        questions.setdefault(row.question, []).append(found)
    yield from questions.values()


def of_kept(file: str, right_by: str | None, value_by: str | None) -> Scored:
    """What a file of `rewardry score --keep` or `verify --keep` says.

    Args:
        file: the results, with the completions of a question one after the other.
        right_by: what says whether a completion is right, as in `Correctness`; None takes the labels of the rows where
            there are any, else the verdict.
        value_by: the component that gives the values; None takes the total, or the score of the verdict.

    Raises:
        ConfigError: the file cannot be read.
    """
    refuse_unreadable(file)
    notes: list[str] = []
    reading = Reading([file], correctness=Correctness(right_by or ("label" if _has_labels(file) else None)))
    return Scored(value_by or "total", Path(file).name, _of_kept(reading, value_by, notes), notes)


def _has_labels(file: str) -> bool:
    first = next(((data, place) for data, place, _ in read_objects([file])), None)
    if first is None:
        raise ConfigError(f"{file}: there is no row in it")
    row = first[0].get("input", first[0])
    return isinstance(row, dict) and row.get("label") in (0, 1)


def _of_kept(reading: Reading, value_by: str | None, notes: list[str]) -> Iterator[list[Candidate]]:
    grouped = Grouped()
    for group in grouped.of(reading):
        yield [_candidate(row, value_by) for row in group]
    if warning := grouped.warning():
        notes.append(warning)


def _candidate(row: KeptRow, value_by: str | None) -> Candidate:
    if value_by is None:
        [only] = row.components.values() if len(row.components) == 1 else [row.data]
        return Candidate(row.correct, row.total, vote_of(row), _steps(only.get("details")))
    found = row.components.get(value_by)
    if found is None:
        raise DataError(f"{row.place}: there is no component {value_by!r}. {nearest(value_by, row.components)}")
    value = found.get("value")
    return Candidate(row.correct, None if value is None else float(value), vote_of(row), _steps(found.get("details")))


def _steps(details: Any) -> tuple[float, ...] | None:
    scores = details.get("step_scores") if isinstance(details, Mapping) else None
    if not isinstance(scores, (list, tuple)) or not scores:
        return None
    known = all(isinstance(score, (int, float)) and not isinstance(score, bool) for score in scores)
    return tuple(float(score) for score in scores) if known else None
