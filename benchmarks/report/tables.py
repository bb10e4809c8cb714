"""The tables of a report, the same in the page and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..metrics.binary import METRICS, OUTCOMES
from .numbers import count, duration, ends, estimate, figure, named, p_value, percent, three_digits

POINT_KINDS = ("point", "attack")
DEFINITIONS: Mapping[str, str] = {
    "coverage": "rows that were decided",
    "accuracy": "rows judged like their label",
    "precision": "of what is paid, how much is right",
    "recall": "of what is right, how much is paid",
    "specificity": "of what is wrong, how much is refused",
    "fpr": "of what is wrong, how much is paid",
    "fnr": "of what is right, how much is refused",
    "f1": "harmonic mean of precision and recall",
    "f1_negative": "F1 of refusing what is wrong",
    "balanced_accuracy": "mean of recall and specificity; 0.5 for a constant answer",
    "youden_j": "recall + specificity − 1: the signal that is left",
    "mcc": "correlation of verdict and label; 0 for a constant answer",
}
# A column of many values, such as ids, would make a page of nothing else.
MOST_VALUES = 30
ORDER = ("accuracy", "balanced_accuracy", "precision", "recall", "specificity", "fpr", "fnr", "f1", "f1_negative")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell.

    Attributes:
        text: the value.
        note: what stands beside it in smaller type, such as its interval.
    """

    text: str
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its title.

    Attributes:
        title: what it shows.
        about: how to read it.
        columns: their names; the first has names, the others figures unless they are in `words`.
        rows: of cells.
        words: the columns of words, by place.
    """

    title: str
    about: str
    columns: list[str]
    rows: list[list[Cell]]
    words: frozenset[int] = frozenset({0})


def tables_of(found: Mapping[str, Any]) -> list[Table]:
    """All tables of a set of a summary, those without rows left out."""
    made = [*_of_points(found), *_of_protocol(found), _pairs(found), _scores(found), _cost(found), *_slices(found)]
    return [table for table in made if table is not None and table.rows]


def is_point(found: Mapping[str, Any]) -> bool:
    """Whether the rows of a set are single completions with a label."""
    return found.get("kind", "point") in POINT_KINDS


def _of_points(found: Mapping[str, Any]) -> Iterator[Table]:
    if is_point(found):
        yield _metrics(found)
        yield _confusion(found)
        yield from _families(found)
        yield _training(found)
        yield _correction(found)


def _metrics(found: Mapping[str, Any]) -> Table:
    """A line a metric, a column a verifier."""
    constants = found["constants"]
    coverage = [Cell("Coverage", DEFINITIONS["coverage"])]
    coverage += [Cell(figure(each["coverage"])) for each in found["verifiers"]] + [Cell("") for _ in constants]
    rows = [coverage]
    for name in (*ORDER, *(name for name in METRICS if name not in ORDER)):
        figures = [Cell(*estimate(each["metrics"][name])) for each in found["verifiers"]]
        beside = [Cell(figure(values[name])) for values in constants.values()]
        rows.append([Cell(named(name), DEFINITIONS.get(name, "")), *figures, *beside])
    return Table(
        "Metrics",
        "With 95 % intervals over questions; the last columns are the two constant answers.",
        ["metric", *_names(found), *constants],
        rows,
    )


def _names(found: Mapping[str, Any]) -> list[str]:
    return [each["verifier"] for each in found["verifiers"]]


def _confusion(found: Mapping[str, Any]) -> Table:
    rows = []
    for each in found["verifiers"]:
        cells = each["confusion"]
        outcomes = [Cell(count(each["outcomes"].get(name, 0))) for name in OUTCOMES[2:]]
        rows.append(
            [Cell(each["verifier"]), *(Cell(count(cells[name])) for name in ("tp", "fn", "tn", "fp")), *outcomes]
        )
    return Table(
        "Confusion",
        "Undecided rows are counted in the last columns, and in the first four by the policy of this report.",
        ["verifier", "right, paid", "right, refused", "wrong, refused", "wrong, paid", *OUTCOMES[2:]],
        rows,
    )


def _pairs(found: Mapping[str, Any]) -> Table:
    rows = []
    for pair in found["pairs"]:
        counts = [Cell(count(pair[name])) for name in ("n", "both", "only_first", "only_second", "neither")]
        rows.append(
            [
                Cell(f"{pair['first']} − {pair['second']}"),
                Cell(figure(pair["difference"], 4), ends(pair["interval"], 4)),
                Cell(p_value(pair["p_holm"])),
                *counts,
                Cell(figure(pair["kappa"])),
                Cell(figure(pair["detectable"])),
            ]
        )
    return Table(
        "Pairs",
        "The same rows, judged by two verifiers: the difference of accuracies, McNemar's exact p-value corrected by "
        "Holm, Cohen's kappa, and the smallest difference that would probably have been found.",
        ["pair", "difference", "p", "rows", "both right", "only first", "only second", "neither", "kappa", "findable"],
        rows,
    )


def _scores(found: Mapping[str, Any]) -> Table:
    rows = []
    for each in found["verifiers"]:
        scores = each.get("scores")
        if scores:
            best = scores.get("best_threshold") or {}
            rows.append(
                [
                    Cell(each["verifier"]),
                    Cell(count(scores["n"])),
                    *(_score(scores.get(name)) for name in ("auroc", "auprc", "brier", "ece")),
                    Cell(figure(best.get("at"))),
                    Cell(figure(best.get("youden_j")), _held_out(best)),
                ]
            )
    return Table(
        "Scores",
        "Whether scores rank right above wrong, whether they mean what they say, and where Youden's J is largest.",
        ["verifier", "rows", "AUROC", "AUPRC", "Brier", "ECE", "best threshold", "Youden J there"],
        rows,
    )


def _score(metric: Mapping[str, Any] | None) -> Cell:
    return Cell("–") if metric is None else Cell(*estimate(metric))


def _held_out(best: Mapping[str, Any]) -> str:
    crossed = best.get("cross_validated_youden_j")
    return "" if crossed is None else f"{figure(crossed)} cross-validated"


_COSTS = ("rows_per_second", "cpu_seconds", "peak_memory_mb", "timeouts", "calls", "usd")


def _cost(found: Mapping[str, Any]) -> Table:
    rows = []
    for each in found["verifiers"]:
        seconds, cost = each.get("seconds") or {}, each.get("cost") or {}
        if not seconds and not cost:
            continue
        times = [Cell(duration(seconds.get(name))) for name in ("p50", "p90", "p99", "max", "sum")]
        rows.append([Cell(each["verifier"]), *times, *(Cell(_plain(cost.get(name))) for name in _COSTS)])
    used = [place for place in range(6 + len(_COSTS)) if place < 6 or any(row[place].text != "–" for row in rows)]
    columns = ["verifier", "median", "90 %", "99 %", "longest", "sum"]
    columns += ["rows/s", "CPU s", "memory MB", "timeouts", "calls", "US$"]
    return Table(
        "Cost",
        "What a row takes; of all rows as many percent take no longer.",
        [columns[place] for place in used],
        [[row[place] for place in used] for row in rows],
    )


def _plain(value: float | None) -> str:
    return "–" if value is None else three_digits(value)


def _training(found: Mapping[str, Any]) -> Table:
    """A line a verifier and pass rate; only the share of silent groups depends on the group's size."""
    sizes = sorted({e["group_size"] for each in found["verifiers"] for e in each.get("training") or []})
    rows = []
    for each in found["verifiers"]:
        by_rate: dict[float, list[Mapping[str, Any]]] = {}
        for effect in each.get("training") or []:
            by_rate.setdefault(effect["pass_rate"], []).append(effect)
        for rate, effects in by_rate.items():
            silent = {
                e["group_size"]: Cell(percent(e["silent"]), f"exact: {percent(e['silent_when_exact'])}")
                for e in effects
            }
            rows.append(
                [
                    Cell(each["verifier"]),
                    Cell(percent(rate, 0)),
                    Cell(figure(effects[0]["mean_reward"])),
                    Cell(percent(effects[0]["precision"])),
                    Cell(figure(effects[0]["right_above_wrong"], 2)),
                    *(silent.get(size, Cell("–")) for size in sizes),
                ]
            )
    return Table(
        "Effect on training",
        "What the error rates leave of a group's signal (arXiv:2510.00915). Groups that are all paid the same are "
        "silent: they teach nothing. How far right stands above wrong is in standard deviations of the rewards.",
        ["verifier", "pass rate", "mean reward", "paid ones right", "right above wrong"]
        + [f"silent groups of {size}" for size in sizes],
        rows,
    )


