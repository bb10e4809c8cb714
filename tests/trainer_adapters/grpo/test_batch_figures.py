"""What is logged of a batch: means without what is undecided, the values behind them, a row a completion."""

import math
import statistics

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.trainer_adapters.grpo.batch_figures import Group, histograms, measured, metrics, rows_of_table
from rewardry.types import Score, Scored

NAN = math.nan
NAMES = ("accuracy", "format")


def scored(total, **components):
    return Scored(
        total, {name: Score(value, "ok" if value is not None else "abstain") for name, value in components.items()}
    )


def group(row, *rows):
    """A group of completions, each as total, accuracy, format, tokens, finish reason."""
    return Group(
        row=row,
        prompt_ids=[1],
        completion_ids=[[7] * length for *_, length, _ in rows],
        logprobs=[torch.zeros(length) for *_, length, _ in rows],
        finish_reasons=[reason for *_, reason in rows],
        scored=[scored(total, accuracy=accuracy, format=form) for total, accuracy, form, *_ in rows],
        texts=[f"{row}.{i}" for i in range(len(rows))],
    )


GROUPS = [
    group(4, (1.5, 1.0, 0.5, 3, "stop"), (None, None, 0.5, 9, "length")),
    group(2, (0.25, 0.0, 0.25, 1, "stop"), (0.25, 0.0, 0.25, 3, "stop")),
]


def test_a_table_has_a_row_a_completion_and_a_column_a_reward():
    assert measured(GROUPS, ("format", "accuracy")).nan_to_num(-9).tolist() == [
        [1.5, 3, 0, 0.5, 1.0],
        [-9, 9, 1, 0.5, -9],
        [0.25, 1, 0, 0.25, 0.0],
        [0.25, 3, 0, 0.25, 0.0],
    ]
    assert measured([], NAMES).shape == (0, 5)
    assert measured(GROUPS, ()).shape == (4, 3)


def test_the_figures_of_a_batch_by_hand():
    """Of the totals 1.5, undecided, 0.25, 0.25 in groups of two neither group has a spread of its own."""
    found = metrics(measured(GROUPS, NAMES), NAMES, 2)
    assert found == pytest.approx(
        {
            "reward": 2 / 3,
            "reward_std": 0.0,
            "groups_without_signal": 1.0,
            "undecided": 0.25,
            "completions/mean_length": 4.0,
            "completions/max_length": 9.0,
            "completions/truncated": 0.25,
            "tokens": 16.0,
            "rewards/accuracy/mean": 1 / 3,
            "rewards/accuracy/std": statistics.stdev([1, 0, 0]),
            "rewards/accuracy/undecided": 0.25,
            "rewards/format/mean": 0.375,
            "rewards/format/std": statistics.stdev([0.5, 0.5, 0.25, 0.25]),
            "rewards/format/undecided": 0.0,
        }
    )


def test_a_batch_of_which_nothing_is_decided_has_the_same_figures():
    table = torch.tensor([[NAN, 2, 0, NAN]] * 4, dtype=torch.float64)
    found = metrics(table, ["one"], 2)
    assert math.isnan(found["reward"])
    assert math.isnan(found["rewards/one/mean"])
    assert (found["reward_std"], found["groups_without_signal"], found["undecided"]) == (0, 1, 1)
    assert (found["rewards/one/std"], found["rewards/one/undecided"]) == (0, 1)


values = st.none() | st.floats(-9, 9)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(values, st.integers(1, 99), st.booleans(), values), min_size=3, max_size=12), st.integers(1, 3)
)
def test_the_figures_of_a_batch_in_plain_python(rows, size):
    rows = rows[: len(rows) // size * size]
    table = torch.tensor([[NAN if x is None else float(x) for x in row] for row in rows], dtype=torch.float64)
    found = metrics(table, ["one"], size)
    totals, lengths, cut, ones = zip(*rows, strict=True)
    groups = [[x for x in totals[at : at + size] if x is not None] for at in range(0, len(totals), size)]
    spreads = [statistics.stdev(one) if len(one) > 1 else 0.0 for one in groups]
    decided, of_one = ([x for x in column if x is not None] for column in (totals, ones))
    expected = {
        "reward": statistics.fmean(decided) if decided else NAN,
        "reward_std": statistics.fmean(spreads),
        "groups_without_signal": sum(len(set(one)) < 2 for one in groups) / len(groups),
        "undecided": 1 - len(decided) / len(rows),
        "completions/mean_length": statistics.fmean(lengths),
        "completions/max_length": max(lengths),
        "completions/truncated": sum(cut) / len(cut),
        "tokens": sum(lengths),
        "rewards/one/mean": statistics.fmean(of_one) if of_one else NAN,
        "rewards/one/std": statistics.stdev(of_one) if len(of_one) > 1 else 0.0,
        "rewards/one/undecided": 1 - len(of_one) / len(rows),
    }
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_histograms_hold_what_is_decided():
    found = histograms(measured(GROUPS, NAMES), NAMES, torch.tensor([0.5, 0.0, -0.5, 0.0]))
    assert found == {
        "rewards/accuracy": [1.0, 0.0, 0.0],
        "rewards/format": [0.5, 0.5, 0.25, 0.25],
        "reward": [1.5, 0.25, 0.25],
        "advantage": [0.5, 0.0, -0.5, 0.0],
        "completions/length": [3.0, 9.0, 1.0, 3.0],
    }


def test_the_table_of_rollouts_tells_each_completion_with_its_own_prompt():
    rows = rows_of_table(GROUPS, ["a?", [{"role": "user", "content": "b?"}]], [0.5, 0.0, -0.5, 0.0])
    assert [row["prompt"] for row in rows[1:3]] == ["a?", [{"role": "user", "content": "b?"}]]
    assert rows[1] == {
        "prompt": "a?",
        "completion": "4.1",
        "row": 4,
        "reward": None,
        "rewards": {"accuracy": None, "format": 0.5},
        "advantage": 0.0,
        "length": 9,
        "finish_reason": "length",
    }
    assert [row["advantage"] for row in rows] == [0.5, 0.0, -0.5, 0.0]
