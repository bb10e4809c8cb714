import json
import math
import sys
import types

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.log_sinks import JsonLines, Sink, Sinks, TensorBoard, open_sinks, read_steps


def test_a_step_is_a_line_and_what_is_no_number_is_null(tmp_path):
    sink = JsonLines(tmp_path / "deep" / "steps.jsonl")
    sink.log(0, {"reward": 0.5, "kl": math.nan, "grad_norm": math.inf, "none": None})
    sink.log(1, {"reward": 1.0}, {"lengths": [4, 1, 3, 2], "empty": [], "odd": [2.0, math.nan, 1.0, 6.0]})
    lines = [json.loads(line) for line in sink.file.read_text().splitlines()]
    assert lines[0] == {"step": 0, "reward": 0.5, "kl": None, "grad_norm": None, "none": None}
    assert lines[1]["lengths"] == {"count": 4, "mean": 2.5, "min": 1, "median": 2.5, "max": 4}
    assert lines[1]["empty"] == {"count": 0, "mean": None, "min": None, "median": None, "max": None}
    assert lines[1]["odd"] == {"count": 3, "mean": 3.0, "min": 1.0, "median": 2.0, "max": 6.0}


def test_a_training_that_goes_on_writes_over_the_steps_that_it_takes_again(tmp_path):
    file = tmp_path / "steps.jsonl"
    first = JsonLines(file)
    for step in range(5):
        first.log(step, {"run": 1})
    file.write_text(file.read_text() + '{"step": 5, "ru')  # the process was killed here
    second = JsonLines(file, first_step=3)
    second.log(3, {"run": 2})
    assert [(line["step"], line["run"]) for line in read_steps(file)] == [(0, 1), (1, 1), (2, 1), (3, 2)]
    JsonLines(file)
    assert read_steps(file) == []


@pytest.mark.parametrize("line", ["no json", "[1]", '{"reward": 1}', '{"step": "x"}'])
def test_a_file_that_is_no_log_is_not_taken_for_one(tmp_path, line):
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"step": 0}}\n{line}\n{{"step": 1}}\n')
    with pytest.raises(ConfigError, match=r"rows.jsonl:2: not a line of a training's log"):
        read_steps(file)


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
    sinks = open_sinks(tmp_path, **{package: "sorting"}, settings={"seed": 3})
    sinks.log(7, {"reward": 1.0, "kl": None}, {"lengths": [1, 2]})
    sinks.close()
    assert tracker == [(package, "sorting", {"seed": 3}), (7, {"reward": 1.0, **histograms}), "finished"]


@pytest.mark.parametrize("package", ["wandb", "trackio"])
def test_a_tracker_that_is_not_installed_says_how_to_install_it(tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigError, match=rf"{package} is not installed .*pip install '{package}'"):
        open_sinks(tmp_path, **{package: "sorting"})


def test_a_sink_that_fails_is_named_and_left_out_and_the_others_go_on(tmp_path):
    class Unreachable(Sink):
        def log(self, step, metrics, histograms=None):
            raise ConnectionError("no route to host")

    lines = JsonLines(tmp_path / "steps.jsonl")
    sinks = Sinks([Unreachable(), lines])
    with pytest.warns(UserWarning, match="no more logs to Unreachable: ConnectionError: no route to host"):
        sinks.log(0, {"reward": 1.0})
    sinks.log(1, {"reward": 2.0})
    assert [line["reward"] for line in read_steps(lines.file)] == [1.0, 2.0]


def test_a_sink_that_cannot_be_closed_is_named(tmp_path):
    class Stuck(Sink):
        def close(self):
            raise OSError("disk full")

    with pytest.warns(UserWarning, match="Stuck was not closed: OSError: disk full"):
        Sinks([Stuck()]).close()


def test_json_lines_alone_need_nothing_installed(tmp_path, monkeypatch):
    for name in ("tensorboard", "wandb", "trackio"):
        monkeypatch.setitem(sys.modules, name, None)
    open_sinks(tmp_path).log(0, {"reward": 1.0})
    assert read_steps(tmp_path / "steps.jsonl") == [{"step": 0, "reward": 1.0}]
