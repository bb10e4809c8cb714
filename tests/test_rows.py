"""Rows of files: what a line becomes, and what each bad line is told."""

import copy
import json

import pytest

from rewardry.errors import DataError
from rewardry.rows import as_sample, read_rows, sample_of, usual_samples
from rewardry.types import Sample


def problem(file, **options):
    """What the first bad line of a file is told."""
    with pytest.raises(DataError) as raised:
        list(read_rows([file], **options))
    return str(raised.value)


# ---- what a row becomes --------------------------------------------------------------------------------------------


def test_fields_are_fields_and_other_columns_are_meta(write_rows):
    row = {
        "id": "a",
        "prompt": "p",
        "completion": "c",
        "reference": [1],
        "completion_ids": [1, 2],
        "group": 3,
        "finish_reason": "stop",
        "label": 1,
        "domain": "math",
    }
    [found] = read_rows([write_rows(row)])
    assert found.id == "a"
    assert found.place == "f.jsonl:1"
    assert found.data == row
    assert found.problem is None
    assert found.sample == Sample(
        completion="c",
        prompt="p",
        reference=[1],
        completion_ids=[1, 2],
        group=3,
        finish_reason="stop",
        meta={"id": "a", "label": 1, "domain": "math"},
    )


def test_only_a_completion_is_required():
    assert sample_of({"completion": "c"}, {}, "x") == Sample(completion="c")


@pytest.mark.parametrize("field", ["prompt", "reference", "completion_ids", "group", "finish_reason", "meta", "kind"])
def test_null_is_as_good_as_absent(field):
    assert sample_of({"completion": "c", field: None}, {}, "x") in (
        Sample(completion="c"),
        Sample(completion="c", meta={field: None}),
    )


def test_a_null_completion_is_a_sample_that_its_component_refuses():
    assert sample_of({"completion": None}, {}, "x").completion is None


def test_the_rows_own_meta_is_merged_in_and_wins():
    sample = sample_of({"completion": "c", "level": 1, "domain": "a", "meta": {"level": 2, "more": 3}}, {}, "x")
    assert sample.meta == {"level": 2, "domain": "a", "more": 3}


