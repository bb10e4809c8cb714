"""Labelled rows, and runs of the benchmark over them."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def write(folder):
    """Writes rows to a file."""

    def to_file(name, rows):
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        return name

    return to_file


@pytest.fixture
def bench(rewardry):
    """Runs `rewardry bench`; gives the exit code, the output and the errors."""
    return lambda *arguments: rewardry("bench", *arguments)


@pytest.fixture
def rows():
    """Completions of twenty questions: one right and one wrong of each, and two that name no capital."""
    made = []
    for i in range(20):
        shared = {
            "prompt": f"Capital number {i}?",
            "reference": f"city {i}",
            "meta": {"kind": "even" if i % 2 == 0 else "odd"},
        }
        made.append({"id": f"{i}r", "completion": f"<answer>city {i}</answer>", "label": 1, **shared})
        made.append({"id": f"{i}w", "completion": f"<answer>city {i + 1}</answer>", "label": 0, **shared})
    made[0]["completion"] = "<answer>the town of city 0</answer>"
    made[2]["completion"] = "<answer>city 1!</answer>"
    return made


@pytest.fixture
def local_rewards(folder):
    """A file of rewards without a model: one that likes long answers, one that scores steps, one that compares."""
    (folder / "mine.py").write_text(
        """
import rewardry
from rewardry.types import Score


@rewardry.reward(value_range=(0.0, 1.0))
def longer(completion):
    return len(completion) / 100


@rewardry.reward
def numbered(completion):
    return float(completion.rsplit(" ", 1)[-1]) if completion[-1].isdigit() else None


@rewardry.reward
def steps_said(completion, steps):
    scores = [0.2 if "wrong" in step else 0.9 for step in steps]
    return Score(min(scores), details={"step_scores": scores})


@rewardry.reward
def first_of_two(completion, reference, *, against: str = "reference"):
    return 1.0 if completion < reference else 0.0
"""
    )
    return "./mine.py:"


@pytest.fixture
def clients():
    """The import string of a judge's client of the tests, by name."""
    return lambda name: f"{Path(__file__).parents[1] / 'data' / 'judge_clients.py'}:{name}"
