"""What must hold before anything is timed."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from typing import Any

import torch
from on_gpu.clock import Write
from on_gpu.experiments import Experiment, ends, make_prompts, make_tokenizer
from random_models import PAD, make_model
from transformers import GenerationConfig

from rewardry.trainer_adapters.grpo.batches import Experience
from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
from rewardry.trainer_adapters.grpo.learner import Learner
from rewardry.trainer_adapters.grpo.rollout import RolloutEngine


def check(experiment: Experiment, device: str, write: Write) -> None:
    """What must hold before anything is timed; each check on its own, so that one that fails hides no other."""
    small = replace(experiment, prompts=2, group=3, prompt=min(experiment.prompt, 48), tokens=40)
    for name, one in (
        ("greedy tokens as generate", _check_greedy),
        ("samples as without graphs", _check_graphs),
        ("sampling and training log-probs", _check_logprobs),
        ("gradient as TRL's", _check_gradient),
    ):
        try:
            write({"check": name, **one(small, device)})
        except Exception as error:
            write({"check": name, "ok": False, "error": f"{type(error).__name__}: {error}"[:300]})


def _small_setup(experiment: Experiment, device: str, dtype: Any, **settings: Any) -> tuple[Any, Any, list[list[int]]]:
    model = make_model(experiment.shape, device, dtype)
    tokenizer = make_tokenizer(experiment.shape.vocabulary)
    prompts = [tokenizer(text)["input_ids"][: -5 * i or None] for i, text in enumerate(make_prompts(experiment, 99))]
    return model, RolloutEngine(model, ends(experiment), **settings), prompts


def _check_greedy(experiment: Experiment, device: str) -> dict[str, Any]:
    model, engine, prompts = _small_setup(experiment, device, torch.float32)
    found = engine.generate(prompts, 1, max_new_tokens=experiment.tokens, seed=0, greedy=True).completion_ids
    settings = GenerationConfig(
        max_new_tokens=experiment.tokens, do_sample=False, pad_token_id=PAD, eos_token_id=ends(experiment)
    )
    expected = []
    for prompt in prompts:
        ids = torch.tensor([prompt], device=device)
        whole = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=settings)
        expected.append(whole[0, len(prompt) :].tolist())
    same = sum(one == two for one, two in zip(found, expected, strict=True))
    return {"ok": same == len(prompts), "same": f"{same}/{len(prompts)}"}


def _check_graphs(experiment: Experiment, device: str) -> dict[str, Any]:
    model, engine, prompts = _small_setup(experiment, device, torch.float32)
    plain = type(engine)(model, ends(experiment), graphs=False, compact=False, share_prompts=False)
    runs = []
    for seed in (1, 2):  # the second replays what the first captured
        for one in (engine, plain):
            runs.append(one.generate(prompts, experiment.group, max_new_tokens=experiment.tokens, seed=seed))
    pairs = [
        one == two
        for with_graphs, without in (runs[:2], runs[2:])
        for one, two in zip(with_graphs.completion_ids, without.completion_ids, strict=True)
    ]
    captured = len(engine._graphs._graphs)
    ok = all(pairs) and (device == "cpu" or captured > 0)
    return {"ok": ok, "same": f"{sum(pairs)}/{len(pairs)}", "graphs": captured}


def _check_logprobs(experiment: Experiment, device: str) -> dict[str, Any]:
    found: dict[str, Any] = {"ok": True}
    for dtype, most in ((torch.float32, 1e-3 if device == "cuda" else 1e-5), (torch.bfloat16, 0.25)):
        model, engine, prompts = _small_setup(experiment, device, dtype)
        rollouts = engine.generate(prompts, experiment.group, max_new_tokens=experiment.tokens, seed=5)
        gaps = []
        for prompt, ids, logprobs in zip(rollouts.prompt_ids, rollouts.completion_ids, rollouts.logprobs, strict=True):
            with torch.no_grad():
                logits = model(torch.tensor([prompt + ids], device=device)).logits[0, len(prompt) - 1 : -1].float()
            chosen = torch.tensor(ids, device=device)[:, None]
            gaps.append((logits.log_softmax(-1).gather(1, chosen)[:, 0].cpu() - logprobs).abs())
        gap = torch.cat(gaps)
        name = str(dtype).removeprefix("torch.")
        found |= {f"{name}_max": float(gap.max()), f"{name}_mean": float(gap.mean())}
        found["ok"] = found["ok"] and float(gap.max()) <= most
    return found


def _check_gradient(experiment: Experiment, device: str) -> dict[str, Any]:
    """The gradient of TRL's loss and of ours on the same completions, in float32: their cosine and relative norm."""
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    model, engine, prompts = _small_setup(experiment, device, torch.float32)
    rollouts = engine.generate(prompts, experiment.group, max_new_tokens=experiment.tokens, seed=3)
    count = len(rollouts.completion_ids)
    advantages = torch.linspace(-1, 1, count)
    learner = Learner(
        model,
        LossConfig(preset="dapo"),
        OptimizerConfig(max_grad_norm=0),
        length=experiment.tokens,
        temperature=1.0,
        steps=1,
    )
    experience = Experience(
        rollouts.prompt_ids, rollouts.completion_ids, rollouts.logprobs, advantages, [False] * count
    )
    ours: list[torch.Tensor] = []
    learner.optimizer.step = lambda: ours.extend(one.grad.clone() for one in learner.weights.trained)
    learner.step(experience, 0)

    config = GRPOConfig(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=count, num_generations=experiment.group,
        max_completion_length=experiment.tokens, report_to="none", bf16=False, use_cpu=device == "cpu",
        gradient_checkpointing=False, epsilon_high=0.28, temperature=1.0,
    )  # fmt: skip
    trainer = GRPOTrainer(
        model=model,
        args=config,
        train_dataset=Dataset.from_list([{"prompt": "a"}] * 4),
        reward_funcs=[lambda completions, **kwargs: [0.0] * len(completions)],
        processing_class=make_tokenizer(experiment.shape.vocabulary),
    )
    trainer.current_gradient_accumulation_steps = 1
    prompt_ids, prompt_mask = _padded(rollouts.prompt_ids, device, left=True)
    completion_ids, completion_mask = _padded(rollouts.completion_ids, device, left=False)
    inputs = {
        "prompt_ids": prompt_ids, "prompt_mask": prompt_mask, "completion_ids": completion_ids,
        "completion_mask": completion_mask, "advantages": advantages.to(device),
        "num_items_in_batch": completion_mask.sum(),
    }  # fmt: skip
    model.train()
    model.zero_grad()
    trainer._compute_loss(model, inputs).backward()
    theirs = [weight.grad for weight in model.parameters()]
    one, two = (torch.cat([part.flatten().float() for part in parts]) for parts in (ours, theirs))
    cosine = float(torch.nn.functional.cosine_similarity(one, two, dim=0))
    return {"ok": cosine > 0.999, "cosine": cosine, "norm_ratio": float(one.norm() / two.norm())}


def _padded(rows: list[list[int]], device: str, left: bool) -> tuple[Any, Any]:
    width = max(map(len, rows))
    fill = [width - len(row) for row in rows]
    ids = [([PAD] * n + row) if left else (row + [PAD] * n) for row, n in zip(rows, fill, strict=True)]
    mask = [
        ([0] * n + [1] * len(row)) if left else ([1] * len(row) + [0] * n) for row, n in zip(rows, fill, strict=True)
    ]
    return torch.tensor(ids, device=device), torch.tensor(mask, device=device)