def test_meta_may_hold_names_of_fields_without_becoming_them():
    sample = sample_of({"completion": "c", "meta": {"completion": "other", "reference": 5}}, {}, "x")
    assert (sample.completion, sample.reference) == ("c", None)
    assert sample.meta == {"completion": "other", "reference": 5}


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ([{"role": "assistant", "content": "a"}], "a"),
        ([{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}], "a"),
        ([{"role": "assistant", "content": "a"}, {"role": "tool", "content": "t"}], "a"),
        ([{"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}], "a\nb"),
        ([{"role": "assistant", "content": [{"type": "image", "url": "u"}, {"type": "text", "text": "b"}]}], "b"),
        ([{"role": "assistant", "content": "a"}, {"role": "assistant", "content": ""}], ""),
    ],
)
def test_chat_messages_are_read(write_rows, completion, text):
    [row] = read_rows([write_rows({"completion": completion, "prompt": completion})])
    assert row.sample.text == text


def test_a_row_is_not_changed():
    row = {"completion": "c", "domain": "a", "meta": {"x": 1}}
    before = json.dumps(row)
    sample_of(row, {"reference": "domain"}, "x")
    assert json.dumps(row) == before


def test_as_sample_passes_samples_on():
    sample = Sample(completion="c")
    assert as_sample(sample, 0) is sample
    assert as_sample({"completion": "c"}, 0) == sample


@pytest.mark.parametrize(
    "row",
    [
        {"completion": "c"},
        {"completion": "c", "prompt": "p", "reference": [1], "group": 0, "id": "a", "level": 3},
        {"level": 3, "completion": "c", "prompt": None, "group": None},
        {"completion": "", "prompt": ""},
    ],
)
def test_usual_rows_become_the_samples_that_others_become_one_by_one(row):
    [quick] = usual_samples([row])
    unusual = {**row, "finish_reason": None}  # a column of which something has to be said
    assert usual_samples([unusual]) == [None]
    assert quick == sample_of(unusual, None, "x")
    assert (quick.text, quick.split().text) == (row["completion"], row["completion"])
    assert copy.deepcopy(quick) == quick
    with pytest.raises(AttributeError):
        quick.completion = "another"


@pytest.mark.parametrize(
    "row",
    [
        *(5, None, [], "text", {}, {"prompt": "p"}, {"completion": None}, {"completion": []}, {"completion": 5}),
        *({"completion": "c", "prompt": wrong} for wrong in (0, False, [], {}, 5)),
        *({"completion": "c", name: 1} for name in ("completion_ids", "finish_reason", "meta", "kind")),
    ],
)
def test_a_row_that_is_no_usual_one_is_left_to_a_closer_look(row):
    assert usual_samples([{"completion": "a"}, row, {"completion": "b"}])[1] is None


# ---- ids, order, several files -------------------------------------------------------------------------------------


def test_an_id_is_the_rows_or_its_position_in_the_whole_input(write_rows):
    first = write_rows({"completion": "a"}, b"\n", {"completion": "b", "id": "own"}, name="a.jsonl")
    second = write_rows(
        {"completion": "c"}, {"completion": "d", "id": None}, {"completion": "e", "id": 0}, name="b.jsonl"
    )
    assert [row.id for row in read_rows([first, second])] == [0, "own", 2, 3, 0]


@pytest.mark.parametrize("id_", ["", False, 0, -1.5, [1], {"a": None}])
def test_an_id_may_be_any_json_value(write_rows, id_):
    [row] = read_rows([write_rows({"completion": "a", "id": id_})])
    assert row.id == id_
    assert type(row.id) is type(id_)


def test_ids_may_repeat(write_rows):
    rows = list(read_rows([write_rows(*[{"completion": text, "id": 7} for text in "abc"])]))
    assert [(row.id, row.sample.completion) for row in rows] == [(7, "a"), (7, "b"), (7, "c")]


def test_blank_lines_are_no_rows_but_count_as_lines(write_rows):
    file = write_rows(b"\n", b"  \t\r\n", {"completion": "a"}, b"\n", b"no\n")
    rows = read_rows([file])
    assert next(rows).place == "f.jsonl:3"
    with pytest.raises(DataError, match=r"^f\.jsonl:5: "):
        next(rows)


def test_an_empty_file_has_no_rows(write_rows):
    assert list(read_rows([write_rows(name="a.jsonl"), write_rows(name="b.jsonl.gz")])) == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"completion": "a"}\r\n',
        b'{"completion": "a"}',
        b'\xef\xbb\xbf{"completion": "a"}\n',
        b'  {"completion" : "a"}  \n',
        b'{"completion": "no", "completion": "a"}\n',
    ],
)
def test_lines_that_are_unusual_but_json(write_rows, line):
    [row] = read_rows([write_rows(line)])
    assert row.sample.completion == "a"


def test_byte_order_marks_of_joined_files_are_no_trouble(write_rows):
    file = write_rows(*[b'\xef\xbb\xbf{"completion": "a"}\n'] * 2)
    assert len(list(read_rows([file]))) == 2


def test_a_line_separator_of_unicode_ends_no_line(write_rows):
    text = "one\u2028two\u2029three\x85four\x0bfive"
    file = write_rows(json.dumps({"completion": text}, ensure_ascii=False).encode() + b"\n")
    assert [row.sample.completion for row in read_rows([file])] == [text]


def test_rows_are_read_as_they_are_asked_for(write_rows):
    rows = read_rows([write_rows({"completion": "a"}, b"not json\n")])
    assert next(rows).sample.completion == "a"


