"""Micro-batches and their layout."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from rewardry.trainer_adapters.grpo.batches import Experience, micro_batches, padded


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(1, 120), st.none() | st.integers(1, 5))
def test_every_row_is_in_one_micro_batch_that_is_not_too_large(lengths, tokens, rows):
    found = micro_batches(lengths, tokens, rows)
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= tokens
        assert rows is None or len(batch) <= rows


def test_rows_of_similar_length_stand_together():
    assert micro_batches([1, 9, 2, 8], 18) == [[1, 3], [2, 0]]


def test_layout():
    experience = Experience([[5, 6], [7]], [[8, 1], [9, 9, 9]], [], torch.zeros(2), [False, True])
    batch = padded(experience, torch.device("cpu"))
    assert batch.input_ids.tolist() == [[5, 6, 8, 1], [7, 9, 9, 9]]
    assert batch.targets.tolist() == [8, 1, 9, 9, 9]
    assert list(zip(batch.rows.tolist(), batch.columns.tolist(), strict=True)) == [
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
    ]
    assert batch.spread(torch.arange(5.0)).tolist() == [[0, 1, 0], [2, 3, 4]]


def test_some_of_the_completions(experience):
    whole = experience()
    part = whole.take([3, 1])
    assert part.completion_ids == [whole.completion_ids[3], whole.completion_ids[1]]
    assert part.advantages.tolist() == [whole.advantages[3], whole.advantages[1]]
    assert part.token_advantages == []
