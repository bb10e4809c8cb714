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


@pytest.fixture
def trl_run(tmp_path):
    """The folder of a TRL training of three steps that logged its completions."""
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    folder = tmp_path / "trl"
    (folder / "completions").mkdir(parents=True)
    history = [{"step": step, "reward": 0.5, "rewards/accuracy/mean": 0.5} for step in (1, 2, 3)]
    (folder / "trainer_state.json").write_text(json.dumps({"log_history": history}))
    for step in (1, 2, 3):
        rows = [
            {
                "step": step,
                "prompt": "2 + 2?",
                "completion": [{"role": "assistant", "content": "so we go on " * 10 + "x" * number}],
                "accuracy": number * step / 10,
                "advantage": 0.5,
            }
            for number in range(11)
        ]
        parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "completions" / f"completions_{step:05d}.parquet")
    return folder


def test_completions_that_trl_logs_are_read_with_their_step(trl_run):
    logs = RunLogs(trl_run)
    records = logs.new()
    assert [(one.step, one.numbers["reward"]) for one in records] == [(1, 0.5), (2, 0.5), (3, 0.5)]
    assert records[2].samples["rewards/accuracy"] == pytest.approx([0.3 * number for number in range(11)])
    assert records[0].samples["characters"] == [120.0 + number for number in range(11)]
    assert records[0].numbers["rollouts/repetition"] > 0.8
    assert logs.new() == []


def test_rewards_that_are_none_leave_their_completion_out(trl_run, rewardry):
    """TRL logs NaN for a row without a reward."""
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    for file in (trl_run / "completions").iterdir():
        rows = parquet.read_table(file).to_pylist()
        rows[0]["accuracy"] = float("nan")
        parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    assert [len(one.samples["rewards/accuracy"]) for one in RunLogs(trl_run).new()] == [10, 10, 10]
    code, out, err = rewardry("watch", trl_run, "--once", "--html", "w.html")
    assert code == 0, err
    assert "nan" not in out


@pytest.mark.parametrize("value", ["NaN", "1e999", "1" + "0" * 400, "true", '"1"'])
def test_a_value_that_is_no_number_is_left_out(tmp_path, value):
    (tmp_path / "steps.jsonl").write_text(f'{{"step": 0, "reward": {value}, "loss": 1}}\n{{"step": {value}}}\n')
    (tmp_path / "rollouts.jsonl").write_text(f'{{"step": 0, "completion": "x", "reward": {value}, "canary": true}}\n')
    [record] = RunLogs(tmp_path).new(last=True)
    assert record.numbers == {"loss": 1.0, "rollouts/canaries_paid": 0.0}
    assert record.samples == {}


def test_a_parquet_file_that_is_being_written_waits(trl_run):
    file = trl_run / "completions" / "completions_00002.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[:50])
    logs = RunLogs(trl_run)
    assert [bool(one.samples) for one in logs.new()] == [True, False, False]
    with pytest.raises(DataError, match=r"completions_00002.parquet: this is no parquet file"):
        logs.new(last=True)
    file.write_bytes(whole)
    assert [one.step for one in logs.new(last=True)] == [2, 3]


def test_without_pyarrow_the_extra_is_named(trl_run, rewardry, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, err = rewardry("watch", trl_run, "--once")
    assert code == 2
    assert "what TRL logs of its completions needs pyarrow" in err
    assert "pip install 'rewardry[data]'" in err
    assert rewardry("watch", trl_run / "trainer_state.json", "--once")[0] == 0  # numbers alone need none


def test_distributions_are_shown_over_the_training(trl_run, rewardry, tmp_path):
    code, out, err = rewardry("watch", trl_run, "--once", "--html", "w.html")
    assert code == 0, err
    [line] = [line for line in out.splitlines() if line.startswith("rewards/accuracy  ")]
    assert line.split()[1:7] == ["3", "0.3", "0.75", "1.5", "2.25", "2.7"]
    assert line.split()[-1] == "▁▄█"
    assert (tmp_path / "w.html").read_text().count("<polygon") == 4
    found = json.loads(rewardry("watch", trl_run, "--once", "--json")[1])["distributions"]["rewards/accuracy"]
    assert found["steps"] == [1, 2, 3]
    assert found["p50"] == pytest.approx([0.5, 1.0, 1.5])
