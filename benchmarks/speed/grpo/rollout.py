"""Rollouts beside transformers' `generate` called as TRL calls it: prompts repeated, padded on the left, sampled.

Both arms sample from the same random weights, whose texts end after a number of tokens that is the same on average
(a list of end tokens); rates are of useful tokens, those up to a completion's end.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import torch
from shapes import PAD, ends, random_prompts, tiny_model
from timing import Figure
from transformers import GenerationConfig

from rewardry.trainer_adapters.grpo.rollout import RolloutEngine

PROMPTS, GROUP, ROUNDS = 4, 8, 7


@dataclass(frozen=True)
class Case:
    """Prompts of `shortest` to `longest` tokens; completions of at most `tokens`, ending after `mean` on average."""

    name: str
    shortest: int
    longest: int
    tokens: int
    mean: int | None
    target: float


CASES = (
    Case("prompt 100-160, skewed", 100, 160, 64, 17, 1.7),
    Case("prompt 100-160, all full", 100, 160, 48, None, 1.7),
    Case("prompt 100-160, mean 37", 100, 160, 64, 50, 1.7),
    Case("prompt 12-24, skewed", 12, 24, 64, 28, 1.7),
)


def generate(model: Any, prompts: list[list[int]], end: list[int], tokens: int, seed: int) -> int:
    """As TRL's GRPOTrainer does without vLLM; returns useful tokens."""
    torch.manual_seed(seed)
    repeated = [prompt for prompt in prompts for _ in range(GROUP)]
    width = max(map(len, repeated))
    ids = torch.tensor([[PAD] * (width - len(prompt)) + prompt for prompt in repeated])
    mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in repeated])
    settings = GenerationConfig(
        max_new_tokens=tokens, do_sample=True, top_k=0, pad_token_id=PAD, bos_token_id=None, eos_token_id=end,
        disable_compile=True,
    )  # fmt: skip
    with torch.no_grad():
        out = model.generate(ids, attention_mask=mask, generation_config=settings)[:, width:]
    stops = torch.isin(out, torch.tensor(end))
    return int(torch.where(stops.any(1), stops.int().argmax(1) + 1, out.shape[1]).sum())


def compare(case: Case) -> Figure:
    model, end = tiny_model(), ends(case.mean)
    engine = RolloutEngine(model, end)
    rates: dict[str, list[float]] = {"generate": [], "ours": []}
    for number in range(ROUNDS + 1):
        prompts = random_prompts(PROMPTS, case.shortest, case.longest, number)
        start = time.process_time()
        useful = generate(model, prompts, end, case.tokens, number)
        middle = time.process_time()
        rollouts = engine.generate(prompts, GROUP, max_new_tokens=case.tokens, seed=number)
        last = time.process_time()
        if number:
            rates["generate"].append(useful / (middle - start))
            rates["ours"].append(sum(map(len, rollouts.completion_ids)) / (last - middle))
    ours, peer = (sorted(rates[name])[ROUNDS // 2] for name in ("ours", "generate"))
    print(f"     {case.name}: {ours:.0f} useful tokens a CPU second, generate {peer:.0f}", flush=True)
    return Figure(f"rollout / generate, {case.name}", ours / peer, "x", case.target, at_least=True)


def figures() -> list[Figure]:
    """Rollouts beside `generate` in each case."""
    return [compare(case) for case in CASES]
