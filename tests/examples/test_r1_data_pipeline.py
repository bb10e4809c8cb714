"""The chain of docs/r1_data_pipeline.md runs: its commands on rollouts made here; and all of it, with a tiny model."""

import json
import os
import random
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def rollouts(questions):
    """Eight completions of each question, of which some are right, as a model would give them."""
    chance = random.Random(0)
    for question in questions:
        for number in range(8):
            answer = chance.randrange(8)
            yield {
                "id": f"{question['id']}/{number}",
                "group": question["id"],
                "prompt": [{"role": "user", "content": question["prompt"]}],
                "completion": f"<think>\nCounted.\n</think>\n<answer>\n{answer}\n</answer>",
                "reference": question["reference"],
            }


def test_the_commands_of_the_page_make_data_for_trl(rewardry, tmp_path):
    page = (ROOT / "docs" / "r1_data_pipeline.md").read_text()
    (tmp_path / "counting.yaml").write_text(re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1])

    def read(name):
        return [json.loads(line) for line in (tmp_path / name).read_text().splitlines()]

    for line in re.findall(r"^rewardry (.*)$", page, re.MULTILINE):
        assert rewardry(*shlex.split(line)).code == 0
        if line.startswith("generate"):
            rows = rollouts(read("questions.jsonl"))
            (tmp_path / "rollouts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    right = [row for row in read("scored.jsonl") if row["components"]["accuracy"]["status"] == "correct"]
    assert 30 < len(right) < 256
    prompts = {tuple(message["content"] for message in row["input"]["prompt"]) for row in right}
    sft, dpo = read("sft.jsonl"), read("dpo.jsonl")
    assert [row["messages"] for row in sft] == [
        [*row["input"]["prompt"], {"role": "assistant", "content": row["input"]["completion"]}] for row in right
    ]
    assert {tuple(message["content"] for message in pair["prompt"]) for pair in dpo} <= prompts
    assert len(dpo) > 10
    assert all(pair["margin"] == 1.0 for pair in dpo)


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
