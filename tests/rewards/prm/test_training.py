"""Models that were trained: a tiny process reward model and a tiny implicit one that tell right from wrong.

The task is sums of small numbers. A model of two layers learns in some seconds which sums are right; then the rewards
order solutions that it has not seen, and find the wrong step.
"""

import copy
import random

import pytest

import rewardry
from rewardry import get
from rewardry.benchmarks.metrics.processbench import first_error, processbench
from rewardry.engine.models import LoadedModel, ModelRequest
from rewardry.rewards.prm.readers.skywork import Skywork
from rewardry.types import Batch, Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
PROMPT = "Add."
ROUNDS = 450
BATCH = 32


def solution(draw, wrong_at=None):
    """Three sums, one a step; that at `wrong_at` is wrong."""
    steps = []
    for i in range(3):
        a, b = draw.randrange(3), draw.randrange(3)
        c = a + b if i != wrong_at else (a + b + draw.randrange(1, 5)) % 5
        steps.append(f"{a}+{b}={c}")
    return steps


def pairs(seed, n):
    """Solutions that begin alike, right throughout and wrong in one step, and which step that is."""
    for i in range(n):
        yield solution(random.Random(f"{seed} {i}")), solution(random.Random(f"{seed} {i}"), i % 3), i % 3


def trained(parameters, loss_of):
    """Trains parameters on a loss, with a rate that rises and falls."""
    parameters = list(parameters)
    optimiser = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-3, total_steps=ROUNDS)
    for _ in range(ROUNDS):
        optimiser.zero_grad()
        loss_of().backward()
        optimiser.step()
        schedule.step()


@pytest.fixture(scope="module")
def network(byte_tokenizer):
    def make():
        torch.manual_seed(0)
        config = transformers.Qwen2Config(
            vocab_size=len(byte_tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=4,
            max_position_embeddings=512,
            pad_token_id=0,
            bos_token_id=None,
            eos_token_id=1,
        )
        return transformers.Qwen2ForCausalLM(config)

    return make


@pytest.fixture(scope="module")
def plain_tokenizer(byte_tokenizer):
    """Without a chat template, for short sequences."""
    made = copy.deepcopy(byte_tokenizer)
    made.chat_template = None
    return made


@pytest.fixture(scope="module")
def trained_prm(network, plain_tokenizer, save):
    """A model of Skywork's format whose head has learned which steps are right."""
    model, head, draw = network(), torch.nn.Linear(64, 1), random.Random(0)

    def tensors():
        return {f"v_head.summary.{name}": value.detach().clone() for name, value in head.state_dict().items()}

    folder = save("untrained", model, plain_tokenizer, tensors())
    reader = Skywork(LoadedModel(ModelRequest(str(folder), "none"), model, plain_tokenizer, folder, "cpu"))

    def loss_of():
        wrong = [draw.choice([None, 0, 1, 2]) for _ in range(BATCH)]
        rows = [reader.encode(PROMPT, solution(draw, at)) for at in wrong]
        states = model.model(input_ids=torch.tensor([row.ids for row in rows])).last_hidden_state
        values = torch.stack([head(states[i, row.positions])[:, 0] for i, row in enumerate(rows)])
        labels = torch.tensor([[float(i != at) for i in range(3)] for at in wrong])
        return torch.nn.functional.binary_cross_entropy_with_logits(values, labels)

    trained([*model.model.parameters(), *head.parameters()], loss_of)
    return save("trained-prm", model, plain_tokenizer, tensors())


@pytest.mark.long
def test_a_trained_prm_orders_right_before_wrong_and_finds_the_wrong_step(trained_prm):
    recipe = {"rewards": [{"use": "prm", "reader": "skywork", "model": str(trained_prm)}]}
    found = list(pairs("new", 100))
    texts = ["\n".join(steps) for right, wrong, _ in found for steps in (right, wrong)]
    scored = rewardry.score(recipe, [{"prompt": PROMPT, "completion": text} for text in texts])
    ordered = sum(right.total > wrong.total for right, wrong in zip(scored[::2], scored[1::2], strict=True))
    assert ordered >= 95
    labels = [label for _, _, at in found for label in (-1, at)]
    predictions = [first_error(row.components["prm"].details["step_scores"]) for row in scored]
    assert processbench(labels, predictions).f1 > 85


@pytest.mark.long
def test_a_model_of_right_solutions_over_one_of_any_is_an_implicit_process_reward(
    network, plain_tokenizer, save, runtime
):
    before = plain_tokenizer(f"{PROMPT}\n")["input_ids"]

    def learned(name, kinds):
        model, draw = network(), random.Random(2)

        def loss_of():
            texts = ["\n\n".join(solution(draw, draw.choice(kinds))) for _ in range(BATCH)]
            ids = torch.tensor([before + plain_tokenizer(text)["input_ids"] for text in texts])
            logits = model(input_ids=ids).logits[:, len(before) - 1 : -1]
            return torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, len(before) :].flatten())

        trained(model.parameters(), loss_of)
        return str(save(name, model, plain_tokenizer))

    models = {"model": learned("right", [None]), "reference_model": learned("any", [0, 1, 2])}
    opened = runtime.open(get("prm.implicit", granularity="step", beta=1.0, **models))
    found = list(pairs("other", 60))
    texts = ["\n\n".join(steps) for pair in found for steps in pair[:2]]
    scores = opened.score(Batch([Sample(completion=text, prompt=PROMPT) for text in texts]))
    ordered = sum(right.value > wrong.value for right, wrong in zip(scores[::2], scores[1::2], strict=True))
    assert ordered >= 57
    worst = [score.details["step_rewards"].index(min(score.details["step_rewards"])) for score in scores[1::2]]
    assert sum(place == at for place, (_, _, at) in zip(worst, found, strict=True)) >= 54
