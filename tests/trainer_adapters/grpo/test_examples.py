"""The examples: each is trained for a step with a tiny model in the place of its own."""

import json
from pathlib import Path

import pytest

from rewardry.trainer_adapters.grpo.training import train_file

EXAMPLES = Path(__file__).parents[3] / "examples" / "train"
SMALL = {
    "steps": 1,
    "dtype": "float32",
    "rollout.prompts_per_step": 2,
    "rollout.group_size": 2,
    "rollout.max_new_tokens": 8,
    "evaluation.dataset.rows": 2,
    "dataset.rows": 8,
    "log.terminal": False,
    "log.tensorboard": False,
    "dynamic_sampling": None,
}


@pytest.mark.parametrize("name", ["countdown", "gsm8k", "code"])
def test_an_example_takes_a_step(name, tmp_path, tiny_chat_model, monkeypatch):
    import warnings

    warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers in a way that is deprecated
    changes = {**SMALL, "model": str(tiny_chat_model), "output": str(tmp_path / "out")}
    result = train_file(str(EXAMPLES / f"{name}.yaml"), changes)
    [row] = [json.loads(line) for line in (tmp_path / "out" / "steps.jsonl").read_text().splitlines()]
    assert result.steps == 1
    assert row["undecided"] == 0
    assert any(key.startswith("evaluation/avg@") for key in row)


@pytest.fixture(scope="module")
def tiny_chat_model(tmp_path_factory, random_qwen2):
    """The folder of a random Qwen2 with room for long prompts, and a tokenizer of bytes with a chat template."""
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("tiny-chat-model")
    names = ["<pad>", "<eos>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=[]))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
    tokenizer.chat_template = (
        "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant: "
    )
    tokenizer.save_pretrained(folder)
    model = random_qwen2(len(names))
    model.config.max_position_embeddings = 1024
    model.save_pretrained(folder)
    return folder
