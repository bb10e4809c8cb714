"""The built-in GRPO beside TRL on one GPU: rollouts, whole steps and memory, on models made from their configuration.

    python benchmarks/speed/grpo_gpu.py --experiments E1 --arms A,E,C --budget 560 --out e1.json
    python benchmarks/speed/grpo_gpu.py --experiments E1geo,E3 --arms A,E,D --rounds 1 --unchecked --out e3.json
    python benchmarks/speed/grpo_gpu.py --experiments E2 --arms A,E --rounds 1 --warmup 1 --steps 2 --limit 280

Nothing is downloaded: models have the shapes of Qwen2.5-0.5B and 1.5B with random weights, the tokenizer is built here.
Needs torch, transformers and rewardry's dependencies, and `trl` with `datasets` for the arms A to C; `src` need not be
installed. Each arm is visited in a process of its own with a limit of time, in turns (A, E, A, E, ...), and writes its
figures step by step, so that an arm that fails or hangs costs itself alone. What is right is checked before anything
is timed. `--tiny` runs the same code on a CPU in about two minutes; its figures say nothing about a GPU.

Arms: A TRL (generate), B TRL with a static cache, C TRL with transformers' continuous batching, D ours without CUDA
graphs, E ours. Experiments: see EXPERIMENTS; texts end by chance after about `mean` tokens (as many end tokens as that
takes) or, without a mean, run to the limit. Rates are of useful tokens, those up to a completion's end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

_NAMES = ("TRL, generate", "TRL, static cache", "TRL, continuous batching", "ours, no graphs", "ours")
ARMS = dict(zip("ABCDE", _NAMES, strict=True))
READ_BYTES_PER_S = 4.2e12  # of an H200, measured by a large copy: the decode roofline's other input
PAD, END = 0, 1


@dataclass(frozen=True)
class Shape:
    """A Qwen2 model's shape."""

    layers: int
    width: int
    inner: int
    heads: int
    key_heads: int
    vocabulary: int


@dataclass(frozen=True)
class Experiment:
    """`prompts` of `prompt` tokens, `group` completions each of at most `tokens`, ending after `mean` on average.

    `rows`: completions in a forward and backward pass; `checkpoint`: whether activations are computed again.
    """

    shape: Shape
    prompts: int
    group: int
    prompt: int
    tokens: int
    mean: int | None
    rows: int
    checkpoint: bool


SMALL = Shape(24, 896, 4864, 14, 2, 151_936)
LARGE = Shape(28, 1536, 8960, 12, 2, 151_936)
EXPERIMENTS = {
    "E1": Experiment(SMALL, 8, 8, 256, 512, None, 32, False),
    "E1geo": Experiment(SMALL, 8, 8, 256, 512, 205, 32, False),
    "E2": Experiment(LARGE, 32, 16, 512, 1024, 410, 8, False),
    "E3": Experiment(SMALL, 8, 16, 1024, 128, None, 32, False),
}
TINY = Shape(2, 64, 128, 4, 2, 512)


def tiny(experiment: Experiment) -> Experiment:
    """The same experiment at a size for a CPU."""
    mean = None if experiment.mean is None else 8
    return replace(experiment, shape=TINY, prompts=2, group=4, prompt=24, tokens=16, mean=mean, rows=8)


# -- what all arms share -----------------------------------------------------------------------------------------------


def make_model(shape: Shape, device: str, dtype: Any, seed: int = 0) -> Any:
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(seed)
    config = Qwen2Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_heads,
        max_position_embeddings=4096,
        tie_word_embeddings=True,
        pad_token_id=PAD,
        eos_token_id=END,
        bos_token_id=None,
    )
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            model = Qwen2ForCausalLM(config)
    finally:
        torch.set_default_dtype(before)
    return model.eval()


def ends(experiment: Experiment) -> list[int]:
    """End tokens: one that random weights hardly ever draw, or so many that texts end after `mean` tokens."""
    count = 1 if experiment.mean is None else round(experiment.shape.vocabulary / experiment.mean)
    return list(range(END, END + count))


