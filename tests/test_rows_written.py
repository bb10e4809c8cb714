"""What is written of rows: one line of JSON each, whatever they hold."""

import decimal
import json
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rewardry.rows import Row, dump, read_rows

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


def test_lone_surrogates_and_nul_go_through_a_file(write_rows):
    row = {"completion": "\ud83d \0 \udfff", "id": "\udc80"}
    [found] = read_rows([write_rows(row)])
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
        ({Hostile(): 1}, {"<Hostile>": 1}),
        pytest.param([-(16**5000), {16**5000: 1}], ["-0x1" + "0" * 5000, {"0x1" + "0" * 5000: 1}], id="too long"),
        pytest.param([math.nan, 10**4000], ["nan", 10**4000], id="long"),
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
