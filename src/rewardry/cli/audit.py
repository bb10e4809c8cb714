"""`rewardry audit`."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from rewardry.cli.main import exit_with
from rewardry.cli.options import columns_of, pairs, timeout_option
from rewardry.cli.output import RowWriter, counted
from rewardry.cli.progress import progress
from rewardry.cli.reading import against_column_option, against_words_option
from rewardry.cli.tables import percent, print_json, print_table, printable
from rewardry.component import Verifier
from rewardry.curation.audit.constants import Constant, Constants
from rewardry.curation.audit.disagreement import disagreeing
from rewardry.curation.audit.leaks import leaked, tests_in_prompt
from rewardry.curation.audit.questions import KINDS, NOTES, AuditedSet, Finding, Question
from rewardry.curation.audit.references import unreadable
from rewardry.curation.audit.repeats import Repeats
from rewardry.curation.filters.contamination import HeldOut
from rewardry.curation.groups import Grouped
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, DataError
from rewardry.parameters import build, from_text
from rewardry.rows import STDIN, refuse_unreadable

PROBLEMS = 1
_SHOWN = 10
_QUESTIONS = 128
_LUCKY = 0.5


@click.command("audit")
@click.argument("files", nargs=-1, required=True, metavar="SET...")
@click.option(
    "-v", "--verifier", "ids", multiple=True, metavar="ID", help="Who reads and judges; several have a vote each."
)
@click.option("--set", "settings", multiple=True, metavar="ID.PARAMETER=VALUE", help="Set a verifier's parameter.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read a field from another column.")
@click.option("--against", multiple=True, metavar="FILE", help="A held-out set that must not be in this. Repeatable.")
@against_words_option
@against_column_option
@click.option(
    "--max-constant",
    type=click.FloatRange(0, 1),
    default=_LUCKY,
    show_default=True,
    metavar="SHARE",
    help="A constant answer that is right more often, by the lower end of its interval, is a problem.",
)
@click.option(
    "--engine",
    type=click.Choice(["inline", "local"]),
    default="local",
    show_default=True,
    help="What may hang runs in workers that can be killed, which inline has none of: it refuses such verifiers.",
)
@timeout_option
@click.option("-o", "--output", metavar="FILE", help="Write all findings as rows.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def audit(
    files: tuple[str, ...],
    ids: tuple[str, ...],
    settings: tuple[str, ...],
    columns: tuple[str, ...],
    against: tuple[str, ...],
    against_words: int,
    against_column: str | None,
    max_constant: float,
    engine: Any,
    timeout: float,
    output: str | None,
    as_json: bool,
) -> None:
    """Look for what is wrong with the references of SET... before anything is trained on them.

    References that are missing or that a verifier cannot read; that disagree with most verifiers on a solution, or
    with most of the solutions that are given; questions that come twice, or stand in a held-out set; tests that the
    prompt prints; and constant answers that are often right. A row's `solutions` are given as right; its `completion`
    where its `label` is 1. The exit code is 1 where something is found.
    """
    for file in (*files, *against):
        refuse_unreadable(file)
    verifiers = _verifiers(ids, settings)
    if engine == "inline":
        _refuse_what_may_hang(verifiers)
    mapped = columns_of(columns)
    held_out = HeldOut(against, against_words, against_column) if against else None
    found = _Found()
    with Runtime(engine, None, timeout) as runtime:
        live = {name: runtime.open(verifier) for name, verifier in verifiers.items()}
        # What one of them leaves aside may be what another decides by.
        aside = [verifier.witnesses() for verifier in verifiers.values()]
        grouped, constants = Grouped(), Constants()
        repeats = Repeats(frozenset.intersection(*aside) if aside else ())
        questions = AuditedSet(files, mapped).questions(grouped)
        with progress(files) as advance, _writer(output, (*files, *against)) as writer:
            for batch in _batches(questions):
                findings = list(_findings(batch, verifiers, live, runtime, repeats, held_out))
                for question in batch:
                    constants.add(question)
                found.add(batch, findings)
                if writer is not None:
                    writer.write(finding.to_row() for finding in findings)
                advance(sum(len(question.rows) for question in batch), {})
        scored = constants.scored(live)
    lucky = [one for one in scored if one.interval.low > max_constant]
    _print(found, scored, lucky, grouped, as_json, sys.stderr if output == STDIN else sys.stdout)
    if output is not None and output != STDIN and not as_json:
        click.echo(f"{counted(sum(found.kinds.values()))} written to {output}")
    if any(found.kinds[kind] for kind in KINDS) or lucky:
        exit_with(PROBLEMS)


def _batches(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """Questions, so many at a time; those before a bad line before its error."""
    batch: list[Question] = []
    try:
        for question in questions:
            batch.append(question)
            if len(batch) == _QUESTIONS:
                yield batch
                batch = []
    except DataError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


class _Found:
    """What was found: counts, and the first findings of each kind."""

    def __init__(self) -> None:
        self.rows = self.questions = self.solutions = 0
        self.kinds: Counter[str] = Counter()
        self.first: dict[str, list[Finding]] = {}

    def add(self, questions: Sequence[Question], findings: Sequence[Finding]) -> None:
        self.rows += sum(len(question.rows) for question in questions)
        self.questions += len(questions)
        self.solutions += sum(len(question.solutions) for question in questions)
        for finding in findings:
            self.kinds[finding.kind] += 1
            shown = self.first.setdefault(finding.kind, [])
            if len(shown) < _SHOWN:
                shown.append(finding)


def _findings(
    batch: Sequence[Question],
    verifiers: dict[str, Verifier],
    live: dict[str, Any],
    runtime: Runtime,
    repeats: Repeats,
    held_out: HeldOut | None,
) -> Iterator[Finding]:
    yield from unreadable(batch, verifiers, runtime)
    yield from disagreeing(batch, live)
    for question in batch:
        yield from repeats.of(question)
        yield from leaked(question, held_out)
        yield from tests_in_prompt(question)


def _verifiers(ids: tuple[str, ...], settings: tuple[str, ...]) -> dict[str, Verifier]:
    given: dict[str, dict[str, str]] = {name: {} for name in ids}
    for left, value in pairs(settings, "--set", "ID.parameter=value"):
        name, _, parameter = left.rpartition(".")
        if name not in given:
            raise ConfigError(
                f"--set {left}={value}: no verifier {name!r} is asked; write ID.parameter=value with -v ID"
            )
        given[name][parameter] = value
    return {name: build(Verifier, name, from_text(values)) for name, values in given.items()}


def _refuse_what_may_hang(verifiers: dict[str, Verifier]) -> None:
    """References and solutions of a set that nobody has audited are what verifiers hang on."""
    for name, verifier in verifiers.items():
        if verifier.runs == "worker":
            raise ConfigError(
                f"--engine inline: {name} may hang on a reference or a solution, and what hangs in this process cannot "
                f"be killed; leave --engine away, and it runs in workers for --timeout seconds an item at most"
            )


def _writer(output: str | None, inputs: Sequence[str]) -> Any:
    return contextlib.nullcontext() if output is None else RowWriter(output, inputs)


def _print(
    found: _Found, scored: list[Constant], lucky: list[Constant], grouped: Grouped, as_json: bool, stream: Any
) -> None:
    if as_json:
        print_json(
            {
                "rows": found.rows,
                "questions": found.questions,
                "solutions": found.solutions,
                "findings": {kind: found.kinds[kind] for kind in KINDS},
                "notes": {kind: found.kinds[kind] for kind in NOTES},
                "first": {kind: [finding.to_row() for finding in first] for kind, first in found.first.items()},
                "constants": [one.to_row() for one in scored],
                "lucky_constants": [one.to_row() for one in lucky],
            },
            stream,
        )
        return
    click.echo(f"{found.rows} rows of {found.questions} questions, {found.solutions} solutions", file=stream)
    shown = KINDS | {kind: meaning for kind, meaning in NOTES.items() if found.kinds[kind]}
    rows = [[kind, str(found.kinds[kind]), meaning] for kind, meaning in shown.items()]
    print_table(("finding<", "rows>", "meaning<"), rows, stream=stream)
    for kind, first in found.first.items():
        for finding in first:
            click.echo(printable(f"{finding.row.place}: {kind}: {finding.detail}"), file=stream)
        if found.kinds[kind] > len(first):
            click.echo(f"... and {found.kinds[kind] - len(first)} more; -o FILE writes all", file=stream)
    if scored:
        click.echo("\nConstant answers", file=stream)
        cells = [[one.answer[:40], one.verifier, str(one.questions), _share(one)] for one in scored[:_SHOWN]]
        print_table(("answer<", "verifier<", "questions>", "right>"), cells, stream=stream)
    for one in lucky:
        click.echo(
            printable(f"Warning: {one.answer[:40]!r} alone answers {percent(one.share)} of the questions"), err=True
        )
    if warning := grouped.warning():
        click.echo(f"Warning: {warning}", err=True)


def _share(one: Constant) -> str:
    return f"{one.share:.3f} [{one.interval.low:.3f}, {one.interval.high:.3f}]"
