"""Models of two layers with random weights, and prompts for them."""

import random

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
