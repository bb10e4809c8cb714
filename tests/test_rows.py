"""Rows of files: what a line becomes, what each bad line is told, and what is written."""

import copy
import decimal
import errno
import gzip
import hashlib
import io
import json
import math
import os
import sys
import threading
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rewardry import rows as module
from rewardry.errors import ConfigError, DataError
from rewardry.rows import STDIN, Row, as_sample, dump, open_rows, read_rows, refuse_unreadable, sample_of, usual_samples
from rewardry.types import Sample


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes lines to f.jsonl in the current folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def lines(*found, name="f.jsonl"):
        data = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in found)
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return name

    return lines


def problem(file, **options):
    """What the first bad line of a file is told."""
    with pytest.raises(DataError) as raised:
        list(read_rows([file], **options))
    return str(raised.value)


# ---- what a row becomes --------------------------------------------------------------------------------------------


def test_fields_are_fields_and_other_columns_are_meta(write):
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
    [found] = read_rows([write(row)])
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
def test_chat_messages_are_read(write, completion, text):
    [row] = read_rows([write({"completion": completion, "prompt": completion})])
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


def test_an_id_is_the_rows_or_its_position_in_the_whole_input(write):
    first = write({"completion": "a"}, b"\n", {"completion": "b", "id": "own"}, name="a.jsonl")
    second = write({"completion": "c"}, {"completion": "d", "id": None}, {"completion": "e", "id": 0}, name="b.jsonl")
    assert [row.id for row in read_rows([first, second])] == [0, "own", 2, 3, 0]


@pytest.mark.parametrize("id_", ["", False, 0, -1.5, [1], {"a": None}])
def test_an_id_may_be_any_json_value(write, id_):
    [row] = read_rows([write({"completion": "a", "id": id_})])
    assert row.id == id_
    assert type(row.id) is type(id_)


def test_ids_may_repeat(write):
    rows = list(read_rows([write(*[{"completion": text, "id": 7} for text in "abc"])]))
    assert [(row.id, row.sample.completion) for row in rows] == [(7, "a"), (7, "b"), (7, "c")]


def test_blank_lines_are_no_rows_but_count_as_lines(write):
    file = write(b"\n", b"  \t\r\n", {"completion": "a"}, b"\n", b"no\n")
    rows = read_rows([file])
    assert next(rows).place == "f.jsonl:3"
    with pytest.raises(DataError, match=r"^f\.jsonl:5: "):
        next(rows)


def test_an_empty_file_has_no_rows(write):
    assert list(read_rows([write(name="a.jsonl"), write(name="b.jsonl.gz")])) == []


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
def test_lines_that_are_unusual_but_json(write, line):
    [row] = read_rows([write(line)])
    assert row.sample.completion == "a"


def test_byte_order_marks_of_joined_files_are_no_trouble(write):
    file = write(*[b'\xef\xbb\xbf{"completion": "a"}\n'] * 2)
    assert len(list(read_rows([file]))) == 2


def test_a_line_separator_of_unicode_ends_no_line(write):
    text = "one\u2028two\u2029three\x85four\x0bfive"
    file = write(json.dumps({"completion": text}, ensure_ascii=False).encode() + b"\n")
    assert [row.sample.completion for row in read_rows([file])] == [text]


def test_rows_are_read_as_they_are_asked_for(write):
    rows = read_rows([write({"completion": "a"}, b"not json\n")])
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
def test_a_bad_line_is_told_with_file_line_field_and_fix(write, line, message):
    told = problem(write(line))
    assert told.startswith(f"f.jsonl:{message}")
    assert "\n" not in told
    row, *_ = read_rows([write(line)], skip_bad=True)
    assert (row.sample, row.problem, row.id, row.place) == (None, told, 0, "f.jsonl:1")


def test_the_kind_point_is_what_rows_are():
    assert sample_of({"completion": "a", "kind": "point"}, {}, "x").completion == "a"


def test_a_skipped_bad_line_keeps_its_id_and_the_rest_goes_on(write):
    file = write({"completion": "a"}, {"id": "mine", "completion": 5}, b"no\n", {"completion": "b"})
    rows = list(read_rows([file], skip_bad=True))
    assert [(row.id, row.problem is None) for row in rows] == [(0, True), ("mine", False), (2, False), (3, True)]
    assert rows[1].data == {"id": "mine", "completion": 5}
    assert rows[2].data is None


