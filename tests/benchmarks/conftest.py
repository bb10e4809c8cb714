"""Labelled rows, and runs of the benchmark over them."""

import json
from pathlib import Path

import pytest

SCHEMA = 2
# Stands for a field that is not there.
MISSING = "(missing)"
RATE = {"value": 0.05, "interval": [0.02, 0.1]}
FIGURES = {
    "attacks": 60,
    "paid": 3,
    "fpr": RATE,
    "controls": 20,
    "controls_paid": 19,
    "undecided": 1,
    "timeouts": 0,
    "errors": 0,
    "worst_seconds": 0.25,
    "over_deadline": 2,
}
ROW = {
    "id": "hedge/1",
    "wrong": "paid",
    "completion": "<script>alert(1)</script> 1 or 2",
    "reference": "2",
    "why": "it says two answers",
    "status": "correct",
    "reason": "equal",
}
CHOICE = {"value": 0.5, "interval": [0.25, 0.75], "questions": 4, "exact": True}
CURVE = {
    "scorer": "text.f1",
    "source": "several",
    "questions": 4,
    "completions": 16,
    "unlabelled": 1,
    "with_value": 15,
    "largest_group": 4,
    "at": {
        "4": {
            "mean": CHOICE,
            "pass": CHOICE,
            "majority": {**CHOICE, "value": None, "interval": None},
            "by": {"value": {"best_of": CHOICE, "weighted": {**CHOICE, "exact": False}}},
        }
    },
    "notes": ["one row was left out"],
}
WHO = {"kind": "verifier", "id": "math", "distribution": "rewardry 1", "parameters": {}}
MADE = {
    "schema": SCHEMA,
    "rewardry": "1",
    "command": ["rewardry", "bench", "..."],
    "tasks": {"source": "shipped: math", "rows": 36},
}
FILES = {
    "attack": {
        "attacked": WHO,
        "families": [{"name": "hedge", "about": "several answers", "reason": "", **FIGURES, "rows": [ROW]}],
        "not_applicable": [{"name": "forgery", "why": "made for programs"}],
        "total": FIGURES,
        "leaked": ["the process 'python'"],
        "deadline_seconds": 5.0,
        "seconds": 3.0,
    },
    "perturb": {
        "attacked": WHO,
        "invariance": {"value": 0.9, "interval": [0.8, 0.95], "n": 40, "broke": 4},
        "sensitivity": {"value": None, "interval": None, "n": 0, "broke": 0},
        "rewrites": [
            {
                "name": "dfrac",
                "keeps": True,
                "about": "",
                "valid": 40,
                "of": 60,
                "n": 40,
                "broke": 4,
                "rate": {"value": 0.9, "interval": [0.8, 0.95]},
                "rows": [
                    {
                        "id": "1",
                        "before": "1/2",
                        "after": "0.5",
                        "reference": "1/2",
                        "status": "incorrect",
                        "reason": "x",
                    }
                ],
            }
        ],
    },
    "price": {
        "attacked": WHO,
        "at_least": 1.0,
        "honest": 2.0,
        "blind": {"tokens": 9, "text": "<think></think>", "earns": 1.0},
        "with_answer": {"tokens": None, "text": None, "earns": None},
        "tried": 812,
    },
    "bon": {"curves": [CURVE]},
}


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


@pytest.fixture
def finding_files():
    """What `bench attack`, `perturb`, `price` and `bon` may leave in a run's folder, by the name of the file."""
    return {name: {**MADE, **json.loads(json.dumps(content))} for name, content in FILES.items()}


@pytest.fixture(scope="session")
def damaged():
    """Every way to damage one field of a JSON value: the field as an error names it, and the whole value with it."""

    def of(value, wrong):
        for path in _paths(value):
            for bad in wrong:
                copy = json.loads(json.dumps(value))
                _put(copy, path, bad)
                yield _as_field(path), bad, copy

    return of


def _paths(value, above=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*above, name)
        yield from _paths(each, (*above, name))


def _put(value, path, bad):
    for name in path[:-1]:
        value = value[name]
    if bad == MISSING:
        del value[path[-1]]
    else:
        value[path[-1]] = bad


def _as_field(path):
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in path).lstrip(".")
