"""TRL from 0.18 to 1.16: what each release passes, as recorded by `one_step.py`, and what is made up for."""

import json
import logging
import os
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.trl.groups import with_group_means
from rewardry.trainer_adapters.trl.releases import SINCE, contract_of
from rewardry.trl import environments, reward_funcs, reward_weights, with_step_rewards

HERE = Path(__file__).parent
# Seconds: what hangs must end, and nothing else; an index or a machine at load takes an hour for torch alone.
PATIENCE = 6 * 3600
CONTRACTS = json.loads((HERE / "contracts.json").read_text())
FORMAT = {"use": "format.think_answer", "name": "format", "weight": 0.5}
RECIPE = {"name": "two", "rewards": [{"use": "accuracy", "verifier": "text.exact"}, FORMAT]}
FADING = {"name": "fading", "rewards": [{**FORMAT, "weight": {"schedule": "linear", "from": 2.0, "to": 0.0}}]}
GOOD = "<think>r</think><answer>{}</answer>"
EXAMPLES = {
    "completion_ids": [[1]] * 4,
    "completions": [GOOD.format(4), GOOD.format(5), "x", GOOD.format(4)],
    "prompts": ["p"] * 4,
    "solution": ["4", "4", "4", None],
    "trainer_state": SimpleNamespace(global_step=1, max_steps=10),
    "log_extra": lambda column, values: None,
    "log_metric": lambda name, value: None,
}


def passed_by(release):
    """A batch with the keywords that a release passes and no others."""
    return {name: EXAMPLES[name] for name in CONTRACTS[release]}


@pytest.mark.parametrize("release", CONTRACTS)
def test_every_recorded_release_gets_the_values(release):
    functions = reward_funcs(RECIPE, group_size=4, trl=release)
    accuracy, form = (function(**passed_by(release)) for function in functions)
    filled = 1 / 3 if not contract_of(release).has("undecided_rows") else None
    assert accuracy == [1.0, 0.0, 0.0, pytest.approx(filled) if filled else None]
    assert form == [1.0, 1.0, 0.0, pytest.approx(2 / 3) if filled else None]


@pytest.mark.parametrize("release", CONTRACTS)
def test_the_table_of_capabilities_is_what_was_recorded(release):
    contract = contract_of(release)
    for keyword in ("completion_ids", "trainer_state", "log_metric"):
        assert contract.has(keyword) == (keyword in CONTRACTS[release])


def test_without_trl_the_contract_is_todays(monkeypatch):
    monkeypatch.setattr("rewardry.trainer_adapters.trl.releases._installed", lambda: None)
    assert all(contract_of(None).has(capability) for capability in SINCE)


@pytest.mark.parametrize(("group_size", "says"), [(None, "pass group_size=num_generations"), (4, "instead, whose adv")])
def test_what_an_older_release_lacks_is_said_once(caplog, group_size, says):
    with caplog.at_level(logging.WARNING, "rewardry"):
        reward_funcs(RECIPE, group_size=group_size, trl="0.24.0")
    [record] = caplog.records
    assert says in record.getMessage()
    assert "TRL 0.24.0" in record.getMessage()
    assert "it takes no metrics" in record.getMessage()


def test_todays_release_is_no_news(caplog):
    reward_funcs(RECIPE, group_size=4, trl="1.16.0")
    reward_funcs(RECIPE, on_undecided="zero", trl="1.2")
    assert not caplog.records


@pytest.mark.parametrize(
    ("trl", "recipe", "says"),
    [
        ("0.19.1", FADING, r"'fading' has a schedule, and TRL 0.19.1 tells .* no progress; install trl>=0.20"),
        ("0.24.0", {**RECIPE, "normalize": "normalize_then_sum"}, r"and TRL 0.24.0 cannot; install trl>=0.27"),
        ("0.15.2", RECIPE, r"TRL 0.15.2 is older than 0.18"),
        ("newest", RECIPE, r"trl is 'newest'; a version of TRL is wanted"),
    ],
)
def test_what_a_release_cannot_do_is_refused_before_training(trl, recipe, says):
    with pytest.raises(ConfigError, match=says):
        reward_funcs(recipe, group_size=4, trl=trl)


def test_environments_and_steps_need_their_releases():
    with pytest.raises(ConfigError, match=r"TRL 1\.7 asks no environment for its reward; install trl>=1\.8"):
        environments([{"prompt": "p", "reference": "4"}], "text.exact", trl="1.7")
    with pytest.raises(ConfigError, match=r"TRL 0\.24\.0 takes one advantage a completion; install trl>=0\.27"):
        with_step_rewards(object, trl="0.24.0")


def test_a_row_with_its_groups_mean_changes_no_mean():
    values = with_group_means([1.0, None, 0.0, None, None, None], [False, True, False, False, True, True], 3)
    assert values == [1.0, 0.5, 0.0, None, 0.0, 0.0]


@pytest.mark.long
@pytest.mark.parametrize(("release", "beside"), [("0.18.2", "4.53.3")])
def test_an_older_release_trains(release, beside, tmp_path):
    """In an environment of its own, which pip fills from the index."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    needs = [
        f"trl=={release}",
        f"transformers=={beside}",
        "datasets<4",
        # The release of torch that is at hand here, which an index may have without the libraries of a GPU.
        f"torch=={version('torch').partition('+')[0]}",
        "rich",
        "pluggy",
        "pydantic",
        "PyYAML",
    ]
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--timeout", "600", "--retries", "10", *needs, "click"],
        check=True,
        timeout=PATIENCE,
    )
    done = subprocess.run(
        [python, HERE / "one_step.py", tmp_path],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[2] / "src"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    check_step(json.loads(done.stdout.splitlines()[-1]), CONTRACTS[release])


def test_todays_release_trains(tmp_path):
    """The same script with the release that is installed here."""
    pytest.importorskip("trl")
    done = subprocess.run(
        [sys.executable, HERE / "one_step.py", tmp_path],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[2] / "src"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    step = json.loads(done.stdout.splitlines()[-1])
    check_step(step, CONTRACTS["1.16.0"])
    assert "rewardry/accuracy/undecided" in step["logged"]


def check_step(step, contract):
    """What one step of training must show whatever the release."""
    assert set(contract) <= set(step["passed"])
    assert step["names"] == ["accuracy", "format", "recorder"]
    assert {"rewards/accuracy/mean", "rewards/format/mean"} <= set(step["logged"])
    undecided = ["x" in text for text in step["completions"]]
    assert 0 < sum(undecided) < len(undecided)
    for start in range(0, 16, 4):
        rows = range(start, start + 4)
        totals = {
            i: step["rewards"]["accuracy"][i] + reward_weights(RECIPE)[1] * step["rewards"]["format"][i]
            for i in rows
            if not undecided[i]
        }
        mean = sum(totals.values()) / max(len(totals), 1)
        for i in rows:
            advantage = step["advantages"][i]
            assert abs(advantage) < 1e-5 if undecided[i] else (advantage > 0) == (totals[i] > mean + 1e-6)
