"""A whole step beside TRL's GRPOTrainer: rollouts, rewards, log-probabilities, backward pass and update.

Both have a copy of one model, the same number of prompts, completions of the same length, rewards that cost nothing,
one optimizer step a batch, the loss of DAPO and AdamW. TRL is measured as it trains; ours has its turn between TRL's
steps, by a callback.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from typing import Any

import torch
from shapes import END, PAD, VOCABULARY, random_prompts, tiny_model
from timing import Figure

from rewardry.trainer_adapters.grpo.advantages import ADVANTAGES, Rewards
from rewardry.trainer_adapters.grpo.batches import Experience
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine

PROMPTS, GROUP, LENGTH, TOKENS = 4, 8, 148, 48
STEPS, WARM_UP = 8, 1


def worth(ids: list[int]) -> float:
    """Costs nothing and differs within a group."""
    return float(len(set(ids)) % 3)


class Ours:
    """The built-in engine and learner on a model of their own."""

    def __init__(self) -> None:
        model = tiny_model()
        self.engine = RolloutEngine(model, [END])
        settings = OptimizerConfig(learning_rate=1e-4)
        self.learner = Learner(model, LossConfig(preset="dapo"), settings, length=TOKENS, temperature=1.0, steps=STEPS)

    def step(self, number: int) -> float:
        """Take a step; returns the seconds of its rollouts."""
        prompts = random_prompts(PROMPTS, LENGTH, LENGTH, number)
        start = time.process_time()
        rollouts = self.engine.generate(prompts, GROUP, max_new_tokens=TOKENS, seed=number)
        sampled = time.process_time() - start
        rewards = torch.tensor([worth(ids) for ids in rollouts.completion_ids], dtype=torch.float64)
        advantages = ADVANTAGES["group_std"](Rewards(rewards, GROUP, rewards[:, None], torch.ones(1).double()))
        cut = [reason == "length" for reason in rollouts.finish_reasons]
        self.learner.step(
            Experience(rollouts.prompt_ids, rollouts.completion_ids, rollouts.logprobs, advantages, cut), number
        )
        return sampled


def word_tokenizer() -> Any:
    """A tokenizer whose words are ``t0`` ... ``t2047``."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    names = {PAD: "<pad>", END: "<eos>"}
    raw = Tokenizer(models.WordLevel({names.get(i, f"t{i}"): i for i in range(VOCABULARY)}, unk_token="t2"))
    raw.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>", unk_token="t2")


def trainer_of_trl(callback: Any) -> Any:
    """TRL's trainer in its best form for a CPU: no gradient checkpointing, the whole batch at once."""
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    prompts = [prompt for step in range(STEPS) for prompt in random_prompts(PROMPTS, LENGTH, LENGTH, step)]
    config = GRPOConfig(
        output_dir=tempfile.mkdtemp(),
        per_device_train_batch_size=PROMPTS * GROUP,
        num_generations=GROUP,
        max_completion_length=TOKENS,
        max_steps=STEPS,
        learning_rate=1e-4,
        gradient_checkpointing=False,
        use_cpu=True,
        bf16=False,
        shuffle_dataset=False,
        logging_steps=1000,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
    )
    return GRPOTrainer(
        model=tiny_model(),
        args=config,
        train_dataset=Dataset.from_list([{"prompt": " ".join(f"t{i}" for i in prompt)} for prompt in prompts]),
        reward_funcs=[lambda completion_ids, **kwargs: [worth(ids) for ids in completion_ids]],
        processing_class=word_tokenizer(),
        callbacks=[callback],
    )


def figures() -> list[Figure]:
    """Whole steps beside TRL's, in processor time."""
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    from transformers import TrainerCallback

    ours = Ours()
    seconds: dict[str, list[float]] = {"TRL": [], "ours": [], "our rollouts": []}

    class Turns(TrainerCallback):
        def on_step_begin(self, *args: Any, **kwargs: Any) -> None:
            self.start = time.process_time()

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            middle = time.process_time()
            sampled = ours.step(state.global_step)
            end = time.process_time()
            if state.global_step > WARM_UP:
                seconds["TRL"].append(middle - self.start)
                seconds["ours"].append(end - middle)
                seconds["our rollouts"].append(sampled)

    trainer_of_trl(Turns()).train()
    found = {name: statistics.median(values) for name, values in seconds.items()}
    parts = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
    print(f"     CPU seconds a step of {PROMPTS * GROUP} completions: {parts}", flush=True)
    return [Figure("whole step, TRL / ours", found["TRL"] / found["ours"], "x", 1.4, at_least=True)]
