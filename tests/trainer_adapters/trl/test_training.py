"""Real runs of TRL's `GRPOTrainer` on a CPU, with a tiny random model and a tokenizer made here."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import rewardry
from rewardry.combine import group_advantage
from rewardry.trl import environments, reward_funcs, reward_weights, trainer_settings

pytest.importorskip("trl")
# TRL's own configuration sets a field that transformers has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:.*gradient_checkpointing.* is deprecated:FutureWarning")

# Whole completions are single words here, so that a model of random weights writes one every now and then.
FOUR, FIVE = "<think>r</think><answer>4</answer>", "<think>r</think><answer>5</answer>"
WORDS = ["<pad>", "<eos>", "<unk>", FOUR, FIVE, "4", "x"]
TEMPLATE = "{% for m in messages %}{{ m['content'] }} {% endfor %}"


@pytest.fixture(scope="module")
def offline():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("TOKENIZERS_PARALLELISM", "false")
        yield


@pytest.fixture(scope="module")
def tokenizer(offline):
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>", padding_side="left"
    )
    fast.chat_template = TEMPLATE
    return fast


@pytest.fixture
def model(random_qwen2, tokenizer):
    return random_qwen2(len(WORDS))


@pytest.fixture
def run(tmp_path, offline):
    """Trains with one of TRL's trainers and returns it: a step on a CPU, unless the settings say otherwise."""

    def run(trainer_class, config_class, model, tokenizer, rows, settings, **arguments):
        from datasets import Dataset

        configured = config_class(
            output_dir=str(tmp_path / "out"),
            **{
                "max_steps": 1,
                "per_device_train_batch_size": 16,
                "num_generations": 4,
                "max_completion_length": 2,
                "report_to": "none",
                "save_strategy": "no",
                "use_cpu": True,
                "bf16": False,
                "disable_tqdm": True,
                "seed": 3,
                **settings,
            },
        )
        trainer = trainer_class(
            model=model,
            args=configured,
            train_dataset=Dataset.from_list(rows),
            processing_class=tokenizer,
            **arguments,
        )
        trainer.train()
        return trainer

    return run


@pytest.fixture
def train(run, model, tokenizer):
    """Trains with GRPO for some steps and returns the trainer."""

    def train(functions, rows, steps=3, **settings):
        from trl import GRPOConfig, GRPOTrainer

        settings = {"max_steps": steps, "learning_rate": 1e-3, "logging_steps": 1, **settings}
        return run(GRPOTrainer, GRPOConfig, model, tokenizer, rows, settings, reward_funcs=functions)

    return train


class Recorder:
    """A reward function of nothing that keeps what TRL passes."""

    __name__ = "recorder"

    def __init__(self):
        self.batches = []

    def __call__(self, completions, **columns):
        self.batches.append((completions, columns))
        return [0.0] * len(completions)


def text_of(completion):
    return completion if isinstance(completion, str) else completion[-1]["content"]


def rows_of(solutions, conversational=False):
    prompts = [[{"role": "user", "content": "x 4"}] if conversational else "x 4" for _ in solutions]
    return [{"prompt": prompt, "solution": solution} for prompt, solution in zip(prompts, solutions, strict=True)]


def steps_of(trainer):
    """What the trainer logged, a step each."""
    return [row for row in trainer.state.log_history if "reward" in row]


def mean(values):
    return sum(values) / len(values)


# What the rewards of DeepSeek-R1-Zero are for some completions, by hand: (solution, text) -> accuracy, format.
BY_HAND = {
    ("4", FOUR): (1.0, 1.0),
    ("5", FOUR): (0.0, 1.0),
    ("4", FIVE): (0.0, 1.0),
    ("5", FIVE): (1.0, 1.0),
    ("4", "x"): (0.0, 0.0),
    ("5", "x"): (0.0, 0.0),
    ("4", f"{FOUR} x"): (1.0, 0.0),
    ("4", f"x {FOUR}"): (1.0, 0.0),
    ("5", f"{FOUR} x"): (0.0, 0.0),
}


