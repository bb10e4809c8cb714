"""Rows and recipes of runs that are stopped and gone on with."""

import json

import pytest

JOURNAL = "out.jsonl.resume.json"


@pytest.fixture(scope="session")
def completions():
    """Makes rows of groups of `size`; every seventh lacks its thinking, every eleventh its reference."""

    def rows_of(count, size=1):
        return [
            {
                "id": f"row {i}",
                "group": i // size,
                "completion": f"<answer>{i}</answer>"
                if i % 7 == 0
                else f"<think>\nso\n</think>\n<answer>\n{i}\n</answer>",
                "reference": None if i % 11 == 0 else str(i - i % 2),
                "label": 1 - i % 2,
            }
            for i in range(count)
        ]

    return rows_of


@pytest.fixture
def brief(write):
    """A recipe that needs no worker."""
    rewards = [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "name": "format"}]
    return write("brief.yaml", json.dumps({"name": "brief", "rewards": rewards}))


@pytest.fixture
def grouped(write, toys):
    """A recipe with a group component."""
    rewards = [{"use": f"{toys}:Longest", "name": "longest"}, {"use": "format.think_answer"}]
    return write("grouped.yaml", json.dumps({"name": "grouped", "rewards": rewards}))


@pytest.fixture
def stopped(rewardry, write, folder, completions):
    """A run that a bad line has stopped after 300 rows; gives the command, and the rows that belong into the file."""

    def run(*arguments, rows=None):
        rows = rows or completions(400)
        write("in.jsonl", *rows[:300], "{", *rows[301:])
        done = rewardry(*arguments, "in.jsonl", "-o", "out.jsonl")
        assert done.code == 2
        assert (folder / JOURNAL).exists()
        write("in.jsonl", *rows)
        return [*arguments, "in.jsonl", "-o", "out.jsonl", "--resume"]

    return run


@pytest.fixture(scope="session")
def without_time():
    """Gives a summary without durations and names of files, which differ from run to run."""

    def without(summary):
        if isinstance(summary, dict):
            return {key: without(value) for key, value in summary.items() if key not in ("ms", "output")}
        return summary

    return without
