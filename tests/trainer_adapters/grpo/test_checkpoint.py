"""Checkpoints: 5 and 5 steps are 10, and what cannot be gone on with is refused."""

import json
import os
import shutil
import signal
import threading

import pytest
import torch

from rewardry.errors import ConfigError, LockError
from rewardry.trainer_adapters.grpo.checkpoint import to_go_on_from
from rewardry.trainer_adapters.grpo.session import Session

HARD = {
    "loss": {"preset": "grpo", "top_entropy": 0.8},
    "optimizer": {"learning_rate": 2e-3, "warmup_steps": 3, "schedule": "cosine", "iterations": 2, "mini_batches": 2},
    "curriculum": {"low": 0.1, "high": 0.9},
    "dynamic_sampling": {"max_rounds": 20},
}


def equal(one, other):
    return all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def stop_after(monkeypatch, steps):
    """Ask for a stop in the middle of a training, as SIGTERM does."""
    from rewardry.trainer_adapters.grpo.learner import Learner

    plain = Learner.step

    def step(self, experience, number):
        found = plain(self, experience, number)
        if number + 1 == steps:
            os.kill(os.getpid(), signal.SIGTERM)
        return found

    monkeypatch.setattr(Learner, "step", step)


@pytest.mark.parametrize("settings", [{}, HARD], ids=["plain", "with all that remembers"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_five_and_five_steps_are_ten(settings, dtype, training, recipe_of, monkeypatch, policy):
    recipe = recipe_of("share", "Counting") if settings else recipe_of("share")
    whole = training(recipe, steps=10, output="whole", model=policy(dtype=dtype), **settings)[1]
    with monkeypatch.context() as patched:
        stop_after(patched, 5)
        first, half = training(
            recipe_of("share", "Counting") if settings else recipe_of("share"),
            steps=10,
            output="parts",
            model=policy(dtype=dtype),
            **settings,
        )
    assert (first.steps, first.stopped) == (5, True)
    assert not equal(half, whole)
    again = recipe_of("share", "Counting") if settings else recipe_of("share")
    result, rest = training(again, steps=10, output="parts", model=policy(dtype=dtype), resume=True, **settings)
    assert (result.steps, result.stopped) == (10, False)
    assert equal(rest, whole)
    logs = [(training.folder / name / "steps.jsonl").read_text().splitlines() for name in ("whole", "parts")]
    without_times = [
        [{k: v for k, v in json.loads(line).items() if not k.startswith("time/")} for line in log] for log in logs
    ]
    assert without_times[0] == without_times[1]


def test_a_checkpoint_is_a_model_for_transformers(training):
    import transformers

    result, model = training(steps=2)
    loaded = transformers.AutoModelForCausalLM.from_pretrained(result.checkpoint / "model")
    assert equal(loaded, model)
    assert transformers.AutoTokenizer.from_pretrained(result.checkpoint / "model")("ab")["input_ids"] == [2, 3]


def test_the_last_checkpoints_are_kept(training):
    training(steps=5, checkpoint={"every": 1, "keep": 2})
    found = sorted(one.name for one in (training.folder / "run" / "checkpoints").iterdir())
    assert found == ["step-000004", "step-000005"]


def stop_before(monkeypatch, step):
    """Ask for a stop when so many steps are done; the next one is finished and saved."""
    plain = Session.begin_step

    def begin_step(self):
        self._request.asked = self.step + 1 == step
        plain(self)

    monkeypatch.setattr(Session, "begin_step", begin_step)


def test_going_on_from_an_earlier_checkpoint_keeps_the_one_it_makes(training, monkeypatch):
    training(steps=4, checkpoint={"every": 1, "keep": 4})
    checkpoints = training.folder / "run" / "checkpoints"
    stop_before(monkeypatch, 3)
    result, _ = training(steps=4, checkpoint={"keep": 1}, resume=checkpoints / "step-000002")
    assert (result.steps, result.checkpoint.name) == (3, "step-000003")
    assert (result.checkpoint / "training.json").is_file()
    assert sorted(one.name for one in checkpoints.iterdir()) == ["step-000003", "step-000004"]


def test_what_has_another_name_is_neither_gone_on_with_nor_thrown_away(training):
    training(steps=1)
    checkpoints = training.folder / "run" / "checkpoints"
    for name in ("step-000001-of-mine", "step-best"):
        shutil.copytree(checkpoints / "step-000001", checkpoints / name)
    result, _ = training(steps=3, checkpoint={"every": 1, "keep": 1}, resume=True)
    assert result.steps == 3
    assert sorted(one.name for one in checkpoints.iterdir()) == ["step-000001-of-mine", "step-000003", "step-best"]


def test_a_millionth_step_comes_after_those_of_fewer_digits(tmp_path):
    for name in ("step-999999", "step-1000000", "step-000002"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "training.json").touch()
    (tmp_path / "step-2000000").mkdir()  # not whole
    assert to_go_on_from(tmp_path, True).name == "step-1000000"


@pytest.mark.parametrize("resume", [True, "nowhere", "."])
def test_where_there_is_no_checkpoint_nothing_goes_on(tmp_path, resume):
    where = resume if resume is True else tmp_path / resume
    with pytest.raises(ConfigError, match=r"there is no checkpoint in .* to go on from"):
        to_go_on_from(tmp_path, where)
    assert to_go_on_from(tmp_path, False) is None


def test_lines_after_the_checkpoint_are_written_once(training):
    training(steps=3, checkpoint={"every": 2})
    checkpoints = training.folder / "run" / "checkpoints"
    for name in ("step-000003",):
        (checkpoints / name).rename(training.folder / name)
    training(steps=3, checkpoint={"every": 2}, resume=True)
    steps = [json.loads(line)["step"] for line in (training.folder / "run" / "steps.jsonl").read_text().splitlines()]
    assert steps == [0, 1, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": {"hidden_size": 48}}, "is of another model, by its shape"),
        ({"loss": {"preset": "dapo"}}, r"made with other settings: loss.clip_high was 0.2 and is 0.28; loss.preset"),
        ({"seed": 7}, "seed was 0 and is 7"),
    ],
)
def test_another_training_is_refused(change, message, training, policy):
    training(steps=1)
    change = dict(change)
    model = policy(dtype=torch.float32, **change.pop("model", {}))
    with pytest.raises(ConfigError, match=message):
        training(steps=2, resume=True, model=model, **change)


def test_another_recipe_is_refused(training, recipe_of):
    training(steps=1)
    with pytest.raises(LockError, match="differ"):
        training(recipe_of({"use": "share", "weight": 2.0}), steps=2, resume=True)


def test_another_version_is_refused(training, monkeypatch):
    training(steps=1)
    monkeypatch.setattr("rewardry.trainer_adapters.grpo.checkpoint_facts.__version__", "99.0")
    with pytest.raises(ConfigError, match=r"was written by rewardry .*, and this is 99.0: .* pip install rewardry=="):
        training(steps=2, resume=True)


def test_other_reference_weights_are_refused(training, policy):
    training(steps=1, loss={"preset": "grpo"})
    with pytest.raises(ConfigError, match="is of another model, by its frozen or reference weights"):
        training(steps=2, loss={"preset": "grpo"}, resume=True, model=policy(seed=3, dtype=torch.float32))


def test_a_training_is_not_begun_over_another(training):
    training(steps=1)
    with pytest.raises(ConfigError, match=r"is of an earlier training; go on with it \(--resume, or resume=True\)"):
        training(steps=2)


def test_more_steps_go_on_from_the_end(training):
    training(steps=2)
    result, _ = training(steps=4, resume=True)
    assert result.steps == 4


def test_sigterm_is_left_to_others_after_the_training(training):
    before = signal.getsignal(signal.SIGTERM)
    training(steps=1)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_training_in_another_thread_handles_no_signal(training):
    found = []
    thread = threading.Thread(target=lambda: found.append(training(steps=1)[0].steps))
    thread.start()
    thread.join(60)
    assert found == [1]
