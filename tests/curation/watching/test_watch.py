"""`rewardry watch`."""

import io
import json
import sys

import pytest

from rewardry.cli.main import main
from rewardry.curation.watching.run_logs import RunLogs, repeated_share
from rewardry.errors import DataError


@pytest.fixture
def run_folder(tmp_path, hacked):
    """The folder of a run with a hack."""
    folder = tmp_path / "run"
    folder.mkdir()
    _, lines = hacked("reward_climbs", 0)
    (folder / "steps.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_a_finished_run_is_judged_and_may_fail(rewardry, run_folder):
    code, out, err = rewardry("watch", run_folder, "--once")
    assert code == 0, err
    assert "ALARM step" in out
    assert "reward-without-trust" in out
    assert rewardry("watch", run_folder, "--once", "--fail")[0] == 1


def test_json_page_and_tensorboard(rewardry, run_folder, tmp_path):
    events = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    with (run_folder / "steps.jsonl").open("a") as file:
        file.write(json.dumps({"step": 500, "reward": 1.0, "rewards/<script>x/mean": 1.0}) + "\n")
    code, out, err = rewardry("watch", run_folder, "--once", "--json", "--html", "w.html", "--tensorboard", "tb")
    assert code == 0, err
    assert json.loads(out)["alarms"]
    page = (tmp_path / "w.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;x" in page
    found = events.EventAccumulator(str(tmp_path / "tb")).Reload()
    assert max(event.value for event in found.Scalars("watch/reward-without-trust")) == 1.0


def test_a_growing_run_is_followed_until_it_is_idle(rewardry, run_folder):
    code, out, _ = rewardry("watch", run_folder, "--every", "0.05", "--idle", "0.1")
    assert code == 0
    assert out.count("reward-without-trust") >= 1


class Terminal(io.StringIO):
    """What a person would see."""

    def isatty(self):
        return True


def test_a_terminal_shows_the_run_as_it_is_without_any_extra(run_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("LINES", "40")
    with pytest.raises(SystemExit) as leaving:
        main(["watch", str(run_folder), "--once"])
    screen, kept = sys.stdout.getvalue().split("\x1b[J")[1:]
    assert leaving.value.code == 0
    assert screen.splitlines()[0].endswith("/run")
    assert "\x1b[1;31mALARM step" in screen
    assert "reward" in kept
    assert "ALARM step" in kept


def test_mistakes_are_named(rewardry, run_folder):
    assert "did you mean" in rewardry("watch", run_folder, "--once", "--trusted", "rewards/acuracy/mean")[2].lower()
    assert "there is no limit 'lenth'" in rewardry("watch", run_folder, "--limit", "lenth=2")[2]
    assert "there is no such run" in rewardry("watch", "nowhere", "--once")[2]


def test_half_a_line_waits_and_a_bad_one_is_named(tmp_path):
    file = tmp_path / "log.jsonl"
    file.write_text('{"step": 0, "reward": 1}\n{"step": 1, "rew')
    logs = RunLogs(tmp_path)
    assert [record.step for record in logs.new()] == [0]
    with file.open("a") as stream:
        stream.write('ard": 2}\n')
    assert [record.numbers for record in logs.new()] == [{"reward": 2.0}]
    with file.open("a") as stream:
        stream.write("[]\n")
    with pytest.raises(DataError, match=r"log.jsonl:3: a log has one JSON object a line"):
        logs.new()


def test_the_state_of_trls_trainer_is_read(tmp_path):
    state = {"log_history": [{"step": 1, "reward": 0.5}, {"step": 1, "eval_reward": 0.4}, {"step": 2, "reward": 0.6}]}
    (tmp_path / "checkpoint-2").mkdir()
    (tmp_path / "checkpoint-2" / "trainer_state.json").write_text(json.dumps(state))
    found = RunLogs(tmp_path).new()
    assert [(one.step, one.numbers) for one in found] == [
        (1, {"reward": 0.5, "eval_reward": 0.4}),
        (2, {"reward": 0.6}),
    ]


def test_completions_give_repetition_and_spreads(tmp_path):
    (tmp_path / "steps.jsonl").write_text('{"step": 0, "reward": 1}\n')
    row = {"step": 0, "completion": "so we go on " * 10, "reward": 1.0, "rewards": {"a": 1.0}, "length": 40}
    (tmp_path / "rollouts.jsonl").write_text(json.dumps(row) + "\n")
    [record] = RunLogs(tmp_path).new(last=True)
    assert record.numbers["rollouts/repetition"] > 0.8
    assert record.samples == {"rewards/a": [1.0], "reward": [1.0], "length": [40.0]}
    assert repeated_share("short") is None
    assert repeated_share(None) is None
