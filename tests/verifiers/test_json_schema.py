"""The verifier `json_schema`: JSON with one meaning, schemas that say what they refer to, patterns that never end."""

import json
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.testing import parametrize_with_checks
from rewardry.verifiers import json_formats

pytest.importorskip("jsonschema")

POINT = {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"], "additionalProperties": False}


def verdict_of(text, schema, **parameters):
    [verdict] = rewardry.get("json_schema", **parameters).verify([rewardry.Sample(completion=text, reference=schema)])
    return verdict


@pytest.mark.parametrize(
    "text",
    [
        '{"x": 1}',
        ' {"x": 1.5e3}\n',
        '<answer>{"x": -0}</answer>',
        '```json\n{"x": 1}\n```',
        'Here:\n```\n{"x": 1}\n```\nGood?',
        '<think>{"y": 1}</think>{"x": 1}',
        '<think>t</think><answer>```json\n{"x": 1}\n```</answer>',
        '```json\n{"x": 1}\n```\nAgain:\n```json\n{"x": 1}\n```',
    ],
)
def test_json_of_the_schema_is_right(text):
    verdict = verdict_of(text, POINT)
    assert (verdict.status, verdict.reason) == ("correct", "of-schema"), verdict
    assert verdict_of(text, json.dumps(POINT)).status == "correct"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no-answer"),
        ('<think>{"x": 1}</think>', "no-answer"),
        ('The answer is {"x": 1}', "not-json"),
        ("{'x': 1}", "not-json"),
        ('{"x": 1,}', "not-json"),
        ('{"x": NaN}', "not-json"),
        ('{"x": Infinity}', "not-json"),
        ('{"x": 1} {"x": 1}', "not-json"),
        ('{"x": 1e999}', "over-limit"),
        ('{"x": 1, "x": 2}', "ambiguous"),
        ('{"x": 1, "x": 1}', "ambiguous"),
        ('```\n{"x": 1}\n```\n```\n{"x": 2}\n```', "ambiguous"),
        ('<answer>{"x": 1}</answer> <answer>{"x": 2}</answer>', "ambiguous"),
        ('{"x": "1"}', "not-of-schema"),
        ('{"x": true}', "not-of-schema"),
        ('{"X": 1}', "not-of-schema"),
        ('{"x": 1, "y": 2}', "not-of-schema"),
        ("[1]", "not-of-schema"),
        ("[" * 21 + "]" * 21, "over-limit"),
        ('{"x": ' + " " * 20_000 + "1}", "over-limit"),
        ('```json\n{"x": 1}', "not-json"),
    ],
)
def test_what_is_no_json_of_the_schema_is_wrong(text, reason):
    verdict = verdict_of(text, POINT)
    assert (verdict.status, verdict.reason) == ("incorrect", reason), verdict


def test_errors_are_told_with_their_place():
    verdict = verdict_of('{"x": "1", "y": 2}', POINT)
    assert verdict.details["errors"] == [
        "$.x: '1' is not of type 'number'",
        "$: Additional properties are not allowed ('y' was unexpected)",
    ]


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "point"}, "the schema is none: $.type: 'point' is not valid"),
        ({}, "no object that says something"),
        ("true", "no object that says something"),
        ("{", "the schema is no JSON"),
        ('{"type": "object", "type": "array"}', "the key 'type' stands twice"),
        ({"$ref": "https://example.com/schema.json"}, "the schema refers to 'https://example.com/schema.json'"),
        ({"items": {"$ref": "file:///etc/passwd"}}, "the schema refers to 'file:///etc/passwd'"),
        ({"$ref": "#/$defs/none"}, "the schema refers to '/$defs/none', which it does not contain"),
        ({"$id": "https://a.example/b", "$ref": "c"}, "refers to 'c', which it does not contain"),
        ({"$ref": "#"}, "refers to itself without end"),
    ],
)
def test_a_schema_that_cannot_be_read_is_undecided(schema, why, monkeypatch):
    def no_network(*args, **kwargs):
        raise AssertionError("an address was asked for")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    verdict = verdict_of('{"x": 1}', schema)
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable"), verdict
    assert why in verdict.details["why"]


def test_a_schema_may_refer_to_itself():
    tree = {"type": "array", "items": {"$ref": "#"}}
    assert verdict_of("[[], [[]]]", tree).status == "correct"
    assert verdict_of("[[], [1]]", tree).status == "incorrect"
    named = {"$id": "https://a.example/b", "$ref": "b#/$defs/one", "$defs": {"one": {"const": 1}}}
    assert verdict_of("1", named).status == "correct"
    assert verdict_of("2", named).status == "incorrect"


