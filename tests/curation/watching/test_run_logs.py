"""Where the log of a run lies, and what is new in it at each look."""

import json
import os
from types import SimpleNamespace

import pytest

from rewardry.curation.watching.run_logs import RunLogs, repeated_share, step_of
from rewardry.errors import DataError


@pytest.fixture
def run(tmp_path):
    """The folder of a run; `run.lines(name, objects...)` appends to a log there."""

    def lines(name, *objects):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in objects)
        return tmp_path / name

    return SimpleNamespace(folder=tmp_path, lines=lines)


def steps(records):
    return [(record.step, record.numbers) for record in records]


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["steps.jsonl", "other.jsonl", "trainer_state.json"], "steps.jsonl"),
        (["other.jsonl", "rollouts.jsonl", "checkpoint-1/trainer_state.json"], "other.jsonl"),
        (["a.jsonl", "b.jsonl", "trainer_state.json"], "trainer_state.json"),
        (["checkpoint-9/trainer_state.json", "checkpoint-10/trainer_state.json"], "checkpoint-10/trainer_state.json"),
    ],
)
def test_the_log_of_a_folder_is_found(run, files, chosen):
    for age, name in enumerate(files):  # of several states the last one written counts, whatever its number
        os.utime(run.lines(name, {"step": 1}), (age, age))
    assert RunLogs(run.folder).numbers == run.folder / chosen


def test_where_no_log_or_several_could_be_it_the_file_is_asked_for(run):
    with pytest.raises(DataError, match=r"no steps.jsonl, other .jsonl or trainer_state.json is in this folder; name"):
        RunLogs(run.folder)
    run.lines("a.jsonl", {})
    run.lines("b.jsonl", {})
    with pytest.raises(DataError, match=r"which is the log, a.jsonl, b.jsonl\? Name the file"):
        RunLogs(run.folder)
    run.lines("b.jsonl", {"step": 1, "reward": 2})
    assert steps(RunLogs(run.folder / "b.jsonl").new(last=True)) == [(1, {"reward": 2.0})]
    with pytest.raises(DataError, match=r"nowhere: there is no such run; name its folder, or the JSON Lines"):
        RunLogs(run.folder / "nowhere")


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ({"step": 3}, 3),
        ({"global_step": 3.0}, 3),
        ({"_step": 0}, 0),
        ({"train/global_step": 7}, 7),
        ({"step": 1, "global_step": 2}, 1),
        ({"train_runtime": 5.0}, None),
        ({"step": None, "global_step": 2}, None),
        ({"step": "3"}, None),
        ({"step": True}, None),
    ],
)
def test_the_step_of_a_line(line, step):
    assert step_of(line) == step


def test_each_look_gives_what_is_new_and_blank_lines_count_for_places_alone(run):
    file = run.lines("steps.jsonl", {"step": 2, "reward": 2}, {"step": 1, "reward": 1}, {"step": 2, "kl": 0})
    logs = RunLogs(run.folder)
    assert steps(logs.new()) == [(1, {"reward": 1.0}), (2, {"reward": 2.0, "kl": 0.0})]
    assert logs.new() == []
    with file.open("a") as stream:
        stream.write(' \n\n{"train_runtime": 9}\n')
    assert logs.new() == []
    with file.open("a") as stream:
        stream.write("3\n")
    with pytest.raises(DataError, match=r"steps.jsonl:7: a log has one JSON object a line, and this is int"):
        logs.new()


def test_a_log_that_is_cut_is_read_from_its_beginning(run):
    file = run.lines("steps.jsonl", *({"step": i, "reward": i} for i in range(4)))
    logs = RunLogs(run.folder)
    assert len(logs.new()) == 4
    file.write_text('{"step": 2, "reward": 9}\n')  # the training went on from a checkpoint
    assert steps(logs.new()) == [(2, {"reward": 9.0})]
    file.write_text("")
    assert logs.new() == []


@pytest.mark.parametrize("text", ["{broken", "[" * 100_000, '"text'])
def test_a_line_that_is_no_json_is_named(run, text):
    (run.folder / "steps.jsonl").write_text(text + "\n")
    with pytest.raises(DataError, match=r"steps.jsonl:1: this is no JSON: .*; a log has one JSON object a line"):
        RunLogs(run.folder).new()


