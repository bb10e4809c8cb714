"""The tables of a report, cell by cell."""

import pytest

from rewardry.benchmarks.metrics.binary import METRICS
from rewardry.benchmarks.report.tables import DEFINITIONS, tables_of


def figure(value, *interval):
    return {"value": value, "interval": list(interval) or None}


def entrant(name="a", **more):
    """What a summary says of one verifier."""
    metrics = {metric: figure(0.5, 0.25, 0.75) for metric in METRICS}
    outcomes = {"correct": 1200, "incorrect": 30, "abstain": 4, "timeout": 5, "error": 6}
    confusion = {"tp": 1100, "fp": 100, "tn": 20, "fn": 10}
    return {
        "verifier": name,
        "coverage": 0.9,
        "metrics": metrics,
        "outcomes": outcomes,
        "confusion": confusion,
        **more,
    }


def summary(*entrants, **more):
    constants = {"always correct": dict.fromkeys(METRICS, 0.75), "always incorrect": dict.fromkeys(METRICS)}
    return {"verifiers": list(entrants), "pairs": [], "slices": [], "constants": constants, **more}


def table(found, title):
    [made] = [each for each in tables_of(found) if each.title == title]
    return [
        [f"{cell.text} {cell.note}".strip().replace("\xa0", " ") for cell in row] for row in made.rows
    ], made.columns


def test_each_metric_stands_once_with_its_definition_and_the_constants():
    rows, columns = table(summary(entrant("a"), entrant("b", coverage=None)), "Metrics")
    assert columns == ["metric", "a", "b", "always correct", "always incorrect"]
    assert rows[0] == ["Coverage rows that were decided", "0.900", "–", "", ""]
    assert len(rows) == 1 + len(METRICS)
    assert {row[0].split(" ")[0].lower() for row in rows[1:]} >= {"accuracy", "mcc", "youden", "fpr"}
    assert rows[1][1:] == ["0.500 [0.250, 0.750]", "0.500 [0.250, 0.750]", "0.750", "–"]
    assert set(METRICS) <= set(DEFINITIONS)


def test_the_confusion_counts_right_rows_first():
    rows, columns = table(summary(entrant()), "Confusion")
    assert columns[1:5] == ["right, paid", "right, refused", "wrong, refused", "wrong, paid"]
    assert rows == [["a", "1,100", "10", "20", "100", "4", "5", "6"]]


def test_a_pair_has_its_difference_its_test_and_its_counts():
    pair = {
        "first": "a",
        "second": "b",
        "n": 1000,
        "both": 600,
        "only_first": 30,
        "only_second": 50,
        "neither": 320,
        "difference": -0.02,
        "interval": [-0.04, 0.001],
        "p_holm": 0.03,
        "kappa": 0.8,
        "detectable": None,
    }
    [row], _ = table(summary(entrant(), pairs=[pair]), "Pairs")
    assert row == [
        "a − b",
        "−0.0200 [−0.0400, 0.0010]",
        "p = 0.03",
        *["1,000", "600", "30", "50", "320"],
        "0.800",
        "–",
    ]


SECONDS = {"p50": 0.001, "p90": 0.002, "p95": 0.0025, "p99": 0.003, "max": 2.0, "sum": 130.0}


@pytest.mark.parametrize(
    ("cost", "columns", "cells"),
    [
        (None, [], []),
        ({"rows_per_second": 999.7, "usd": None}, ["rows/s"], ["1,000"]),
        ({"rows_per_second": 12.345, "timeouts": 0}, ["rows/s", "timeouts"], ["12.3", "0"]),
        (
            {"cpu_seconds": 3.0, "peak_memory_mb": 123.456, "usd": 0.0123},
            ["CPU s", "memory MB", "US$"],
            ["3", "123", "0.0123"],
        ),
        ({"calls": 12_345}, ["calls"], ["12,345"]),
    ],
)
def test_the_cost_has_the_columns_that_were_measured(cost, columns, cells):
    [row], found = table(summary(entrant(seconds=SECONDS, cost=cost)), "Cost")
    assert found == ["verifier", "median", "90 %", "99 %", "longest", "sum", *columns]
    assert row == ["a", "1 ms", "2 ms", "3 ms", "2 s", "2.17 min", *cells]


def test_who_was_not_measured_has_no_line_among_the_costs():
    given = summary(entrant("a"), entrant("b", cost={"rows_per_second": 5.0}))
    [row], _ = table(given, "Cost")
    assert row == ["b", "–", "–", "–", "–", "–", "5"]
    assert "Cost" not in [each.title for each in tables_of(summary(entrant()))]


def test_the_effect_on_training_has_a_line_a_pass_rate_and_a_column_a_group_size():
    def effect(rate, size, silent):
        facts = {"mean_reward": 0.25, "precision": None if rate == 0 else 0.9, "right_above_wrong": 1.234}
        return {"pass_rate": rate, "group_size": size, "silent": silent, "silent_when_exact": 0.5, **facts}

    training = [effect(0.05, 8, 0.3), effect(0.5, 8, 0.2), effect(0.05, 16, 0.1), effect(0.5, 16, 0.05)]
    rows, columns = table(summary(entrant("a", training=training), entrant("b", training=None)), "Effect on training")
    assert columns[-2:] == ["silent groups of 8", "silent groups of 16"]
    assert rows == [
        ["a", "5 %", "0.250", "90.0 %", "1.23", "30.0 % exact: 50.0 %", "10.0 % exact: 50.0 %"],
        ["a", "50 %", "0.250", "90.0 %", "1.23", "20.0 % exact: 50.0 %", "5.0 % exact: 50.0 %"],
    ]


def test_families_and_corrections_stand_where_there_are_some():
    families = [{"family": "hedge", "rows": 40, "paid": 2, "fpr": figure(0.05, 0.01, 0.16), "few": False}]
    families += [{"family": "echo", "rows": 3, "paid": 0, "fpr": figure(0.0, 0.0, 0.56), "few": True}]
    correction = {"false_positive_rate": 0.1, "false_negative_rate": 0.25, "backward": "{b}", "forward": "{f}"}
    given = summary(entrant(families=families, correction=correction), kind="attack")
    assert table(given, "Attacks by family")[0] == [
        ["a", "hedge", "40", "2", "0.050 [0.010, 0.160]"],
        ["a", "echo few", "3", "0", "0.000 [0.000, 0.560]"],
    ]
    assert table(given, "Correction in a recipe")[0] == [["a", "0.100", "0.250", "{b}", "{f}"]]
    titles = [each.title for each in tables_of(summary(entrant()))]
    assert titles == ["Metrics", "Confusion"]  # a table without rows is left out


@pytest.mark.parametrize(("number", "shown", "told"), [(30, 30, ""), (31, 30, " The 30 most frequent of 31 values.")])
def test_a_slice_shows_thirty_values_at_most(number, shown, told):
    values = [{"value": i, "few": i > 1, "rows": 100 - i, **entrant()} for i in range(number)]
    given = summary(entrant(), slices=[{"column": "kind", "verifiers": [{"verifier": "a", "values": values}]}])
    [made] = [each for each in tables_of(given) if each.title == "By kind"]
    assert len(made.rows) == shown
    assert made.about == f"The values of a column apart. Few rows prove little: mind the interval.{told}"
    assert [(cell.text, cell.note) for cell in made.rows[2][:4]] == [("a", ""), ("2", "few"), ("98", ""), ("0.900", "")]