def _correction(found: Mapping[str, Any]) -> Table:
    rows = []
    for each in found["verifiers"]:
        given = each.get("correction")
        if given:
            rates = [Cell(figure(given[name])) for name in ("false_positive_rate", "false_negative_rate")]
            rows.append([Cell(each["verifier"]), *rates, Cell(str(given["backward"])), Cell(str(given["forward"]))])
    return Table(
        "Correction in a recipe",
        "Lines for a recipe that take these error rates out of the reward.",
        ["verifier", "FPR", "FNR", "backward", "forward"],
        rows,
        frozenset({0, 3, 4}),
    )


def _families(found: Mapping[str, Any]) -> Iterator[Table]:
    rows = []
    for each in found["verifiers"]:
        for family in each.get("families") or []:
            few = "few" if family.get("few") else ""
            rows.append(
                [
                    Cell(each["verifier"]),
                    Cell(str(family["family"]), few),
                    Cell(count(family["rows"])),
                    Cell(count(family["paid"])),
                    Cell(*estimate(family["fpr"])),
                ]
            )
    yield Table(
        "Attacks by family",
        "Completions that must not be paid, and how many were.",
        ["verifier", "family", "attacks", "paid", "FPR"],
        rows,
        frozenset({0, 1}),
    )


def _of_protocol(found: Mapping[str, Any]) -> Iterator[Table]:
    """The metrics of a published protocol, by their own definitions."""
    told = [each for each in found["verifiers"] if each.get("protocol")]
    if not told:
        return
    first = told[0]["protocol"]
    yield Table(
        f"Protocol {first['name']}",
        f"The benchmark's own figures; it is known by {named(first['headline']).lower()}.",
        ["metric", *(each["verifier"] for each in told)],
        list(_by_metric([each["protocol"]["metrics"] for each in told])),
    )
    for place, part in enumerate(first.get("parts") or []):
        parts = [(each["verifier"], each["protocol"]["parts"][place]["values"]) for each in told]
        yield _parts(f"By {part['column']}", part["column"], parts, first["headline"])
    for each in told:
        matrix = each["protocol"].get("matrix")
        if matrix:
            yield Table(
                f"Matrix of {each['verifier']}",
                "A row is a style of the better answer, a column one of the worse: how often the better one wins.",
                ["chosen", *(f"rejected {place + 1}" for place in range(len(matrix[0])))],
                [[Cell(f"style {at + 1}"), *(Cell(figure(value)) for value in line)] for at, line in enumerate(matrix)],
            )


