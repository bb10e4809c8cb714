"""The files of a training, which one that goes on writes again from its step, and the lines in a terminal."""

import json
import math

import pytest

from rewardry.trainer_adapters.grpo.log import JsonLines, RolloutTable, Terminal


def steps(folder, name="steps.jsonl"):
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def logged(folder, first, *values):
    sink = JsonLines(folder, first)
    for number, value in enumerate(values, first):
        sink.log(number, {"reward": value})
    sink.close()


def test_a_line_a_step_which_is_there_at_once(tmp_path):
    sink = JsonLines(tmp_path / "new", 0)
    sink.log(0, {"reward": 0.5, "kl": None, "loss": math.nan, "grad_norm": -math.inf})
    assert steps(tmp_path / "new") == [{"step": 0, "reward": 0.5, "kl": None, "loss": "nan", "grad_norm": "-inf"}], (
        "before it is closed"
    )
    sink.close()


@pytest.mark.parametrize(("first", "kept"), [(0, []), (2, [0, 1]), (3, [0, 1, 2]), (9, [0, 1, 2])])
def test_who_goes_on_takes_out_the_steps_that_come_again(tmp_path, first, kept):
    logged(tmp_path, 0, 0.0, 0.1, 0.2)
    table = RolloutTable(tmp_path)
    table.write({"step": step, "completion": text} for step in range(3) for text in "ab")
    logged(tmp_path, first, 7.0)
    assert [line["step"] for line in steps(tmp_path)] == [*kept, first]
    assert [row["step"] for row in steps(tmp_path, "rollouts.jsonl")] == [step for step in kept for _ in "ab"]


def test_a_line_that_was_cut_short_is_taken_out(tmp_path):
    logged(tmp_path, 0, 0.0, 0.1)
    file = tmp_path / "steps.jsonl"
    file.write_bytes(file.read_bytes() + b'{"step": 2, "rew')
    logged(tmp_path, 2, 0.2)
    assert [line["step"] for line in steps(tmp_path)] == [0, 1, 2]


@pytest.mark.parametrize(
    "damage",
    [
        b'{"step": 0, "rew{"step": 1, "reward": 0.5}\n',
        b"\0" * 64 + b"\n",
        b"\xff\xfe\n",
        b"[1]\n",
        b"7\n",
        b'{"step": "1"}\n',
        b'{"step": null}\n',
        b"\n",
    ],
    ids=["full-disk", "power-cut", "bytes", "list", "number", "text-for-a-step", "no-step", "empty"],
)
def test_damage_of_a_log_costs_its_own_lines_and_no_training(tmp_path, damage):
    logged(tmp_path, 0, 0.0)
    with (tmp_path / "steps.jsonl").open("ab") as file:
        file.write(damage)
    logged(tmp_path, 2, 0.2)
    assert [line["step"] for line in steps(tmp_path)] == [0, 2]


def test_the_old_lines_stay_until_the_new_ones_are_written(tmp_path):
    logged(tmp_path, 0, 0.0, 0.1, 0.2)
    before = (tmp_path / "steps.jsonl").read_bytes()
    with open(tmp_path / "steps.jsonl", "rb") as reader:
        logged(tmp_path, 1, 7.0)
        assert reader.read() == before
    assert [file.name for file in tmp_path.iterdir()] == ["steps.jsonl"]


def test_a_file_of_which_nothing_is_taken_out_is_not_written_again(tmp_path):
    logged(tmp_path, 0, 0.0)
    before = (tmp_path / "steps.jsonl").stat().st_ino, (tmp_path / "steps.jsonl").read_bytes()
    JsonLines(tmp_path, 1).close()
    assert before == ((tmp_path / "steps.jsonl").stat().st_ino, (tmp_path / "steps.jsonl").read_bytes())
    assert not (tmp_path / "rollouts.jsonl").exists()


def test_completions_of_any_text_are_a_line_each(tmp_path):
    RolloutTable(tmp_path).write([{"step": 0, "completion": "two\nlines \u2028 \ud800"}, {"step": 0, "completion": ""}])
    lines = (tmp_path / "rollouts.jsonl").read_bytes().split(b"\n")
    assert [json.loads(line)["completion"] for line in lines[:-1]] == ["two\nlines \u2028 \ud800", ""]


def test_without_a_terminal_a_step_is_a_line_of_what_there_is(capsys):
    sink = Terminal(20)
    sink.log(0, {"reward": 0.123456, "kl": None, "evaluation/avg@4": 0.5, "unseen": 1.0})
    sink.log(19, {"grad_norm": math.inf, "time/step": 1234.5})
    sink.close()
    assert capsys.readouterr().err.splitlines() == [
        "step 1/20  reward 0.123  KL -  eval 0.5",
        "step 20/20  grad norm -  s 1.23e+03",
    ]


def test_in_a_terminal_the_table_holds_the_last_steps_and_the_columns_they_have(capsys, monkeypatch):
    pytest.importorskip("rich")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    sink = Terminal(40)
    for step in range(30):
        sink.log(step, {"reward": step / 10, **({"kl": 0.5} if step == 3 else {})})
    table = sink._table()
    sink.close()
    capsys.readouterr()
    assert [column.header for column in table.columns] == ["step", "reward"]
    assert list(table.columns[0].cells) == [f"{step}/40" for step in range(16, 31)]
