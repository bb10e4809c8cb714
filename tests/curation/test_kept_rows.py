"""What a result with its row says, under the names that the file has for it."""

import json

import pytest

from rewardry.curation.correctness import Correctness
from rewardry.curation.kept_rows import KeptRow, Reading
from rewardry.curation.work import reading_from_json, reading_to_json
from rewardry.errors import DataError
from rewardry.text.sections import SectionStyle


@pytest.fixture
def row():
    """Makes a row of a result and its input."""

    def make(data=None, given=None, correct=None, **columns):
        return KeptRow(data or {}, given or {}, "in:1", b"", correct, columns=columns)

    return make


@pytest.mark.parametrize(
    ("data", "correct", "total"),
    [
        ({"total": 1.5, "score": 0.5}, True, 1.5),
        ({"total": 0, "score": 0.5}, True, 0.0),
        ({"total": None, "score": 0.5}, True, 0.5),
        ({"total": None}, True, None),  # undecided under its recipe, whatever one component says
        ({"score": -1}, False, -1.0),
        ({"score": None}, True, 1.0),
        ({}, True, 1.0),
        ({}, False, 0.0),
        ({}, None, None),
        ({"total": "2"}, True, None),
    ],
)
def test_the_total_is_what_the_row_is_worth(row, data, correct, total):
    assert row(data, correct=correct).total == total


def test_a_column_is_the_inputs_or_its_metas_or_the_results(row):
    made = row({"a": "result", "b": "result", "c": "result"}, {"a": None, "b": 0, "meta": {"a": "meta", "c": "meta"}})
    assert [made.column(name) for name in "abcd"] == [None, 0, "meta", None]
    assert row({"b": "result"}, {"meta": {"b": None}}).column("b") == "result"
    assert row({"b": "result"}, {"meta": "b"}).column("b") == "result"


def test_fields_have_the_names_that_the_file_gives_them(row):
    given = {"question": "2 + 2?", "answer": "four", "prompt": "ours"}
    made = row({}, given, prompt="question", completion="answer", group="cluster")
    assert (made.question, made.text, made.prompt, made.group) == ("2 + 2?", "four", "2 + 2?", None)
    assert row({"group": "g"}, {"cluster": "h"}, group="cluster").group == "g"
    assert row({}, {"cluster": "h"}, group="cluster").group == "h"
    assert row({"group": 0}, {"group": 1}).group == 0


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("four", "four"),
        ("", ""),
        ([{"role": "assistant", "content": "four"}], "four"),
        (None, None),
        (4, None),
        ({"content": "four"}, None),
    ],
)
def test_a_completion_is_a_text_or_messages_and_else_there_is_none(row, completion, text):
    made = row({}, {"completion": completion})
    assert made.text == text
    assert made.words == (["four"] if text else [])


@pytest.mark.parametrize(
    ("completion", "reasoning"),
    [("<think>So.</think>4", "So."), ("plain", "plain"), ("<think></think>4", ""), (None, "")],
)
def test_reasoning_is_the_inside_of_the_tags_or_all_there_is(row, completion, reasoning):
    assert row({}, {"completion": completion}).reasoning == reasoning


def test_sections_are_split_once_whether_the_sample_was_made_before_or_not(row):
    given = {"completion": "<think>So.</think><answer>4</answer>"}
    first, second = row({}, given), row({}, given)
    assert second.sample.completion == given["completion"]
    assert first.sections.answer_text == second.sections.answer_text == "4"
    assert first.sections is first.sections


@pytest.mark.parametrize("prompt", [7, ["2 + 2?"], {"role": "user"}, True])
def test_a_prompt_that_is_none_is_refused_with_the_column_it_stands_in(row, prompt):
    with pytest.raises(
        DataError, match=r"in:1: field 'q': a text or a list of chat messages is wanted, not .*--map pr"
    ):
        _ = row({}, {"q": prompt}, prompt="q").prompt
    assert row({}, {"q": prompt}, prompt="q").question == ""


@pytest.mark.parametrize("style", [SectionStyle(), SectionStyle(None, None), SectionStyle(("[T]", "[/T]"), None, True)])
@pytest.mark.parametrize("correctness", [Correctness(), Correctness("total", 0.5)])
def test_how_lines_are_read_is_the_same_in_another_process(style, correctness):
    reading = Reading((), (), correctness, {"prompt": "q"}, style)
    assert reading_from_json(json.loads(json.dumps(reading_to_json(reading)))) == reading


def test_a_result_holds_its_input_and_its_components():
    result = {
        "status": "correct",
        "components": {"a": {"value": 1.0, "status": "correct"}},
        "input": {"completion": "4"},
    }
    made = Reading(()).row(json.dumps(result).encode(), "in:7")
    assert (made.input, made.place, made.components) == ({"completion": "4"}, "in:7", result["components"])


@pytest.mark.parametrize("components", [None, [], ["a"], "a", 1])
def test_a_column_called_components_that_holds_none_is_none_of_a_row(row, components):
    assert row({"components": components}).components == {}


def test_a_labelled_row_is_its_own_input_and_a_result_needs_one():
    reading = Reading((), columns={"completion": "answer"})
    line = b'{"answer": "4", "label": 1, "total": "n/a"}'
    made = reading.row(line, "set:1")
    assert (made.text, made.correct, made.total, made.input) == ("4", True, 1.0, json.loads(line))
    with pytest.raises(
        DataError, match=r"set:2: field 'input': .*score with --keep, or name the rows with --rows FILE"
    ):
        reading.row(b'{"completion": "4", "label": 1}', "set:2")


def test_rows_that_go_on_where_results_end_are_said(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("out.jsonl", {"id": 0, "status": "correct"})
    write("in.jsonl", {"completion": "4"}, {"completion": "5"})
    rows = iter(Reading(("out.jsonl",), ("in.jsonl",)))
    assert next(rows).text == "4"
    with pytest.raises(
        DataError, match=r"in.jsonl:2: --rows go on where the results end; name the file that was scored"
    ):
        next(rows)


@pytest.mark.parametrize(
    ("result_id", "row", "fits"),
    [
        (0, {}, True),  # without an id, the position is it
        (1, {}, False),
        ("a", {"id": "a"}, True),
        ("a", {"key": "a"}, True),
        (0, {"id": "a"}, False),
        (None, {"id": "a"}, False),
    ],
)
def test_a_result_belongs_to_the_row_of_its_id(write, tmp_path, monkeypatch, result_id, row, fits):
    monkeypatch.chdir(tmp_path)
    write("out.jsonl", {"id": result_id, "status": "correct"})
    write("in.jsonl", {"completion": "4", **row})
    columns = {"id": "key"} if "key" in row else {}
    reading = Reading(("out.jsonl",), ("in.jsonl",), columns=columns)
    if fits:
        [found] = reading
        assert (found.input["completion"], found.correct, found.place) == ("4", True, "out.jsonl:1")
        assert json.loads(found.line) == found.data
    else:
        with pytest.raises(DataError, match=r"out.jsonl:1: field 'id': the result is of .*in.jsonl:1, is "):
            list(reading)
