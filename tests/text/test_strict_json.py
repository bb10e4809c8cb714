import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.strict_json import JsonError, load_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_json_writes_is_read(value):
    assert load_json(json.dumps(value), deepest=100) == value


@pytest.mark.parametrize(
    ("text", "reason", "message"),
    [
        ("", "not-json", "line 1, column 1: Expecting value"),
        ("{'a': 1}", "not-json", "line 1, column 2: Expecting property name enclosed in double quotes"),
        ("[1, 2,]", "not-json", "line 1, column 7"),
        ("[1] [2]", "not-json", "line 1, column 5: Extra data"),
        ("// none\n1", "not-json", "line 1, column 1"),
        ("01", "not-json", "line 1, column 2: Extra data"),
        ("NaN", "not-json", "NaN is no number of JSON"),
        ('{"a": [Infinity]}', "not-json", "Infinity is no number of JSON"),
        ("-Infinity", "not-json", "-Infinity is no number of JSON"),
        ("\ufeff1", "not-json", "line 1, column 1"),
        ('"a\nb"', "not-json", "line 1, column 3: Invalid control character"),
        ('{"a": 1, "a": 2}', "ambiguous", "the key 'a' stands twice in an object"),
        ('{"a": 1, "a": 1}', "ambiguous", "the key 'a' stands twice in an object"),
        ('[{"b": {"a": 1, "\\u0061": 2}}]', "ambiguous", "the key 'a' stands twice in an object"),
        ("1e400", "over-limit", "the number 1e400 is too large"),
        ("-1e400", "over-limit", "the number -1e400 is too large"),
        ("[" * 21 + "]" * 21, "over-limit", "the JSON is 21 deep; 20 are allowed"),
        ("[" * 10_000, "over-limit", "the JSON is 10000 deep; 20 are allowed"),
        ("9" * 4_301, "over-limit", "a number has 4301 digits; 4300 are allowed"),
        (" " * 20_000 + "1", "over-limit", "the JSON has 20001 characters; 20000 are allowed"),
    ],
)
def test_what_has_no_single_meaning_is_refused(text, reason, message):
    with pytest.raises(JsonError) as refused:
        load_json(text)
    assert refused.value.reason == reason
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (' \n{"a": null}\t', {"a": None}),
        ('{"a": {"a": 1}, "A": 2}', {"a": {"a": 1}, "A": 2}),
        ("-" + "9" * 4_300, -int("9" * 4_300)),
        ('"' + "[" * 1_000 + '\\"' + "{" * 1_000 + '"', "[" * 1_000 + '"' + "{" * 1_000),
    ],
)
def test_what_is_within_the_limits_is_read(text, value):
    assert load_json(text) == value


def test_twenty_deep_is_deep_enough():
    assert load_json("[" * 20 + "]" * 20) is not None


def test_what_stands_side_by_side_is_no_deeper():
    assert load_json(f"[{','.join(['[{}]'] * 50)}]", deepest=3) == [[{}]] * 50
    with pytest.raises(JsonError, match="3 deep; 2 are allowed"):
        load_json(f"[{','.join(['[{}]'] * 50)}]", deepest=2)


def test_a_text_of_just_so_many_characters_is_read():
    assert load_json(" " * 19_999 + "1") == 1


def test_what_is_quoted_in_a_message_is_cut():
    with pytest.raises(JsonError, match=f"^the key '{'k' * 80}' stands twice"):
        load_json(f'{{"{"k" * 99}": 1, "{"k" * 99}": 2}}')
    with pytest.raises(JsonError, match=f"^the number {'9' * 40} is too large"):
        load_json("9" * 400 + ".5")


def test_limits_are_the_callers():
    assert load_json("[[1]]", deepest=2) == [[1]]
    with pytest.raises(JsonError, match="2 deep; 1 are allowed"):
        load_json("[[1]]", deepest=1)
    with pytest.raises(JsonError, match="5 characters; 4 are allowed"):
        load_json("[[1]]", longest=4)
    with pytest.raises(JsonError, match="2 digits; 1 are allowed"):
        load_json("12", most_digits=1)


@pytest.mark.parametrize("piece", ['"\\', '\\"', '"', "[", '{"a":', "\\", "9", "e", '"a",'])
def test_no_text_takes_long(piece):
    text = (piece * 20_000)[:20_000]
    start = time.process_time()
    with pytest.raises(JsonError):
        load_json(text)
    assert time.process_time() - start < 10  # a guard against what does not end


@given(st.text(alphabet='[]{}",:\\ 0123456789eE.-ntfu', max_size=60))
def test_nothing_else_is_raised(text):
    try:
        value = load_json(text)
    except JsonError:
        return
    assert value == json.loads(text)