# ---- bad lines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"not json\n", "1: the line is no JSON (Expecting value at column 1); write one object a line"),
        (b'{"completion": "a"\n', "1: the line is no JSON (Expecting ',' delimiter at column "),
        (b"{'completion': 'a'}\n", "1: the line is no JSON (Expecting property name enclosed in double quotes at colu"),
        (b'{"completion": "a"} {}\n', "1: the line is no JSON (Extra data at column 21); write one object a line"),
        (b'{"completion": "a\x01"}\n', "1: the line is no JSON (Invalid control character at column 18); write one ob"),
        (b'[{"completion": "a"}]\n', "1: the line is a JSON array; write one object a line"),
        (b"5\n", "1: the line is a JSON number; write one object a line"),
        (b'"completion"\n', "1: the line is a JSON string; write one object a line"),
        (b"null\n", "1: the line is a JSON null; write one object a line"),
        (b"true\n", "1: the line is a JSON boolean; write one object a line"),
        (b'{"completion": "\xff"}\n', "1: byte 16 of the line is no UTF-8; save the file as UTF-8"),
        ('{"completion": "ä"}\n'.encode("latin-1"), "1: byte 16 of the line is no UTF-8; save the file as UTF-8"),
        ('{"completion": "a"}\n'.encode("utf-16"), "1: byte 0 of the line is no UTF-8; save the file as UTF-8"),
        ('{"completion": "a"}\n'.encode("utf-16-le"), "1: the line is no JSON (Expecting property name enclosed in do"),
        (b'{"completion": "a", "x": NaN}\n', "1: the line cannot be taken: NaN is no JSON value; write null"),
        (b'{"completion": "a", "x": -Infinity}\n', "1: the line cannot be taken: -Infinity is no JSON value; write nu"),
        (b'{"completion": ' + b"9" * 5000 + b"}\n", "1: an integer of the line has more than 4300 digits; write it"),
        (b'{"completion": ' + b"[" * 100_000, "1: the line is nested too deeply; write one flat object a line"),
        ({"prompt": "a"}, "1: field 'completion': the row has none. Known: prompt. Use --map completion=COLUMN if it "),
        ({"completions": "a"}, "1: field 'completion': the row has none. Did you mean 'completions'? Use --map comple"),
        ({}, "1: field 'completion': the row has none. Use --map completion=COLUMN if it has another name"),
        ({"completion": 5}, "1: field 'completion': a JSON string or array is wanted, not number"),
        ({"completion": True}, "1: field 'completion': a JSON string or array is wanted, not boolean"),
        ({"completion": {"role": "x"}}, "1: field 'completion': a JSON string or array is wanted, not object"),
        ({"completion": "a", "prompt": 5}, "1: field 'prompt': a JSON string or array is wanted, not number"),
        ({"completion": "a", "meta": [1]}, "1: field 'meta': a JSON object is wanted, not array"),
        ({"completion": "a", "meta": "x"}, "1: field 'meta': a JSON object is wanted, not string"),
        ({"completion": "a", "completion_ids": "1 2"}, "1: field 'completion_ids': a JSON array is wanted, not string"),
        ({"completion": "a", "finish_reason": 5}, "1: field 'finish_reason': a JSON string is wanted, not number"),
        ({"completion": "a", "kind": "pair"}, "1: field 'kind': rows of kind 'pair' are not scored, only those of kin"),
        ({"completion": "a", "kind": ["x"]}, "1: field 'kind': rows of kind ['x'] are not scored, only those of kind"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_with_file_line_field_and_fix(write_rows, line, message):
    told = problem(write_rows(line))
    assert told.startswith(f"f.jsonl:{message}")
    assert "\n" not in told
    row, *_ = read_rows([write_rows(line)], skip_bad=True)
    assert (row.sample, row.problem, row.id, row.place) == (None, told, 0, "f.jsonl:1")


def test_the_kind_point_is_what_rows_are():
    assert sample_of({"completion": "a", "kind": "point"}, {}, "x").completion == "a"


def test_a_skipped_bad_line_keeps_its_id_and_the_rest_goes_on(write_rows):
    file = write_rows({"completion": "a"}, {"id": "mine", "completion": 5}, b"no\n", {"completion": "b"})
    rows = list(read_rows([file], skip_bad=True))
    assert [(row.id, row.problem is None) for row in rows] == [(0, True), ("mine", False), (2, False), (3, True)]
    assert rows[1].data == {"id": "mine", "completion": 5}
    assert rows[2].data is None


def test_a_check_names_the_field_and_what_to_do(write_rows):
    def refuse(sample):
        return None if sample.reference is None else ("reference", "it is odd")

    file = write_rows({"completion": "a"}, {"completion": "b", "reference": 1})
    rows = read_rows([file], check=refuse)
    assert next(rows).sample.completion == "a"
    with pytest.raises(DataError) as raised:
        next(rows)
    assert str(raised.value) == (
        "f.jsonl:2: field 'reference': it is odd; mend the row, or name another column with --map reference=COLUMN"
    )


# ---- --map ---------------------------------------------------------------------------------------------------------


def test_a_field_is_read_from_another_column(write_rows):
    row = {"response": "c", "solution": "s", "completion": "not this", "problem_id": 4, "uid": "u"}
    columns = {"completion": "response", "reference": "solution", "group": "problem_id", "id": "uid"}
    [found] = read_rows([write_rows(row)], columns)
    assert (found.id, found.sample.completion, found.sample.reference, found.sample.group) == ("u", "c", "s", 4)


def test_a_mapped_column_can_still_be_read_by_its_own_name():
    sample = sample_of({"completion": "c", "solution": "s"}, {"reference": "solution"}, "x")
    assert sample.meta == {"solution": "s"}


def test_a_field_under_its_own_name_is_a_column_where_another_is_mapped():
    sample = sample_of({"completion": "c", "reference": "old", "solution": "s"}, {"reference": "solution"}, "x")
    assert (sample.reference, sample.meta) == ("s", {"reference": "old", "solution": "s"})


def test_any_other_column_can_be_mapped_too():
    sample = sample_of({"completion": "c", "subject": "math"}, {"domain": "subject"}, "x")
    assert sample.meta == {"subject": "math", "domain": "math"}


def test_the_rows_own_meta_wins_over_a_mapped_column_too():
    sample = sample_of({"completion": "c", "subject": "a", "meta": {"domain": "b"}}, {"domain": "subject"}, "x")
    assert sample.meta["domain"] == "b"


def test_two_fields_can_share_a_column():
    sample = sample_of({"text": "c"}, {"completion": "text", "reference": "text"}, "x")
    assert (sample.completion, sample.reference) == ("c", "c")


def test_a_mapped_completion_that_is_not_there_is_a_bad_line(write_rows):
    told = problem(write_rows({"completion": "c", "solution": "s"}), columns={"completion": "solutoin"})
    assert told == (
        "f.jsonl:1: field 'solutoin': the row has none. Did you mean 'solution'? Use --map completion=COLUMN if it has "
        "another name"
    )


@pytest.mark.parametrize("name", ["prompt", "reference", "group"])
def test_a_row_may_lack_a_mapped_column_as_it_may_lack_any_other(write_rows, name):
    first, second = read_rows([write_rows({"completion": "a"}, {"completion": "b", "column": "x"})], {name: "column"})
    assert first.sample == Sample(completion="a")
    assert getattr(second.sample, name) == "x"


def test_a_row_may_lack_a_mapped_id_or_column(write_rows):
    rows = read_rows([write_rows({"completion": "a"}, {"completion": "b", "x": "y"})], {"id": "x", "domain": "x"})
    assert [(row.id, row.sample.meta.get("domain")) for row in rows] == [(0, None), ("y", "y")]


@pytest.mark.parametrize("name", ["prompt", "reference", "id", "label", "domain"])
def test_a_mapped_column_that_is_in_no_row_is_a_mistake(write_rows, name):
    rows = read_rows([write_rows({"completion": "c", "solution": "s"}, {"completion": "d"})], {name: "solutoin"})
    assert [next(rows).sample.completion, next(rows).sample.completion] == ["c", "d"]
    with pytest.raises(DataError) as raised:
        next(rows)
    assert str(raised.value) == (
        f"--map {name}=solutoin: none of the first 2 rows has a column 'solutoin'. Did you mean 'solution'?"
    )


def test_a_mapped_column_is_not_waited_for_to_the_end_of_a_long_file(write_rows):
    rows = read_rows([write_rows(*[{"completion": "c"}] * 101)], {"reference": "solution"}, skip_bad=True)
    for _ in range(99):
        next(rows)
    with pytest.raises(DataError, match="--map reference=solution: none of the first 100 rows has a column 'solution'"):
        next(rows)


def test_a_file_without_rows_lacks_no_column(write_rows):
    assert list(read_rows([write_rows()], {"reference": "solution"})) == []


def test_a_wrong_type_names_the_column_as_it_is_called(write_rows):
    told = problem(write_rows({"response": 5}), columns={"completion": "response"})
    assert told == "f.jsonl:1: field 'response': a JSON string or array is wanted, not number"
