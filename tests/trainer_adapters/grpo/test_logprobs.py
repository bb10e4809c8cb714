"""Log-probabilities and entropies in chunks: the right numbers and gradients, in a fraction of the memory."""

import subprocess
import sys

import pytest
import torch
import transformers

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.logprobs import Head, hidden_states, log_probs


def problem(vocabulary=11, width=5, rows=7, dtype=torch.float64, bias=False):
    torch.manual_seed(0)
    hidden = torch.randn(rows, width, dtype=dtype, requires_grad=True)
    weight = torch.randn(vocabulary, width, dtype=dtype, requires_grad=True)
    offset = torch.randn(vocabulary, dtype=dtype, requires_grad=True) if bias else None
    return hidden, weight, offset, torch.randint(0, vocabulary, (rows,))


def naive(head, hidden, targets, temperature):
    log_p = (head.logits(hidden) / temperature).log_softmax(-1)
    return log_p.gather(1, targets[:, None])[:, 0], -(log_p.exp() * log_p).sum(-1)


HEADS = [{}, {"bias": True}, {"softcap": 3.0}, {"scale": 0.25}, {"bias": True, "softcap": 2.0, "scale": 1.7}]


@pytest.mark.parametrize("shape", HEADS, ids=str)
@pytest.mark.parametrize("temperature", [1.0, 0.7])
@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_values_and_gradients_are_those_of_all_logits_at_once(shape, temperature, chunk):
    hidden, weight, bias, targets = problem(bias="bias" in shape)
    head = Head(weight, bias, shape.get("scale", 1.0), shape.get("softcap"))
    inputs = [hidden, weight, *([bias] if bias is not None else [])]
    results = []
    for compute in (naive, lambda *a: log_probs(*a, chunk=chunk)):
        logps, entropy = compute(head, hidden, targets, temperature)
        mixed = (logps * torch.arange(7)).sum() + (entropy * torch.arange(7).flip(0)).sum()
        results.append((logps, entropy, *torch.autograd.grad(mixed, inputs)))
    for expected, found in zip(*results, strict=True):
        torch.testing.assert_close(found, expected, atol=1e-12, rtol=1e-10)


@pytest.mark.parametrize("shape", HEADS, ids=str)
def test_gradcheck(shape):
    hidden, weight, bias, targets = problem(rows=4, bias="bias" in shape)

    def run(hidden, weight, *rest):
        head = Head(weight, rest[0] if rest else None, shape.get("scale", 1.0), shape.get("softcap"))
        return log_probs(head, hidden, targets, 0.8, chunk=3)

    assert torch.autograd.gradcheck(run, (hidden, weight, *([bias] if bias is not None else [])))


def test_published_values(oracles):
    given = oracles["logprob_entropy"]
    logits = torch.tensor(given["logits"], dtype=torch.float64)
    head = Head(torch.eye(logits.shape[1], dtype=torch.float64))
    logps, entropy = log_probs(head, logits, torch.tensor(given["labels"]), given["temperature"], chunk=2)
    assert logps.tolist() == pytest.approx(given["logprob"], abs=1e-12)
    assert entropy.tolist() == pytest.approx(given["entropy"], abs=1e-12)


def test_bfloat16_is_computed_in_float32():
    hidden, weight, _, targets = problem(vocabulary=64, width=32, dtype=torch.bfloat16)
    logps, entropy = log_probs(Head(weight), hidden, targets, 1.0, chunk=2)
    assert logps.dtype == entropy.dtype == torch.float32
    expected = naive(Head(weight.double()), hidden.double(), targets, 1.0)
    torch.testing.assert_close(logps.double(), expected[0], atol=0.05, rtol=0.02)
    logps.sum().backward()
    assert hidden.grad.dtype == weight.grad.dtype == torch.bfloat16


def test_no_tokens():
    hidden, weight, _, targets = problem(rows=0)
    logps, _ = log_probs(Head(weight), hidden, targets, 1.0)
    logps.sum().backward()
    assert weight.grad.abs().max() == 0


MODELS = {
    "tied": ("Qwen2", {"tie_word_embeddings": True}),
    "untied": ("Qwen2", {"tie_word_embeddings": False}),
    "softcap": ("Gemma2", {"final_logit_softcapping": 5.0, "head_dim": 8, "pad_token_id": 0}),
    "scale": ("Granite", {"logits_scaling": 4.0}),
    "bias": ("Phi", {}),
}


def model_of(name):
    family, more = MODELS[name]
    config = getattr(transformers, f"{family}Config")(
        vocab_size=23,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=64,
        **more,
    )
    torch.manual_seed(0)
    return getattr(transformers, f"{family}ForCausalLM")(config).double().eval()


@pytest.mark.parametrize("name", MODELS)
def test_heads_of_models(name):
    model = model_of(name)
    ids = torch.randint(0, 23, (3, 9))
    logps, _ = log_probs(Head.of(model), hidden_states(model, ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    expected = model(input_ids=ids).logits[:, :-1].double().log_softmax(-1).gather(-1, ids[:, 1:, None])
    torch.testing.assert_close(logps, expected.flatten(), atol=1e-5, rtol=0)


def test_a_head_with_more_to_it_is_refused():
    model = model_of("tied")
    plain = model.forward
    model.forward = lambda **given: type("Output", (), {"logits": plain(**given).logits.roll(1, -1)})
    with pytest.raises(ConfigError, match="does more to its logits than scaling and soft-capping"):
        Head.of(model)


def test_a_model_without_a_head_is_refused():
    with pytest.raises(ConfigError, match="a causal language model is wanted"):
        Head.of(model_of("tied").model)


PEAK = """
import torch
from pathlib import Path
torch.set_num_threads(1)
torch.manual_seed(0)
hidden = torch.randn(2048, 64, requires_grad=True)
weight = torch.randn(32768, 64, requires_grad=True)
targets = torch.randint(0, 32768, (2048,))

def peak():  # getrusage would count the process that this one was forked from
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

def ours(hidden, weight, targets):
    from rewardry.trainer_adapters.grpo.logprobs import Head, log_probs
    return log_probs(Head(weight), hidden, targets)

def naive(hidden, weight, targets):
    log_p = (hidden @ weight.T).log_softmax(-1)
    return log_p.gather(1, targets[:, None])[:, 0], -(log_p.exp() * log_p).sum(-1)

naive(hidden[:8], weight, targets[:8])[0].sum().backward()
ours(hidden[:8], weight, targets[:8])[0].sum().backward()
peaks = [peak()]
for run in (ours, naive):
    run(hidden, weight, targets)[0].sum().backward()
    peaks.append(peak())
print(peaks[1] - peaks[0], peaks[2] - peaks[0])
"""


def test_the_peak_is_a_fifth_of_that_of_all_logits():
    done = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, check=True)
    ours, naive = map(int, done.stdout.split())
    assert naive > 600_000  # two tensors of logits and more, in KiB
    assert ours <= 0.2 * naive
