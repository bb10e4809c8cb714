"""The examples of rewardry score, from end to end."""

import json

import pytest


def without_the_endless(path, write, name):
    """A copy of a file of rollouts without the expression that nobody can evaluate."""
    return write(name, *[row for row in map(json.loads, path.read_text().splitlines()) if "for ever" not in row["why"]])


def test_the_example_rollouts_are_scored_under_a_packaged_recipe(command, examples, read):
    done = command("score", "deepseek-r1-zero", examples / "rollouts" / "math.jsonl", "--timeout", "60", "--json")
    assert done.code == 0
    assert done.err == ""
    summary = done.json
    rows = {row["id"]: row for row in read("math.scored.jsonl")}
    assert summary["recipe"] == "deepseek-r1-zero"
    assert summary["output"] == "math.scored.jsonl"
    assert summary["rows"] == len(rows) == 21
    accuracy = summary["components"]["accuracy"]
    assert accuracy["statuses"] == {"abstain": 1, "correct": 11, "incorrect": 9}
    assert accuracy["mean"] == pytest.approx(11 / 20)
    assert accuracy["undecided"] == pytest.approx(1 / 21)
    assert summary["components"]["format"]["statuses"] == {"ok": 21}
    assert summary["total"]["statuses"] == {"ok": 20, "undecided": 1}
    assert summary["total"]["mean"] == pytest.approx(
        sum(r["total"] for r in rows.values() if r["total"] is not None) / 20
    )
    assert rows["math-01"] == {
        "id": "math-01",
        "total": 2.0,
        "components": {"accuracy": {"value": 1.0, "status": "correct"}, "format": {"value": 1.0, "status": "ok"}},
    }
    assert rows["math-14"]["components"]["accuracy"] == {"value": 0.0, "status": "incorrect"}  # it is over a limit
    assert rows["math-21"]["components"]["accuracy"] == {"value": None, "status": "abstain"}


def test_a_recipe_in_a_file_is_used_from_another_folder(command, examples, read, write):
    """Its local reward lies beside it, not in the current folder."""
    names = [examples / "rollouts" / f"{name}.jsonl" for name in ("choice", "text")]
    math = without_the_endless(examples / "rollouts" / "math.jsonl", write, "math.jsonl")
    done = command("score", examples / "mixed.yaml", *names, math, "-o", "out.jsonl", "--timeout", "60")
    assert done.code == 0, done.err
    rows = read("out.jsonl")
    assert len(rows) == 14 + 9 + 20
    short = [
        row["components"]["short"]["value"] for row in rows if row["components"]["accuracy"]["status"] == "incorrect"
    ]
    assert set(short) == {0.0}
    assert all(row["components"]["short"]["value"] is None for row in rows if row["id"] == "math-21")


def test_output_is_a_function_of_the_input(command, examples, write, folder):
    """Two runs, either engine, one worker or two, in one chunk or cut otherwise by order: the same bytes."""
    math = without_the_endless(examples / "rollouts" / "math.jsonl", write, "math.jsonl")
    arguments = ("score", examples / "mixed.yaml", math, examples / "rollouts" / "text.jsonl", "--timeout", "60")
    runs = [(), ("--engine", "inline"), ("--workers", "1"), ("--workers", "2")]
    found = set()
    for number, options in enumerate(runs):
        done = command(*arguments, "-o", f"{number}.jsonl", *options)
        assert done.code == 0, done.err
        found.add((folder / f"{number}.jsonl").read_bytes())
    assert len(found) == 1
