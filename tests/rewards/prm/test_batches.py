"""Batches of sequences for a model: each sequence once, of like length, within the memory, the longest first."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.prm.forward import batches

LENGTHS = st.lists(st.integers(0, 60), max_size=30)


@given(LENGTHS, st.integers(1, 200))
def test_every_sequence_is_in_one_batch(lengths, tokens):
    assert sorted(i for batch in batches(lengths, tokens) for i in batch) == list(range(len(lengths)))


@given(LENGTHS, st.integers(1, 200))
def test_a_batch_with_its_padding_fits_or_is_one_sequence(lengths, tokens):
    for batch in batches(lengths, tokens):
        assert batch
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= tokens


@given(LENGTHS, st.integers(1, 200))
def test_the_longest_come_first_and_ties_in_their_order(lengths, tokens):
    order = [i for batch in batches(lengths, tokens) for i in batch]
    assert order == sorted(order, key=lambda i: (-lengths[i], i))


@given(LENGTHS, st.integers(1, 200))
def test_no_batch_is_left_shorter_than_it_could_be(lengths, tokens):
    """The first sequence of each batch did not fit into the one before."""
    found = list(batches(lengths, tokens))
    for before, after in itertools.pairwise(found):
        assert lengths[before[0]] * (len(before) + 1) > tokens
        assert lengths[after[0]] <= lengths[before[-1]]


@pytest.mark.parametrize(
    ("lengths", "tokens", "found"),
    [
        ([10, 10], 20, [[0, 1]]),
        ([10, 10], 19, [[0], [1]]),
        ([5, 20, 5], 20, [[1], [0, 2]]),
        ([0, 0, 0], 1, [[0, 1, 2]]),
        ([100], 1, [[0]]),
        ([], 1, []),
    ],
)
def test_batches(lengths, tokens, found):
    assert list(batches(lengths, tokens)) == found
