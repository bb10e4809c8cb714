"""ProcessBench's official figures beside the official script's own lines, on its rows with planted predictions."""

import json
import random
from pathlib import Path

import pytest

from rewardry.benchmarks.metrics.processbench import ProcessBenchScore, average, first_error, processbench

DATA = json.loads((Path(__file__).parents[2] / "data" / "processbench.json").read_text(encoding="utf-8"))
ROWS = [
    {"split": split, "steps": steps, "label": label} for split, rows in DATA["parts"].items() for steps, label in rows
]


def official(rows, predictions):
    """The lines of the official script, with its numpy written out."""
    data = [
        {"label": row["label"], "match": found == row["label"]} for row, found in zip(rows, predictions, strict=True)
    ]
    data1 = [e for e in data if e["label"] != -1]
    data2 = [e for e in data if e["label"] == -1]
    acc1 = sum(e["match"] for e in data1) / len(data1) * 100
    acc2 = sum(e["match"] for e in data2) / len(data2) * 100
    return acc1, acc2, 2 * acc1 * acc2 / (acc1 + acc2)


def planted(rows, chance, seed):
    """Predictions of a critic that is right with some chance, and otherwise names another step, or none."""
    draw = random.Random(seed)
    return [
        row["label"]
        if draw.random() < chance
        else draw.choice([n for n in range(-1, row["steps"]) if n != row["label"]])
        for row in rows
    ]


def test_the_rows_are_those_of_the_benchmark():
    counts = {}
    for row in ROWS:
        correct, all_ = counts.get(row["split"], (0, 0))
        counts[row["split"]] = (correct + (row["label"] == -1), all_ + 1)
    assert counts == {"gsm8k": (193, 400), "math": (406, 1000), "olympiadbench": (339, 1000), "omnimath": (241, 1000)}


@pytest.mark.parametrize("chance", [0.05, 0.3, 0.6, 0.9, 1.0])
def test_the_figures_are_the_official_ones_in_each_part_and_on_average(chance):
    parts, official_f1s = {}, []
    for seed, split in enumerate(sorted({row["split"] for row in ROWS})):
        rows = [row for row in ROWS if row["split"] == split]
        predictions = planted(rows, chance, seed)
        parts[split] = found = processbench([row["label"] for row in rows], predictions)
        wanted = official(rows, predictions)
        assert (found.error_accuracy, found.correct_accuracy, found.f1) == pytest.approx(wanted, abs=1e-9)
        official_f1s.append(wanted[2])
    assert average(parts).f1 == pytest.approx(sum(official_f1s) / 4, abs=1e-9)


def test_scores_of_steps_give_the_planted_first_error_back():
    draw = random.Random(0)
    for row in ROWS[:500]:
        scores = [draw.uniform(0.5, 1.0) for _ in range(row["steps"])]
        if row["label"] != -1:
            scores[row["label"]] = draw.uniform(0.0, 0.49)
        assert first_error(scores) == row["label"]
    assert first_error([0.6], threshold=0.7) == 0
    assert first_error([0.5]) == -1


def test_a_critic_that_finds_nothing_or_everything_wrong_gets_nothing():
    labels = [row["label"] for row in ROWS]
    assert processbench(labels, [-1] * len(labels)) == ProcessBenchScore(0.0, 100.0, 0.0)
    assert processbench(labels, [None] * len(labels)) == ProcessBenchScore(0.0, 0.0, 0.0)


def test_one_kind_of_solution_alone_has_no_f1():
    with pytest.raises(
        ValueError, match="there are 0 erroneous and 2 correct solutions; F1 needs at least one of both"
    ):
        processbench([-1, -1], [-1, -1])
    with pytest.raises(ValueError, match="there are 1 erroneous and 0 correct solutions"):
        processbench([0], [0])
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        processbench([-1, 1], [-1])
    with pytest.raises(ValueError, match="there is no part to average"):
        average({})


@pytest.mark.parametrize(
    ("accuracies", "f1s", "mean"),
    [
        # Qwen2.5-Math-7B-PRM800K and Math-Shepherd-PRM-7B (arXiv:2412.06559, table 3).
        (((53.1, 95.3), (48.0, 90.1), (35.7, 87.3), (29.8, 86.3)), (68.2, 62.6, 50.7, 44.3), 56.5),
        (((32.4, 91.7), (18.0, 82.0), (15.0, 71.1), (14.2, 73.0)), (47.9, 29.5, 24.8, 23.8), 31.5),
    ],
)
def test_the_published_rows_agree_to_a_tenth(accuracies, f1s, mean):
    parts = {}
    for part, (error, correct) in enumerate(accuracies):
        labels = [1] * 1000 + [-1] * 1000
        found = [1 if i < 10 * error else 0 for i in range(1000)] + [-1 if i < 10 * correct else 0 for i in range(1000)]
        parts[str(part)] = processbench(labels, found)
    assert [part.f1 for part in parts.values()] == pytest.approx(f1s, abs=0.1)
    assert average(parts).f1 == pytest.approx(mean, abs=0.1)
