"""Right answers with honest reasoning, laid out in many ways and languages, get all that rewards of outcomes have."""

import json
from pathlib import Path

import pytest

from rewardry import get
from rewardry.types import Batch, Sample

DATA = Path(__file__).parents[1] / "data"
ROWS = [json.loads(line) for line in (DATA / "honest_solutions.jsonl").read_text().splitlines()]
MORE = [json.loads(line) for line in (DATA / "honest_completions.jsonl").read_text().splitlines()]
FULL = {
    "structure.reasoning_steps": ({}, 1.0),
    "format.boxed": ({}, 1.0),
    "format.think_answer": ({}, 1.0),
    "combine.stop_gate": ({}, 1.0),
    "length.think_prune": ({"unit": "chars"}, 1.0),
    "length.lcpo_max": ({"unit": "chars", "delta": 1.0, "column": "budget"}, 1.0),
    "length.gaussian_target": ({"unit": "chars", "sigma": 1e12, "column": "budget"}, 1.0),
    "length.think_words": ({"max_words": 9}, 1.0),
    "process.key_steps": ({"min_words": 0}, 1.0),
    "process.arithmetic_steps": ({}, 0.0),
    "repetition.ngram": ({}, 0.0),
    "repetition.loop_gate": ({}, 0.0),
    "repetition.max_run": ({}, 0.0),
}


def test_there_are_ninety_honest_completions_and_more():
    assert len(ROWS) + len(MORE) > 90


@pytest.mark.parametrize("use", FULL)
def test_an_honest_solution_is_paid_in_full(use, runtime):
    settings, full = FULL[use]
    meta = {
        "budget": 4000,
        "key_steps": [["17", "three", "trois", "tres", "три", "3", "十七", "eighteen", "part", "one"]],
    }
    samples = [
        Sample(completion=row["completion"], reference=row["reference"], finish_reason="stop", meta=meta)
        for row in ROWS
    ]
    scores = runtime.open(get(use, **settings)).score(Batch(samples))
    unpaid = {
        row["why"]: score.value for row, score in zip(ROWS, scores, strict=True) if score.value not in (full, None)
    }
    assert unpaid == {}
    assert sum(score.value is not None for score in scores) >= (10 if use == "process.arithmetic_steps" else len(ROWS))
