"""Values that differ have different texts, and a value has always the same one."""

import collections
import datetime
import decimal
import enum
import itertools
import math
import re
import types
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.engine.cache.canonical import canonical, dumped, is_json, loaded


class Number(enum.IntEnum):
    ONE = 1


class Text(str):
    __slots__ = ()


@dataclass
class Point:
    x: int = 1


@dataclass
class Place:
    x: int = 1


# No two of these may ever look alike.
DIFFERENT = [
    *(1, 1.0, True, "1", "1.0", "true", [1], (1,), {1}, frozenset({1}), {"1": 1}, {1: 1}, {True: 1}, {1.0: 1}),
    *(0, 0.0, -0.0, False, "", [], (), {}, set(), None, "null", [None], {"a": None}, {None: 1}, {"null": 1}),
    *(math.nan, math.inf, -math.inf, "NaN", "Infinity", 10**30, 1e30, 0.1, 0.1 + 2**-50),
    # The two halves of a surrogate pair are not the character that JSON's escapes would make of them.
    *("\U0001f600", "\ud83d\ude00", "\ud83d", "\\ud83d\\ude00", "é", "e\N{COMBINING ACUTE ACCENT}", "\0", "\\u0000"),
    *({"a": 1, "b": 2}, {"b": 2, "a": 1}, [["a", 1], ["b", 2]], ["a", 1, "b", 2], [[1], 2], [1, [2]], [1, 2]),
    *(["builtins.tuple", 1], ["builtins.dict", ["1", 1]], b"1", bytearray(b"1"), "31", Number.ONE, Text("1")),
    *(Point(), Place(), Point(2), decimal.Decimal("1"), decimal.Decimal("1.0"), 1j, Path("1"), range(1), range(2)),
    *(datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2), "2020-01-02", re.compile("a"), re.compile("a", re.I)),
    *(collections.OrderedDict(a=1), {"a": 1}, types.MappingProxyType({"a": 1}), [(1, 2)], [[1, 2], ()]),
]


def test_what_differs_has_another_text():
    texts = [canonical(value) for value in DIFFERENT]
    for (one, first), (other, second) in itertools.combinations(zip(DIFFERENT, texts, strict=True), 2):
        assert first != second, f"{one!r} and {other!r}"


def test_what_differs_below_has_another_text():
    texts = [canonical([{"reference": value}]) for value in DIFFERENT]
    assert len(set(texts)) == len(texts)


def test_numbers_of_numpy_and_torch_are_none_of_python():
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    values = [1.0, numpy.float64(1), numpy.float32(1), numpy.int64(1), numpy.array(1.0), numpy.array([1.0])]
    values += [numpy.array([[1.0]]), [1.0], torch.tensor(1.0), torch.tensor([1.0]), numpy.zeros((0, 2)), numpy.zeros(0)]
    texts = [canonical(value) for value in values]
    assert len(set(texts)) == len(texts)
    assert canonical(numpy.arange(3)) == canonical(numpy.arange(3))


def test_the_order_of_a_set_does_not_count():
    one, other = set(), set()
    one.update(["a", "b", ("c", 1), 7])
    other.update([7, ("c", 1), "b", "a"])
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("value", [object(), print, [lambda: 1], {"a": {1: object()}}, Number, iter([])])
def test_what_cannot_be_compared_is_refused(value):
    with pytest.raises(TypeError, match="cannot be told from others"):
        canonical(value)


def test_what_is_nested_in_itself_or_too_deeply_is_refused():
    itself: list = []
    itself.append(itself)
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for value in (itself, deep, {"a": (itself,)}):
        with pytest.raises((RecursionError, ValueError)):
            canonical(value)
    while deep:  # a list that deep cannot be let go of at once
        deep = deep[0]


def test_an_integer_of_thousands_of_digits_is_refused():
    with pytest.raises(ValueError, match="digits"):
        canonical(10**5000)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner),
    max_leaves=20,
)


def same(one, other):
    """Whether two values of JSON are equal in every type, sign and order."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and str(one) == str(other)


@given(JSON)
@settings(deadline=None, max_examples=200)
def test_json_is_read_back_as_it_was_written(value):
    assert is_json(value)
    assert same(loaded(dumped(value)), value)
    assert canonical(value) == canonical(loaded(dumped(value)))


@given(JSON, JSON)
@settings(deadline=None, max_examples=300)
def test_two_values_of_json_have_the_same_text_exactly_when_they_are_the_same(one, other):
    assert (canonical(one) == canonical(other)) == same(one, other)


@pytest.mark.parametrize("value", [(1,), {1: 2}, Text("a"), Number.ONE, {"a": [(1,)]}, {"a": {None: 1}}, b"a"])
def test_what_json_would_change_is_none(value):
    assert not is_json(value)
