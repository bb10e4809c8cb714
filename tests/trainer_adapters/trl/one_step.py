"""Trains one step with an installed release of TRL and prints what it passed and what came of it, as JSON.

Run by the Python of an environment with that release: `python one_step.py FOLDER`. The model is random and tiny, its
vocabulary whole completions, so that it answers right, wrong and undecided within a batch.
"""

import json
import sys
from pathlib import Path

import torch
import trl
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from rewardry.trl import reward_funcs, reward_weights

WORDS = ["<pad>", "<eos>", "<unk>", *(f"<think>r</think><answer>{n}</answer>" for n in (4, 5)), "4", "x"]
# Undecided about every completion with an x, whatever the others of its prompt are.
VERIFIER = """
import rewardry


class Unsure(rewardry.Verifier):
    def verify(self, samples):
        return [rewardry.Verdict(self.of(sample.text)) for sample in samples]

    def of(self, text):
        return "abstain" if "x" in text else "correct" if "4" in text else "incorrect"
"""


def recipe(folder):
    file = Path(folder) / "unsure.py"
    file.write_text(VERIFIER)
    accuracy = {"use": "accuracy", "verifier": f"{file}:Unsure"}
    return {"rewards": [accuracy, {"use": "format.think_answer", "name": "format", "weight": 0.5}]}


def tokenizer():
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        eos_token="<eos>",
        unk_token="<unk>",
        padding_side="left",
        model_input_names=["input_ids", "attention_mask"],
    )


def model():
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    return Qwen2ForCausalLM(Qwen2Config(vocab_size=len(WORDS), num_key_value_heads=1, **sizes))


def kind(value):
    """What a value is, as far as a reward function can tell: `list[16] of str`."""
    if isinstance(value, list):
        return f"list[{len(value)}] of {' and '.join(sorted({type(item).__name__ for item in value}))}"
    return type(value).__name__


class Recorder:
    """A reward function of nothing that keeps what TRL passes."""

    __name__ = "recorder"

    def __init__(self):
        self.passed = {}

    def __call__(self, **keywords):
        self.passed = {name: kind(value) for name, value in sorted(keywords.items())}
        return [None] * len(keywords["completions"])


def main(folder):
    recorder, used = Recorder(), recipe(folder)
    settings = {"max_steps": 1, "per_device_train_batch_size": 16, "num_generations": 4, "max_completion_length": 2}
    quiet = {"report_to": "none", "save_strategy": "no", "bf16": False, "use_cpu": True, "disable_tqdm": True}
    arguments = trl.GRPOConfig(
        output_dir=folder, logging_steps=1, seed=3, reward_weights=[*reward_weights(used), 0.0], **settings, **quiet
    )
    rows = [{"prompt": "x 4", "solution": "4"} for _ in range(16)]
    trainer = trl.GRPOTrainer(
        model=model(),
        reward_funcs=[*reward_funcs(used, group_size=4), recorder],
        args=arguments,
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer(),
    )
    trainer.train()
    step = next(row for row in trainer.state.log_history if "rewards/accuracy/mean" in row)
    logs = getattr(trainer, "_logs", None) or trainer._textual_logs
    print(
        json.dumps(
            {
                "trl": trl.__version__,
                "passed": recorder.passed,
                "names": list(trainer.reward_func_names),
                "logged": sorted(name for name in step if "reward" in name),
                "completions": list(logs["completion"]),
                "rewards": {name: list(values) for name, values in logs["rewards"].items()},
                "advantages": list(logs.get("advantages", [])),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
