"""`rewardry select`."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from rewardry.cli.output import RowWriter, counted
from rewardry.cli.progress import progress
from rewardry.cli.reading import against_column_option, against_words_option, beside, reading_options, workers_option
from rewardry.cli.tables import percent, print_json, print_table
from rewardry.curation.completion_form import AS_IT_IS
from rewardry.curation.filters.duplicates import SIMILARITY
from rewardry.curation.filters.long_paragraphs import WORDS as LONG_PARAGRAPH
from rewardry.curation.groups import Grouped
from rewardry.curation.kept_rows import Reading
from rewardry.curation.parquet import ParquetRows
from rewardry.curation.parts import parts
from rewardry.curation.selecting import KEPT, REJECTED, Selecting
from rewardry.curation.selection import Counts
from rewardry.curation.wanted import MOSTLY
from rewardry.errors import ConfigError
from rewardry.rows import STDIN


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
    help=f"At least this share of the reasoning's words in the prompt's language; with --r1 {MOSTLY}.",
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
@against_words_option
@against_column_option
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
@workers_option
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
    workers: int | None,
    as_json: bool,
    **filters: Any,
) -> None:
    """Select rows of FILE..., which `rewardry score --keep` or `verify --keep` wrote.

    Rows are kept that no filter rejects. They are written to STEM.selected.jsonl in the current folder, or where -o
    says; the others, with all reasons, to STEM.rejected.jsonl, or where --rejected says. The rows of a group stand
    together in the file, so that a file of any size takes constant memory; but for --duplicates-in file.
    """
    if target == "rows" and (form != AS_IT_IS or chat_template):
        raise ConfigError("--form and --chat-template write data for training; add --to sft or --to dpo")
    if chat_template and target != "sft":
        raise ConfigError("--chat-template goes with --to sft; DPOTrainer applies the model's own template")
    output = output or beside(reading.files, "selected")
    rejected = rejected or beside(reading.files, "rejected")
    if output == rejected:
        raise ConfigError(f"{output}: kept and rejected rows go to two files; name another with --rejected")
    if output.endswith(".parquet") and target == "rows":
        raise ConfigError(f"{output}: a table has columns of one type; choose --to sft or --to dpo, or .jsonl")
    written = {
        "target": target,
        "form": form,
        "chat_template": chat_template,
        "pairs": pairs,
        "margin": min_margin,
        "only_wrong": only_wrong,
        "joined": bool(reading.rows),
    }
    with contextlib.closing(Selecting(filters, written)) as work:
        if target == "rows" and not work.reasons:
            raise ConfigError("nothing to select by; name a filter, for example --correct (`rewardry select --help`)")
        inputs = (*reading.files, *reading.rows, *work.wanted.against)
        with RowWriter(rejected, inputs) as others, _kept_rows(output, inputs) as kept:
            counts, grouped = _write(work, reading, kept, others, 1 if work.wanted.whole_file else workers)
    _print(work.reasons, counts, int(kept.rows), grouped, target, (output, rejected), as_json)


def _kept_rows(output: str, inputs: Sequence[str]) -> RowWriter | ParquetRows:
    return ParquetRows(output, inputs) if output.endswith(".parquet") else RowWriter(output, inputs)


def _write(
    work: Selecting, reading: Reading, kept: RowWriter | ParquetRows, rejected: RowWriter, workers: int | None
) -> tuple[Counts, Grouped]:
    """Read, judge and write."""
    counts, grouped = Counts(), Grouped()
    with progress(reading.files) as advance:
        for part in parts(work, reading, workers):
            if isinstance(kept, RowWriter):
                kept.write_lines(part.lines[KEPT])
            else:
                kept.write(map(json.loads, part.lines[KEPT]))
            rejected.write_lines(part.lines[REJECTED])
            counts.add_all(part.found)
            grouped.begin(part.begun)
            advance(part.rows, {})
    return counts, grouped


def _print(
    reasons: Sequence[str],
    counts: Counts,
    written: int,
    grouped: Grouped,
    target: str,
    files: tuple[str, str],
    as_json: bool,
) -> None:
    stream = sys.stderr if files[0] == STDIN else sys.stdout
    if as_json:
        found = {
            "rows": counts.rows,
            "kept": counts.kept,
            "groups": counts.groups,
            "groups_kept": counts.groups_kept,
            "reasons": {name: counts.reasons[name] for name in reasons},
            "first_reasons": {name: counts.first[name] for name in reasons},
            "groups_in_pieces": grouped.torn,
            "to": target,
            "written": written,
            "output": files[0],
            "rejected": files[1],
        }
        print_json(found, stream)
    else:
        _print_table(reasons, counts, stream)
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


def _print_table(reasons: Sequence[str], counts: Counts, stream: Any) -> None:
    def share(count: int) -> str:
        return percent(count / counts.rows if counts.rows else None)

    rows = [[name, str(counts.reasons[name]), share(counts.reasons[name]), str(counts.first[name])] for name in reasons]
    rejected = counts.rows - counts.kept
    rows.append(["rejected", str(rejected), share(rejected), str(rejected)])
    rows.append(["kept", str(counts.kept), share(counts.kept), ""])
    print_table(("reason<", "rows>", "share>", "first reason>"), rows, stream=stream)
    click.echo(f"{counts.groups_kept} of {counts.groups} questions have a row that was kept", file=stream)