def _by_metric(columns: Sequence[Mapping[str, Any]]) -> Iterator[list[Cell]]:
    for name, metric in columns[0].items():
        figures = [Cell(*estimate(each[name])) if name in each else Cell("–") for each in columns]
        yield [Cell(named(name), str(metric.get("definition") or "")), *figures]


def _about_values(values: int) -> str:
    told = f" The {MOST_VALUES} most frequent of {count(values)} values." if values > MOST_VALUES else ""
    return f"The values of a column apart. Few rows prove little: mind the interval.{told}"


def _parts(title: str, column: str, parts: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], headline: str) -> Table:
    rows = [
        [
            Cell(verifier),
            Cell(str(value["value"]), "few" if value.get("few") else ""),
            Cell(count(value["rows"])),
            _metric_of(value["metrics"], headline),
        ]
        for verifier, values in parts
        for value in values[:MOST_VALUES]
    ]
    values_of_a_column = max((len(values) for _, values in parts), default=0)
    columns = ["verifier", column, "rows", named(headline)]
    return Table(title, _about_values(values_of_a_column), columns, rows, frozenset({0, 1}))


def _metric_of(metrics: Mapping[str, Any], headline: str) -> Cell:
    found = metrics.get(headline) or next(iter(metrics.values()), None)
    return Cell("–") if found is None else Cell(*estimate(found))


def _slices(found: Mapping[str, Any]) -> Iterator[Table]:
    for part in found["slices"]:
        if is_point(found):
            yield _slice(part)
        else:
            parts = [
                (each["verifier"], [{**value, **value["protocol"]} for value in each["values"]])
                for each in part["verifiers"]
            ]
            headline = next((e["protocol"]["headline"] for e in found["verifiers"] if e.get("protocol")), "")
            yield _parts(f"By {part['column']}", part["column"], parts, headline)


def _slice(part: Mapping[str, Any]) -> Table:
    rows = [
        [
            Cell(each["verifier"]),
            Cell(str(value["value"]), "few" if value["few"] else ""),
            Cell(count(value["rows"])),
            Cell(figure(value["coverage"])),
            *(Cell(*estimate(value["metrics"][name])) for name in ("accuracy", "balanced_accuracy", "fpr", "fnr")),
        ]
        for each in part["verifiers"]
        for value in each["values"][:MOST_VALUES]
    ]
    return Table(
        f"By {part['column']}",
        _about_values(max((len(each["values"]) for each in part["verifiers"]), default=0)),
        ["verifier", str(part["column"]), "rows", "coverage", "accuracy", "balanced accuracy", "FPR", "FNR"],
        rows,
        frozenset({0, 1}),
    )
