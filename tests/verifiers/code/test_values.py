"""Results are strict JSON, and equal or not."""

import json
import sys
import time

import pytest

from rewardry.verifiers.code.values import DEEPEST, NotJsonError, plain, read_value, same


@pytest.mark.parametrize("value", [None, True, 0, -5, 1.5, "é\u2028", [], {}, [1, [2, {"a": None}]], 10**400])
def test_json_is_read(value):
    assert read_value(json.dumps(value).encode()) == value
    assert read_value(f" {json.dumps(value)}\n".encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b" ", b"nan", b"NaN", b"Infinity", b"-Infinity", b"[NaN]", b"1e400", b"-1e400", b"{'a': 1}"),
        *(
            b"1 2",
            b"[1,]",
            b"01",
            b"0x10",
            b"1_000",
            b"True",
            b"None",
            b"undefined",
            b"(1, 2)",
            b'"\xff"',
            b"\xef\xbb\xbf1",
        ),
        *(b'{"a": 1, "a": 2}', b"[" * 100_000, b"[" * 101 + b"]" * 101, b'{"a":' * 101 + b"1" + b"}" * 101),
        b"1" * 5000,
        b"\x80\x04K\x05.",  # a pickle
    ],
)
def test_anything_else_is_no_result(text):
    with pytest.raises(NotJsonError):
        read_value(text)


def test_nesting_up_to_the_limit_is_read():
    value = read_value(b"[" * DEEPEST + b"]" * DEEPEST)
    for _ in range(DEEPEST - 1):
        [value] = value
    assert value == []


def test_the_limit_on_nesting_does_not_depend_on_the_stack():
    def deeper(frames):
        return read_value(b"[" * 90 + b"]" * 90) if frames == 0 else deeper(frames - 1)

    assert deeper(sys.getrecursionlimit() // 2) == read_value(b"[" * 90 + b"]" * 90)


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 200_000, b"[" * 500_000, b"1" * 500_000, b'{"a":' * 100_000])
def test_hostile_texts_are_refused_in_time(text):
    start = time.thread_time()
    with pytest.raises(NotJsonError):
        read_value(text)
    assert time.thread_time() - start < 10


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        *((1, 1), (1, 1.0), (1.0, 1), (0.0, -0.0), (2**53, float(2**53)), ("a", "a"), (None, None), (True, True)),
        *(([1, 2.0], [1.0, 2]), ({"a": [1]}, {"a": [1.0]}), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([], []), ({}, {})),
    ],
)
def test_equal_values_are_the_same(expected, found):
    assert same(expected, found)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        *((True, 1), (1, True), (False, 0), (0, False), (None, False), (None, 0), (0, None), ("1", 1), (1, "1")),
        *(([], {}), ({}, []), ([], None), ([], ""), ("", []), ([1], [1, 2]), ([1, 2], [1]), ([1, 2], [2, 1])),
        *(({"a": 1}, {}), ({"a": 1}, {"a": 1, "b": 1}), ({"a": 1}, {"b": 1}), (2**53 + 1, float(2**53))),
        *((0.1 + 0.2, 0.3), ("a", "A"), ([[1]], [1]), ([True], [1]), ({"a": True}, {"a": 1})),
    ],
)
def test_other_types_and_values_are_not(expected, found):
    assert not same(expected, found)


def test_tuples_of_a_reference_are_lists():
    assert plain({"a": (1, (2,))}) == {"a": [1, [2]]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, {1, 2}, b"a", object(), [[float("nan")]]])
def test_a_reference_has_to_be_json(value):
    with pytest.raises(NotJsonError):
        plain(value)


def test_a_reference_is_nested_within_the_limit():
    value = 1
    for _ in range(DEEPEST):
        value = [value]
    assert plain(value) == value
    with pytest.raises(NotJsonError, match="nested more than 100"):
        plain([value])