@pytest.mark.parametrize("conversational", [False, True])
def test_three_steps_with_deepseek_r1_zero(train, conversational):
    recorder = Recorder()
    trainer = train(
        [*reward_funcs("deepseek-r1-zero"), recorder],
        rows_of(["4", "5"] * 8, conversational),
        reward_weights=[*reward_weights("deepseek-r1-zero"), 0.0],
    )
    assert trainer.reward_func_names == ["accuracy", "format", "recorder"]
    steps = steps_of(trainer)
    assert len(steps) == len(recorder.batches) == 3
    checked = set()
    for step, (completions, columns) in zip(steps, recorder.batches, strict=True):
        assert isinstance(completions[0], list) == conversational
        rows = [{"completion": c, "reference": s} for c, s in zip(completions, columns["solution"], strict=True)]
        scored = rewardry.score("deepseek-r1-zero", rows)
        accuracy, form = ([row.components[name].value for row in scored] for name in ("accuracy", "format"))
        for solution, completion, *values in zip(columns["solution"], completions, accuracy, form, strict=True):
            key, values = (solution, text_of(completion)), tuple(values)
            assert BY_HAND.get(key, values) == values
            checked |= {values} if key in BY_HAND else set()
        assert step["rewards/accuracy/mean"] == pytest.approx(mean(accuracy))
        assert step["rewards/format/mean"] == pytest.approx(mean(form))
        assert step["reward"] == pytest.approx(mean([row.total for row in scored]))
        assert step["rewardry/accuracy/mean"] == pytest.approx(mean(accuracy))
        assert step["rewardry/format/mean"] == pytest.approx(mean(form))
        assert {name for name in step if name.startswith("rewardry/")} == {
            f"rewardry/{name}/{key}"
            for name in ("accuracy", "format")
            for key in ("mean", "undecided", "timeout", "error", "alarm")
        }
        assert step["rewardry/accuracy/undecided"] == step["rewardry/format/error"] == 0.0
    assert len(checked) >= 3, "the model wrote too little to test anything; another seed?"


def test_an_undecided_row_gets_no_advantage(train):
    """A reference that is missing makes both rewards None, and TRL then leaves the row out."""
    trainer = train(reward_funcs("deepseek-r1-zero"), rows_of(["4", None] * 8), steps=1)
    rewards, advantages = trainer._logs["rewards"], list(trainer._logs["advantages"])
    undecided = [value != value for value in rewards["accuracy"]]
    assert sum(undecided) == 8
    assert [value != value for value in rewards["format"]] == undecided
    assert all(advantage == 0.0 for advantage, out in zip(advantages, undecided, strict=True) if out)
    assert any(advantage != 0.0 for advantage in advantages)
    assert steps_of(trainer)[0]["rewardry/accuracy/undecided"] == 0.5
    assert trainer._logs["extra"]["accuracy/status"].count("abstain") == 8
    assert set(trainer._logs["extra"]["accuracy/reason"]) >= {"no-reference"}


def test_an_undecided_row_does_not_count_in_its_group(train, tmp_path):
    """Rows that a verifier cannot decide, among others of the same prompt."""
    (tmp_path / "unsure.py").write_text(
        "import rewardry\n"
        "class Unsure(rewardry.Verifier):\n"
        "    def verify(self, samples):\n"
        "        return [self.one(s.text) for s in samples]\n"
        "    def one(self, text):\n"
        "        status = 'abstain' if 'x' in text else 'correct' if '4' in text else 'incorrect'\n"
        "        return rewardry.Verdict(status)\n"
    )
    recipe = {
        "rewards": [
            {"use": "accuracy", "verifier": f"{tmp_path}/unsure.py:Unsure"},
            {"use": "format.think_answer", "name": "format", "weight": 0.5},
        ]
    }
    trainer = train(reward_funcs(recipe), rows_of(["4"] * 16), steps=1, reward_weights=reward_weights(recipe))
    texts, rewards = list(trainer._logs["completion"]), trainer._logs["rewards"]
    advantages = list(trainer._logs["advantages"])
    assert 0 < sum("x" in text for text in texts) < 16
    for start in range(0, 16, 4):
        rows = range(start, start + 4)
        totals = {i: rewards["accuracy"][i] + 0.5 * rewards["format"][i] for i in rows if "x" not in texts[i]}
        assert [advantages[i] for i in rows if "x" in texts[i]] == [0.0] * (4 - len(totals))
        for i, total in totals.items():
            centred = total - mean(list(totals.values()))
            assert (advantages[i] > 1e-4, advantages[i] < -1e-4) == (centred > 1e-6, centred < -1e-6)


