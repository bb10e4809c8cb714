import json
import struct
import sys

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.plots import plot


@pytest.fixture
def log(tmp_path):
    """A log of ten steps with an evaluation every five."""
    lines = []
    for step in range(10):
        line = {"step": step, "loss": 0.1, "kl": None, "grad_norm": "NaN", "reward": step / 10}
        line |= {"rewards/accuracy/mean": 0.5, "rewards/format/mean": 0.2}
        if step % 5 == 0:
            line["evaluation/avg@4"] = 0.3
        lines.append(json.dumps(line) + "\n")
    file = tmp_path / "steps.jsonl"
    file.write_text("".join(lines))
    return file


def test_every_number_has_a_panel_and_rewards_come_first(log, tmp_path):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "pictures" / "curves.png"
    assert plot(log, picture) == ["reward", "rewards", "evaluation", "loss"]
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (1500, 600)


def test_drawing_changes_no_state_of_the_process(log, tmp_path):
    pytest.importorskip("matplotlib")
    loaded = "matplotlib.pyplot" in sys.modules
    plot(log, tmp_path / "curves.png")
    assert ("matplotlib.pyplot" in sys.modules) == loaded


def test_a_line_that_was_cut_short_is_left_out(log, tmp_path):
    pytest.importorskip("matplotlib")
    log.write_text(log.read_text() + '{"step": 10, "rew')
    assert "reward" in plot(log, tmp_path / "curves.png")


@pytest.mark.parametrize("line", ["no json", "[1]", '{"reward": 1}', '{"step": "x"}'])
def test_a_file_that_is_no_log_is_not_taken_for_one(tmp_path, line):
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"step": 0}}\n{line}\n{{"step": 1}}\n')
    with pytest.raises(ConfigError, match=r"rows.jsonl:2: not a line of a training's log"):
        plot(file, tmp_path / "curves.png")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", '{"step": 0, "é": 1}'.encode("latin-1")])
def test_a_file_of_something_else_is_no_log(tmp_path, data):
    file = tmp_path / "curves.png"
    file.write_bytes(data)
    with pytest.raises(ConfigError, match=r"curves.png: byte \d+ is no UTF-8, so that this is no training's log"):
        plot(file, tmp_path / "other.png")


@pytest.mark.parametrize(("panels", "rows"), [(3, 1), (4, 2)])
def test_three_panels_stand_in_a_row(tmp_path, panels, rows):
    pytest.importorskip("matplotlib")
    file, picture = tmp_path / "steps.jsonl", tmp_path / "curves.png"
    names = {f"name{i}/of": i for i in range(panels)}
    file.write_text(json.dumps({"step": 0, **names}) + "\n")
    assert plot(file, picture) == [f"name{i}" for i in range(panels)]
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1500, 300 * rows)


def test_a_log_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"steps.jsonl: No such file .* output folder"):
        plot(tmp_path / "steps.jsonl", tmp_path / "curves.png")


@pytest.mark.parametrize("text", ["", '{"step": 0, "kl": null}\n'])
def test_a_log_without_numbers_is_an_error(tmp_path, text):
    (tmp_path / "steps.jsonl").write_text(text)
    with pytest.raises(ConfigError, match=r"steps.jsonl: there is no step with a number"):
        plot(tmp_path / "steps.jsonl", tmp_path / "curves.png")


def test_without_matplotlib_the_error_says_what_to_install(log, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ConfigError, match=r"pip install 'rewardry\[plot\]'"):
        plot(log, tmp_path / "curves.png")
