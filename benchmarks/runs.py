"""A run of the benchmark: a folder with what every verifier said of every row, and what it depends on.

``run.json`` says which verifiers, sets and versions; ``outcomes/VERIFIER@SET.jsonl`` has a row's verdict a line, as
``rewardry verify --timings`` writes it.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewardry import __version__
from rewardry.errors import ConfigError

from .metrics.binary import Judged
from .sets import BenchSet, LabelledRow

SCHEMA = 1
MANIFEST = "run.json"


@dataclass(frozen=True)
class Entrant:
    """A verifier that takes part.

    Attributes:
        id: its id.
        distribution: whose it is, with the version.
        parameters: its settings.
    """

    id: str
    distribution: str
    parameters: Mapping[str, Any]

    def to_row(self) -> dict[str, Any]:
        """The verifier as a run writes it down."""
        return {"id": self.id, "distribution": self.distribution, "parameters": dict(self.parameters)}


@dataclass(frozen=True)
class Verdicts:
    """What one verifier said of one set.

    Attributes:
        verifier: its id.
        set: the set's name.
        rows: the labelled rows, in order.
        outcomes: what was said of each, as in a file of ``rewardry verify``.
    """

    verifier: str
    set: str
    rows: list[LabelledRow]
    outcomes: list[dict[str, Any]]

    def judged(self) -> Judged:
        """For the metrics."""
        labels = [row.label for row in self.rows if row.label is not None]
        return Judged(labels, [found["status"] for found in self.outcomes], [row.question for row in self.rows])


class BenchRun:
    """The folder of a run."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def outcomes_file(self, verifier: str, bench_set: str) -> Path:
        """Where the verdicts of a verifier on a set are."""
        return self.folder / "outcomes" / f"{verifier.replace('/', '~')}@{bench_set}.jsonl"

    def write(self, entrants: list[Entrant], sets: list[BenchSet], command: list[str]) -> None:
        """Write down what the run is; the verdicts are in their files."""
        content = {
            "schema": SCHEMA,
            "rewardry": __version__,
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            "command": command,
            "verifiers": [entrant.to_row() for entrant in entrants],
            "sets": [bench_set.to_row() for bench_set in sets],
        }
        (self.folder / MANIFEST).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def manifest(self) -> dict[str, Any]:
        """What the run is.

        Raises:
            ConfigError: the folder holds no run, or one of another version.
        """
        path = self.folder / MANIFEST
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"{path}: no run of the benchmark can be read there: {error}; see `rewardry bench run`"
            ) from None
        if content.get("schema") != SCHEMA:
            raise ConfigError(f"{path}: schema {content.get('schema')} was written by another version; run it again")
        return content

    def entrants(self) -> list[Entrant]:
        """Who took part."""
        return [Entrant(**row) for row in self.manifest()["verifiers"]]

    def sets(self) -> list[BenchSet]:
        """What was measured on."""
        return [BenchSet(row["name"], row["file"], row["sha256"]) for row in self.manifest()["sets"]]

    def verdicts(self, verifier: str, bench_set: BenchSet) -> Verdicts:
        """What a verifier said of the labelled rows of a set.

        Raises:
            ConfigError: the file of verdicts is missing or has other rows than the set.
        """
        return self._verdicts(verifier, bench_set, list(bench_set.rows()))

    def each(self) -> Iterator[tuple[BenchSet, list[Verdicts]]]:
        """Every set with what each verifier said of it; a set is read once."""
        entrants = self.entrants()
        for bench_set in self.sets():
            rows = list(bench_set.rows())
            yield bench_set, [self._verdicts(entrant.id, bench_set, rows) for entrant in entrants]

    def _verdicts(self, verifier: str, bench_set: BenchSet, rows: list[LabelledRow]) -> Verdicts:
        path = self.outcomes_file(verifier, bench_set.name)
        if not path.is_file():
            raise ConfigError(f"{path} is missing: the run was not finished; go on with `rewardry bench run --resume`")
        outcomes = _lines(path)
        if [row.id for row in rows] != [found["id"] for found in outcomes]:
            raise ConfigError(f"{path} has other rows than {bench_set.file}; run the benchmark again")
        pairs = [(row, found) for row, found in zip(rows, outcomes, strict=True) if row.label is not None]
        return Verdicts(verifier, bench_set.name, [row for row, _ in pairs], [found for _, found in pairs])


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def command_line() -> list[str]:
    """How this process was started."""
    return [Path(sys.argv[0]).name, *sys.argv[1:]]