def make_prompts(experiment: Experiment, seed: int) -> list[str]:
    """Texts of single characters, each a token."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return ["".join(rng.choice(letters) for _ in range(experiment.prompt)) for _ in range(experiment.prompts)]


def make_tokenizer(vocabulary: int) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = ["<pad>", "<eos>", "<unk>", *(chr(code) for code in range(32, 127)), "\n"]
    ids = {word: i for i, word in enumerate(words)}
    ids |= {f"<t{i}>": i for i in range(len(ids), vocabulary)}
    raw = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.Split("", "isolated"), decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>")


def reward(ids: list[int]) -> float:
    """Takes constant time and differs within a group."""
    return float(ids[len(ids) // 2] % 7)


class Clock:
    """Seconds by the host's clock, with the device idle at both ends, and the memory used meanwhile."""

    def __init__(self, device: str) -> None:
        self.cuda = device == "cuda"

    def now(self) -> float:
        """The time, once the device has nothing left to do."""
        if self.cuda:
            import torch

            torch.cuda.synchronize()
        return time.perf_counter()

    def peak_gib(self, reset: bool = False) -> float | None:
        """The most memory allocated since the last reset; None without a GPU."""
        if not self.cuda:
            return None
        import torch

        peak = torch.cuda.max_memory_allocated() / 2**30
        if reset:
            torch.cuda.reset_peak_memory_stats()
        return peak


Write = Callable[[dict[str, Any]], None]


# -- our arms ----------------------------------------------------------------------------------------------------------


def run_ours(experiment: Experiment, graphs: bool, device: str, steps: int, write: Write) -> None:
    import torch

    from rewardry.trainer_adapters.grpo.advantages import ADVANTAGES, Rewards
    from rewardry.trainer_adapters.grpo.batches import Experience
    from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
    from rewardry.trainer_adapters.grpo.learner import Learner
    from rewardry.trainer_adapters.grpo.rollout import RolloutEngine

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
        weights = torch.ones(1, dtype=torch.float64)
        experience = Experience(
            rollouts.prompt_ids,
            rollouts.completion_ids,
            rollouts.logprobs,
            ADVANTAGES["group_std"](Rewards(rewards, experiment.group, rewards[:, None], weights)),
            [reason == "length" for reason in rollouts.finish_reasons],
        )
        learned = learner.step(experience, step)
        end = clock.now()
        lengths = [len(ids) for ids in rollouts.completion_ids]
        write(
            {
                **_step(step, end - start, sampled - start, lengths),
                "peak_gib": clock.peak_gib(),
                "ratio_gap_mean": learned["ratio_gap"],
                "ratio_gap_max": learned["ratio_gap_max"],
                "graphs": len(engine._graphs._graphs),
                "graphs_on": engine._graphs.enabled and graphs,
            }
        )


def _step(step: int, seconds: float, rollout: float, lengths: list[int]) -> dict[str, Any]:
    return {
        "step": step,
        "seconds": seconds,
        "rollout": rollout,
        "learn": seconds - rollout,
        "tokens": sum(lengths),
        "longest": max(lengths),
    }


# -- TRL's arms --------------------------------------------------------------------------------------------------------


def run_trl(experiment: Experiment, arm: str, device: str, steps: int, write: Write) -> None:
    import torch
    from datasets import Dataset
    from transformers import TrainerCallback
    from trl import GRPOConfig, GRPOTrainer

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
                    **_step(state.global_step - 1, took, seen["rollout"], seen["lengths"]),
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


# -- is it right? ------------------------------------------------------------------------------------------------------


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
    from rewardry.trainer_adapters.grpo.rollout import RolloutEngine

    model = make_model(experiment.shape, device, dtype)
    tokenizer = make_tokenizer(experiment.shape.vocabulary)
    prompts = [tokenizer(text)["input_ids"][: -5 * i or None] for i, text in enumerate(make_prompts(experiment, 99))]
    return model, RolloutEngine(model, ends(experiment), **settings), prompts