def test_a_check_names_the_field_and_what_to_do(write):
    def refuse(sample):
        return None if sample.reference is None else ("reference", "it is odd")

    file = write({"completion": "a"}, {"completion": "b", "reference": 1})
    rows = read_rows([file], check=refuse)
    assert next(rows).sample.completion == "a"
    with pytest.raises(DataError) as raised:
        next(rows)
    assert str(raised.value) == (
        "f.jsonl:2: field 'reference': it is odd; mend the row, or name another column with --map reference=COLUMN"
    )


# ---- --map ---------------------------------------------------------------------------------------------------------


def test_a_field_is_read_from_another_column(write):
    row = {"response": "c", "solution": "s", "completion": "not this", "problem_id": 4, "uid": "u"}
    columns = {"completion": "response", "reference": "solution", "group": "problem_id", "id": "uid"}
    [found] = read_rows([write(row)], columns)
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


def test_a_mapped_completion_that_is_not_there_is_a_bad_line(write):
    told = problem(write({"completion": "c", "solution": "s"}), columns={"completion": "solutoin"})
    assert told == (
        "f.jsonl:1: field 'solutoin': the row has none. Did you mean 'solution'? Use --map completion=COLUMN if it has "
        "another name"
    )


@pytest.mark.parametrize("name", ["prompt", "reference", "group"])
def test_a_row_may_lack_a_mapped_column_as_it_may_lack_any_other(write, name):
    first, second = read_rows([write({"completion": "a"}, {"completion": "b", "column": "x"})], {name: "column"})
    assert first.sample == Sample(completion="a")
    assert getattr(second.sample, name) == "x"


def test_a_row_may_lack_a_mapped_id_or_column(write):
    rows = read_rows([write({"completion": "a"}, {"completion": "b", "x": "y"})], {"id": "x", "domain": "x"})
    assert [(row.id, row.sample.meta.get("domain")) for row in rows] == [(0, None), ("y", "y")]


@pytest.mark.parametrize("name", ["prompt", "reference", "id", "label", "domain"])
def test_a_mapped_column_that_is_in_no_row_is_a_mistake(write, name):
    rows = read_rows([write({"completion": "c", "solution": "s"}, {"completion": "d"})], {name: "solutoin"})
    assert [next(rows).sample.completion, next(rows).sample.completion] == ["c", "d"]
    with pytest.raises(DataError) as raised:
        next(rows)
    assert str(raised.value) == (
        f"--map {name}=solutoin: none of the first 2 rows has a column 'solutoin'. Did you mean 'solution'?"
    )


def test_a_mapped_column_is_not_waited_for_to_the_end_of_a_long_file(write):
    rows = read_rows([write(*[{"completion": "c"}] * 101)], {"reference": "solution"}, skip_bad=True)
    for _ in range(99):
        next(rows)
    with pytest.raises(DataError, match="--map reference=solution: none of the first 100 rows has a column 'solution'"):
        next(rows)


def test_a_file_without_rows_lacks_no_column(write):
    assert list(read_rows([write()], {"reference": "solution"})) == []


def test_a_wrong_type_names_the_column_as_it_is_called(write):
    told = problem(write({"response": 5}), columns={"completion": "response"})
    assert told == "f.jsonl:1: field 'response': a JSON string or array is wanted, not number"


# ---- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", [refuse_unreadable, open_rows])
def test_a_missing_file_is_told(read, tmp_path):
    with pytest.raises(ConfigError) as raised:
        read(f"{tmp_path}/none.jsonl")
    assert str(raised.value) == f"{tmp_path}/none.jsonl: cannot be read: No such file or directory"


@pytest.mark.parametrize("name", ["folder", "folder.jsonl", "folder.jsonl.gz"])
def test_a_folder_is_told(tmp_path, name):
    (tmp_path / name).mkdir()
    for read in (refuse_unreadable, open_rows):
        with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
            read(str(tmp_path / name))


def test_a_name_too_long_for_a_file_is_told():
    with pytest.raises(ConfigError, match="cannot be read: File name too long"):
        refuse_unreadable("x" * 5000)


@pytest.mark.parametrize("name", ["f.jsonl", "f.jsonl.gz"])
def test_a_file_that_may_not_be_read_is_told(write, monkeypatch, alone, name):
    write({"completion": "a"}, name=name)
    # Root, as whom some run the tests, may read everything.
    monkeypatch.setattr(module, "open", refuse, raising=False)
    alone(module, "gzip", open=refuse)
    with pytest.raises(ConfigError, match=rf"^{name}: cannot be read: Permission denied$"):
        refuse_unreadable(name)


