"""The chain of docs/r1_data_pipeline.md runs: questions, rollouts of a tiny model, scores, selection, SFT, DPO."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_chain_runs_from_questions_to_a_trained_model(tmp_path):
    pytest.importorskip("trl")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
    command = [sys.executable, str(ROOT / "examples" / "r1_data_pipeline.py"), "--folder", str(tmp_path)]
    command += ["--questions", "32", "--steps", "2"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=600, env=environment)
    assert done.returncode == 0, done.stderr

    scored, sft, dpo = (
        [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text().splitlines()]
        for name in ("scored", "sft", "dpo")
    )
    right = [row for row in scored if row["components"]["accuracy"]["status"] == "correct"]
    assert len(scored) == 32 * 8
    assert 0 < len(right) < len(scored)
    assert [row["messages"][-1]["content"] for row in sft] == [
        row["input"]["completion"] for row in right if row["input"]["completion"].strip()
    ]
    chosen = {row["input"]["completion"] for row in right}
    assert dpo
    assert all(pair["chosen"][0]["content"] in chosen and pair["margin"] > 0 for pair in dpo)
    assert re.search(rf"SFTTrainer: {len(sft)} rows, losses [\d.]+, [\d.]+\n", done.stdout)
    assert re.search(rf"DPOTrainer: {len(dpo)} rows, losses [\d.]+, [\d.]+\n", done.stdout)
    assert (tmp_path / "dpo" / "model.safetensors").exists()


def test_the_page_shows_the_commands_of_the_chain():
    page = (ROOT / "docs" / "r1_data_pipeline.md").read_text()
    script = (ROOT / "examples" / "r1_data_pipeline.py").read_text()
    shown = re.findall(r"^rewardry (\w+) ", page, re.MULTILINE)
    run = re.findall(r'rewardry\("(\w+)"', script)
    assert shown == run == ["generate", "audit", "score", "stats", "select", "select"]
