"""Our arms: the built-in engine and learner, with CUDA graphs and without."""

from __future__ import annotations

import torch
from on_gpu.clock import Clock, Write, line_of
from on_gpu.experiments import Experiment, ends, make_prompts, make_tokenizer, reward
from random_models import make_model

from rewardry.trainer_adapters.grpo.advantages import ADVANTAGES, Rewards
from rewardry.trainer_adapters.grpo.batches import Experience
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine


def run_ours(experiment: Experiment, graphs: bool, device: str, steps: int, write: Write) -> None:
    model = make_model(experiment.shape, device, torch.bfloat16 if device == "cuda" else torch.float32)
    tokenizer = make_tokenizer(experiment.shape.vocabulary)
    engine = RolloutEngine(model, ends(experiment), graphs=graphs)
    settings = OptimizerConfig(
        learning_rate=1e-6,
        micro_batch_tokens=experiment.rows * (experiment.prompt + experiment.tokens),
        gradient_checkpointing=experiment.checkpoint,
        master_weights=False,  # as TRL trains weights in bfloat16
    )
    learner = Learner(
        model, LossConfig(preset="dapo"), settings, length=experiment.tokens, temperature=1.0, steps=steps
    )
    clock = Clock(device)
    for step in range(steps):
        prompts = [tokenizer(text)["input_ids"] for text in make_prompts(experiment, step)]
        clock.peak_gib(reset=True)
        start = clock.now()
        rollouts = engine.generate(prompts, experiment.group, max_new_tokens=experiment.tokens, seed=step)
        sampled = clock.now()
        rewards = torch.tensor([reward(ids) for ids in rollouts.completion_ids], dtype=torch.float64)
        experience = Experience(
            rollouts.prompt_ids,
            rollouts.completion_ids,
            rollouts.logprobs,
            ADVANTAGES["group_std"](Rewards(rewards, experiment.group)),
            [reason == "length" for reason in rollouts.finish_reasons],
        )
        learned = learner.step(experience, step)
        end = clock.now()
        lengths = [len(ids) for ids in rollouts.completion_ids]
        write(
            {
                **line_of(step, end - start, sampled - start, lengths),
                "peak_gib": clock.peak_gib(),
                "ratio_gap_mean": learned["ratio_gap"],
                "ratio_gap_max": learned["ratio_gap_max"],
                "graphs": len(engine._graphs._graphs),
                "graphs_on": engine._graphs.enabled and graphs,
            }
        )
