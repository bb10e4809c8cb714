"""A run of the benchmark: a folder with what every entrant said of every row, and what it depends on.

``run.json`` says which entrants, sets and versions; ``outcomes/ENTRANT@SET.jsonl`` has a verdict or a value a line, as
``rewardry verify --timings`` writes verdicts, and beside it the cost. Rows of other kinds than points are unrolled into
``rows/`` before they are scored.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from rewardry import __version__
from rewardry.errors import ConfigError, DataError
from rewardry.rows import dump, read_objects

from .cost import cost_of
from .forms import Form, refuse_malformed
from .kinds.kind import Asking, Told
from .kinds.prompt import MODES
from .kinds.registry import LABELLED, UNROLLED, kind_of
from .kinds.rows import read_set
from .metrics.binary import Judged
from .run_forms import JoinedForm, ManifestForm, outcome_form
from .sets import BenchSet, LabelledRow
from .values import decided_by_threshold

SCHEMA = 2
MANIFEST = "run.json"
_UNFINISHED = "the run was not finished; go on with `rewardry bench run --resume`"
_AGAIN = "run the benchmark again"
_MEND = f"mend the line, or {_AGAIN}"
_MEGABYTE = 1024 * 1024
Role: TypeAlias = Literal["verifier", "reward"]


@dataclass(frozen=True)
class Entrant:
    """A verifier or a reward that takes part.

    Attributes:
        id: its id.
        distribution: whose it is, with the version.
        parameters: its settings.
        role: what it is.
        askings: how it is asked about rows of each kind of the run.
        modes: of a verifier that is strict or loose both, where prompts are verified in both modes.
        packages: the versions of the libraries that it needs.
    """

    id: str
    distribution: str
    parameters: Mapping[str, Any]
    role: Role = "verifier"
    askings: Mapping[str, Asking] = field(default_factory=dict)
    modes: Sequence[str] = ()
    packages: Mapping[str, str | None] = field(default_factory=dict)

    def to_row(self) -> dict[str, Any]:
        """The entrant as a run writes it down."""
        return {**vars(self), "parameters": dict(self.parameters), "modes": list(self.modes)}


@dataclass(frozen=True)
class Verdicts:
    """What one entrant said of one set.

    Attributes:
        verifier: its id.
        set: the set's name.
        rows: the rows that are measured, in order: of points those with a label.
        outcomes: what was said of each, as in a file of ``rewardry verify``; of other kinds, whether the row is right.
        role: whether it is a verifier or a reward.
        kind: of the rows.
        asking: how it was asked.
        told: what came of each row of another kind than points; in their order.
        threshold: where the values of a reward were cut on points, and how that was chosen.
        cost: of the run; None where it was not measured.
    """

    verifier: str
    set: str
    rows: list[LabelledRow]
    outcomes: list[dict[str, Any]]
    role: Role = "verifier"
    kind: str = "point"
    asking: Asking = "verdicts"
    told: list[Told] | None = None
    threshold: dict[str, Any] | None = None
    cost: dict[str, Any] | None = None

    def judged(self) -> Judged:
        """For the metrics; of other kinds than points, whether a row is right stands for its verdict."""
        labels = [1 if self.told is not None or row.label else 0 for row in self.rows]
        return Judged(labels, [found["status"] for found in self.outcomes], [row.question for row in self.rows])

    @cached_property
    def seconds(self) -> list[float]:
        """How long each row took, where that is known."""
        return [found["seconds"] for found in self.outcomes if found.get("seconds") is not None]


class BenchRun:
    """The folder of a run."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def outcomes_file(self, verifier: str, bench_set: str, mode: str = "") -> Path:
        """Where the verdicts or values of an entrant on a set are, perhaps those in another mode of it."""
        name = verifier.replace("/", "~").replace(":", "~")
        return self.folder / "outcomes" / f"{name}{'+' + mode if mode else ''}@{bench_set}.jsonl"

    def cost_file(self, verifier: str, bench_set: str, mode: str = "") -> Path:
        """Where the cost of these is."""
        return self.outcomes_file(verifier, bench_set, mode).with_suffix(".cost.json")

    def joined_file(self, bench_set: str) -> Path:
        """Where the prompts of a set are with their completions."""
        return self.folder / "rows" / f"{bench_set}.jsonl"

    def unroll(self, bench_set: BenchSet, kind: str, asking: Asking, against: str | None) -> Path:
        """Write the rows that an entrant gets to see of a set to a file of the run."""
        place = "_".join(filter(None, (asking.replace(" ", "-"), against)))
        target = self.folder / "rows" / f"{bench_set.name}.{place}.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            for row in self.rows_of(bench_set, kind):
                if kind in UNROLLED:
                    for data in UNROLLED[kind].unrolled(row, asking, against):
                        stream.write(dump(data))
                else:
                    stream.write(dump({name: value for name, value in row.data.items() if name != "kind"}))
        return target

    def rows_of(self, bench_set: BenchSet, kind: str) -> list[LabelledRow]:
        """The rows that are measured; prompts come with their completions.

        Raises:
            ConfigError: the set has changed, or the completions are missing.
        """
        if kind != "prompt":
            return list(read_set(bench_set))
        joined = self.joined_file(bench_set.name)
        if not joined.is_file():
            raise ConfigError(f"{joined} is missing; {_AGAIN}")
        found = _objects(joined, JoinedForm, _AGAIN)
        return [LabelledRow(data["id"], None, f"group {data['group']}", data) for data in found]

    def write(
        self,
        entrants: list[Entrant],
        sets: list[BenchSet],
        command: list[str],
        completions: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down what the run is; the verdicts are in their files."""
        content = {
            "schema": SCHEMA,
            "rewardry": __version__,
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            "hardware": {"cores": os.cpu_count(), "memory_mb": _memory_mb()},
            "packages": {"numpy": importlib.metadata.version("numpy")},
            "command": command,
            "verifiers": [entrant.to_row() for entrant in entrants],
            "sets": [bench_set.to_row() for bench_set in sets],
            "completions": completions,
        }
        (self.folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def manifest(self) -> dict[str, Any]:
        """What the run is.

        Raises:
            ConfigError: the folder holds no run, one of another version, or one that was damaged.
        """
        path = self.folder / MANIFEST
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            schema, _ = content["schema"], (content["verifiers"], content["sets"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            why = f"{error} is missing" if isinstance(error, KeyError) else error
            raise ConfigError(
                f"{path}: no run of the benchmark can be read there: {why}; see `rewardry bench run`"
            ) from None
        if schema != SCHEMA:
            raise ConfigError(f"{path}: schema {schema} was written by another version; run it again")
        refuse_malformed(content, ManifestForm, str(path), _AGAIN)
        return content

    def entrants(self) -> list[Entrant]:
        """Who took part."""
        known = [each.name for each in fields(Entrant)]
        return [Entrant(**{name: row[name] for name in known if name in row}) for row in self.manifest()["verifiers"]]

    def sets(self) -> list[BenchSet]:
        """What was measured on."""
        return [BenchSet.from_row(row) for row in self.manifest()["sets"]]

    def verdicts(self, verifier: str, bench_set: BenchSet) -> Verdicts:
        """What an entrant said of the measured rows of a set.

        Raises:
            ConfigError: the file of verdicts is missing or has other rows than the set.
        """
        [entrant] = [entrant for entrant in self.entrants() if entrant.id == verifier]
        kind = kind_of(bench_set, read_set(bench_set))
        return self._verdicts(entrant, bench_set, kind, self.rows_of(bench_set, kind))

    def each(self) -> Iterator[tuple[BenchSet, list[Verdicts]]]:
        """Every set with what each entrant said of it; a set is read once."""
        entrants = self.entrants()
        for bench_set in self.sets():
            rows = list(read_set(bench_set))
            kind = kind_of(bench_set, rows)
            rows = self.rows_of(bench_set, kind) if kind == "prompt" else rows
            yield bench_set, [self._verdicts(entrant, bench_set, kind, rows) for entrant in entrants]

    def _verdicts(self, entrant: Entrant, bench_set: BenchSet, kind: str, rows: list[LabelledRow]) -> Verdicts:
        asking = self._asking(entrant, kind)
        outcomes = self._outcomes(entrant, bench_set, asking)
        cost = cost_of(self.cost_file(entrant.id, bench_set.name), (found["status"] for found in outcomes))
        given: dict[str, Any] = {"role": entrant.role, "kind": kind, "asking": asking, "cost": cost}
        if kind in LABELLED:
            self._refuse_others([row.id for row in rows], outcomes, entrant.id, bench_set)
            pairs = [(row, found) for row, found in zip(rows, outcomes, strict=True) if row.label is not None]
            rows, outcomes = [row for row, _ in pairs], [found for _, found in pairs]
            outcomes, threshold = decided_by_threshold(rows, outcomes)
            return Verdicts(entrant.id, bench_set.name, rows, outcomes, threshold=threshold, **given)
        modes = [outcomes]
        if entrant.modes and kind == "prompt":
            other = self._outcomes(entrant, bench_set, asking, entrant.modes[1])
            modes = [outcomes, other] if entrant.modes[0] == MODES[0] else [other, outcomes]
        told, found = self._told(entrant, bench_set, kind, asking, rows, modes)
        return Verdicts(entrant.id, bench_set.name, rows, found, told=told, **given)

    def _asking(self, entrant: Entrant, kind: str) -> Asking:
        """How an entrant was asked about rows of a kind.

        Raises:
            ConfigError: the manifest says another way than there is.
        """
        asking = entrant.askings.get(kind, "verdicts")
        if kind in UNROLLED and asking not in UNROLLED[kind].askings:
            wanted = " or ".join(map(repr, sorted(UNROLLED[kind].askings)))
            raise ConfigError(
                f"{self.folder / MANIFEST}: the field 'askings.{kind}' of {entrant.id} is {asking!r}: rows of kind "
                f"{kind!r} want {wanted}; {_AGAIN}"
            )
        return asking

    def _outcomes(self, entrant: Entrant, bench_set: BenchSet, asking: Asking, mode: str = "") -> list[dict[str, Any]]:
        path = self.outcomes_file(entrant.id, bench_set.name, mode)
        if not path.is_file():
            raise ConfigError(f"{path} is missing: {_UNFINISHED}")
        return _objects(path, outcome_form(entrant.role, asking), _UNFINISHED)

    def _refuse_others(
        self, ids: Sequence[Any], outcomes: Sequence[Mapping[str, Any]], verifier: str, bench_set: BenchSet
    ) -> None:
        there = [found["id"] for found in outcomes]
        if there != list(ids):
            path = self.outcomes_file(verifier, bench_set.name)
            if there == list(ids[: len(there)]):
                raise ConfigError(f"{path} has {len(there)} of {len(ids)} rows: {_UNFINISHED}")
            raise ConfigError(f"{path} has other rows than {bench_set.file}; run the benchmark again")

    def _told(
        self,
        entrant: Entrant,
        bench_set: BenchSet,
        kind: str,
        asking: Asking,
        rows: Sequence[LabelledRow],
        modes: Sequence[Sequence[dict[str, Any]]],
    ) -> tuple[list[Told], list[dict[str, Any]]]:
        """What came of each row, and the same in the form of an outcome."""
        unrolled = UNROLLED[kind]
        named = entrant.parameters.get("against")
        against = named if isinstance(named, str) else "reference"
        sizes = [[data["id"] for data in unrolled.unrolled(row, asking, against)] for row in rows]
        for outcomes in modes:
            self._refuse_others([name for names in sizes for name in names], outcomes, entrant.id, bench_set)
        told, found, at = [], [], 0
        for row, names in zip(rows, sizes, strict=True):
            own = [outcome for outcomes in modes for outcome in outcomes[at : at + len(names)]]
            one = unrolled.told(row, own, asking)
            told.append(one)
            seconds = [outcome["seconds"] for outcome in own if outcome.get("seconds") is not None]
            reason = next((outcome.get("reason") for outcome in own if outcome.get("reason")), "")
            found.append(
                {
                    "id": row.id,
                    "status": one.status,
                    "value": None,
                    "reason": reason,
                    "details": one.details,
                    "seconds": sum(seconds) if seconds else None,
                }
            )
            at += len(names)
        return told, found


def _objects(path: Path, form: type[Form], unfinished: str) -> list[dict[str, Any]]:
    """The objects of a file of the run's.

    Raises:
        ConfigError: a line is cut off or damaged; says what to do.
    """
    found = []
    try:
        for data, place, _ in read_objects([str(path)]):
            refuse_malformed(data, form, place, _MEND)
            found.append(data)
    except DataError as error:
        what, _, _ = str(error).partition("; ")
        raise ConfigError(f"{what}; {unfinished}") from None
    return found


def _memory_mb() -> int | None:
    """The memory of the machine; None where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE
    except (ValueError, OSError):
        return None


def command_line() -> list[str]:
    """How this process was started."""
    return [Path(sys.argv[0]).name, *sys.argv[1:]]
