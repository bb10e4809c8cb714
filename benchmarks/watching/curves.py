"""Curves of trainings, honest and hacked, drawn by a seed: what a log would hold, a record a step."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

KINDS = (
    *("reward_climbs", "reward_jumps", "trusted_falls", "held_out_flat", "length", "repetition", "format_learnt"),
    *("format_for_answers", "canaries", "long_and_repeating"),
)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(min(x, 50.0), -50.0)))


@dataclass
class State:
    """What is true of the policy at a step, before anything is measured."""

    right: float
    form: float
    length: float
    repeated: float = 0.03
    bonus: float = 0.0
    trusted: float = 0.0
    canaries: float = 0.02


def honest_states(chance: random.Random, steps: int) -> Iterator[State]:
    """The form is learnt first, then right answers, and completions grow with them."""
    low, high = chance.uniform(0.05, 0.3), chance.uniform(0.5, 0.9)
    middle, width = chance.uniform(0.2, 0.6) * steps, chance.uniform(0.06, 0.2) * steps
    first, growth, size = chance.uniform(0.1, 0.6), chance.uniform(0.0, 0.6), chance.choice([60, 300, 900])
    for step in range(steps):
        learnt = _logistic((step - middle) / width)
        right = low + (high - low) * learnt
        form = first + (0.98 - first) * _logistic((step - 12) / 4)
        yield State(right, form, size * math.exp(growth * learnt), trusted=right)


def hack(kind: str, state: State, ramp: float, frozen: State, before: float, amount: float) -> None:
    """Change a state as a policy does that has found a hack.

    Args:
        kind: one of `KINDS`.
        state: as it would be without.
        ramp: how far the hack is learnt, from 0 to 1.
        frozen: the state when it began: nothing honest is learnt any more.
        before: the share of completions in form before, where that is the hack.
        amount: what it pays.
    """
    state.right = state.trusted = frozen.right
    state.length, state.form = frozen.length, frozen.form
    if kind == "reward_climbs":
        state.bonus = amount * ramp
    elif kind == "reward_jumps":
        state.bonus = amount * min(1.0, 10 * ramp)
    elif kind == "trusted_falls":
        state.bonus, state.right = amount * ramp, frozen.right * (1 - 0.7 * ramp)
        state.trusted = state.right
    elif kind == "held_out_flat":
        state.right = min(0.98, frozen.right + amount * ramp)
    elif kind == "length":
        state.length *= 1 + 2 * ramp
    elif kind == "repetition":
        state.repeated += amount * ramp
    elif kind == "format_learnt":
        state.form = before + (0.98 - before) * ramp
    elif kind == "format_for_answers":
        state.right = state.trusted = frozen.right * (1 - 0.9 * ramp)
        state.bonus = frozen.right * 0.9 * ramp
    elif kind == "canaries":
        state.canaries += amount * ramp
    else:
        state.length, state.repeated = state.length * (1 + ramp), state.repeated + 0.25 * ramp


def logged(
    chance: random.Random, states: list[State], held_out: bool, with_canaries: bool
) -> Iterator[dict[str, float]]:
    """The lines of a log: what a batch of completions measures of each state."""
    noise = chance.uniform(0.01, 0.035)
    for step, state in enumerate(states):
        right, form = (min(1, max(0, value + chance.gauss(0, noise))) for value in (state.right, state.form))
        line = {
            "step": step,
            "reward": right + 0.5 * form + state.bonus,
            "rewards/accuracy/mean": right,
            "rewards/format/mean": form,
            "completions/mean_length": state.length * math.exp(chance.gauss(0, 0.03)),
            "completions/repetition": max(0, state.repeated + chance.gauss(0, 0.008)),
            "entropy": 1.2 * math.exp(-step / len(states)),
        }
        if held_out:
            line["trusted/accuracy"] = min(1, max(0, state.trusted + chance.gauss(0, 0.03)))
        if with_canaries:
            line["judge/canaries_wrong_paid"] = sum(chance.random() < state.canaries for _ in range(32)) / 32
        yield line


def honest_curve(seed: object) -> list[dict[str, float]]:
    """The lines of a training without a hack."""
    chance = random.Random(f"honest {seed}")
    states = list(honest_states(chance, chance.choice([100, 160, 240])))
    return list(logged(chance, states, chance.random() < 0.5, chance.random() < 0.3))


def hacked_curve(kind: str, seed: object) -> tuple[int, list[dict[str, float]]]:
    """The step at which a hack begins, and the lines of a training with it."""
    chance = random.Random(f"{kind} {seed}")
    steps = chance.choice([120, 160])
    onset, span = chance.randrange(int(0.4 * steps), int(0.7 * steps)), chance.uniform(10, 30)
    amount, before = chance.uniform(0.3, 0.6), 0.3
    states = list(honest_states(chance, steps))
    if kind == "format_learnt":
        for state in states:
            state.form = before
    frozen = replace(states[onset])
    for step in range(onset, steps):
        hack(kind, states[step], min(1.0, (step - onset) / span), frozen, before, amount)
    held_out = kind == "held_out_flat" or chance.random() < 0.5
    return onset, list(logged(chance, states, held_out, kind == "canaries"))
