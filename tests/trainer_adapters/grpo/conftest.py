"""Models of two layers with random weights, prompts for them, and the published numbers of the losses."""

import json
import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

VOCABULARY = 512


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Two cores are shared by all tests, and sums come out in one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def make_model():
    """Makes a causal language model of a family by name; 4 query heads share 2 key heads; the same one every time."""

    def make(family="Qwen2", **settings):
        torch.manual_seed(0)
        config = getattr(transformers, f"{family}Config")(
            **{
                "vocab_size": VOCABULARY,
                "hidden_size": 64,
                "intermediate_size": 128,
                "num_hidden_layers": 2,
                "num_attention_heads": 4,
                "num_key_value_heads": 2,
                "max_position_embeddings": 256,
                "initializer_range": 0.2,
                "pad_token_id": 0,
                "bos_token_id": None,
                "eos_token_id": 1,
                **settings,
            }
        )
        return getattr(transformers, f"{family}ForCausalLM")(config).eval()

    return make


@pytest.fixture(scope="session")
def qwen2(make_model):
    """A Qwen2 with grouped queries."""
    return make_model()


@pytest.fixture(scope="session")
def prompts():
    """Five prompts of 1 to 20 tokens."""
    rng = random.Random(0)
    return [[rng.randrange(3, VOCABULARY) for _ in range(length)] for length in (1, 20, 7, 13, 2)]


@pytest.fixture(scope="session")
def oracles():
    """Losses, advantages and gradients in float64, compared with TRL 1.16's where it has them."""
    return json.loads((Path(__file__).parents[2] / "data" / "grpo_oracles.json").read_text(encoding="utf-8"))


def tiny_qwen2(vocabulary=29, seed=0, dtype=torch.float64, **more):
    """A Qwen2 of two layers, always the same one."""
    torch.manual_seed(seed)
    settings = {
        "vocab_size": vocabulary,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 64,
        "tie_word_embeddings": True,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "bos_token_id": None,
    }
    return transformers.Qwen2ForCausalLM(transformers.Qwen2Config(**{**settings, **more})).to(dtype).eval()


def random_experience(count=8, vocabulary=29, seed=0, longest=9):
    """Completions of random tokens, lengths, advantages and old log-probabilities."""
    from rewardry.trainer_adapters.grpo.batches import Experience

    made = torch.Generator().manual_seed(seed)

    def ids(low, high):
        length = int(torch.randint(low, high + 1, (1,), generator=made))
        return torch.randint(2, vocabulary, (length,), generator=made).tolist()

    prompts, completions = [ids(2, 6) for _ in range(count)], [ids(1, longest) for _ in range(count)]
    old = [-torch.rand(len(ids), generator=made, dtype=torch.float64) * 4 - 1 for ids in completions]
    advantages = torch.randn(count, generator=made, dtype=torch.float64)
    ref = [one + 0.1 for one in old]
    return Experience(prompts, completions, old, advantages, [len(ids) == longest for ids in completions], ref)


@pytest.fixture
def policy():
    """Makes tiny models in float64; see `tiny_qwen2`."""
    return tiny_qwen2


@pytest.fixture
def experience():
    """Makes random completions; see `random_experience`."""
    return random_experience
