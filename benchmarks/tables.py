"""The tables of a run in the terminal, under each set's the verdict: who is best, and whether that is chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from rewardry.cli.tables import number, print_table, printable

from .report.numbers import breakable
from .report.verdict import verdict_on

_SHOWN = ("accuracy", "balanced_accuracy", "precision", "recall", "mcc")
_FURTHER = ("specificity", "fpr", "fnr", "f1", "f1_negative", "youden_j")
_MANY_FAMILIES = 20
# Columns of words.
_TEXTS = frozenset({"column", "value", "figure", "chosen", "second"})


class Table(NamedTuple):
    """A table.

    Attributes:
        title: what it is, in a few words; "" for the first one of a set.
        columns: the columns' names, of which the first one is text.
        rows: the cells.
    """

    title: str
    columns: list[str]
    rows: list[list[str]]


def print_summary(summary: Mapping[str, Any]) -> None:
    """Print the tables of a run."""
    for place, found in enumerate(summary["sets"]):
        if place:
            click.echo()
        click.echo(printable(f"{found['set']}: {heading(found)}"))
        _print(main_table(found))
        verdict = verdict_on(found)
        click.echo(printable(breakable(f"{verdict.headline} {verdict.certainty}")))
        for table in further_tables(found):
            click.echo(printable(f"\n{table.title}"))
            _print(table)
        for table in map(slice_table, found["slices"]):
            click.echo(printable(f"\n{table.title}"))
            _print(table)
        for line in correction_lines(found):
            click.echo(line)


def _print(table: Table) -> None:
    places = enumerate(table.columns)
    print_table([f"{name}{'<' if not place or name in _TEXTS else '>'}" for place, name in places], table.rows)


def heading(found: Mapping[str, Any]) -> str:
    """What a set is, in numbers."""
    if "right" in found:
        return f"{found['rows']} rows of {found['questions']} questions, {found['right']} right"
    return f"{found['rows']} rows of kind {found['kind']}, {found['questions']} questions"


def main_table(found: Mapping[str, Any]) -> Table:
    """The table that says how right everybody is: of other kinds than points a figure of the protocol a row."""
    if "right" in found:
        return Table("", *metric_table(found))
    names = list(dict.fromkeys(name for each in found["verifiers"] for name in each["protocol"]["metrics"]))
    headline = found["verifiers"][0]["protocol"]["headline"]
    names = [headline, *(name for name in names if name != headline)]
    rows = [
        [
            name.replace("_", " "),
            *(_cell(each["protocol"]["metrics"].get(name)) for each in found["verifiers"]),
        ]
        for name in names
    ]
    protocol = found["verifiers"][0]["protocol"]["name"]
    return Table("", [protocol, *(each["verifier"] for each in found["verifiers"])], rows)


def metric_table(found: Mapping[str, Any], shown: Sequence[str] = _SHOWN) -> tuple[list[str], list[list[str]]]:
    """The entrants and the constant answers of a set with their metrics: the columns' names, and rows of cells."""
    columns = [_who(found), "coverage", *(name.replace("_", " ") for name in shown), "ms a row"]
    rows = [
        [
            each["verifier"],
            number(each["coverage"]),
            *(_cell(each["metrics"][name]) for name in shown),
            _milliseconds(each),
        ]
        for each in found["verifiers"]
    ]
    for name, metrics in found["constants"].items():
        rows.append([name, "", *(number(metrics[metric]) for metric in shown), ""])
    return columns, rows


def _who(found: Mapping[str, Any]) -> str:
    roles = {each.get("role", "verifier") for each in found["verifiers"]}
    return next(iter(roles)) if len(roles) == 1 else "entrant"


def further_tables(found: Mapping[str, Any]) -> Iterator[Table]:
    """The other tables of a set, those that have something to say."""
    tables = (_further_metrics, _outcomes, _scores, _families, _parts, _matrix, _agreement, _cost, _training)
    for make in tables:
        table = make(found)
        if table is not None and table.rows:
            yield table


def _further_metrics(found: Mapping[str, Any]) -> Table | None:
    if "right" not in found:
        return None
    columns, rows = metric_table(found, _FURTHER)
    without_time = [[*row[:1], *row[2:-1]] for row in rows]
    return Table("Further metrics", [columns[0], *columns[2:-1]], without_time)


