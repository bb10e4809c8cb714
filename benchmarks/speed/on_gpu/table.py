"""What the timed steps of the arms come to, as a table."""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass
from typing import Any

from on_gpu.experiments import Experiment

_NAMES = ("TRL, generate", "TRL, static cache", "TRL, continuous batching", "ours, no graphs", "ours")
ARMS = dict(zip("ABCDE", _NAMES, strict=True))
READ_BYTES_PER_S = 4.2e12  # of an H200, measured by a large copy: the decode roofline's other input


@dataclass
class Row:
    """What an arm's timed steps come to: medians; the least in brackets."""

    arm: str
    steps: int
    rollout: float
    step: float
    step_least: float
    tokens_per_s: float
    mean_tokens: float
    decode_ms: float
    peak_gib: float | None
    error: str | None


def summed_up(arm: str, lines: list[dict[str, Any]], arguments: argparse.Namespace, count: int) -> Row:
    timed = [line for line in lines if line.get("step", -1) >= arguments.warmup]
    errors = [line["error"] for line in lines if "error" in line]
    if not timed:
        return Row(arm, 0, *[float("nan")] * 6, None, (errors or ["no step was timed"])[0])

    def middle(name: str) -> float:
        return statistics.median(line[name] for line in timed)

    peaks = [line["peak_gib"] for line in timed if line["peak_gib"] is not None]
    return Row(
        arm,
        len(timed),
        middle("rollout"),
        middle("seconds"),
        min(line["seconds"] for line in timed),
        statistics.median(line["tokens"] / line["rollout"] for line in timed),
        middle("tokens") / count,
        1000 * statistics.median(line["rollout"] / line["longest"] for line in timed),
        max(peaks) if peaks else None,
        errors[0] if errors else None,
    )


_TITLES = "{:28}{:>10}{:>7}{:>9}{:>8}{:>7}{:>9}{:>6}{:>8}{:>7}"


def table(name: str, experiment: Experiment, rows: list[Row]) -> str:
    base = next((row for row in rows if row.arm == "A" and row.steps), None)
    lines = [
        f"{name}: {experiment.prompts} prompts x {experiment.group}, {experiment.prompt} + {experiment.tokens} tokens"
    ]
    lines.append(_TITLES.format("arm", "rollout s", "x A", "step s", "least", "x A", "tok/s", "mean", "ms/tok", "GiB"))
    for row in rows:
        if not row.steps:
            lines.append(f"{row.arm} {ARMS[row.arm]:26} {row.error}"[:160])
            continue
        rate = row.tokens_per_s / base.tokens_per_s if base else float("nan")
        whole = base.step / row.step if base else float("nan")
        peak = f"{row.peak_gib:.1f}" if row.peak_gib is not None else "-"
        timed = f"{row.rollout:10.3f}{rate:7.2f}{row.step:9.3f}{row.step_least:8.3f}{whole:7.2f}"
        spent = f"{row.tokens_per_s:9.0f}{row.mean_tokens:6.0f}{row.decode_ms:8.2f}{peak:>7}"
        lines.append(f"{row.arm} {ARMS[row.arm]:26}{timed}{spent}" + (f"  ({row.error[:60]})" if row.error else ""))
    return "\n".join(lines)


def roofline(experiment: Experiment) -> str:
    """How fast a token could be: its weights, keys, values and logits read once, with half of the tokens done."""
    shape = experiment.shape
    dim = shape.width // shape.heads
    layer = 2 * shape.width**2 + 2 * shape.width * shape.key_heads * dim + 3 * shape.width * shape.inner
    weights = 2 * (shape.layers * layer + shape.vocabulary * shape.width)
    rows = experiment.prompts * experiment.group
    cache = rows * (experiment.prompt + experiment.tokens / 2) * 4 * shape.layers * shape.key_heads * dim
    least = 1000 * (weights + cache + rows * shape.vocabulary * 10) / READ_BYTES_PER_S
    return f"decode roofline, all rows: {least:.2f} ms/tok at {READ_BYTES_PER_S / 1e12:.1f} TB/s"
