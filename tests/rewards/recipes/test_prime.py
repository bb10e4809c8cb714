"""The recipe prime from end to end, with tiny models: accuracy and an implicit process reward in one total."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import rewardry
from rewardry.recipe import Recipe
from rewardry.recipe_reader import load
from rewardry.types import Sample

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
ROWS = [
    {"prompt": "What is 340 + 51?", "completion": "340 + 51 = 391.\n\n\\boxed{391}", "reference": "391"},
    {"prompt": "What is 340 + 51?", "completion": "340 + 51 = 401.\n\n\\boxed{401}", "reference": "391"},
    {"prompt": "What is 340 + 51?", "completion": "", "reference": "391"},
]


@pytest.fixture(scope="module")
def models(tmp_path_factory, tiny_model):
    """A model and its origin, which differ a little."""
    moved = tmp_path_factory.mktemp("moved")
    model = transformers.AutoModelForCausalLM.from_pretrained(tiny_model)
    torch.manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    model.save_pretrained(moved)
    transformers.AutoTokenizer.from_pretrained(tiny_model).save_pretrained(moved)
    return {"model": str(moved), "reference_model": str(tiny_model)}


def test_prime_adds_the_implicit_reward_to_the_accuracy(models):
    recipe = load("prime", {"process": models})
    with rewardry.Runtime(workers=1, timeout=60) as runtime:
        right, wrong, empty = recipe.score([Sample(**row) for row in ROWS], runtime=runtime)
    for scored, accuracy in ((right, 1.0), (wrong, 0.0)):
        process = scored.components["process"]
        assert scored.components["accuracy"].value == accuracy
        assert process.value == pytest.approx(0.05 * process.details["sum_q"])
        assert scored.total == pytest.approx(accuracy + 5.0 * process.value)
        assert len(process.details["token_rewards"]) == len(ROWS[0]["completion"])
    assert abs(right.components["process"].value) > 1e-4
    assert empty.total is None
    assert empty.undecided == ("process",)


def test_prime_runs_from_the_command_line(models, tmp_path):
    file, out = tmp_path / "rows.jsonl", tmp_path / "out.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    settings = [f"--set=process.{name}={folder}" for name, folder in models.items()]
    command = [str(Path(sys.executable).with_name("rewardry")), "score", "prime", str(file), "-o", str(out), *settings]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["components"]["process"]["status"] for row in rows] == ["ok", "ok", "abstain"]
    assert rows[0]["total"] - rows[1]["total"] == pytest.approx(
        1.0 + 5 * (rows[0]["components"]["process"]["value"] - rows[1]["components"]["process"]["value"])
    )


def test_without_models_the_total_is_undecided_and_the_log_says_what_to_set(caplog):
    with rewardry.Runtime(workers=1, timeout=60) as runtime:
        [scored] = Recipe.load("prime").score([Sample(**ROWS[0])], runtime=runtime)
    assert scored.total is None
    assert "set model=FOLDER_OR_NAME and reference_model=FOLDER_OR_NAME" in caplog.text