def test_completions_of_a_step_count_when_a_later_one_says_that_it_has_ended(run):
    run.lines("steps.jsonl", {"step": 1, "reward": 1})
    run.lines("rollouts.jsonl", {"step": 1, "reward": 1.0}, {"step": 2, "reward": 3.0}, {"step": 1, "reward": 2.0})
    logs = RunLogs(run.folder)
    assert [(one.step, one.samples) for one in logs.new()] == [(1, {"reward": [1.0, 2.0]})]
    run.lines("rollouts.jsonl", {"step": 2, "reward": 4.0}, {"note": "no step"})
    assert logs.new() == []
    assert [(one.step, one.samples) for one in logs.new(last=True)] == [(2, {"reward": [3.0, 4.0]})]


def test_what_is_no_number_is_left_out_of_the_spreads(run):
    run.lines("steps.jsonl", {"step": 0})
    rows = [
        {"step": 0, "reward": None, "rewards": {"a": True, "b": "1", "c": 2}, "length": 5},
        {"step": 0, "reward": 0.5, "rewards": [1.0], "characters": "many"},
    ]
    run.lines("rollouts.jsonl", *rows)
    [record] = RunLogs(run.folder).new(last=True)
    assert record.samples == {"rewards/c": [2.0], "length": [5.0], "reward": [0.5]}


@pytest.mark.parametrize(
    ("rows", "paid"),
    [
        ([(True, 1.0), (True, 0.0), (False, 1.0)], 0.5),
        ([(True, None), (True, -1.0)], 0.0),
        ([(True, 0.1)], 1.0),
        ([("yes", 1.0), (1, 1.0), (None, 1.0)], None),  # nobody says that these are canaries
    ],
)
def test_canaries_are_paid_where_their_reward_is_above_0(run, rows, paid):
    run.lines("steps.jsonl", {"step": 0})
    run.lines("rollouts.jsonl", *({"step": 0, "canary": canary, "reward": reward} for canary, reward in rows))
    [record] = RunLogs(run.folder).new(last=True)
    assert record.numbers.get("rollouts/canaries_paid") == paid


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("one two three four five six seven eight nine ten eleven twelve", 0.0),
        ("go on " * 6, 1 - 2 / 9),  # nine runs of four words, two of them different
        ("go " * 12, 1 - 1 / 9),
        ("go " * 11, None),
        ("", None),
        (["go"] * 12, None),
    ],
)
def test_the_repeated_share_is_that_of_runs_of_four_words(text, share):
    assert repeated_share(text) == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize("state", ["null", "[]", "{", '{"log_history": null}', '{"log_history": {"a": 1}}', "7"])
def test_a_state_without_a_list_of_logs_holds_nothing_yet(run, state):
    (run.folder / "trainer_state.json").write_text(state)
    logs = RunLogs(run.folder)
    assert logs.new() == []
    history = [{"step": 1, "reward": 1}, "odd", {"train_runtime": 3}]
    (run.folder / "trainer_state.json").write_text(json.dumps({"log_history": history}))
    assert steps(logs.new()) == [(1, {"reward": 1.0})]
    (run.folder / "trainer_state.json").write_text(json.dumps({"log_history": [*history, {"step": 2, "reward": 2}]}))
    assert steps(logs.new()) == [(2, {"reward": 2.0})]


def test_completions_of_trl_may_be_of_any_type(run):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    (run.folder / "trainer_state.json").write_text('{"log_history": []}')
    (run.folder / "completions").mkdir()
    for number, completion in enumerate(
        [["some text"], [5], [None], [[{"role": "assistant", "content": None}]], [["x"]]]
    ):
        table = pyarrow.table({"step": [number], "completion": completion, "advantage": [9.0], "ok": [True]})
        parquet.write_table(table, run.folder / "completions" / f"completions_{number:05d}.parquet")
    found = RunLogs(run.folder).new(last=True)
    assert [record.samples["characters"] for record in found] == [[9.0], [0.0], [0.0], [0.0], [0.0]]
    assert not any("rewards/ok" in record.samples or "rewards/advantage" in record.samples for record in found)


def test_completions_of_trl_without_a_step_are_refused(run):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    (run.folder / "completions").mkdir()
    parquet.write_table(pyarrow.table({"completion": ["x"]}), run.folder / "completions" / "completions_1.parquet")
    with pytest.raises(DataError, match=r"completions_1.parquet: it has no column step, as TRL's completions have"):
        RunLogs(run.folder).new()