def refuse(*_, **__):
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("name", ["rows.json", "rows.csv", "rows", "rows.jsonl.zst", "rows.gz", "rows.parquet"])
def test_another_kind_of_file_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    for read in (refuse_unreadable, open_rows):
        with pytest.raises(ConfigError) as raised:
            read(str(tmp_path / name))
        assert str(raised.value) == (
            f"{tmp_path / name}: rows are read from .jsonl and .jsonl.gz files, and from - (standard input)"
        )


def test_compressed_rows_are_rows(write):
    rows = list(read_rows([write({"completion": "a"}, {"completion": "b"}, name="f.jsonl.gz")]))
    assert [(row.place, row.sample.completion) for row in rows] == [("f.jsonl.gz:1", "a"), ("f.jsonl.gz:2", "b")]


def damaged(data, how):
    if how == "cut":
        return data[: len(data) // 2]
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 20]) + data[middle + 20 :]


def collect(rows, into):
    for row in rows:
        into.append(row.data)


@pytest.mark.parametrize("how", ["cut", "changed"])
def test_a_damaged_archive_gives_its_rows_up_to_there(write, tmp_path, how):
    lines = [{"completion": hashlib.sha256(bytes([i % 256, i // 256])).hexdigest()} for i in range(3000)]
    file = tmp_path / write(*lines, name="f.jsonl.gz")
    file.write_bytes(damaged(file.read_bytes(), how))
    taken = []
    with pytest.raises(DataError) as raised:
        collect(read_rows(["f.jsonl.gz"], skip_bad=True), taken)
    assert len(taken) > 500
    assert taken[:500] == lines[:500]
    assert str(raised.value).startswith(f"f.jsonl.gz:{len(taken) + 1}: reading failed: ")
    assert str(raised.value).endswith("; the file is cut off or damaged, make it anew")


def test_what_is_only_called_gz_is_told(write, tmp_path):
    (tmp_path / "f.jsonl.gz").write_bytes(b'{"completion": "a"}\n')
    os.chdir(tmp_path)
    assert problem("f.jsonl.gz") == (
        "f.jsonl.gz:1: reading failed: Not a gzipped file (b'{\"'); the file is cut off or damaged, make it anew"
    )


def test_the_standard_input_is_a_file(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"completion": "a"}\nno\n')))
    rows = read_rows([STDIN])
    assert next(rows).place == "-:1"
    with pytest.raises(DataError, match=r"^-:2: the line is no JSON"):
        next(rows)


@pytest.mark.parametrize("read", [refuse_unreadable, open_rows])
def test_a_closed_standard_input_is_told(monkeypatch, read):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ConfigError, match="-: the standard input is closed"):
        read(STDIN)


def within(seconds, call):
    """What a call returns, which may wait for a pipe for ever."""
    found = []
    thread = threading.Thread(target=lambda: found.append(call()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert found, "it hangs, or has failed"
    return found[0]


def test_the_check_takes_nothing_out_of_a_pipe(tmp_path):
    """What is read of a pipe is gone, and whoever writes to one that is closed again is killed."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert within(10, lambda: refuse_unreadable(str(pipe)) is None)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b'{"completion": "a"}\n' * 1000), daemon=True)
    writer.start()
    assert len(within(10, lambda: list(read_rows([str(pipe)])))) == 1000
    writer.join(10)
    assert not writer.is_alive()


def test_rows_come_out_of_a_pipe_as_they_go_in(tmp_path):
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    wait = threading.Event()

    def slowly():
        with open(pipe, "wb", buffering=0) as stream:
            stream.write(b'{"completion": "first"}\n')
            wait.wait(30)
            stream.write(b'{"completion": "second"}\n')

    threading.Thread(target=slowly, daemon=True).start()
    rows = read_rows([str(pipe)])
    assert within(10, lambda: next(rows)).sample.completion == "first"
    wait.set()
    assert within(10, lambda: next(rows)).sample.completion == "second"


def test_files_are_closed(write):
    file = write(*[{"completion": "a"}] * 10)
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    if before is None:
        pytest.skip("there is no /proc")
    for _ in range(5):
        list(read_rows([file, write({"completion": "a"}, name="f.jsonl.gz")]))
        rows = read_rows([file])
        next(rows)
        rows.close()
    assert set(os.listdir("/proc/self/fd")) == before


# ---- size ----------------------------------------------------------------------------------------------------------


def test_a_completion_of_10_mb_is_a_row(write):
    text = "<think>" + "x" * 10_000_000 + "</think><answer>5</answer>"
    [row] = read_rows([write({"completion": text})])
    assert row.sample.completion == text
    assert json.loads(dump({"id": 1, "input": row.data}))["input"]["completion"] == text


def test_rows_of_many_columns_are_read_in_no_time(write):
    row = {f"column{i}": i for i in range(50_000)}
    file = write({**row, "completion": "a"}, row)
    start = time.process_time()
    rows = list(read_rows([file], skip_bad=True))
    assert len(rows[0].sample.meta) == 50_000
    assert rows[1].problem.startswith("f.jsonl:2: field 'completion': the row has none. ")
    assert time.process_time() - start < 60


# ---- what is written -----------------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)
rows = st.dictionaries(st.text(), json_values, max_size=6)


@given(rows)
@example({"id": "\x85\u2028\u2029\x0b\x0c\x1c\r\n"})
@settings(deadline=None, max_examples=200)
def test_what_is_written_is_one_line_that_reads_back(row):
    line = dump(row)
    assert line.endswith(b"\n")
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == row


@given(st.lists(st.builds(lambda row, text: {**row, "completion": text}, rows, st.text()), max_size=5))
@settings(deadline=None, max_examples=60)
def test_rows_read_back_as_they_were_written(tmp_path_factory, found):
    file = tmp_path_factory.mktemp("rows") / "f.jsonl"
    file.write_bytes(b"".join(map(dump, found)))
    read = list(read_rows([str(file)], skip_bad=True))
    assert [row.data for row in read] == found
    assert all(isinstance(row, Row) for row in read)
    for position, (row, data) in enumerate(zip(read, found, strict=True)):
        wanted = data.get("id")
        assert row.id == (position if wanted is None else wanted)


@given(st.text(st.characters(min_codepoint=0xD800, max_codepoint=0xDBFF) | st.sampled_from("é\ue000"), min_size=1))
@settings(deadline=None, max_examples=100)
def test_lone_surrogates_are_kept_as_escapes(text):
    line = dump({"id": text, "é": text})
    line.decode("utf-8")
    assert json.loads(line) == {"id": text, "é": text}


def test_text_is_written_as_it_is_and_surrogates_as_escapes():
    assert dump({"id": "é"}) == '{"id": "é"}\n'.encode()
    assert dump({"id": "é\ud800"}) == b'{"id": "\\u00e9\\ud800"}\n'
    assert dump({"id": "\0"}) == b'{"id": "\\u0000"}\n'


def test_lone_surrogates_and_nul_go_through_a_file(write):
    row = {"completion": "\ud83d \0 \udfff", "id": "\udc80"}
    [found] = read_rows([write(row)])
    assert found.data == row
    assert json.loads(dump({"input": found.data})) == {"input": row}


class Foreign:
    """Something that JSON does not know."""

    def __str__(self):
        return "foreign"


class Hostile:
    """Something that cannot even be shown."""

    def __str__(self):
        raise RuntimeError("no")


class Array:
    """What numpy and torch hand out."""

    def tolist(self):
        return [1, [2.5, math.nan]]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        ({1}, "{1}"),
        (b"bytes", "b'bytes'"),
        (decimal.Decimal("1.5"), "1.5"),
        (Foreign(), "foreign"),
        (Hostile(), "<Hostile>"),
        ({"values": Array()}, {"values": [1, [2.5, "nan"]]}),
        ((1, [math.nan]), [1, ["nan"]]),
        ({("a", 1): 2, 3: 4, None: 5}, {"('a', 1)": 2, "3": 4, "None": 5}),
        ({"deep": {"set": {5}}, "kept": [2.5, True, "ä"]}, {"deep": {"set": "{5}"}, "kept": [2.5, True, "ä"]}),
    ],
)  # fmt: skip
def test_what_json_cannot_hold_is_written_as_text(value, written):
    assert json.loads(dump({"details": value}), parse_constant=pytest.fail) == {"details": written}


def test_a_value_within_itself_is_written_and_ends():
    itself = []
    itself.append(itself)
    found = json.loads(dump({"details": itself}))["details"]
    depth = 0
    while isinstance(found, list):
        [found] = found
        depth += 1
    assert found == "..."
    assert depth == 100


def test_a_value_nested_too_deeply_for_json_is_written_and_ends():
    deep = None
    for _ in range(100_000):
        deep = [deep]
    assert dump({"details": deep}).startswith(b'{"details": [[[[')
    while deep is not None:  # else taking it apart would recurse
        [deep] = deep