def _check_greedy(experiment: Experiment, device: str) -> dict[str, Any]:
    import torch
    from transformers import GenerationConfig

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
    import torch

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
    import torch

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
    import torch
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    from rewardry.trainer_adapters.grpo.batches import Experience
    from rewardry.trainer_adapters.grpo.config import LossConfig, OptimizerConfig
    from rewardry.trainer_adapters.grpo.learner import Learner

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
    import torch

    width = max(map(len, rows))
    fill = [width - len(row) for row in rows]
    ids = [([PAD] * n + row) if left else (row + [PAD] * n) for row, n in zip(rows, fill, strict=True)]
    mask = [
        ([0] * n + [1] * len(row)) if left else ([1] * len(row) + [0] * n) for row, n in zip(rows, fill, strict=True)
    ]
    return torch.tensor(ids, device=device), torch.tensor(mask, device=device)


# -- the process of an arm ---------------------------------------------------------------------------------------------


def child(arguments: argparse.Namespace) -> None:
    """Run one arm, or the checks, and append what it finds to a file line by line."""
    experiment = EXPERIMENTS[arguments.experiments[0]]
    if arguments.tiny:
        experiment = tiny(experiment)
    if arguments.rows:
        experiment = replace(experiment, rows=arguments.rows)
    import torch

    device = "cuda" if torch.cuda.is_available() and not arguments.tiny else "cpu"
    if device == "cpu":
        torch.set_num_threads(1)

    def write(found: dict[str, Any]) -> None:
        with open(arguments.out, "a", encoding="utf-8") as out:
            out.write(json.dumps(found) + "\n")

    try:
        if arguments.child == "check":
            check(experiment, device, write)
        elif arguments.child in "DE":
            run_ours(experiment, arguments.child == "E", device, arguments.steps, write)
        else:
            run_trl(experiment, arguments.child, device, arguments.steps, write)
    except BaseException as error:
        write({"error": f"{type(error).__name__}: {error}"[:500]})
        traceback.print_exc()
        raise SystemExit(1) from None


