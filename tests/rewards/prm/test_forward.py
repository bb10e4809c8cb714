"""Batches of like length, a prompt that is read once, and the logits of models that change them."""

import pytest

from rewardry.engine.models import LoadedModel, ModelRequest
from rewardry.rewards.prm import forward
from rewardry.rewards.prm.forward import batches, hidden_at, sharing, suitable_tokens, token_logits

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
PROMPT = list(range(10, 60))
SEQUENCES = [[*PROMPT, 70, 71], [*PROMPT, 70, 72, 73, 74], [*PROMPT, 80]]
POSITIONS = [[51], [50, 53], [50]]


@pytest.fixture
def model(runtime, language_model):
    return runtime.model(ModelRequest(str(language_model())))


def test_batches_are_of_like_length_within_their_tokens():
    lengths = [3, 50, 7, 49, 1, 7]
    found = list(batches(lengths, 100))
    assert sorted(i for batch in found for i in batch) == list(range(6))
    assert all(max(lengths[i] for i in batch) * len(batch) <= 100 for batch in found)
    assert found[0] == [1, 3], "the longest first"
    assert list(batches([500], 100)) == [[0]], "a longer one has a batch of its own"
    assert list(batches([], 100)) == []
    assert suitable_tokens("cpu") < suitable_tokens("cuda:0")


def test_a_common_prompt_is_read_once_up_to_the_first_place_that_is_read(model):
    assert sharing(model, SEQUENCES, POSITIONS) == 50
    assert sharing(model, SEQUENCES[:2], [[51], [52]]) == 51, "and what completions begin with alike"
    assert sharing(model, SEQUENCES, [[51], [40], [50]]) == 40
    assert sharing(model, SEQUENCES[:1], POSITIONS[:1]) == 0
    assert sharing(model, [*SEQUENCES, [1, 2, 3]], [*POSITIONS, [2]]) == 0


@pytest.mark.parametrize("change", [{"sliding_window": 16}, {"layer_types": ["full_attention", "linear_attention"]}])
def test_models_that_forget_or_remember_in_another_way_read_it_each_time(change, model):
    config = transformers.AutoConfig.from_pretrained(model.folder)
    for name, value in change.items():
        setattr(config, name, value)

    class Network:
        pass

    network = Network()
    network.config = config
    other = LoadedModel(model.request, network, model.tokenizer, model.folder, "cpu")
    assert sharing(other, SEQUENCES, POSITIONS) == 0


def test_states_are_the_same_whether_a_prompt_is_shared_or_not(model, monkeypatch):
    def read():
        found = {}
        with model.turn():
            for batch, states in hidden_at(model, SEQUENCES, POSITIONS, 10_000):
                rows = iter(states)
                found.update({i: torch.stack([next(rows) for _ in POSITIONS[i]]) for i in batch})
        return found

    lengths, real = [], forward.padded
    monkeypatch.setattr(forward, "padded", lambda m, s: lengths.append((len(s), len(s[0]))) or real(m, s))
    shared = read()
    assert lengths == [(1, 50), (3, 4)], "the prompt once, and what follows it"
    monkeypatch.setattr(forward, "WORTH_SHARING", 10**9)
    plain = read()
    assert lengths[2:] == [(3, 54)]
    for i, states in plain.items():
        assert torch.allclose(shared[i], states, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "config", "more"),
    [
        ("GemmaForCausalLM", "GemmaConfig", {}),
        ("Gemma2ForCausalLM", "Gemma2Config", {"final_logit_softcapping": 3.0, "sliding_window": 8}),
        ("CohereForCausalLM", "CohereConfig", {"logit_scale": 0.25}),
        ("GraniteForCausalLM", "GraniteConfig", {"logits_scaling": 4.0}),
    ],
)
def test_logits_are_the_models_own(name, config, more):
    torch.manual_seed(0)
    sizes = {"vocab_size": 100, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    sizes |= {"num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16, "pad_token_id": 0}
    network = getattr(transformers, name)(getattr(transformers, config)(**sizes, **more)).eval()
    tokenizer = type("Tokenizer", (), {"pad_token_id": 0})()
    model = LoadedModel(ModelRequest("made here"), network, tokenizer, None, "cpu")
    ids = [[5, 6, 7, 8, 9, 10]]
    with model.turn():
        [(_, states)] = list(hidden_at(model, ids, [range(6)], 100))
        found = token_logits(model, states)
        some = token_logits(model, states, [3, 7])
        wanted = network(input_ids=torch.tensor(ids)).logits[0].float()
    assert torch.allclose(found, wanted, atol=1e-5)
    assert torch.allclose(some, wanted[:, [3, 7]], atol=1e-5)
