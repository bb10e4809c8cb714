"""What travels between processes: values as JSON, and messages with their lengths before them."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.engine import wire

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
items = st.lists(json_values.map(lambda value: json.dumps(value).encode()), max_size=5)
messages = st.lists(st.tuples(st.dictionaries(st.text(), json_values, max_size=3), items), max_size=6)


def read(*pieces):
    reader = wire.Reader()
    return [message for piece in pieces for message in reader.feed(piece)]


def pieces_of(data, cuts):
    places = sorted(cut % (len(data) + 1) for cut in cuts)
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


@given(messages, st.lists(st.integers(0, 2**20), max_size=12))
def test_messages_arrive_whole_wherever_the_stream_is_cut(sent, cuts):
    stream = b"".join(wire.encode(header, *lines) for header, lines in sent)
    came = read(*pieces_of(stream, cuts))
    assert [(json.loads(header), lines) for header, *lines in came] == [(h, list(lines)) for h, lines in sent]


@given(st.text())
def test_any_text_fits_into_one_line(text):
    ((header, line),) = read(wire.encode({"text": text}, json.dumps(text).encode()))
    assert json.loads(header) == {"text": text}
    assert json.loads(line) == text


def test_a_stream_that_comes_byte_by_byte_is_read():
    stream = wire.encode({"a": 1}, b"[1]", b"[2]") + wire.encode({"b": 2})
    reader, came = wire.Reader(), []
    for byte in stream:
        came += reader.feed(bytes([byte]))
    assert came == [[b'{"a": 1}', b"[1]", b"[2]"], [b'{"b": 2}']]


def test_nothing_is_given_before_the_last_byte():
    stream = wire.encode({"a": 1})
    reader = wire.Reader()
    assert list(reader.feed(stream[:-1])) == []
    assert reader.partial
    assert list(reader.feed(stream[-1:])) == [[b'{"a": 1}']]
    assert not reader.partial


def test_a_message_of_many_megabytes_arrives():
    line = json.dumps("x" * (20 << 20)).encode()
    stream = wire.encode({"big": True}, line)
    chunks = [stream[i : i + 200_000] for i in range(0, len(stream), 200_000)]
    assert read(*chunks) == [[b'{"big": true}', line]]


@pytest.mark.parametrize(
    "garbage", [b"hello world", b"\xff" * 8, b"[1, 2, 3]\n" * 10, struct.pack("!Q", wire.LIMIT + 1)]
)
def test_what_begins_with_an_absurd_length_is_no_message(garbage):
    with pytest.raises(ValueError, match="no message"):
        read(garbage)


def test_messages_before_the_garbage_are_read():
    reader = wire.Reader()
    stream = reader.feed(wire.encode({"a": 1}) + b"hello world")
    assert next(stream) == [b'{"a": 1}']
    with pytest.raises(ValueError, match="no message"):
        next(stream)


def test_a_message_over_the_limit_is_not_sent(monkeypatch):
    monkeypatch.setattr(wire, "LIMIT", 1 << 20)
    assert len(wire.encode({}, b"x" * 1000)) > 1000
    with pytest.raises(ValueError, match="a message of 2 MB is too long; 1 MB is the limit"):
        wire.encode({}, b"x" * (2 << 20))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array("text"), "text"),
        (torch.tensor([1.5, 2.5]), [1.5, 2.5]),
        (torch.tensor(3), 3),
    ],
)
def test_numbers_of_numpy_and_torch_become_plain(value, expected):
    assert wire.plain(value) == expected
    assert json.loads(read(wire.encode({"x": value}))[0][0]) == {"x": expected}


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", 1j, lambda: None])
def test_other_objects_are_not_taken_for_items_but_shown_in_answers(value):
    with pytest.raises(TypeError, match="is no JSON value"):
        wire.plain(value)
    assert json.loads(read(wire.encode({"x": value}))[0][0]) == {"x": repr(value)}


def test_what_only_looks_like_an_array_is_not_taken():
    class Impostor:
        def tolist(self):
            return [1]

    with pytest.raises(TypeError, match=r"Impostor is no JSON value"):
        wire.plain(Impostor())
