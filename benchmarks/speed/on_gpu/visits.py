"""A visit to an arm: a process of its own, which writes its figures line by line and may be stopped."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from on_gpu.experiments import EXPERIMENTS, tiny

_SCRIPT = Path(__file__).parents[1] / "grpo_gpu.py"


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
        # Each imported here: TRL may be missing where our own arms run.
        if arguments.child == "check":
            from on_gpu.checks import check

            check(experiment, device, write)
        elif arguments.child in "DE":
            from on_gpu.ours import run_ours

            run_ours(experiment, arguments.child == "E", device, arguments.steps, write)
        else:
            from on_gpu.trl_arms import run_trl

            run_trl(experiment, arguments.child, device, arguments.steps, write)
    except BaseException as error:
        write({"error": f"{type(error).__name__}: {error}"[:500]})
        traceback.print_exc()
        raise SystemExit(1) from None


def visit(arm: str, experiment: str, arguments: argparse.Namespace, limit: float) -> list[dict[str, Any]]:
    """An arm's lines from a process of its own; what it had written counts also when it was stopped."""
    out = Path(tempfile.mkdtemp()) / "lines.jsonl"
    command = [sys.executable, _SCRIPT, "--child", arm, "--experiments", experiment, "--out", str(out)]
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
