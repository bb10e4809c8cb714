"""Forms of files: what a number, a count and an interval are, and how a field that is none is told."""

import json

import pytest
from pydantic import Field

from rewardry.benchmarks.forms import Amount, Count, Ends, Form, Share, read_json, refuse_malformed
from rewardry.errors import ConfigError


class Inner(Form):
    """A part."""

    share: Share | None = None


class Outer(Form):
    """A whole."""

    count: Count = 0
    amount: Amount = 0.0
    any_number: float = 0.0
    ends: Ends | None = None
    text: str = ""
    parts: list[Inner] = Field(default_factory=list)
    by_name: dict[str, Inner] = Field(default_factory=dict)


def told(content):
    """What is said of a value; nothing where it has the form."""
    try:
        refuse_malformed(content, Outer, "f.json", "make it again")
    except ConfigError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"count": 0, "amount": 0, "any_number": -1, "ends": [0, 1.5]},
        {"count": 10**400, "amount": 1e308, "any_number": -1e308},
        {"parts": [{}, {"share": 0}, {"share": 1}, {"share": None}], "by_name": {"": {}, "a.b": {"share": 0.5}}},
        {"unknown": float("nan"), "parts": [{"more": [1]}]},
    ],
    ids=["nothing", "whole numbers for floats", "large ones", "shares", "what is not read"],
)
def test_what_has_the_form_is_not_refused(content):
    assert told(content) == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ([], "it is a JSON array: input should be a valid dictionary or instance of Outer"),
        (None, "it is None: input should be a valid dictionary or instance of Outer"),
        ({"count": 1.0}, "the field 'count' is 1.0: input should be a valid integer"),
        ({"count": True}, "the field 'count' is True: input should be a valid integer"),
        ({"count": "1"}, "the field 'count' is '1': input should be a valid integer"),
        ({"count": -1}, "the field 'count' is -1: input should be greater than or equal to 0"),
        ({"amount": -0.5}, "the field 'amount' is -0.5: input should be greater than or equal to 0"),
        ({"any_number": True}, "the field 'any_number' is True: input should be a valid number"),
        ({"any_number": float("nan")}, "the field 'any_number' is nan: input should be a finite number"),
        ({"any_number": float("-inf")}, "the field 'any_number' is -inf: input should be a finite number"),
        ({"ends": [1]}, "the field 'ends' is a JSON array: list should have at least 2 items after validation, not 1"),
        ({"ends": [1, 2, 3]}, "the field 'ends' is a JSON array: list should have at most 2 items after validation,"),
        ({"ends": [1, "2"]}, "the field 'ends[1]' is '2': input should be a valid number"),
        ({"ends": {"0": 1, "1": 2}}, "the field 'ends' is a JSON object: input should be a valid list"),
        ({"text": 1}, "the field 'text' is 1: input should be a valid string"),
        ({"parts": [{}, {"share": 1.01}]}, "the field 'parts[1].share' is 1.01: input should be less than or equal"),
        ({"by_name": {"a": {"share": []}}}, "the field 'by_name.a.share' is a JSON array: input should be a valid"),
    ],
    ids=lambda value: json.dumps(value)[:40] if not isinstance(value, str) else None,
)
def test_what_has_not_is_told_with_the_file_the_field_why_and_what_to_do(content, why):
    said = told(content)
    assert said.startswith(f"f.json: {why}")
    assert said.endswith("; make it again")


def test_a_long_value_is_cut():
    said = told({"count": "x" * 10_000})
    assert len(said) < 200
    assert "xxx...: input should be" in said


def test_the_value_itself_is_left_as_it_is():
    content = {"count": 1, "parts": [{"share": 1, "more": "kept"}], "more": [1]}
    before = json.loads(json.dumps(content))
    assert told(content) == ""
    assert content == before


@pytest.mark.parametrize("value", [{}, [], "x", 3, None, {"a": [1, {"b": "ü"}]}], ids=repr)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_a_file_is_read_as_the_json_that_it_is(tmp_path, value, mark):
    (tmp_path / "f.json").write_text(mark + json.dumps(value, ensure_ascii=False), encoding="utf-8")
    assert read_json(tmp_path / "f.json", "") == value


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Expecting value: line 1 column 1"),
        (b'{"a": 1', "Expecting ',' delimiter"),
        (b"{} {}", "Extra data"),
        (b"\xff\xfe{\x00}\x00", "'utf-8' codec can't decode byte 0xff"),
        (b"[" * 50_000, "it is nested too deeply"),
        (b"1" * 5000, "Exceeds the limit"),
    ],
    ids=["empty", "cut off", "two values", "UTF-16", "deep", "a number without end"],
)
def test_a_file_that_is_no_json_is_named_with_why_and_what_to_do(tmp_path, content, why):
    file = tmp_path / "f.json"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as refused:
        read_json(file, "make it again")
    assert str(refused.value).startswith(f"{file}: cannot be read: {why}")
    assert str(refused.value).endswith("; make it again")


@pytest.mark.parametrize(("place", "why"), [("none.json", "No such file"), (".", "Is a directory")])
def test_what_is_no_file_is_told(tmp_path, place, why):
    with pytest.raises(ConfigError, match=rf"cannot be read: {why}.*; make it again\Z"):
        read_json(tmp_path / place, "make it again")
