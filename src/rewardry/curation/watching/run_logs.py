"""The logs of a training run: where they lie, and what is new in them.

Read are ``steps.jsonl`` and ``rollouts.jsonl`` of rewardry's trainer; TRL's logs as JSON Lines, one object a log call,
or its ``trainer_state.json``, with the completions that it logs as parquet; and any other JSON Lines whose objects have
a number called ``step``.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from statistics import fmean
from typing import Any

from rewardry.curation.numbers import finite
from rewardry.curation.watching.completions import FOLDER, Completions
from rewardry.curation.watching.signals import Record
from rewardry.errors import DataError
from rewardry.text.units import units

STEPS, ROLLOUTS, STATE = "steps.jsonl", "rollouts.jsonl", "trainer_state.json"
_STEP_KEYS = ("step", "global_step", "_step", "train/global_step")
# Repetition is that of so many words in a row.
_GRAM = 4
_FEWEST_WORDS = 12


class RunLogs:
    """What is logged by a run, read as it grows.

    Args:
        run: the run's folder, or the file of its numbers.

    Raises:
        DataError: there is no log.
    """

    def __init__(self, run: str | Path) -> None:
        self.numbers = _numbers_of(Path(run))
        rollouts = self.numbers.parent / ROLLOUTS
        self._is_state = self.numbers.name == STATE
        self._completions = Completions(Path(run)) if Path(run).is_dir() else None
        self._tail = Tail(self.numbers)
        self._rollouts = Tail(rollouts)
        self._read = 0
        self._unfinished: dict[int, list[Mapping[str, Any]]] = {}
        self._problem: DataError | None = None

    def new(self, *, last: bool = False) -> list[Record]:
        """The records since the last call, in order; those before a bad line first, and then its error.

        Args:
            last: nothing more will come, so that completions of the last step count now.

        Raises:
            DataError: a line is no JSON object; names file and line.
        """
        if self._problem is not None:
            problem, self._problem = self._problem, None
            raise problem
        found: dict[int, Record] = {}
        try:
            self._gather(found, last)
        except DataError as error:
            if not found:
                raise
            self._problem = error
        return [found[step] for step in sorted(found)]

    def _gather(self, found: dict[int, Record], last: bool) -> None:
        for data in self._new_state() if self._is_state else self._tail.new():
            step = step_of(data)
            if step is not None:
                record = Record.of(step, data)
                found.setdefault(step, Record(step, {})).numbers.update(record.numbers)
        for step, rows in chain(self._whole_steps(last), self._logged_by_trl(last)):
            record = found.setdefault(step, Record(step, {}))
            _add_rollouts(record, rows)

    def _new_state(self) -> Iterator[Mapping[str, Any]]:
        try:
            state = json.loads(self.numbers.read_bytes())
        except (OSError, ValueError):
            return  # written this moment; the next look will find it whole
        history = state.get("log_history") if isinstance(state, dict) else None
        if not isinstance(history, list):
            return
        yield from (one for one in history[self._read :] if isinstance(one, dict))
        self._read = len(history)

    def _logged_by_trl(self, last: bool) -> Iterator[tuple[int, Sequence[Mapping[str, Any]]]]:
        rows = self._completions.new(last=last) if self._completions is not None else ()
        for step, of_step in groupby(rows, key=step_of):
            if step is not None:
                yield step, list(of_step)

    def _whole_steps(self, last: bool) -> Iterator[tuple[int, Sequence[Mapping[str, Any]]]]:
        """Completions of steps that have ended; a later step's say that they have."""
        for row in self._rollouts.new():
            step = step_of(row)
            if step is not None:
                self._unfinished.setdefault(step, []).append(row)
        newest = max(self._unfinished, default=0)
        for step in sorted(self._unfinished):
            if last or step < newest:
                yield step, self._unfinished.pop(step)


class Tail:
    """The lines of a file that are new since the last look.

    Args:
        file: the file; it may come later, and may be cut when a training goes on from a checkpoint.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._offset, self._line = file, 0, 0

    def new(self) -> Iterator[Mapping[str, Any]]:
        """The objects of new lines; a line without its end waits.

        Raises:
            DataError: a line is no JSON object.
        """
        if not self._file.is_file():
            return
        with self._file.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size < self._offset:
                self._offset = self._line = 0
            stream.seek(self._offset)
            for line in stream:
                if not line.endswith(b"\n"):
                    return
                self._offset += len(line)
                self._line += 1
                if line.strip():
                    yield _object(line, f"{self._file}:{self._line}")


def _object(line: bytes, place: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place}: this is no JSON: {error}; a log has one JSON object a line") from None
    if not isinstance(found, dict):
        raise DataError(f"{place}: a log has one JSON object a line, and this is {type(found).__name__}")
    return found


def step_of(data: Mapping[str, Any]) -> int | None:
    """The step of a line; None where it has none, as the line that sums up a training."""
    found = next((data[key] for key in _STEP_KEYS if key in data), None)
    number = finite(found)
    return None if number is None else int(number)


def _numbers_of(run: Path) -> Path:
    if run.is_file():
        return run
    if not run.is_dir():
        raise DataError(f"{run}: there is no such run; name its folder, or the JSON Lines of its numbers")
    if (run / STEPS).is_file():
        return run / STEPS
    states = sorted([*run.glob(STATE), *run.glob(f"checkpoint-*/{STATE}")], key=lambda file: file.stat().st_mtime)
    lines = [file for file in sorted(run.glob("*.jsonl")) if file.name != ROLLOUTS]
    if len(lines) == 1:
        return lines[0]
    if states:
        return states[-1]
    if lines:
        raise DataError(f"{run}: which is the log, {', '.join(file.name for file in lines)}? Name the file")
    if (run / FOLDER).is_dir():
        return run / STATE  # TRL writes it with its first checkpoint
    raise DataError(f"{run}: no {STEPS}, other .jsonl or {STATE} is in this folder; name the file of the numbers")


def _add_rollouts(record: Record, rows: Sequence[Mapping[str, Any]]) -> None:
    samples: dict[str, list[float]] = {}
    for row in rows:
        rewards = row.get("rewards")
        named = {f"rewards/{name}": value for name, value in rewards.items()} if isinstance(rewards, dict) else {}
        for name, value in chain(named.items(), ((name, row.get(name)) for name in ("reward", "length", "characters"))):
            number = finite(value)
            if number is not None:  # a trainer may write NaN for what is undecided
                samples.setdefault(name, []).append(number)
    shares = [share for row in rows if (share := repeated_share(row.get("completion"))) is not None]
    if shares:
        record.numbers["rollouts/repetition"] = fmean(shares)
    record.samples.update(samples)
    canaries = [row for row in rows if row.get("canary") is True]
    if canaries:
        paid = sum((finite(row.get("reward")) or 0.0) > 0 for row in canaries)
        record.numbers["rollouts/canaries_paid"] = paid / len(canaries)


def repeated_share(completion: Any) -> float | None:
    """The share of runs of four words that stood before in the same completion; None of a short one, or no text."""
    if not isinstance(completion, str):
        return None
    words = units(completion[:100_000])
    if len(words) < _FEWEST_WORDS:
        return None
    grams = Counter(zip(*(words[i:] for i in range(_GRAM)), strict=False))
    total = sum(grams.values())
    return 1 - len(grams) / total