def test_beside_an_async_reward_and_within_one(train):
    """TRL runs async rewards in a loop thread of its own; ours works before it, and when called from there."""
    threads, found = set(), {}
    [total] = reward_funcs("deepseek-r1-zero", split=False)

    async def asynchronous(completions, **columns):
        threads.add(threading.current_thread().name)
        found["within"] = total(completions=completions, **columns)
        return [0.0] * len(completions)

    recorder = Recorder()
    functions = [*reward_funcs("deepseek-r1-zero"), asynchronous, recorder]
    trainer = train(functions, rows_of(["4", "5"] * 8), steps=2, reward_weights=[1.0, 1.0, 0.0, 0.0])
    assert threads == {"GRPOTrainer-AsyncLoop"}
    rewards = trainer._logs["rewards"]
    beside = [a + b for a, b in zip(rewards["accuracy"], rewards["format"], strict=True)]
    assert found["within"] == beside
    assert steps_of(trainer)[-1]["reward"] == pytest.approx(mean(beside))


def test_the_columns_of_logged_completions_say_why(train):
    trainer = train(reward_funcs("deepseek-r1-zero"), rows_of(["4", "5"] * 8), steps=1)
    extra = trainer._logs["extra"]
    assert set(extra) == {"accuracy/status", "accuracy/reason", "format/status", "format/reason"}
    for values in extra.values():
        assert len(values) == 16
    statuses = {1.0: "correct", 0.0: "incorrect"}
    assert list(extra["accuracy/status"]) == [statuses[value] for value in trainer._logs["rewards"]["accuracy"]]


def test_group_components_get_whole_groups(train, tmp_path):
    (tmp_path / "own.py").write_text(
        "import rewardry\n"
        "class First(rewardry.Reward):\n"
        "    per_group = True\n"
        "    def score(self, batch):\n"
        "        return [float(any(i == group[0] for group in batch.groups)) for i in range(len(batch))]\n"
    )
    functions = reward_funcs({"rewards": [{"use": f"{tmp_path}/own.py:First"}]}, group_size=4)
    trainer = train(functions, rows_of(["4", "5"] * 8), steps=1)
    assert list(trainer._logs["rewards"]["First"]) == [1.0, 0.0, 0.0, 0.0] * 4


