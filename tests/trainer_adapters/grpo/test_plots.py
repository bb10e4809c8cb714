import struct
import sys

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.log_sinks import JsonLines
from rewardry.trainer_adapters.grpo.plots import plot


@pytest.fixture
def log(tmp_path):
    """A log of ten steps with an evaluation every five."""
    lines = JsonLines(tmp_path / "steps.jsonl")
    for step in range(10):
        metrics = {"loss": 0.1, "kl": None, "reward": step / 10, "rewards/accuracy": 0.5, "rewards/format": 0.2}
        if step % 5 == 0:
            metrics["evaluation/avg@4"] = 0.3
        lines.log(step, metrics, {"lengths": [1.0, step]})
    return lines.file


def test_every_number_has_a_panel_and_rewards_come_first(log, tmp_path):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "pictures" / "curves.png"
    assert plot(log, picture) == ["reward", "rewards", "evaluation", "loss", "lengths"]
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (1500, 600)


def test_drawing_changes_no_state_of_the_process(log, tmp_path):
    pytest.importorskip("matplotlib")
    loaded = "matplotlib.pyplot" in sys.modules
    plot(log, tmp_path / "curves.png")
    assert ("matplotlib.pyplot" in sys.modules) == loaded


@pytest.mark.parametrize("text", ["", '{"step": 0, "kl": null}\n'])
def test_a_log_without_numbers_is_an_error(tmp_path, text):
    (tmp_path / "steps.jsonl").write_text(text)
    with pytest.raises(ConfigError, match=r"steps.jsonl: there is no step with a number"):
        plot(tmp_path / "steps.jsonl", tmp_path / "curves.png")


def test_without_matplotlib_the_error_says_what_to_install(log, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ConfigError, match=r"pip install 'rewardry\[plot\]'"):
        plot(log, tmp_path / "curves.png")
