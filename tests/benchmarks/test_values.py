"""Rewards on rows with a label: where their values are cut, and what the values say."""

import json
import random

import numpy as np
import pytest
from sklearn import metrics as sk

from rewardry.benchmarks.metrics.scores import best_threshold, cross_validated
from rewardry.benchmarks.sets import LabelledRow
from rewardry.benchmarks.values import decided_by_threshold, scores_of


@pytest.fixture
def noisy():
    """Labels and scores that go with them, two rows a question."""
    draw = random.Random(1)
    labels = [int(draw.random() < 0.4) for _ in range(300)]
    scores = [round(min(1.0, max(0.0, 0.4 * label + 0.6 * draw.random())), 2) for label in labels]
    rows = [LabelledRow(i, label, f"q{i // 2}", {}) for i, label in enumerate(labels)]
    return rows, [{"status": "ok", "value": score} for score in scores], labels, scores


def test_scores_are_those_of_scikit_learn(noisy):
    rows, outcomes, labels, scores = noisy
    found = scores_of(rows, outcomes, seed=0)
    assert found["auroc"]["value"] == pytest.approx(sk.roc_auc_score(labels, scores), abs=1e-12)
    assert found["auprc"]["value"] == pytest.approx(sk.average_precision_score(labels, scores), abs=1e-12)
    assert found["brier"]["value"] == pytest.approx(sk.brier_score_loss(labels, scores), abs=1e-12)
    low, high = found["auroc"]["interval"]
    assert low < found["auroc"]["value"] < high
    fpr, tpr, thresholds = sk.roc_curve(labels, scores, drop_intermediate=False)
    curve = {at: (x, y) for at, x, y in zip(thresholds, fpr, tpr, strict=True)}
    for point in found["sweep"]:
        assert (point["fpr"], point["tpr"]) == pytest.approx(curve[point["at"]], abs=1e-12)
    for wanted in found["at_precision"]:
        if wanted["at"] is not None:
            accepted = np.array(scores) >= wanted["at"]
            assert sk.precision_score(labels, accepted) >= wanted["precision"]


def test_scores_beyond_probabilities_are_not_calibrated(noisy):
    rows, outcomes, _, _ = noisy
    found = scores_of(rows, [{**one, "value": 3 * one["value"] - 1} for one in outcomes], seed=0)
    assert (found["brier"], found["ece"], found["reliability"]) == (None, None, None)
    assert found["auroc"]["value"] is not None


def test_a_threshold_is_chosen_by_other_questions(noisy):
    rows, outcomes, labels, scores = noisy
    decided, threshold = decided_by_threshold(rows, outcomes)
    assert threshold["at"] == best_threshold(labels, scores).at
    found = cross_validated(labels, scores, [row.question for row in rows])
    assert found.held_out_youden_j <= found.youden_j
    assert [one["status"] == "correct" for one in decided] == list(found.accepted)


def test_noise_has_no_held_out_youden_j():
    draw = random.Random(2)
    labels, scores = zip(*((i % 2, draw.random()) for i in range(400)), strict=True)
    found = cross_validated(labels, scores, range(400))
    assert found.youden_j > 0.02
    assert found.held_out_youden_j < found.youden_j


def test_undecided_values_stay_undecided():
    rows = [LabelledRow(i, i % 2, str(i), {}) for i in range(4)]
    outcomes = [{"status": "ok", "value": float(i % 2)} for i in range(3)] + [{"status": "timeout", "value": None}]
    decided, _ = decided_by_threshold(rows, outcomes)
    assert [one["status"] for one in decided][-1] == "timeout"


def test_a_reward_takes_part_on_points(bench, write, local_rewards):
    rows = [
        {
            "id": f"{i}{label}",
            "group": i,
            "prompt": f"q{i}",
            "completion": f"answer {i % 7 + 5 * label}",
            "label": label,
        }
        for i in range(30)
        for label in (0, 1)
    ]
    code, out, _ = bench("run", "-r", f"{local_rewards}numbered", "-d", write("p.jsonl", rows), "-o", "x", "--json")
    assert code == 0
    [found] = json.loads(out)["sets"][0]["verifiers"]
    assert found["role"] == "reward"
    assert found["threshold"]["how"].startswith("Youden's J, cross-validated")
    assert 0.7 < found["scores"]["auroc"]["value"] <= 1
    assert found["correction"] is None
    assert "AUROC" in bench("report", "x")[1]