def test_trls_own_script_with_a_dotted_path(model, tokenizer, tmp_path):
    """What `trl grpo --reward_funcs rewardry.trl.reward` runs, in a process of its own."""
    import trl.scripts.grpo

    model.save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    (tmp_path / "data").mkdir()
    lines = [json.dumps({"prompt": "x 4", "answer": str(4 + i % 2)}) for i in range(16)]
    (tmp_path / "data" / "train.jsonl").write_text("\n".join(lines) + "\n")
    settings = {
        "model_name_or_path": tmp_path / "model",
        "dataset_name": tmp_path / "data",
        "output_dir": tmp_path / "out",
        "max_steps": 2,
        "per_device_train_batch_size": 16,
        "num_generations": 4,
        "max_completion_length": 2,
        "logging_steps": 1,
        "report_to": "none",
        "save_strategy": "no",
        "use_cpu": "true",
        "bf16": "false",
        "seed": 3,
    }
    flags = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(rewardry.__file__).parents[1]),
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_OFFLINE": "1",
        "REWARDRY_RECIPE": "deepseek-r1-zero",
        "REWARDRY_MAP": "reference=answer",
    }
    done = subprocess.run(
        [
            *(sys.executable, trl.scripts.grpo.__file__, *flags),
            *("--reward_funcs", "rewardry.trl.reward_format", "rewardry.trl.reward_accuracy"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for name in ("rewards/format/mean", "rewards/accuracy/mean", "rewardry/accuracy/undecided"):
        assert done.stdout.count(f"'{name}': ") == 2, done.stdout[-3000:]


def test_gdpo_normalises_each_reward_by_itself(train):
    """TRL's advantages are those of `rewardry.combine.group_advantage`, undecided rows and all."""
    recipe = {
        "normalize": "normalize_then_sum",
        "rewards": [
            {"use": "accuracy", "verifier": "text.exact"},
            {"use": "format.think_answer", "name": "format", "weight": 0.5},
        ],
    }
    settings = {"reward_weights": reward_weights(recipe), **trainer_settings(recipe)}
    trainer = train(reward_funcs(recipe, group_size=4), rows_of(["4", "5"] * 8), steps=1, **settings)
    rewards = trainer._logs["rewards"]
    columns = zip(rewards["accuracy"], rewards["format"], strict=True)
    expected = group_advantage(list(columns), reward_weights(recipe), 4, "normalize_then_sum")
    assert list(trainer._logs["advantages"]) == pytest.approx(expected, abs=1e-4)
    assert any(expected)


def test_rloo_trains(run, model, tokenizer):
    from trl import RLOOConfig, RLOOTrainer

    recipe = "deepseek-r1-zero"
    settings = {
        "logging_steps": 1,
        "beta": 0.0,  # no reference model, which would be loaded by name
        "reward_weights": reward_weights(recipe),
    }
    functions = reward_funcs(recipe, trainer="rloo", group_size=4)
    rows = rows_of(["4", None] * 8)
    trainer = run(RLOOTrainer, RLOOConfig, model, tokenizer, rows, settings, reward_funcs=functions)
    [step] = steps_of(trainer)
    assert step["rewardry/accuracy/undecided"] == 0.5
    assert {"rewards/accuracy/mean", "rewards/format/mean"} <= set(step)
    rewards, advantages = trainer._logs["rewards"]["accuracy"], trainer._logs["advantages"]
    assert all(advantage == 0.0 for reward, advantage in zip(rewards, advantages, strict=True) if reward != reward)


@pytest.fixture
def byte_level(offline):
    """A tokenizer of bytes with the chat template of Qwen3, which has tools."""
    import trl
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = ["<pad>", "<eos>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=[]))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    made = PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
    made.chat_template = (Path(trl.__file__).parent / "chat_templates" / "qwen3.jinja").read_text()
    return made


def test_environments_own_their_reward(run, random_qwen2, byte_level, monkeypatch):
    """TRL makes the environments, tells them their tasks, and logs their reward; the model is too small for a tool."""
    from trl import GRPOConfig, GRPOTrainer

    monkeypatch.setenv("TRL_EXPERIMENTAL_SILENCE", "1")
    factory = environments([{"prompt": f"{n} + 1?", "reference": str(n + 1)} for n in range(4)], "text.exact", turns=2)
    settings = {"per_device_train_batch_size": 4, "num_generations": 2, "max_completion_length": 4}
    rows, model = factory.rows(instruction="Submit your answer."), random_qwen2(len(byte_level))
    trainer = run(GRPOTrainer, GRPOConfig, model, byte_level, rows, settings, environment_factory=factory)
    assert trainer.reward_func_names == ["RewardryEnvironment"]
    assert list(trainer._logs["rewards"]["RewardryEnvironment"]) == [0.0] * 4
    assert [tool.__name__ for tool in trainer.tools] == ["submit"]
    assert "1?" in trainer._logs["prompt"][0][-1]["content"]
