"""`rewardry verify`."""

from __future__ import annotations

import collections
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.facts import facts_of_component, facts_of_options
from rewardry.cli.main import ROWS_IN_ERROR, exit_with
from rewardry.cli.options import CachingCommand, Options, parameters_of, shared_options
from rewardry.cli.output import counted
from rewardry.cli.run import Work, default_output, run
from rewardry.cli.tables import number, percent, print_cache, print_json, print_table, printable
from rewardry.component import Verifier
from rewardry.lock import refuse_other_verifier
from rewardry.parameters import build
from rewardry.rows import STDIN, Row
from rewardry.types import VERDICT_STATUSES, Sample, Verdict

_COUNTERS = ("statuses", "accepted", "labelled")


@dataclass
class Counts:
    """Counts of verdicts, and of right and wrong ones where rows carry a label.

    Attributes:
        statuses: rows by status.
        accepted: by label, how many rows have the verdict ``correct``; of how many, says `labelled`.
        seconds: spent verifying.
    """

    statuses: collections.Counter[str] = field(default_factory=collections.Counter)
    accepted: collections.Counter[int] = field(default_factory=collections.Counter)
    labelled: collections.Counter[int] = field(default_factory=collections.Counter)
    seconds: float = 0.0

    def add(self, result: Verdict, label: int | None) -> None:
        """Count a verdict; the label is 1 for a right row, 0 for a wrong one, None for neither."""
        self.statuses[result.status] += 1
        self.seconds += result.seconds or 0.0
        if label is not None:
            self.labelled[label] += 1
            self.accepted[label] += result.status == "correct"

    def sums(self) -> dict[str, Any]:
        """All sums, as JSON."""
        return {**{name: list(getattr(self, name).items()) for name in _COUNTERS}, "seconds": self.seconds}

    @classmethod
    def of(cls, sums: Mapping[str, Any]) -> Counts:
        """The counts with these sums."""
        counters = {name: collections.Counter(dict(sums[name])) for name in _COUNTERS}
        return cls(**counters, seconds=sums["seconds"])

    def summary(self) -> dict[str, Any]:
        """The figures of the table. Precision and recall count an undecided row as not accepted."""
        rows = sum(self.statuses.values())
        undecided = rows - self.statuses["correct"] - self.statuses["incorrect"]
        return {
            "rows": rows,
            "statuses": {status: self.statuses[status] for status in VERDICT_STATUSES},
            "undecided": undecided / rows if rows else None,
            "ms": 1000 * self.seconds / rows if rows else None,
            **(self._against_labels() if self.labelled else {}),
        }

    def _against_labels(self) -> dict[str, Any]:
        true, false = self.accepted[1], self.accepted[0]
        right = true + self.labelled[0] - false
        return {
            "labelled": sum(self.labelled.values()),
            "accuracy": right / sum(self.labelled.values()),
            "precision": true / (true + false) if true + false else None,
            "recall": true / self.labelled[1] if self.labelled[1] else None,
            "false_accepts": false,
            "false_rejects": self.labelled[1] - true,
        }


@dataclass
class Verdicts:
    """What a run found: the counts of all rows, and of each part of the verifier where it has several.

    Attributes:
        timings: whether output rows carry `seconds`.
        label: the column of the label.
        part_of: which part of the verifier decides a sample; "" where it has no parts.
        counts_of_all: of all rows.
        parts: by part.
        first_odd_label: where a label stands that says neither, and so does not count.
    """

    timings: bool = False
    label: str = "label"
    part_of: Callable[[Sample], str] = lambda sample: ""
    counts_of_all: Counts = field(default_factory=Counts)
    parts: dict[str, Counts] = field(default_factory=dict)
    first_odd_label: str | None = None
    first_error: str | None = None

    @property
    def statuses(self) -> collections.Counter[str]:
        """Rows by status."""
        return self.counts_of_all.statuses

    def row(self, row: Row, result: Verdict) -> dict[str, Any]:
        """The output row of a verdict."""
        label = row.data.get(self.label)
        known = int(label) if label in (0, 1) else None
        self.counts_of_all.add(result, known)
        part = self.part_of(row.sample) if row.sample is not None else ""
        if part:
            self.parts.setdefault(part, Counts()).add(result, known)
        if result.status == "error" and self.first_error is None:
            self.first_error = f"{row.place}: {result.details.get('error', result.reason)}"
        if known is None and label is not None and self.first_odd_label is None:
            self.first_odd_label = f"{row.place}: field {self.label!r}: {label!r} is neither 1 (right) nor 0 (wrong)"
        return {**result.to_row(), **({"seconds": result.seconds} if self.timings else {})}

    def bad_row(self, row: Row) -> dict[str, Any]:
        """The output row of a bad line."""
        self.first_error = self.first_error or row.problem
        bad = Verdict("error", reason="bad-row", details={"error": row.problem})
        return self.row(row if isinstance(row.data, dict) else replace(row, data={}), bad)

    def counts(self) -> dict[str, int]:
        """For the progress bar."""
        undecided = sum(self.statuses[status] for status in ("abstain", "timeout", "error"))
        return {"undecided": undecided, "timeouts": self.statuses["timeout"], "errors": self.statuses["error"]}

    def sums(self) -> dict[str, Any]:
        """All sums, as JSON."""
        parts = {name: counts.sums() for name, counts in self.parts.items()}
        firsts = {"first_error": self.first_error, "first_odd_label": self.first_odd_label}
        return {"all": self.counts_of_all.sums(), "parts": parts, **firsts}

    def restore(self, sums: Mapping[str, Any]) -> None:
        """Go on from these sums."""
        self.counts_of_all = Counts.of(sums["all"])
        self.parts = {name: Counts.of(counts) for name, counts in sums["parts"].items()}
        self.first_error, self.first_odd_label = sums["first_error"], sums["first_odd_label"]

    def summary(self) -> dict[str, Any]:
        """The figures of all rows, and under `parts` those of each part."""
        parts = {name: counts.summary() for name, counts in sorted(self.parts.items())}
        return {**self.counts_of_all.summary(), **({"parts": parts} if parts else {})}


