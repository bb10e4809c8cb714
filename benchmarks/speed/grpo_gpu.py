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
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from on_gpu.experiments import EXPERIMENTS, tiny
from on_gpu.table import roofline, summed_up, table
from on_gpu.visits import child, visit


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


def options() -> argparse.Namespace:
    """What the command line says."""
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
    found = parser.parse_args()
    # Continuous batching takes a minute a step on a CPU.
    found.arms = found.arms or (["A", "E", "D", "B"] if found.tiny else ["A", "E", "C", "D", "B"])
    return found


def measured(name: str, arguments: argparse.Namespace, figures: dict[str, Any], left: Callable[[], float]) -> str:
    """Check and time an experiment; returns its table, and writes the figures after every visit.

    Args:
        name: the experiment's.
        arguments: the command line's.
        figures: all that was found; gets those of this experiment.
        left: the seconds that are left for everything.
    """
    experiment = tiny(EXPERIMENTS[name]) if arguments.tiny else EXPERIMENTS[name]
    count = experiment.prompts * experiment.group
    lines: dict[str, list[dict[str, Any]]] = {arm: [] for arm in arguments.arms}
    checks = [] if arguments.unchecked else visit("check", name, arguments, min(arguments.limit, left()))
    for line in checks:
        print("check", json.dumps(line), flush=True)
    for number, arm in itertools.product(range(arguments.rounds), arguments.arms):
        if left() < 20:
            print(f"{name} {arm}: not visited, the time is used up", flush=True)
            continue
        if number and not any("step" in line for line in lines[arm]):
            continue  # it failed already
        start = time.monotonic()
        new = visit(arm, name, arguments, min(arguments.limit, left() - 5))
        lines[arm] += new
        wrong = next((line["error"] for line in new if "error" in line), "")
        print(f"{name} {arm}: {time.monotonic() - start:.0f} s {wrong[:200]}", flush=True)
        rows = [asdict(summed_up(one, lines[one], arguments, count)) for one in lines]
        figures[name] = {"experiment": asdict(experiment), "checks": checks, "lines": lines, "rows": rows}
        Path(arguments.out).write_text(json.dumps(figures, indent=1))
    right = sum(bool(line.get("ok")) for line in checks)
    shown = table(name, experiment, [summed_up(arm, lines[arm], arguments, count) for arm in sorted(lines)])
    least = [] if arguments.tiny else [roofline(experiment)]
    return "\n".join([shown, *least, f"checks: {right}/{len(checks)} hold"])


def main() -> None:
    arguments = options()
    if arguments.child:
        child(arguments)
        return
    end = time.monotonic() + arguments.budget
    machine = describe_machine(arguments.tiny)
    print(machine, flush=True)
    if machine["device"] in ("cpu", "unknown"):
        raise SystemExit("no GPU is at hand: these sizes need one; --tiny runs the same code on the CPU")
    figures: dict[str, Any] = {"date": time.strftime("%Y-%m-%d"), "machine": machine}
    tables = [measured(name, arguments, figures, lambda: end - time.monotonic()) for name in arguments.experiments]
    print(f"\n{figures['date']} {machine}")
    print("\n\n".join(tables))


if __name__ == "__main__":
    main()
