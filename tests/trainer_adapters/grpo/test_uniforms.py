import itertools

import torch

from rewardry.trainer_adapters.grpo.uniforms import streams, uniforms

WRAP = (1 << 64) - 1


def mix(x):
    """SplitMix64's output mix in Python's integers."""
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & WRAP
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & WRAP
    return x ^ (x >> 31)


def reference(seed, prompt, sample, token):
    gamma = 0x9E3779B97F4A7C15
    key = mix((seed & WRAP) + gamma & WRAP)
    key = mix((key ^ prompt & WRAP) + gamma & WRAP)
    key = mix((key ^ sample & WRAP) + gamma & WRAP)
    return (mix(key + (token + 1) * gamma & WRAP) >> 16) / 2**48


def test_uniforms_are_a_pure_function_of_seed_prompt_sample_and_token():
    cases = list(itertools.product((0, 1, -5, 2**63, 2**64 - 1), (0, 3, -1, 2**40), (0, 7), (0, 1, 4095)))
    for seed, prompt, sample, token in cases:
        found = uniforms(streams(seed, [prompt], [sample]), token)
        assert found.item() == reference(seed, prompt, sample, token)


def test_mixing_gives_splitmix64s_published_first_numbers():
    # The first outputs of SplitMix64 from the state 1234567, as its reference implementation prints them.
    found = uniforms(torch.tensor([1234567]), torch.tensor([0, 1, 2]))
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert found.tolist() == [(number >> 16) / 2**48 for number in published]


def test_rows_and_tokens_are_uniform_and_unrelated():
    rows, tokens = 400, 250
    stream = streams(11, [row // 8 for row in range(rows)], [row % 8 for row in range(rows)])
    drawn = torch.stack([uniforms(stream, token) for token in range(tokens)])
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = torch.histc(drawn.float(), bins=100, min=0, max=1)
    expected = rows * tokens / 100
    chi_squared = float(((counts - expected) ** 2 / expected).sum())
    assert 50 < chi_squared < 160  # 99 degrees of freedom; either end has a chance below 1e-4
    for one, two in ((drawn[:-1], drawn[1:]), (drawn[:, :-1], drawn[:, 1:])):
        correlation = torch.corrcoef(torch.stack([one.flatten(), two.flatten()]))[0, 1]
        assert abs(correlation) < 5 / one.numel() ** 0.5


def test_neighbouring_seeds_prompts_and_samples_have_streams_of_their_own():
    made = [streams(seed, [prompt], [sample]).item() for seed, prompt, sample in itertools.product(range(12), repeat=3)]
    assert len(set(made)) == 12**3


def test_a_tensor_of_tokens_gives_what_each_token_gives():
    stream = streams(1, [4, 5], [0, 0])
    assert torch.equal(uniforms(stream, torch.tensor([9])), uniforms(stream, 9))
