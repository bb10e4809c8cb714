import pytest
import torch

from rewardry.trainer_adapters.grpo import decoder
from rewardry.trainer_adapters.grpo.decoder import Decoder


@pytest.fixture(autouse=True)
def no_gradients():
    with torch.no_grad():
        yield


def whole(model, text):
    """The logits after a text, computed without any cache."""
    return model(torch.tensor([text])).logits[0, -1]


@pytest.mark.parametrize("tokens_a_pass", [16_384, 8])
def test_logits_are_those_of_whole_texts_for_prompts_of_any_length(qwen2, prompts, monkeypatch, tokens_a_pass):
    monkeypatch.setattr(decoder, "_PREFILL_TOKENS", tokens_a_pass)
    members = [0, 0, 1, 2, 2, 2, 3, 4]
    texts = [list(prompts[member]) for member in members]
    decoding = Decoder(qwen2)
    decoding.prefill(prompts, members, 32)
    for step in range(3):
        token = torch.tensor([text[-1] for text in texts])
        position = torch.tensor([len(text) - 1 for text in texts])
        logits = decoding.logits(token, position, 24)
        expected = torch.stack([whole(qwen2, text) for text in texts])
        torch.testing.assert_close(logits, expected, rtol=0, atol=1e-4)
        for row, text in enumerate(texts):
            text.append(30 + 7 * row + step)


def test_a_prompt_is_run_once_however_many_rows_it_has(qwen2, prompts, monkeypatch):
    seen = []
    forward = qwen2.forward

    def counting(input_ids, **given):
        seen.append(input_ids.shape)
        return forward(input_ids=input_ids, **given)

    monkeypatch.setattr(qwen2, "forward", counting)
    Decoder(qwen2).prefill(prompts, [row // 16 for row in range(80)], 32)
    assert seen == [(5, 19)]


def test_rows_that_are_kept_stand_in_front_with_their_states(qwen2, prompts):
    decoding = Decoder(qwen2)
    decoding.prefill(prompts, range(5), 32)
    decoding.cache.keep(torch.tensor([3, 1]), 20)
    token = torch.tensor([prompts[3][-1], prompts[1][-1]])
    position = torch.tensor([len(prompts[3]) - 1, len(prompts[1]) - 1])
    expected = torch.stack([whole(qwen2, prompts[3]), whole(qwen2, prompts[1])])
    torch.testing.assert_close(decoding.logits(token, position, 24), expected, rtol=0, atol=1e-4)


def test_the_cache_stays_where_it_is_while_it_is_large_enough(qwen2, prompts):
    decoding = Decoder(qwen2)
    decoding.prefill(prompts, range(5), 32)
    first = decoding.cache
    decoding.prefill(prompts[:2], range(2), 30)
    assert decoding.cache is first
    decoding.prefill(prompts, range(5), 48)
    assert decoding.cache is not first
    larger = decoding.cache
    decoding.prefill(prompts, [0, 1, 2, 3, 4, 4], 16)
    assert (decoding.cache is larger, decoding.cache.rows, decoding.cache.slots) == (False, 6, 48)


def test_a_change_of_type_takes_a_cache_of_that_type(make_model, prompts):
    model = make_model()
    decoding = Decoder(model)
    decoding.prefill(prompts, range(5), 32)
    model.to(torch.bfloat16)
    decoding.prefill(prompts, range(5), 32)
    assert decoding.cache._full[0][0].dtype == torch.bfloat16