def visit(arm: str, experiment: str, arguments: argparse.Namespace, limit: float) -> list[dict[str, Any]]:
    """An arm's lines from a process of its own; what it had written counts also when it was stopped."""
    out = Path(tempfile.mkdtemp()) / "lines.jsonl"
    command = [sys.executable, __file__, "--child", arm, "--experiments", experiment, "--out", str(out)]
    command += ["--steps", str(arguments.warmup + arguments.steps), *(["--tiny"] if arguments.tiny else [])]
    command += ["--rows", str(arguments.rows)] if arguments.rows else []
    log = out.with_suffix(".log")
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            process.wait(limit)
            ending = None if process.returncode == 0 else f"ended with {process.returncode}"
        except subprocess.TimeoutExpired:
            ending = f"stopped after {limit:.0f} s"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    lines = [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []
    if ending and not any("error" in line and "check" not in line for line in lines):
        tail = " | ".join(log.read_text(errors="replace").strip().splitlines()[-3:])
        lines.append({"error": f"{ending}: {tail}"[:500]})
    return lines


# -- the report --------------------------------------------------------------------------------------------------------


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


def roofline_ms(experiment: Experiment) -> float:
    """Milliseconds in which a step's weights, keys, values and logits can be read once, half of the tokens done."""
    shape = experiment.shape
    dim = shape.width // shape.heads
    layer = 2 * shape.width**2 + 2 * shape.width * shape.key_heads * dim + 3 * shape.width * shape.inner
    weights = 2 * (shape.layers * layer + shape.vocabulary * shape.width)
    rows = experiment.prompts * experiment.group
    cache = rows * (experiment.prompt + experiment.tokens / 2) * 4 * shape.layers * shape.key_heads * dim
    return 1000 * (weights + cache + rows * shape.vocabulary * 10) / READ_BYTES_PER_S


_TITLES = "{:28}{:>10}{:>7}{:>9}{:>8}{:>7}{:>9}{:>6}{:>8}{:>7}"


def table(name: str, experiment: Experiment, rows: list[Row], gpu: bool) -> str:
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
    if gpu:
        lines.append(
            f"decode roofline, all rows: {roofline_ms(experiment):.2f} ms/tok at {READ_BYTES_PER_S / 1e12:.1f} TB/s"
        )
    return "\n".join(lines)


def describe_machine(tiny_run: bool) -> dict[str, Any]:
    """Versions and device; asked of a process of its own, so that this one holds no memory of the device."""
    code = (
        "import json,torch,transformers,platform\n"
        "try:\n import trl; t=trl.__version__\nexcept Exception as e: t=f'none ({e})'\n"
        "c=torch.cuda.is_available()\n"
        "print(json.dumps(dict(python=platform.python_version(),torch=torch.__version__,"
        "transformers=transformers.__version__,trl=t,device=torch.cuda.get_device_name() if c else 'cpu')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    try:
        machine: dict[str, Any] = json.loads(found.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        machine = {"device": "unknown", "error": found.stderr[-300:]}
    if tiny_run:
        machine["device"] = "cpu (--tiny: no figure of a GPU)"
    return machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiments", type=lambda text: text.split(","), default=["E1"])
    parser.add_argument("--arms", type=lambda text: text.split(","), help="default: A,E,C,D,B; without C where tiny")
    parser.add_argument("--rounds", type=int, default=2, help="visits to each arm")
    parser.add_argument("--warmup", type=int, default=2, help="steps of a visit that are not counted")
    parser.add_argument("--steps", type=int, default=3, help="steps of a visit that are")
    parser.add_argument("--rows", type=int, help="completions in a forward and backward pass, in every arm")
    parser.add_argument("--limit", type=float, default=150, help="seconds of a visit")
    parser.add_argument("--budget", type=float, default=560, help="seconds of everything")
    parser.add_argument("--unchecked", action="store_true", help="leave the checks out: an earlier run passed them")
    parser.add_argument("--tiny", action="store_true", help="on the CPU, at a tiny size")
    parser.add_argument("--out", default="grpo_gpu.json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments)
        return
    # Continuous batching takes a minute a step on a CPU.
    arguments.arms = arguments.arms or (["A", "E", "D", "B"] if arguments.tiny else ["A", "E", "C", "D", "B"])

    began = time.monotonic()

    def left() -> float:
        return arguments.budget - (time.monotonic() - began)

    figures: dict[str, Any] = {"date": time.strftime("%Y-%m-%d"), "machine": describe_machine(arguments.tiny)}
    gpu = figures["machine"]["device"] not in ("cpu", "unknown") and not arguments.tiny
    print(figures["machine"], flush=True)
    if not gpu and not arguments.tiny:
        raise SystemExit("no GPU is at hand: these sizes need one; --tiny runs the same code on the CPU")
    tables = []
    for name in arguments.experiments:
        experiment = tiny(EXPERIMENTS[name]) if arguments.tiny else EXPERIMENTS[name]
        found: dict[str, list[dict[str, Any]]] = {arm: [] for arm in arguments.arms}
        checks = [] if arguments.unchecked else visit("check", name, arguments, min(arguments.limit, left()))
        for line in checks:
            print("check", json.dumps(line), flush=True)
        for number in range(arguments.rounds):
            for arm in arguments.arms:
                if left() < 20:
                    print(f"{name} {arm}: not visited, the time is used up", flush=True)
                    continue
                if number and not any("step" in line for line in found[arm]):
                    continue  # it failed already
                start = time.monotonic()
                lines = visit(arm, name, arguments, min(arguments.limit, left() - 5))
                found[arm] += lines
                wrong = next((line["error"] for line in lines if "error" in line), "")
                print(f"{name} {arm}: {time.monotonic() - start:.0f} s {wrong[:200]}", flush=True)
                rows = [summed_up(one, found[one], arguments, experiment.prompts * experiment.group) for one in found]
                figures[name] = {"experiment": asdict(experiment), "checks": checks, "lines": found}
                figures[name]["rows"] = [asdict(row) for row in rows]
                Path(arguments.out).write_text(json.dumps(figures, indent=1))
        rows = [summed_up(arm, lines, arguments, experiment.prompts * experiment.group) for arm, lines in found.items()]
        right = sum(bool(line.get("ok")) for line in checks)
        shown = table(name, experiment, sorted(rows, key=lambda row: row.arm), gpu)
        tables.append(f"{shown}\nchecks: {right}/{len(checks)} hold")
    print(f"\n{figures['date']} {figures['machine']}")
    print("\n\n".join(tables))


if __name__ == "__main__":
    main()
