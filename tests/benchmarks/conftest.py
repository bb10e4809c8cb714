"""Labelled rows, and runs of the benchmark over them."""

import json
import sys
from pathlib import Path

import pytest

from rewardry.cli.main import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder):
    """Writes rows to a file."""

    def to_file(name, rows):
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        return name

    return to_file


@pytest.fixture
def bench(folder, capfd):
    """Runs `rewardry bench`; gives the exit code, the output and the errors (a failure shows them)."""

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main(["bench", *map(str, arguments)])
        out, err = capfd.readouterr()
        sys.stderr.write(err)
        return leaving.value.code, out, err

    return run


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
