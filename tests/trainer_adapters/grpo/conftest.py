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


REWARDS = '''
import time
import rewardry


@rewardry.reward
def share(completion):
    """The share of the letter a."""
    return completion.count("a") / max(len(completion), 1)


@rewardry.reward
def hangs(completion):
    time.sleep(3600)


@rewardry.reward
def raises(completion):
    raise RuntimeError("no such service")


@rewardry.reward
def constant(completion):
    return 0.5


@rewardry.reward
def sometimes(completion):
    """Undecided where the completion holds a b."""
    return None if "b" in completion else float(len(completion))


@rewardry.reward
def copies(prompt, completion):
    """The share of three letters that are the prompt's; undecided where none is and the prompt is a j."""
    found = completion.count(prompt[0]) / 3
    return found if found or prompt[0] != "j" else None


class Wrong(rewardry.Reward):
    """Returns too few scores."""

    def score(self, batch):
        return [0.5] * (len(batch) - 1)


class Rank(rewardry.Reward):
    """The longest completion of its group is worth 1."""

    per_group = True

    def score(self, batch):
        found = [0.0] * len(batch)
        for group in batch.groups:
            found[max(group, key=lambda i: len(batch.samples[i].text))] = 1.0
        return found


class Counting(rewardry.Reward):
    """Worth less each time it is asked: what a checkpoint has to keep."""

    stateful = True

    def open(self, runtime):
        return OpenCounting()


class OpenCounting:
    def __init__(self):
        self.asked = 0

    def score(self, batch):
        found = []
        for sample in batch.samples:
            self.asked += 1
            found.append(sample.text.count("a") / (1 + 0.01 * self.asked))
        return found

    def state_dict(self):
        return {"asked": self.asked}

    def load_state_dict(self, state):
        self.asked = state["asked"]
'''
SYMBOLS = ["<pad>", "<eos>", *"abcdefghijklmnopqrstuvwxyz="]


@pytest.fixture(scope="session")
def rewards_file(tmp_path_factory):
    """A file of rewards, for recipes: `share`, and others that fail in one way each."""
    file = tmp_path_factory.mktemp("rewards") / "letters.py"
    file.write_text(REWARDS, encoding="utf-8")
    return file


def make_letters():
    """A tokenizer of single letters; token 0 pads, token 1 ends."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

    raw = Tokenizer(models.WordLevel({symbol: i for i, symbol in enumerate(SYMBOLS)}, unk_token="<pad>"))
    raw.pre_tokenizer = pre_tokenizers.Split(Regex("<[^>]+>|."), "isolated")
    raw.decoder = decoders.Fuse()
    return transformers.PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")


@pytest.fixture(scope="session")
def letters():
    """See `make_letters`."""
    return make_letters()


@pytest.fixture
def runtime(monkeypatch):
    """A runtime of its own: rewards that fail in one test ring no alarm in the next."""
    from rewardry.engine import runtime as home

    own = home.Runtime(engine="inline")
    monkeypatch.setattr("rewardry.trainer_adapters.grpo.rewarding.default_runtime", lambda: own)
    yield own
    own.close()


@pytest.fixture
def recipe_of(rewards_file):
    """Makes recipes of rewards in the file."""
    from rewardry.recipe import Recipe

    def make(*rewards, **more):
        named = [{"use": f"{rewards_file}:{r}"} if isinstance(r, str) else r for r in rewards]
        parts = [{**one, "use": one["use"] if ":" in one["use"] else f"{rewards_file}:{one['use']}"} for one in named]
        for part in parts:
            part.setdefault("name", part["use"].rpartition(":")[2])
        return Recipe.load({"name": "letters", "sections": "plain", "rewards": parts, **more})

    return make


def word_rows(count=12):
    return [{"id": str(i), "prompt": f"{'abcdefghijklm'[i % 13]}{'nopqrst'[i % 7]}="} for i in range(count)]


@pytest.fixture
def training(tmp_path, letters, recipe_of, runtime):
    """Trains a tiny model for some steps: what a change of the settings does to a whole training."""
    from rewardry.grpo import train

    def run(
        recipe=None, *, model=None, rows=None, resume=False, held_out=None, tokenizer=None, output="run", **settings
    ):
        given = {
            "output": str(tmp_path / output),
            "steps": 3,
            "rollout": {"prompts_per_step": 2, "group_size": 4, "max_new_tokens": 6},
            "optimizer": {"learning_rate": 1e-3},
            "loss": {"preset": "bnpo"},
            "log": {"terminal": False},
            **settings,
        }
        runtime.close()  # as in a process of its own, where rewards remember nothing yet
        model = tiny_qwen2(dtype=torch.float32) if model is None else model
        recipe = recipe_of("share") if recipe is None else recipe
        rows = word_rows() if rows is None else rows
        result = train(model, tokenizer or letters, rows, recipe, given, evaluation=held_out, resume=resume)
        return result, model

    run.folder = tmp_path
    return run


@pytest.fixture(scope="session")
def assert_same():
    """That two rollouts have the same completions, and their log-probabilities but for rounding."""

    def compare(one, two, apart=1e-5):
        assert one.completion_ids == two.completion_ids
        assert one.finish_reasons == two.finish_reasons
        for a, b in zip(one.logprobs, two.logprobs, strict=True):
            torch.testing.assert_close(a, b, rtol=0, atol=apart)

    return compare
