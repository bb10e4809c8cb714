"""`rewardry select`."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import click

from rewardry.cli.output import RowWriter, counted
from rewardry.cli.progress import progress
from rewardry.cli.reading import beside, reading_options
from rewardry.cli.tables import percent, print_json, print_table
from rewardry.curation.chat_template import ChatTemplate
from rewardry.curation.completion_form import AS_IT_IS, CompletionForm
from rewardry.curation.filters.best_of_group import BestOfGroup
from rewardry.curation.filters.code_blocks import no_code_blocks
from rewardry.curation.filters.contamination import WORDS as HELD_OUT_WORDS
from rewardry.curation.filters.contamination import HeldOut, NotContaminated
from rewardry.curation.filters.contract import Filter
from rewardry.curation.filters.correct import keep_correct
from rewardry.curation.filters.duplicates import SIMILARITY, DifferentInFile, DifferentInGroup
from rewardry.curation.filters.long_paragraphs import WORDS as LONG_PARAGRAPH
from rewardry.curation.filters.long_paragraphs import no_long_paragraphs
from rewardry.curation.filters.loops import no_loops
from rewardry.curation.filters.missing_summary import with_summary
from rewardry.curation.filters.mixed_language import OneLanguage
from rewardry.curation.filters.pass_rate import PassRateBand
from rewardry.curation.filters.truncated import not_truncated
from rewardry.curation.kept_rows import Grouped, KeptRow, Reading
from rewardry.curation.parquet import ParquetRows
from rewardry.curation.preferences import Preferences
from rewardry.curation.selection import Judged, Selection
from rewardry.curation.supervised import supervised_row
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError
from rewardry.rows import STDIN, dump

# So many rows are written at once.
_ROWS = 2_000
_MOSTLY = 0.9


@dataclass(frozen=True)
class Wanted:
    """What the options of `select` ask for; see their help."""

    correct: bool
    r1: bool
    pass_rate: tuple[float, float] | None
    best_of_group: int | None
    one_language: float | None
    language: str | None
    resolver: str
    paragraph: int | None
    no_code: bool
    no_loops: bool
    summary: bool
    truncated: bool
    duplicates: str | None
    similarity: float
    against: tuple[str, ...]
    against_words: int
    against_column: str | None

    def each(self, runtime: Runtime) -> Iterator[Filter]:
        """The filters that judge every row."""
        if self.correct or self.r1:
            yield keep_correct()
        if self.pass_rate is not None:
            yield PassRateBand(*self.pass_rate)
        if self.truncated:
            yield not_truncated()
        if self.one_language is not None or self.r1:
            parameters = {"resolver": self.resolver, **({"target": self.language} if self.language else {})}
            yield OneLanguage(_MOSTLY if self.one_language is None else self.one_language, runtime, parameters)
        if self.paragraph is not None or self.r1:
            yield no_long_paragraphs(self.paragraph or LONG_PARAGRAPH)
        if self.no_code or self.r1:
            yield no_code_blocks()
        if self.no_loops or self.r1:
            yield no_loops()
        if self.summary:
            yield with_summary()
        if self.against:
            yield NotContaminated(HeldOut(self.against, self.against_words, self.against_column))

    def among_kept(self) -> Iterator[Filter]:
        """The filters that judge what the others have left, in the order in which they do."""
        if self.duplicates == "group":
            yield DifferentInGroup(self.similarity)
        if self.best_of_group is not None:
            yield BestOfGroup(self.best_of_group)
        if self.duplicates == "file":
            yield DifferentInFile(self.similarity)


@click.command("select")
@reading_options
@click.option("-o", "--output", metavar="FILE", help="Where the kept rows go; .parquet with --to sft and --to dpo.")
@click.option("--rejected", metavar="FILE", help="Where the rejected rows go, with the reasons.")
@click.option(
    "--to",
    "target",
    type=click.Choice(["rows", "sft", "dpo"]),
    default="rows",
    show_default=True,
    help="What is written: the rows as they are, or the columns of TRL's SFTTrainer or DPOTrainer.",
)
@click.option("--correct", is_flag=True, help="Keep right completions only.")
@click.option(
    "--r1",
    is_flag=True,
    help="The filters of DeepSeek-R1's data: right, one language, no long paragraphs, no code blocks, no loops.",
)
@click.option(
    "--pass-rate",
    type=(float, float),
    metavar="LOW HIGH",
    help="Keep questions of which a share between these was answered right.",
)
@click.option("--best-of-group", type=click.IntRange(min=1), metavar="N", help="Keep the N best of each question.")
@click.option(
    "--one-language",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help=f"At least this share of the reasoning's words in the prompt's language; with --r1 {_MOSTLY}.",
)
@click.option("--language", metavar="TAG", help="The language wanted, such as en or zh, instead of the prompt's.")
@click.option(
    "--language-by",
    "resolver",
    type=click.Choice(["script", "sentence"]),
    default="script",
    show_default=True,
    help="Tell languages by their scripts, or those in Latin letters apart, too (extra lang, slower).",
)
@click.option(
    "--max-paragraph",
    "paragraph",
    type=click.IntRange(min=1),
    metavar="WORDS",
    help=f"No paragraph of more words; with --r1 {LONG_PARAGRAPH}.",
)
@click.option("--no-code-blocks", "no_code", is_flag=True, help="No fenced code in the reasoning.")
@click.option("--no-loops", is_flag=True, help="No completion that repeats itself without end.")
@click.option("--with-summary", "summary", is_flag=True, help="Only what says something behind its reasoning.")
@click.option("--not-truncated", "truncated", is_flag=True, help="No completion whose finish_reason is length.")
@click.option(
    "--duplicates-in",
    "duplicates",
    type=click.Choice(["group", "file"]),
    help="Drop completions near to an earlier one of the question, or of the whole file (extra data; needs memory).",
)
@click.option(
    "--similarity",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=SIMILARITY,
    show_default=True,
    help="From this share of common 5-grams of words on, two completions are duplicates.",
)
@click.option(
    "--against", multiple=True, metavar="FILE", help="Drop questions that stand in this held-out set. Repeatable."
)
@click.option(
    "--against-words",
    type=click.IntRange(min=1),
    default=HELD_OUT_WORDS,
    show_default=True,
    metavar="N",
    help="So many words in a row, in common with a held-out question, are too many.",
)
@click.option("--against-column", metavar="COLUMN", help="The column of the held-out questions.")
@click.option(
    "--form",
    default=AS_IT_IS,
    show_default=True,
    metavar="FORM",
    help="How completions are written for sft and dpo: as-is, cold-start (|special_token|reasoning|special_token|"
    "summary), think_answer, or a template with {reasoning}, {summary}, {answer}.",
)
@click.option(
    "--chat-template",
    metavar="FILE",
    help="With --to sft: a .jinja file or a tokenizer's folder; the messages are written as `text` by it.",
)
@click.option("--pairs", type=click.IntRange(min=1), default=1, show_default=True, help="Of a question, with --to dpo.")
@click.option(
    "--min-margin", type=click.FloatRange(min=0), default=0.0, show_default=True, help="Of a pair, with --to dpo."
)
@click.option("--only-wrong", is_flag=True, help="With --to dpo: what is rejected is wrong, not only worth less.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def select(
    reading: Reading,
    output: str | None,
    rejected: str | None,
    target: str,
    form: str,
    chat_template: str | None,
    pairs: int,
    min_margin: float,
    only_wrong: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """Select rows of FILE..., which `rewardry score --keep` or `verify --keep` wrote.

    Rows are kept that no filter rejects. They are written to STEM.selected.jsonl in the current folder, or where -o
    says; the others, with all reasons, to STEM.rejected.jsonl, or where --rejected says. The rows of a group stand
    together in the file, so that a file of any size takes constant memory; but for --duplicates-in file.
    """
    wanted = Wanted(**filters)
    written_form = CompletionForm(form)
    if target == "rows" and (form != AS_IT_IS or chat_template):
        raise ConfigError("--form and --chat-template write data for training; add --to sft or --to dpo")
    if chat_template and target != "sft":
        raise ConfigError("--chat-template goes with --to sft; DPOTrainer applies the model's own template")
    template = ChatTemplate(chat_template) if chat_template else None
    output = output or beside(reading.files, "selected")
    rejected = rejected or beside(reading.files, "rejected")
    if output == rejected:
        raise ConfigError(f"{output}: kept and rejected rows go to two files; name another with --rejected")
    makers: dict[str, Callable[[Judged], Iterator[bytes | Mapping[str, Any]]]] = {
        "rows": lambda judged: (_line(row, bool(reading.rows)) for row in judged.kept()),
        "sft": lambda judged: (supervised_row(row, written_form, template) for row in judged.kept()),
        "dpo": Preferences(written_form, pairs, min_margin, only_wrong).rows,
    }
    with Runtime("inline") as runtime:
        shape: list[Filter] = [] if target != "sft" else [written_form]
        selection = Selection([*wanted.each(runtime), *shape], list(wanted.among_kept()))
        if target == "rows" and not selection.reasons:
            raise ConfigError("nothing to select by; name a filter, for example --correct (`rewardry select --help`)")
        grouped = Grouped()
        inputs = (*reading.files, *reading.rows, *wanted.against)
        kept = _write(reading, grouped, selection, makers[target], _Outputs(output, rejected, inputs, target))
    _print(selection, kept, grouped, target, (output, rejected), as_json)


class _Sink(Protocol):
    rows: int

    def write(self, rows: Any) -> None: ...


@dataclass(frozen=True)
class _Outputs:
    """Where rows go."""

    kept: str
    rejected: str
    inputs: Sequence[str]
    target: str

    @contextlib.contextmanager
    def open(self) -> Iterator[tuple[Any, RowWriter]]:
        """Open both outputs."""
        if self.kept.endswith(".parquet") and self.target == "rows":
            raise ConfigError(f"{self.kept}: a table has columns of one type; choose --to sft or --to dpo, or .jsonl")
        with RowWriter(self.rejected, self.inputs) as rejected:
            kind = ParquetRows if self.kept.endswith(".parquet") else RowWriter
            with kind(self.kept, self.inputs) as kept:
                yield kept, rejected


def _write(
    reading: Reading,
    grouped: Grouped,
    selection: Selection,
    made: Callable[[Judged], Iterator[bytes | Mapping[str, Any]]],
    outputs: _Outputs,
) -> int:
    """Read, judge and write; returns how many rows the output has."""
    with outputs.open() as (kept, rejected), progress(reading.files) as advance:
        good: list[Any] = []
        bad: list[bytes] = []
        rows = 0
        try:
            for judged in selection.judge(grouped.of(reading)):
                good += made(judged)
                bad += _rejected(judged, bool(reading.rows))
                rows += len(judged.rows)
                if len(good) + len(bad) >= _ROWS:
                    _put(kept, rejected, good, bad)
                    advance(rows, {})
                    good, bad, rows = [], [], 0
        finally:
            _put(kept, rejected, good, bad)
    return int(kept.rows)


def _put(kept: Any, rejected: RowWriter, good: list[Any], bad: list[bytes]) -> None:
    if isinstance(kept, RowWriter):
        kept.write_lines([row if isinstance(row, bytes) else dump(row) for row in good])
    else:
        kept.write(good)
    rejected.write_lines(bad)


def _line(row: KeptRow, joined: bool) -> bytes:
    """A row as it stands in the file; with its input where that came from another file."""
    return dump({**row.data, "input": row.input}) if joined else row.line.strip() + b"\n"


def _rejected(judged: Judged, joined: bool) -> Iterator[bytes]:
    """The rejected rows of a group, their reasons in front."""
    for row, reasons in zip(judged.rows, judged.reasons, strict=True):
        if not reasons:
            continue
        why = dict(reasons)
        if "rejected" in row.data:  # of an earlier selection
            yield dump({**row.data, "rejected": why})
        else:
            yield b'{"rejected": ' + json.dumps(why).encode() + b", " + _line(row, joined)[1:]


def _print(
    selection: Selection, written: int, grouped: Grouped, target: str, files: tuple[str, str], as_json: bool
) -> None:
    counts = selection.counts
    stream = sys.stderr if files[0] == STDIN else sys.stdout
    if as_json:
        found = {
            "rows": counts.rows,
            "kept": counts.kept,
            "groups": counts.groups,
            "groups_kept": counts.groups_kept,
            "reasons": {name: counts.reasons[name] for name in dict.fromkeys(selection.reasons)},
            "first_reasons": {name: counts.first[name] for name in dict.fromkeys(selection.reasons)},
            "groups_in_pieces": grouped.torn,
            "to": target,
            "written": written,
            "output": files[0],
            "rejected": files[1],
        }
        print_json(found, stream)
    else:
        _print_table(selection, stream)
        if files[0] != STDIN:
            click.echo(f"{_said(written, target)} written to {files[0]}", file=stream)
        click.echo(f"{counted(counts.rows - counts.kept)} with reasons written to {files[1]}", file=stream)
    if target == "dpo" and counts.rows and not written:
        click.echo("Warning: no question has two completions of which one is worth more and kept", err=True)
    if warning := grouped.warning():
        click.echo(f"Warning: {warning}", err=True)


def _said(written: int, target: str) -> str:
    if target == "rows":
        return counted(written)
    return f"{written} {'pair' if target == 'dpo' else 'conversation'}{'s' * (written != 1)}"


def _print_table(selection: Selection, stream: Any) -> None:
    counts = selection.counts

    def share(count: int) -> str:
        return percent(count / counts.rows if counts.rows else None)

    rows = [
        [name, str(counts.reasons[name]), share(counts.reasons[name]), str(counts.first[name])]
        for name in dict.fromkeys(selection.reasons)
    ]
    rejected = counts.rows - counts.kept
    rows.append(["rejected", str(rejected), share(rejected), str(rejected)])
    rows.append(["kept", str(counts.kept), share(counts.kept), ""])
    print_table(("reason<", "rows>", "share>", "first reason>"), rows, stream=stream)
    click.echo(f"{counts.groups_kept} of {counts.groups} questions have a row that was kept", file=stream)
