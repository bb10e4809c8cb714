"""One loss from numbers: settings of other terms, presets, undecided rewards."""

import pytest

from rewardry.testing import grpo_oracle
from rewardry.trainer_adapters.grpo.presets import PRESETS

# One group of two completions of one token each; rewards 1 and 0 have the advantages 0.5 and -0.5 less their mean.
NUMBERS = {
    "num_generations": 2,
    "max_completion_length": 4,
    "mask": [[1], [1]],
    "old_logps": [[-2.0], [-1.0]],
    "new_logps": [[-1.0], [-1.0]],
    "ref_logps": [[-1.0], [-1.0]],
    "rewards": [1.0, 0.0],
}


def test_a_parameter_of_another_term_is_left_out():
    plain = {"advantage": "group_mean", "term": "policy_gradient", "ratio": "none"}
    assert grpo_oracle({**plain, "clip_low": 0.1, "cap_high": 9.0}, NUMBERS) == grpo_oracle(plain, NUMBERS)


@pytest.mark.parametrize(("cap", "weight"), [(1.5, 1.5), (2.0, 2.0), (5.0, 2.718281828459045)])
def test_the_parameters_of_a_presets_term_are_read(cap, weight):
    """CISPO: the ratios are e and 1, capped; the mean of -weight A log pi over two tokens, A = 0.5 and -0.5."""
    found = grpo_oracle({"preset": "cispo", "advantage": "group_mean", "cap_high": cap}, NUMBERS)
    assert found == pytest.approx((weight * 0.5 * 1.0 - 1.0 * 0.5 * 1.0) / 2)


@pytest.mark.parametrize("preset", sorted(set(PRESETS) - {"gdpo"}))
def test_a_preset_is_what_it_stands_for(preset):
    assert grpo_oracle({"preset": preset}, NUMBERS) == grpo_oracle(PRESETS[preset], NUMBERS)


def test_an_undecided_completion_is_counted_and_teaches_nothing():
    """Alone decided, the other has nothing to be compared with."""
    assert grpo_oracle({"preset": "dapo"}, {**NUMBERS, "rewards": [1.0, None]}) == 0.0


def test_given_advantages_are_of_tokens():
    """-min(r A, clip(r, 0.8, 1.2) A) with r = e and 1: 1.2 * 3 and -2, over two tokens."""
    given = {**NUMBERS, "ppo_token_advantages": [[3.0], [-2.0]]}
    assert grpo_oracle({"advantage": "given", "aggregation": "token_mean"}, given) == pytest.approx(-(3.6 - 2.0) / 2)


def test_gdpo_needs_more_than_totals():
    with pytest.raises(ValueError, match="needs `components` and `weights`"):
        grpo_oracle({"preset": "gdpo"}, NUMBERS)


def test_a_preset_that_does_not_exist_is_told():
    with pytest.raises(ValueError, match=r"no preset 'cisp'. Did you mean 'cispo'"):
        grpo_oracle({"preset": "cisp", "cap_high": 2.0}, NUMBERS)
