"""Assignments: each key once, the whole text, or nothing is read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.assignments import Reading, parse_assignment
from rewardry.text.unreadable import UnreadableAnswerError

NAMES = Reading(
    {"al": "Al", "alice": "Alice", "bob": "Bob"}.get, {"red": "red", "blue": "blue", 1: "one", "1": "one"}.get
)
ROLES = Reading(
    {"al": "Al", "alice": "Alice", "bob": "Bob"}.get,
    {"knight": True, "knights": True, "knave": False, "knaves": False}.get,
)
HANG_SECONDS = 10.0  # a guard against what does not end, on a machine with other work


@pytest.mark.parametrize(
    "text",
    [
        "Al=red, Bob=blue",
        "al: red\nbob: blue",
        "Al -> red; Bob -> blue",
        "Al → red，Bob → blue",
        "Al is red and Bob is blue.",
        "Al is red. Bob is blue.",
        '{"Al": "red", "Bob": "blue"}',
        "{'Al': 'red', 'Bob': 'blue'}",
        '[["Al", "red"], ["Bob", "blue"]]',
        '[{"Al": "red"}, {"Bob": "blue"}]',
        '[{"name": "Al", "colour": "red"}, {"name": "Bob", "colour": "blue"}]',
        '{"answer": {"Al": "red", "Bob": "blue"}}',
        "- **Al**: red\n- **Bob**: blue",
        "1. Al: red\n2. Bob: blue",
        "Al (red), Bob (blue)",
        "| Name | Colour |\n|:---|---:|\n| Al | red |\n| Bob | blue |",
        "Al | red\nBob | blue",
        "| Al | Bob |\n|---|---|\n| red | blue |",
        "Al := red, Bob := blue",
        "Al - red\nBob - blue",
        "Ａｌ：ｒｅｄ，Ｂｏｂ：ｂｌｕｅ",
        "Al是red，Bob是blue",
        "Al is the red, and Bob is a blue",
    ],
)
def test_the_ways_to_write_an_assignment(text):
    assert parse_assignment(text, NAMES) == {"Al": "red", "Bob": "blue"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Al=red, Al=blue", "ambiguous"),
        ("Al=red, Al=red", "ambiguous"),
        ('{"Al": "red", "Al": "red"}', "ambiguous"),
        ("", "unreadable"),
        ("{}", "unreadable"),
        ("[]", "unreadable"),
        ("Al=not red", "unreadable"),
        ("Al is not red", "unreadable"),
        ("not Al=red", "unreadable"),
        ("If I am right, Al=red", "unreadable"),
        ("Al=red or blue", "unreadable"),
        ("Al=red or Bob=blue", "unreadable"),
        ("Either Al=red\nor\nBob=blue", "unreadable"),
        ("Alan=red", "unreadable"),
        ("Al=red, Carl=blue", "unreadable"),
        ("Al=red, done", "unreadable"),
        ("Al", "unreadable"),
        ("red=Al", "unreadable"),
        ('{"Al": ["red", "blue"]}', "unreadable"),
        ('{"Al": null}', "unreadable"),
        ('{"Al": NaN}', "unreadable"),
        ("| Al | red | blue |\n|---|---|---|\n| Bob | blue | red |", "unreadable"),
        ("Knights: Al, Bob", "unreadable"),
    ],
)
def test_what_says_two_things_or_something_else_is_refused(text, reason):
    with pytest.raises(UnreadableAnswerError) as raised:
        parse_assignment(text, NAMES)
    assert raised.value.reason == reason


def test_a_number_of_json_is_looked_up_as_it_is():
    assert parse_assignment('{"Al": 1, "Bob": "1"}', NAMES) == {"Al": "one", "Bob": "one"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Knights: Al, Bob", {"Al": True, "Bob": True}),
        ("Knights: Al\nKnaves: Bob", {"Al": True, "Bob": False}),
        ("The knights are Al and Alice; the knaves are: Bob", {"Al": True, "Alice": True, "Bob": False}),
        ("Al, Alice and Bob are knights.", {"Al": True, "Alice": True, "Bob": True}),
        ("Al is a knight, and Alice and Bob are knaves", {"Al": True, "Alice": False, "Bob": False}),
        ("Knights: Al\nKnaves: none", {"Al": True}),
        ('{"knights": ["Al"], "knaves": ["Bob", "Alice"]}', {"Al": True, "Bob": False, "Alice": False}),
    ],
)
def test_groups_are_read_where_they_may_be(text, found):
    assert parse_assignment(text, ROLES, grouped=True) == found


@pytest.mark.parametrize(
    "text", ["Knights: Al; Bob", "Al, Bob", "Knights: Al\nKnights: Al", "Al and Bob are not knights"]
)
def test_groups_that_leave_someone_out_are_refused(text):
    with pytest.raises(UnreadableAnswerError):
        parse_assignment(text, ROLES, grouped=True)


KEYS = {f"k{number}": number for number in range(9)}


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), st.sampled_from(["red", "blue"]), min_size=1), st.data())
def test_pairs_come_back(pairs, data):
    joint = data.draw(st.sampled_from(["=", ": ", " -> ", " is ", " := "]))
    between = data.draw(st.sampled_from([", ", "\n", "; ", " and ", ", and "]))
    text = between.join(f"{key}{joint}{value}" for key, value in pairs.items())
    assert parse_assignment(text, Reading(KEYS.get, NAMES.value)) == {KEYS[key]: value for key, value in pairs.items()}


@given(st.text("ABal=:,;{}[]\"'|- red\n", max_size=60))
def test_any_text_is_an_assignment_or_unreadable(text):
    try:
        pairs = parse_assignment(text, NAMES)
    except UnreadableAnswerError:
        return
    assert pairs
    assert set(pairs) <= {"Al", "Alice", "Bob"}


@pytest.mark.parametrize("hostile", ["{" * 9000, "Al=" * 3000, " " * 9000 + "x", "|" * 9000, "(" * 9000, "and " * 2500])
def test_hostile_text_takes_no_time(hostile):
    start = time.process_time()
    with pytest.raises(UnreadableAnswerError):
        parse_assignment(hostile, ROLES, grouped=True)
    assert time.process_time() - start < HANG_SECONDS
