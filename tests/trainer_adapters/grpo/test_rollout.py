import pytest
import torch
import transformers

from rewardry.trainer_adapters.grpo.rollout import RolloutEngine

ENDS = list(range(1, 20))  # so many that random weights end their texts after about 30 tokens


def generated(model, prompt, tokens, ends):
    """What the model's own `generate` finds likeliest."""
    settings = transformers.GenerationConfig(
        max_new_tokens=tokens, do_sample=False, pad_token_id=0, eos_token_id=ends, bos_token_id=None
    )
    ids = torch.tensor([prompt])
    return model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=settings)[
        0, len(prompt) :
    ].tolist()


def training_logprobs(model, prompt, completion, temperature=1.0):
    """Log-probabilities as a training pass computes them: no cache, no padding."""
    with torch.no_grad():
        logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1 : -1]
    return (logits / temperature).log_softmax(-1).gather(1, torch.tensor(completion)[:, None])[:, 0]


@pytest.mark.parametrize("ends", [[1], ENDS])
@pytest.mark.parametrize("family", ["Qwen2", "Llama"])
def test_greedy_rollouts_are_those_of_generate(make_model, prompts, family, ends):
    model = make_model(family)
    rollouts = RolloutEngine(model, ends).generate(prompts, 2, max_new_tokens=30, seed=0, greedy=True)
    expected = [generated(model, prompt, 30, ends) for prompt in prompts for _ in range(2)]
    assert rollouts.completion_ids == expected


def test_samples_do_not_depend_on_sharing_compaction_or_batches(qwen2, prompts):
    def sampled(**settings):
        return RolloutEngine(qwen2, ENDS, **settings).generate(prompts, 4, max_new_tokens=60, seed=3)

    plain = sampled(share_prompts=False, compact=False)
    lengths = set(map(len, plain.completion_ids))
    assert len(lengths) > 8
    for settings in ({}, {"compact": False}, {"share_prompts": False}, {"max_rows": 3}, {"max_rows": 8}):
        other = sampled(**settings)
        assert other.completion_ids == plain.completion_ids, settings
        assert other.finish_reasons == plain.finish_reasons
        for one, two in zip(other.logprobs, plain.logprobs, strict=True):
            torch.testing.assert_close(one, two, rtol=0, atol=1e-5)
