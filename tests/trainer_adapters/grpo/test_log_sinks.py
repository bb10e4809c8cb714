import math
import sys
import types
from dataclasses import dataclass

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.log_sinks import Forgiven, Sink, TensorBoard, named_sinks


@dataclass
class Wanted:
    tensorboard: bool = False
    wandb: str | None = None
    trackio: str | None = None


def test_tensorboard_gets_scalars_and_histograms(tmp_path):
    pytest.importorskip("tensorboard")
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    sink = TensorBoard(tmp_path)
    sink.log(0, {"reward": 0.25, "kl": math.nan}, {"rewards/accuracy": [0.0, 1.0, 1.0], "empty": []})
    sink.log(1, {"reward": 0.75})
    sink.close()
    events = accumulator.EventAccumulator(str(tmp_path))
    events.Reload()
    assert [(event.step, event.value) for event in events.Scalars("reward")] == [(0, 0.25), (1, 0.75)]
    assert events.Histograms("rewards/accuracy")[0].histogram_value.num == 3
    assert events.Tags()["scalars"] == ["reward"]
    assert events.Tags()["histograms"] == ["rewards/accuracy"]


@pytest.fixture
def tracker(monkeypatch):
    """A package with the interface of wandb under both names; what was sent to it."""
    sent = []
    run = types.SimpleNamespace(
        log=lambda values, step: sent.append((step, values)), finish=lambda: sent.append("finished")
    )
    for name, more in (("wandb", {"Histogram": tuple}), ("trackio", {})):
        module = types.ModuleType(name)
        module.init = lambda project, config, name=name: sent.append((name, project, config)) or run
        vars(module).update(more)
        monkeypatch.setitem(sys.modules, name, module)
    return sent


@pytest.mark.parametrize(("package", "histograms"), [("wandb", {"lengths": (1, 2)}), ("trackio", {})])
def test_trackers_get_the_configuration_and_every_step(tmp_path, tracker, package, histograms):
    (sink,) = named_sinks(Wanted(**{package: "sorting"}), tmp_path, settings={"seed": 3})
    sink.log(7, {"reward": 1.0, "kl": None, "loss": math.inf}, {"lengths": [1, 2], "none": [math.nan]})
    sink.close()
    assert tracker == [(package, "sorting", {"seed": 3}), (7, {"reward": 1.0, **histograms}), "finished"]


@pytest.mark.parametrize("package", ["wandb", "trackio"])
def test_a_tracker_that_is_not_installed_says_how_to_install_it(tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigError, match=rf"{package} is not installed .*pip install '{package}'"):
        named_sinks(Wanted(**{package: "sorting"}), tmp_path)


def test_tensorboard_that_is_not_installed_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ConfigError, match=r"TensorBoard is not installed .*pip install 'rewardry\[plot\]'"):
        named_sinks(Wanted(tensorboard=True), tmp_path)


def test_a_tracker_that_cannot_begin_is_named_and_the_others_get_every_number(tmp_path, tracker, monkeypatch):
    def unreachable(project, config):
        raise ConnectionError("no route to host")

    monkeypatch.setattr(sys.modules["wandb"], "init", unreachable)
    with pytest.warns(UserWarning, match="no numbers go to wandb, the training goes on: ConnectionError: no route"):
        first, second = named_sinks(Wanted(wandb="sorting", trackio="sorting"), tmp_path)
    for sink in (first, second):
        sink.log(0, {"reward": 1.0})
        sink.close()
    assert tracker == [("trackio", "sorting", {}), (0, {"reward": 1.0}), "finished"]


def test_a_folder_that_cannot_be_written_costs_tensorboard_s_numbers_and_no_training(tmp_path):
    pytest.importorskip("tensorboard")
    (tmp_path / "tensorboard").write_text("in the way")
    with pytest.warns(UserWarning, match="no numbers go to TensorBoard, the training goes on: "):
        (sink,) = named_sinks(Wanted(tensorboard=True), tmp_path)
    sink.log(0, {"reward": 1.0})
    sink.close()


@pytest.mark.parametrize(("first_step", "purged"), [(0, None), (1, 1), (40, 40)])
def test_steps_that_are_taken_again_are_shown_once(tmp_path, monkeypatch, first_step, purged):
    made = []
    module = types.ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = lambda folder, purge_step: made.append((folder, purge_step))
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    named_sinks(Wanted(tensorboard=True), tmp_path, first_step=first_step)
    assert made == [(str(tmp_path / "tensorboard"), purged)]


def test_without_a_name_there_is_no_sink(tmp_path):
    assert named_sinks(Wanted(), tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_sink_that_fails_is_named_once_and_told_nothing_more():
    told = []

    class Unreachable(Sink):
        def log(self, step, metrics, histograms=None):
            told.append(step)
            raise ConnectionError("no route to host")

    sink = Forgiven("wandb", Unreachable())
    with pytest.warns(UserWarning, match="no more numbers go to wandb, .*: ConnectionError: no route to host"):
        sink.log(0, {"reward": 1.0})
    sink.log(1, {"reward": 2.0})
    sink.close()
    assert told == [0]


def test_a_sink_that_cannot_be_closed_is_named():
    class Stuck(Sink):
        def close(self):
            raise OSError("disk full")

    with pytest.warns(UserWarning, match="wandb was not closed: OSError: disk full"):
        Forgiven("wandb", Stuck()).close()
