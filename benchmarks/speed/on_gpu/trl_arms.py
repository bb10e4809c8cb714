"""TRL's arms: GRPOTrainer with `generate`, with a static cache, with continuous batching."""

from __future__ import annotations

import tempfile
from typing import Any

import torch
from datasets import Dataset
from on_gpu.clock import Clock, Write, line_of
from on_gpu.experiments import Experiment, ends, make_prompts, make_tokenizer, reward
from random_models import make_model
from transformers import TrainerCallback
from trl import GRPOConfig, GRPOTrainer


def run_trl(experiment: Experiment, arm: str, device: str, steps: int, write: Write) -> None:
    model = make_model(experiment.shape, device, torch.bfloat16 if device == "cuda" else torch.float32)
    model.generation_config.eos_token_id = ends(experiment)
    tokenizer = make_tokenizer(experiment.shape.vocabulary)
    rows = [{"prompt": text} for step in range(steps) for text in make_prompts(experiment, step)]
    batch = experiment.prompts * experiment.group
    per_device = min(experiment.rows, batch)
    more = {"B": {"cache_implementation": "static"}, "C": {"use_transformers_continuous_batching": True}}.get(arm, {})
    config = GRPOConfig(
        output_dir=tempfile.mkdtemp(),
        per_device_train_batch_size=per_device,
        gradient_accumulation_steps=batch // per_device,
        num_generations=experiment.group,
        max_completion_length=experiment.tokens,
        max_steps=steps,
        learning_rate=1e-6,
        lr_scheduler_type="constant",
        optim="adamw_torch_fused" if device == "cuda" else "adamw_torch",
        bf16=device == "cuda",
        use_cpu=device == "cpu",
        gradient_checkpointing=experiment.checkpoint,
        shuffle_dataset=False,
        logging_steps=1000,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        **more,
    )
    clock = Clock(device)
    seen: dict[str, Any] = {"rollout": 0.0, "lengths": []}

    class Timing(TrainerCallback):
        def on_step_begin(self, *args: Any, **kwargs: Any) -> None:
            clock.peak_gib(reset=True)
            seen.update(start=clock.now(), rollout=0.0, lengths=[])

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            took = clock.now() - seen["start"]
            write(
                {
                    **line_of(state.global_step - 1, took, seen["rollout"], seen["lengths"]),
                    "peak_gib": clock.peak_gib(),
                }
            )

    def rewards(completion_ids: list[list[int]], **kwargs: Any) -> list[float]:
        return [reward(ids) for ids in completion_ids]

    trainer = GRPOTrainer(
        model=model,
        args=config,
        train_dataset=Dataset.from_list(rows),
        reward_funcs=[rewards],
        processing_class=tokenizer,
        callbacks=[Timing()],
    )
    inner = trainer._generate_single_turn

    def timed(*args: Any, **kwargs: Any) -> Any:
        start = clock.now()
        found = inner(*args, **kwargs)
        seen["rollout"] += clock.now() - start
        seen["lengths"] += [len(ids) for ids in found[0]]
        return found

    trainer._generate_single_turn = timed
    trainer.train()
