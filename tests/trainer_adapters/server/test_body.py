"""Bodies: from bytes to JSON and back, within limits, whatever anybody sends or a component says."""

import asyncio
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("fastapi")

from rewardry.trainer_adapters.server.body import drain, dumped, parse, read, refuse_long, refuse_other_types
from rewardry.trainer_adapters.server.refusal import Refusal

texts = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def refused(call, *given):
    with pytest.raises(Refusal) as caught:
        call(*given)
    return caught.value


def chunks_of(*parts):
    """The parts as they come, and those that were not asked for."""
    left = list(parts)

    async def come():
        while left:
            yield left.pop(0)

    return come(), left


# ---- the type ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [b"application/json", b"Application/JSON", b" application/json ;charset=utf-8", b"application/json;odata=verbose"],
)
def test_json_is_told_by_its_type_whatever_stands_behind_it(kind):
    refuse_other_types(kind)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (b"", "none"),
        (b";application/json", "none"),
        (b"text/plain", "text/plain"),
        (b"text/plain;application/json", "text/plain"),
        (b"application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        (b"multipart/form-data; boundary=application/json", "multipart/form-data"),
        (b"application/jsonp", "application/jsonp"),
        (b"application/json, text/plain", "application/json, text/plain"),
        (b"\xff\xfe", "\xff\xfe"),
    ],
)
def test_what_a_page_of_anyone_may_send_is_refused_by_its_type(kind, named):
    refusal = refused(refuse_other_types, kind)
    assert (refusal.status, refusal.code) == (415, "not-json")
    assert refusal.message == f"the content type is {named}; send JSON with Content-Type: application/json"


# ---- the length ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [(b"",), (b"1234",), (b"12", b"34"), (b"", b"1234", b"")])
def test_a_body_may_be_as_long_as_the_limit(parts):
    assert asyncio.run(read(chunks_of(*parts)[0], 4)) == b"".join(parts)


def test_a_body_without_a_part_is_empty():
    assert asyncio.run(read(chunks_of()[0], 4)) == b""


def test_of_a_body_over_the_limit_nothing_more_is_read():
    come, left = chunks_of(b"12", b"345", b"6", b"7")
    with pytest.raises(Refusal, match=r"the body is longer than the 3\.8147e-06 MB of --max-body; send fewer rows"):
        asyncio.run(read(come, 4))
    assert left == [b"6", b"7"]


def test_who_sends_too_much_is_told_to_close_the_connection():
    refuse_long(4, 4)
    refusal = refused(refuse_long, 5 << 20, 4 << 20)
    assert (refusal.status, refusal.code) == (413, "too-long")
    assert "longer than the 4 MB of --max-body" in refusal.message
    assert refusal.headers == {"Connection": "close"}


@pytest.mark.parametrize(("limit", "left"), [(0, 3), (1, 3), (2, 2), (4, 1), (7, 1), (8, 0), (100, 0)])
def test_what_is_still_sent_is_read_up_to_a_limit_and_forgotten(limit, left):
    come, rest = chunks_of(b"12", b"34", b"5678", b"")
    asyncio.run(drain(come, limit))
    assert len(rest) == left


# ---- JSON ----------------------------------------------------------------------------------------------------------


@given(values)
def test_what_is_dumped_is_read_as_it_was(value):
    assert parse(dumped(value)) == value


@given(values)
def test_a_body_is_read_as_python_reads_it(value):
    for body in (json.dumps(value).encode(), json.dumps(value, indent=1).encode()):
        assert parse(body) == json.loads(body)


@pytest.mark.parametrize("number", ["1", "-0.0", "1e5", "123456789012345678901234567890", "1e-320", "0.1"])
def test_a_number_is_the_one_that_python_reads(number):
    found, expected = parse(number.encode()), json.loads(number)
    assert (type(found), repr(found)) == (type(expected), repr(expected))


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused_by_its_name(name):
    for body in (name, f"[1, {name}]", f'{{"a": {name}}}'):
        assert refused(parse, body.encode()).message == f"the body is no JSON: {name} is no JSON value; write null"


def test_a_mark_of_the_order_of_bytes_is_passed_over():
    assert parse(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Expecting value at line 1, column 1"),
        (b"  \n ", "Expecting value at line 2, column 2"),
        (b"{'a': 1}", "Expecting property name enclosed in double quotes at line 1, column 2"),
        (b"[1] [2]", "Extra data at line 1, column 5"),
        (b"[1,\n 2", "Expecting ',' delimiter at line 2, column 3"),
        (b'["a\nb"]', "Invalid control character at at line 1, column 4"),
        ("größe".encode("latin-1"), "byte 2 is no UTF-8"),
        (b"\xff\xfe[\x00", "byte 0 is no UTF-8"),
    ],
)
def test_what_is_no_json_says_where(body, why):
    refusal = refused(parse, body)
    assert (refusal.status, refusal.code, refusal.message) == (400, "no-json", f"the body is no JSON: {why}")


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"[" * 200_000 + b"]" * 200_000])
def test_a_body_that_is_nested_without_end_is_refused(body):
    assert refused(parse, body).message == "the body is no JSON: it is nested too deeply"


# ---- answers -------------------------------------------------------------------------------------------------------


class Strange:
    """What JSON does not know."""

    def __repr__(self):
        return "<strange>"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_answer_is_json_whatever_numbers_it_holds(value):
    for answer in ({"a": value}, [value], {"a": {"b": [value, "\ud800"]}}):
        json.loads(dumped(answer), parse_constant=pytest.fail)


@pytest.mark.parametrize(
    "answer",
    [{"a": Strange()}, [Strange()], {"a": {1, 2}}, {"a": b"\xff"}, {"a": 1 + 2j}, {(1, 2): 3}, {"a": "\ud800"}],
    ids=["object", "in-a-list", "set", "bytes", "complex", "key", "surrogate"],
)
def test_an_answer_is_json_whatever_a_component_has_put_into_it(answer):
    found = json.loads(dumped(answer))
    assert type(found) is type(answer)
    assert len(found) == len(answer)
