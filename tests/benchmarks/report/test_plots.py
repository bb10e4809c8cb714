"""Where things stand in the plots."""

import math
import random

import pytest

from rewardry.benchmarks.report.plots import Scale, charts, forest_of, outcome_bars
from rewardry.benchmarks.report.tables import tables_of


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.0, 1.0], ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ([0.877, 0.998], ["0.85", "0.90", "0.95", "1.00"]),
        ([0.5], ["0.500", "0.505"]),
        ([-0.3, 0.2], ["−0.4", "−0.2", "0.0", "0.2"]),
        ([], ["0.00", "0.25", "0.50", "0.75", "1.00"]),
    ],
)
def test_a_scale_has_round_ends(values, ticks):
    found = [tick.label for tick in Scale.over(values).ticks()]
    assert found[0] == ticks[0]
    assert found[-1] == ticks[-1]
    assert len(found) <= 7


def test_a_scale_holds_what_it_is_made_for_in_its_order():
    chance = random.Random(0)
    for _ in range(300):
        values = sorted(chance.uniform(-1, 1) * 10 ** chance.uniform(-3, 1.5) for _ in range(3))
        scale = Scale.over(values)
        places = [scale.at(value) for value in values]
        assert all(2.9 <= place <= 97.1 for place in places), values
        assert places == sorted(places)
        assert 2 <= len(scale.ticks()) <= 7


def test_an_estimate_without_a_value_has_no_mark():
    plot = forest_of("t", "", [("a", {"value": None, "interval": None}), ("b", {"value": 0.5, "interval": [0.4, 0.6]})])
    assert (plot.rows[0].at, plot.rows[0].text) == (None, "–")
    assert plot.rows[1].low < plot.rows[1].at < plot.rows[1].high


def test_a_bar_is_as_wide_as_its_rows():
    right = {"correct": 6, "incorrect": 3, "abstain": 1, "timeout": 0, "error": 0}
    wrong = {"correct": 0, "incorrect": 0, "abstain": 0, "timeout": 0, "error": 0}
    found = {"verifiers": [{"verifier": "a", "by_label": {"right": right, "wrong": wrong}}]}
    first, second = outcome_bars(found)
    assert [(part.kind, part.word, part.start, part.width) for part in first.segments] == [
        ("agrees", "paid", 0.0, 60.0),
        ("undecided", "undecided", 60.0, 10.0),
        ("errs", "refused", 70.0, 30.0),
    ]
    assert second.segments == []


def test_the_signal_that_is_left_is_the_share_of_an_exact_verifiers():
    rates = (0.05, 0.5)
    effects = [{"group_size": 8, "pass_rate": p, "right_above_wrong": 0.5 / math.sqrt(p * (1 - p))} for p in rates]
    [chart] = charts({"verifiers": [{"verifier": "a", "training": effects}]})
    middle = (chart.y_ticks[0].at + chart.y_ticks[-1].at) / 2
    assert [y for _, y in chart.lines[0].marks] == [middle, middle]


def test_scores_have_their_curves_and_their_table():
    sweep = [
        {"at": 0.9, "tpr": 0.5, "fpr": 0.0, "precision": 1.0},
        {"at": 0.1, "tpr": 1.0, "fpr": 1.0, "precision": 0.5},
    ]
    scores = {
        "n": 10,
        "auroc": {"value": 0.9, "interval": [0.8, 1.0]},
        "auprc": {"value": 0.85},
        "brier": None,
        "ece": {"value": 0.05},
        "reliability": [{"n": 5, "score": 0.2, "right": 0.1}, {"n": 5, "score": 0.8, "right": 0.9}],
        "best_threshold": {"at": 0.9, "youden_j": 0.5, "cross_validated_youden_j": 0.45},
        "sweep": sweep,
    }
    given = {"kind": "steps", "verifiers": [{"verifier": "a", "scores": scores}], "pairs": [], "slices": []}
    assert [chart.title for chart in charts(given)] == ["Reliability", "Thresholds"]
    [table] = tables_of(given)
    cells = [f"{cell.text} {cell.note}".strip() for cell in table.rows[0]]
    assert cells == ["a", "10", "0.900 [0.800, 1.000]", "0.850", "–", "0.050", "0.900", "0.500 0.450 cross-validated"]


def test_a_protocol_has_its_definitions_parts_and_matrix():
    metric = {"value": 0.5, "interval": [0.4, 0.6], "definition": "how often the better one wins", "n": 9}
    values = [{"value": "hard", "rows": 9, "few": True, "metrics": {"total": metric}}]
    protocol = {
        "name": "rm-bench",
        "version": 1,
        "headline": "total",
        "metrics": {"total": metric},
        "parts": [{"column": "domain", "values": values}],
        "matrix": [[0.5, 0.6, 0.7]] * 3,
    }
    slices = [{"column": "language", "verifiers": [{"verifier": "a", "values": [{**values[0], "protocol": protocol}]}]}]
    given = {"kind": "rm3x3", "verifiers": [{"verifier": "a", "protocol": protocol}], "pairs": [], "slices": slices}
    main, by_domain, matrix, by_language = tables_of(given)
    assert main.title == "Protocol rm-bench"
    assert (main.rows[0][0].text, main.rows[0][0].note) == ("Total", "how often the better one wins")
    assert [cell.text for cell in by_domain.rows[0]] == ["a", "hard", "9", "0.500"]
    assert by_domain.rows[0][1].note == "few"
    assert [cell.text for cell in matrix.rows[2]] == ["style 3", "0.500", "0.600", "0.700"]
    assert by_language.rows[0][3].note == "[0.400, 0.600]"