@click.command("verify", cls=CachingCommand)
@click.argument("id_", metavar="ID", shell_complete=ids_for("verify"))
@click.option("--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Set a parameter. Repeatable.")
@shared_options
def verify(id_: str, settings: tuple[str, ...], options: Options) -> None:
    """Verify the completions of FILE... with the verifier ID.

    FILE is .jsonl or .jsonl.gz, or - for the standard input; a row has `completion` and `reference`. The verdicts are
    written to STEM.verified.jsonl in the current folder, or where -o says. Where rows carry `label` (1 right, 0
    wrong), accuracy, precision and recall are printed too.
    """
    verifier = build(Verifier, id_, parameters_of(settings))
    if options.locked is not None:
        refuse_other_verifier(verifier, options.locked)
    output = options.output or default_output(options.files, "verified")
    verdicts = Verdicts(options.timings, options.columns.get("label", "label"), verifier.part_of)
    with options.runtime(output) as runtime:
        opened = runtime.open(verifier)
        options.refuse_unknown_fields(opened.needs)
        facts = {"command": "verify", **facts_of_options(options), **facts_of_component(verifier, "verifier")}
        work = Work(lambda sample: problem_of(verifier, sample), opened.verify, verdicts, [verifier], facts)
        run(options, output, runtime, work)
        cache = runtime.cache.summary() if runtime.cache is not None else None
    _print(id_, verdicts, options, output, cache)
    if verdicts.statuses["error"]:
        exit_with(ROWS_IN_ERROR)


def problem_of(verifier: Verifier, sample: Sample) -> tuple[str, str] | None:
    """The field of a sample that the verifier cannot take, and why."""
    why = verifier.refusal(sample)
    return None if why is None else ("reference", why)


def _cells(name: str, found: Mapping[str, Any], columns: int) -> list[str]:
    """A row of the table; without labels the figures against them are empty."""
    cells = [name, str(found["rows"]), *map(str, found["statuses"].values())]
    cells += [percent(found["undecided"]), number(found["ms"], 2)]
    cells += [number(found.get(figure), 4) for figure in ("accuracy", "precision", "recall")]
    return cells[:columns]


def _print(id_: str, verdicts: Verdicts, options: Options, output: str, cache: dict[str, Any] | None) -> None:
    summary = verdicts.summary()
    stream = sys.stderr if output == STDIN else sys.stdout
    if options.as_json:
        print_json({"verifier": id_, **summary, **({"cache": cache} if cache else {}), "output": output}, stream)
        return
    several = [(name, found) for name, found in summary.get("parts", {}).items()]
    columns = ["verifier<", "rows>", *(f"{status}>" for status in VERDICT_STATUSES), "undecided>", "ms a row>"]
    columns += ["accuracy>", "precision>", "recall>"] if "accuracy" in summary else []
    print_table(
        columns, [_cells(name, found, len(columns)) for name, found in [*several, (id_, summary)]], stream=stream
    )
    print_cache(cache, stream)
    if verdicts.first_odd_label:
        click.echo(f"Labels left out, the first at {printable(verdicts.first_odd_label)}", err=True)
    if verdicts.first_error:
        click.echo(f"First error: {printable(verdicts.first_error)}", err=True)
    if output != STDIN:
        click.echo(f"{counted(summary['rows'])} written to {output}")
