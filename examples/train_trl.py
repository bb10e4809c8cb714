"""GRPO with TRL under the recipe deepseek-r1-zero: `python examples/train_trl.py --model Qwen/Qwen2.5-0.5B-Instruct`.

The data set is made here: products of two numbers, with the result as `reference`. Any data set will do whose rows have
a `prompt` and a reference; if that column has another name, pass map={"reference": "name"}.
"""

import argparse
import random

import torch
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

import rewardry.trl

SYSTEM = "Reason between <think> and </think>, then give the result between <answer> and </answer>."


def products(rows: int, seed: int = 0) -> Dataset:
    """Multiplication problems in TRL's conversational format."""
    rng = random.Random(seed)
    pairs = [(rng.randint(2, 99), rng.randint(2, 99)) for _ in range(rows)]
    prompts = [
        [{"role": "system", "content": SYSTEM}, {"role": "user", "content": f"What is {a} * {b}?"}] for a, b in pairs
    ]
    return Dataset.from_dict({"prompt": prompts, "reference": [str(a * b) for a, b in pairs]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="Qwen/Qwen2.5-0.5B-Instruct")
    parser.add_argument("--recipe", default="deepseek-r1-zero")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--max-completion-length", type=int, default=256)
    parser.add_argument("--output", default="trl-output")
    given = parser.parse_args()

    trainer = GRPOTrainer(
        model=given.model,
        reward_funcs=rewardry.trl.reward_funcs(given.recipe),
        train_dataset=products(1000),
        args=GRPOConfig(
            output_dir=given.output,
            reward_weights=rewardry.trl.reward_weights(given.recipe),
            num_generations=4,
            per_device_train_batch_size=4,
            max_completion_length=given.max_completion_length,
            max_steps=given.steps,
            logging_steps=1,
            save_strategy="no",
            report_to="none",
            use_cpu=not torch.cuda.is_available(),
            bf16=torch.cuda.is_available(),
        ),
    )
    trainer.train()
    for line in trainer.state.log_history:
        print({key: value for key, value in line.items() if "reward" in key})


if __name__ == "__main__":
    main()