def _outcomes(found: Mapping[str, Any]) -> Table | None:
    """How many rows came out how, where any are undecided."""
    rows = [
        [each["verifier"], *map(str, each["outcomes"].values())]
        for each in found["verifiers"]
        if sum(list(each["outcomes"].values())[2:])
    ]
    return Table("Outcomes", [_who(found), *found["verifiers"][0]["outcomes"]], rows) if found["verifiers"] else None


def _scores(found: Mapping[str, Any]) -> Table | None:
    columns = [_who(found), "AUROC", "AUPRC", "Brier", "ECE", "best threshold", "J there", "J held out"]
    rows = []
    for each in found["verifiers"]:
        scores = each.get("scores")
        if scores:
            best = scores["best_threshold"]
            plain = (number((scores[name] or {}).get("value")) for name in ("auprc", "brier", "ece"))
            ends = (number(best["at"]), number(best["youden_j"]), number(best["cross_validated_youden_j"]))
            rows.append([each["verifier"], _cell(scores["auroc"]), *plain, *ends])
    return Table("Scores", columns, rows)


def _families(found: Mapping[str, Any]) -> Table | None:
    if found["kind"] != "attack" or not found["verifiers"]:
        return None
    columns = ["family", "rows", *(each["verifier"] for each in found["verifiers"])]
    by_family: dict[str, list[str]] = {}
    for each in found["verifiers"]:
        for one in each["families"]:
            row = by_family.setdefault(one["family"], [one["family"], f"{one['rows']}{' (few)' if one['few'] else ''}"])
            row.append(_cell(one["fpr"]))
    rows = list(by_family.values())
    left = len(rows) - _MANY_FAMILIES
    title = "Attacks that are paid, by family" + (f", the first {_MANY_FAMILIES} of {len(rows)}" if left > 0 else "")
    return Table(title, columns, rows[:_MANY_FAMILIES])


def _parts(found: Mapping[str, Any]) -> Table | None:
    """The headline by the protocol's own parts."""
    rows = []
    for each in found["verifiers"]:
        for part in (each.get("protocol") or {}).get("parts", ()):
            for value in part["values"]:
                name = headline_of(value["metrics"], each["protocol"]["headline"])
                few = " (few)" if value["few"] else ""
                cells = [part["column"], value["value"], f"{value['rows']}{few}", name.replace("_", " ")]
                rows.append([each["verifier"], *cells, _cell(value["metrics"][name])])
    return Table("Parts", [_who(found), "column", "value", "rows", "figure", "estimate"], rows)


def headline_of(metrics: Mapping[str, Any], headline: str) -> str:
    """The figure that stands for the headline in a part: itself, else the first that is defined."""
    if metrics.get(headline, {}).get("value") is not None:
        return headline
    for name in ("f1_pooled", "average"):
        if metrics.get(name, {}).get("value") is not None:
            return name
    return next((name for name, one in metrics.items() if one["value"] is not None), next(iter(metrics)))


def _matrix(found: Mapping[str, Any]) -> Table | None:
    styles = ("concise", "detailed", "Markdown")
    rows = []
    for each in found["verifiers"]:
        for style, line in zip(styles, (each.get("protocol") or {}).get("matrix", ()), strict=False):
            rows.append([each["verifier"], style, *map(number, line)])
    columns = [_who(found), "chosen", *(f"rejected {style}" for style in styles)]
    return Table("Chosen above rejected, by style", columns, rows)


def _agreement(found: Mapping[str, Any]) -> Table | None:
    """Every pair of entrants: what tells them apart, and how far they agree beyond chance."""
    columns = ["first", "second", "difference", "only first", "only second", "p (Holm)", "kappa", "detectable"]
    rows = []
    for pair in found["pairs"]:
        both = _cell({"value": pair["difference"], "interval": pair["interval"]})
        counts = (str(pair["only_first"]), str(pair["only_second"]))
        ends = (f"{pair['p_holm']:.2g}", number(pair["kappa"]), number(pair["detectable"]))
        rows.append([pair["first"], pair["second"], both, *counts, *ends])
    return Table("Pairs", columns, rows)


