"""It learns: a tiny model sorts digits, from at most 0.3 to at least 0.7 of held-out prompts, within 80 steps."""

import json
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "examples" / "train" / "sort.yaml"


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)])
def test_a_tiny_model_learns_to_sort(seed, tmp_path):
    from rewardry.trainer_adapters.grpo.training import train_file

    changes = {"seed": seed, "output": str(tmp_path), "log.terminal": False, "evaluation.every": 80}
    train_file(str(EXAMPLE), changes)
    steps = [json.loads(line) for line in (tmp_path / "steps.jsonl").read_text(encoding="utf-8").splitlines()]
    held_out = [row["evaluation/avg@1"] for row in steps if "evaluation/avg@1" in row]
    assert len(steps) == 80
    assert held_out[0] <= 0.3
    assert held_out[-1] >= 0.7
    assert max(row["ratio_gap_max"] for row in steps) <= 1e-4
    assert steps[-1]["rewards/tagged/mean"] > steps[0]["rewards/tagged/mean"]
