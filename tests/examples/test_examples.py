"""The examples run, and the rollouts are judged as their authors say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rewardry
from rewardry.recipe import Recipe

EXAMPLES = Path(__file__).parents[2] / "examples"
VERIFIERS = {"math": "math-verify", "choice": "choice", "text": "text.exact"}


def rows(name):
    return [json.loads(line) for line in (EXAMPLES / "rollouts" / f"{name}.jsonl").read_text().splitlines()]


def run(script, *arguments, cwd, timeout=300):
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
    command = [sys.executable, str(EXAMPLES / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=timeout, env=environment)


@pytest.mark.parametrize("name", VERIFIERS)
def test_the_rollouts_are_judged_as_they_are_labelled(name):
    with rewardry.Runtime(timeout=2) as runtime:
        verifier = runtime.open(rewardry.get(VERIFIERS[name]))
        found = rows(name)
        samples = [rewardry.Sample(**{k: r[k] for k in ("prompt", "completion", "reference")}) for r in found]
        verdicts = verifier.verify(samples)
    for row, verdict in zip(found, verdicts, strict=True):
        if row["reference"] is None:
            assert verdict.status == "abstain"
        elif "for ever" in row["why"]:
            assert verdict.status == "timeout"
        else:
            assert verdict.status == ("correct" if row["label"] else "incorrect"), row["why"]


def test_the_rollouts_hold_every_kind():
    for name in VERIFIERS:
        labels = [row["label"] for row in rows(name)]
        assert {0, 1} == set(labels)
        assert len({row["id"] for row in rows(name)}) == len(labels)
    assert sum("hack" in row["why"] for row in rows("math")) >= 2


def test_the_format_reward_does_not_pay_the_hacks():
    paid = {
        row["id"]: rewardry.score({"rewards": [{"use": "format.think_answer"}]}, [row])[0].total for row in rows("math")
    }
    for row in rows("math"):
        if "hack" in row["why"] or "two rounds" in row["why"] or "escaped" in row["why"]:
            assert paid[row["id"]] == 0.0, row["why"]
        if row["why"].startswith("right, well formed"):
            assert paid[row["id"]] == 1.0


def test_the_routed_recipe_scores_all_domains(tmp_path):
    recipe = Recipe.load(EXAMPLES / "mixed.yaml")
    mixed = [row for name in ("choice", "text") for row in rows(name)]
    for row, scored in zip(mixed, recipe.score(mixed), strict=True):
        assert scored.components["accuracy"].reported_status == ("correct" if row["label"] else "incorrect")
        if not row["label"]:
            assert scored.components["short"].value == 0.0
            assert scored.components["short"].details == {"gate": "closed"}


def test_verify_and_score(tmp_path):
    done = run("verify_and_score.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "correct equal.number",
        "2.0 {'accuracy': 'correct', 'format': 'ok'}",
        "1.0 {'accuracy': 'incorrect', 'format': 'ok'}",
        "1.0 {'accuracy': 'correct', 'format': 'ok'}",
        "None {'accuracy': 'abstain', 'format': 'ok'}",
    ]


def test_train_trl(tiny_model, tmp_path):
    pytest.importorskip("trl")
    done = run(
        *("train_trl.py", "--model", tiny_model, "--steps", 2, "--max-completion-length", 8),
        *("--output", tmp_path / "out"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    logged = [line for line in done.stdout.splitlines() if line.startswith("{'rewards/accuracy/mean'")]
    assert len(logged) == 2
    assert all("'rewards/format/mean': " in line and "'rewardry/accuracy/undecided': 0.0" in line for line in logged)