def _cost(found: Mapping[str, Any]) -> Table | None:
    columns = [_who(found), "ms p50", "p90", "p99", "max", "rows/s", "CPU s", "peak MB", "timeouts"]
    judged = any((each.get("cost") or {}).get("calls") is not None for each in found["verifiers"])
    columns += ["calls", "tokens in", "tokens out", "USD"] if judged else []
    rows = []
    for each in found["verifiers"]:
        seconds, cost = each.get("seconds") or {}, each.get("cost") or {}
        row = [each["verifier"]]
        row += [_thousandths(seconds.get(name)) for name in ("p50", "p90", "p99", "max")]
        row += [number(cost.get(name), digits) for name, digits in _SPENT]
        row.append(str(cost.get("timeouts", "-")))
        if judged:
            row += [number(cost.get(name), 0) for name in ("calls", "prompt_tokens", "reply_tokens")]
            row.append(number(cost.get("usd"), 4))
        rows.append(row)
    return Table("Cost", columns, rows)


_SPENT = (("rows_per_second", 0), ("cpu_seconds", 2), ("peak_memory_mb", 0))


def _training(found: Mapping[str, Any]) -> Table | None:
    """What is left of the signal, by the share of right completions."""
    rates: list[float] = []
    rows = []
    for each in found["verifiers"]:
        effects = each.get("training") or ()
        rates = rates or list(dict.fromkeys(one["pass_rate"] for one in effects))
        sizes = dict.fromkeys(one["group_size"] for one in effects)
        for name in ("mean_reward", "right_above_wrong") if effects else ():
            values = (number(one[name]) for one in effects[: len(rates)])
            rows.append([each["verifier"], name.replace("_", " "), *values])
        for size in sizes:
            of_size = (one for one in effects if one["group_size"] == size)
            values = (f"{one['silent']:.3f} ({one['silent_when_exact']:.3f})" for one in of_size)
            rows.append([each["verifier"], f"silent group of {size} (if exact)", *values])
    columns = [_who(found), "figure", *(f"pass rate {rate:g}" for rate in rates)]
    return Table("Effect on training (silent: all completions of a group are paid the same)", columns, rows)


def slice_table(part: Mapping[str, Any]) -> Table:
    """The accuracy, or the protocol's headline, by the values of a column."""
    rows = []
    for each in part["verifiers"]:
        for value in each["values"]:
            few = " (few)" if value["few"] else ""
            figures = _of_protocol(value["protocol"]) if "protocol" in value else _of_points(value)
            rows.append([each["verifier"], value["value"], f"{value['rows']}{few}", *figures])
    return Table(f"By {part['column']}", ["entrant", "value", "rows", "figure", "estimate", "coverage"], rows)


def _of_points(value: Mapping[str, Any]) -> Iterator[str]:
    yield from ("accuracy", _cell(value["metrics"]["accuracy"]), number(value["coverage"]))


def _of_protocol(protocol: Mapping[str, Any]) -> Iterator[str]:
    metrics = protocol["metrics"]
    name = headline_of(metrics, protocol["headline"])
    yield from (name.replace("_", " "), _cell(metrics[name]), number(metrics.get("coverage", {}).get("value")))


def correction_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What a recipe says to correct for an entrant's errors, where it has some."""
    for each in found["verifiers"]:
        rates = each.get("correction")
        if rates and rates["false_positive_rate"] + rates["false_negative_rate"] > 0:
            yield f"To correct for the errors of {each['verifier']}: - {rates['backward']}"
            yield f"or, where no baseline is taken off the reward: - {rates['forward']}"


def _cell(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "-"
    ends = f" [{found['interval'][0]:.3f}, {found['interval'][1]:.3f}]" if found["interval"] else ""
    return f"{number(found['value'])}{ends}"


def _thousandths(seconds: float | None) -> str:
    return "-" if seconds is None else f"{1000 * seconds:.2f}"


def _milliseconds(each: Mapping[str, Any]) -> str:
    return "-" if not each.get("seconds") else f"{1000 * each['seconds']['p50']:.2f}"