def test_the_draft_is_that_which_the_schema_names():
    items = {"items": [{"const": 1}]}
    assert verdict_of("[2]", {"$schema": "http://json-schema.org/draft-07/schema#", **items}).status == "incorrect"
    assert verdict_of("[2]", items).status == "abstain"  # 2020-12 has prefixItems for that


@pytest.mark.parametrize(
    ("number", "divisor", "multiple"),
    [
        ("19.99", 0.01, True),
        ("0.3", 0.1, True),
        ("0.0075", 0.0001, True),
        ("0.00751", 0.0001, False),
        ("4.02", 0.01, True),
        ("4.025", 0.01, False),
        ("-7.5", 2.5, True),
        ("7", 2, False),
        ("1e300", 1e-300, True),
        ("1e-300", 1e308, False),
        ("9007199254740993", 2, False),
        ("1" + "0" * 4_000, 0.5, True),
        ("1" + "0" * 3_999 + "1", 2.5, False),
        ("0", 3, True),
    ],
)
def test_multiples_are_told_by_the_decimals_as_they_are_written(number, divisor, multiple):
    verdict = verdict_of(number, {"multipleOf": divisor})
    assert verdict.status == ("correct" if multiple else "incorrect"), verdict


@pytest.mark.parametrize("value", ["true", '"7"', "null", "[7]"])
def test_what_is_no_number_is_a_multiple_of_any(value):
    assert verdict_of(value, {"multipleOf": 2}).status == "correct"


@pytest.mark.parametrize(
    "draft", ["http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#"]
)
def test_multiples_are_exact_in_every_draft(draft):
    assert verdict_of("19.99", {"$schema": draft, "multipleOf": 0.01}).status == "correct"
    assert verdict_of("19.995", {"$schema": draft, "multipleOf": 0.01}).status == "incorrect"


@pytest.mark.parametrize("given", [["x"], 5, {"a": 1}, None])
def test_a_draft_that_is_no_address_is_undecided(given):
    verdict = verdict_of("1", {"$schema": given, "type": "number"})
    assert (verdict.status, verdict.reason) == ("abstain", "reference-unparseable")
    assert "`$schema`" in verdict.details["why"]


@pytest.mark.parametrize("keyword", ["const", "default", "enum", "examples"])
def test_what_a_schema_holds_as_data_is_no_reference_and_no_format(keyword):
    data = {"format": "pdf", "$ref": "page.html"}
    schema = {"type": "object", keyword: [data] if keyword in ("enum", "examples") else data}
    assert verdict_of(json.dumps(data), schema, formats=True).status == "correct"


@pytest.mark.parametrize("keyword", ["properties", "$defs", "patternProperties", "dependentSchemas"])
@pytest.mark.parametrize("name", ["default", "const", "format", "$ref"])
def test_schemas_under_a_name_are_read_whatever_the_name(keyword, name):
    schema = {keyword: {name.replace("$", ""): {"format": "pdf"}}}
    assert "the format 'pdf'" in verdict_of("{}", schema, formats=True).details["why"]
    elsewhere = {keyword: {name.replace("$", ""): {"$ref": "page.html"}}}
    assert "refers to 'page.html'" in verdict_of("{}", elsewhere).details["why"]


@pytest.mark.parametrize("name", ["format", "$ref", "$schema"])
def test_a_property_may_have_the_name_of_a_keyword(name):
    schema = {"properties": {name: {"type": "string"}}, "required": [name]}
    assert verdict_of(json.dumps({name: "pdf"}), schema, formats=True).status == "correct"
    assert verdict_of(json.dumps({name: 1}), schema, formats=True).status == "incorrect"


def test_five_errors_are_told_and_no_more():
    errors = verdict_of(json.dumps(["x"] * 9), {"items": {"type": "number"}}).details["errors"]
    assert errors == [f"$[{i}]: 'x' is not of type 'number'" for i in range(5)]


