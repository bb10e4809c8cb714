"""RewardBench 2's best of n and its rating of Ties, beside the original's lines written out with numpy."""

import random

import numpy as np
import pytest

from rewardry.benchmarks.metrics.rewardbench import best_of, spread, ties_counts, ties_rating


def original(tied, reference):
    """The rating of Ties as the project computes it, from (is right, score) of each answer, by question."""

    def stats(samples):
        right = [score for yes, score in samples if yes]
        wrong = [score for yes, score in samples if not yes]
        return min(right) > max(wrong), max(right) - min(right), min(right) - max(wrong)

    many, one = [stats(samples) for samples in tied], [stats(samples) for samples in reference]
    among = np.array([each[1] for each in many])
    above_many, above_one = np.array([each[2] for each in many]), np.array([each[2] for each in one])
    with np.errstate(divide="ignore", invalid="ignore"):
        margins = np.nan_to_num(np.tanh(np.minimum(above_one, above_many) / among - 1), nan=0.0)
    return (
        0.3 * np.mean([each[0] for each in many])
        + 0.3 * np.mean([each[0] for each in one])
        + 0.2 * np.mean(above_many > among)
        + 0.2 * np.mean(np.minimum(above_one, above_many) > among)
        + 0.01 * np.mean(margins)
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_rating_of_ties_is_the_originals(seed):
    draw = random.Random(seed)
    tied, reference = (
        [
            [(i < right, draw.choice([0.0, 0.5, 1.0, 2.0]) + right_bonus * (i < right)) for i in range(5)]
            for _ in range(20)
        ]
        for right, right_bonus in ((3, 1.0), (1, 1.5))
    )

    def spreads(questions):
        return [spread([score for _, score in one], [int(yes) for yes, _ in one]) for one in questions]

    counts = ties_counts(list(zip(spreads(tied), spreads(reference), strict=True)))
    assert ties_rating(counts.sum(0, keepdims=True))[0] == pytest.approx(original(tied, reference), abs=1e-12)


@pytest.mark.parametrize(
    ("values", "right", "share"),
    [
        ([3, 1, 2], [1, 0, 0], 1.0),
        ([3, 3, 3, 3], [1, 0, 0, 0], 0.25),
        ([1, 3], [1, 0], 0.0),
        ([3, 3, 1], [1, 1, 0], 1.0),
    ],
)
def test_answers_that_share_the_largest_value_share_the_point(values, right, share):
    assert best_of(values, right) == share