def test_a_long_error_is_shortened():
    [error] = verdict_of(json.dumps("x" * 5_000), {"maxLength": 3}).details["errors"]
    assert len(error) <= 300


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("date", ["2024-02-29"], ["2023-02-29", "2024-2-9", "20240229", "2024-02-29 "]),
        (
            "time",
            ["23:20:50Z", "23:20:50.52+01:00"],
            ["23:20:50", "24:00:00Z", "23:20Z", "10:00:00+12:60", "10:00:00+24:00", "23:59:60Z"],
        ),
        ("date-time", ["1985-04-12T23:20:50.52Z"], ["1985-04-12", "1985-04-12T23:20:50", "1985-13-12T23:20:50Z"]),
        ("email", ["a.b+c@example.org"], ["a@b@c", "a@", "@b", "a b@c.d", "a@-b", ".a@b.c", "a.@b.c", "a..b@c.d"]),
        ("hostname", ["example.org", "a-b.c"], ["", "-a.b", "a..b", "a_b", "a" * 64]),
        ("ipv4", ["127.0.0.1"], ["256.0.0.1", "1.2.3", "01.2.3.4"]),
        ("ipv6", ["::1", "2001:db8::ff00:42:8329"], [":::", "1::2::3", "fe80::1%eth0"]),
        ("uuid", ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567e89b12d3a456426614174000", "123e4567-"]),
        (
            "uri",
            ["https://a.example/b?c#d", "urn:isbn:0451450523", "http://[::1]:8/%C3%A9?x=(1,2);y'z*!$&+~_-.@"],
            [
                "a/b",
                "//a",
                "http://a b",
                "https:",
                "http://a/é",
                "http://a/%zz",
                "http://a/%2",
                "http://[::1",
                "http://a/\\b",
            ],
        ),
        ("json-pointer", ["", "/a/0", "/~0~1"], ["a", "/~2", "/~"]),
    ],
)
def test_formats_are_checked_where_that_is_asked_for(name, right, wrong):
    assert all(json_formats.FORMATS[name](text) for text in right)
    assert not any(json_formats.FORMATS[name](text) for text in wrong)
    schema = {"format": name}
    assert verdict_of(json.dumps(wrong[0]), schema).status == "correct"
    assert verdict_of(json.dumps(wrong[0]), schema, formats=True).status == "incorrect"
    assert verdict_of(json.dumps(right[0]), schema, formats=True).status == "correct"
    assert verdict_of("12", schema, formats=True).status == "correct"


def test_a_format_that_nobody_can_check_is_undecided():
    verdict = verdict_of('"x"', {"items": {"format": "iri"}}, formats=True)
    assert verdict.status == "abstain"
    assert "nothing here can check the format 'iri'" in verdict.details["why"]


@pytest.mark.parametrize(
    "text", ["a" * 20_000, "1" * 20_000 + "-", ":" * 20_000, "." * 20_000, "@" * 20_000, "/~" * 9_000]
)
def test_formats_take_no_time(text):
    start = time.thread_time()
    for is_of_format in json_formats.FORMATS.values():
        is_of_format(text)
    assert time.thread_time() - start < 10  # a guard against what does not end


@given(st.text(max_size=80))
def test_no_text_makes_a_format_raise(text):
    assert all(is_of_format(text) in (True, False) for is_of_format in json_formats.FORMATS.values())


def test_a_pattern_that_never_ends_is_a_timeout_and_costs_only_its_row():
    schemas = [({"pattern": "^(a+)+$"}, "a" * 60 + "!"), ({"pattern": "^a"}, "ab")]
    samples = [rewardry.Sample(completion=json.dumps(text), reference=schema) for schema, text in schemas]
    with Runtime("local", workers=1, timeout=1.0) as runtime:
        verdicts = runtime.open(rewardry.get("json_schema")).verify(samples)
    assert [verdict.status for verdict in verdicts] == ["timeout", "correct"]


@parametrize_with_checks(["json_schema"])
def test_conforms(component, check):
    check(component)


@pytest.mark.parametrize(
    "inside",
    [
        '{"y": 2}\n```json\n{"x": 1}\n```',
        '```json\n{"x": 1}\n```\n{"y": 2}',
        '{"y": {"z": 2}}\n\n```\n{"x": 1}\n```',
        '{\n  "y": 2\n}\n```\n{"x": 1}\n```',
    ],
)
def test_an_answer_with_json_beside_its_code_block_is_two(inside):
    assert verdict_of(f"<answer>{inside}</answer>", POINT).reason == "ambiguous"


@pytest.mark.parametrize(
    "inside",
    [
        'For {"y": 2} it is\n```json\n{"x": 1}\n```',
        'It has {x}:\n```json\n{"x": 1}\n```\n(see {0})',
    ],
)
def test_braces_in_the_prose_beside_a_code_block_are_no_second_answer(inside):
    assert verdict_of(f"<answer>{inside}</answer>", POINT).status == "correct"
