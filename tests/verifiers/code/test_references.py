"""References of code are read as they are documented, or refused with the reason."""

import json

import pytest

from rewardry.component import UnreadableReferenceError
from rewardry.verifiers.code.references import NoTestsError, language_of, read_reference

STDIO = {"mode": "stdio", "language": "python", "tests": {"inputs": ["1\n"], "outputs": ["2\n"]}}
FUNCTION = {**STDIO, "mode": "function", "entry_point": "f", "tests": {"inputs": [[1, (2, 3)]], "outputs": [(1,)]}}
ASSERTS = {**STDIO, "mode": "asserts", "entry_point": "f", "tests": "assert f() == 1"}


def test_stdio():
    task = read_reference(STDIO)
    assert (task.mode, task.language, task.inputs, task.outputs) == ("stdio", "python", (b"1\n",), (b"2\n",))
    assert (task.checker.name, task.time_limit_s, task.tests) == ("lines", None, 1)


def test_function():
    task = read_reference({**FUNCTION, "checker": "unordered", "time_limit_s": 2})
    assert (task.entry_point, task.inputs, task.outputs) == ("f", ([1, [2, 3]],), ([1],))
    assert (task.checker.name, task.time_limit_s) == ("unordered", 2.0)


def test_asserts():
    task = read_reference(ASSERTS)
    assert (task.asserts, task.tests) == ("assert f() == 1", 1)


def test_a_reference_may_be_json_text():
    assert read_reference(json.dumps(STDIO)) == read_reference(STDIO)


@pytest.mark.parametrize(
    ("name", "language"), [("py", "python"), ("Node", "javascript"), ("c++", "cpp"), ("sh", "bash")]
)
def test_aliases_of_languages(name, language):
    assert language_of({"language": name}) == language


def test_javascript_names_may_hold_a_dollar():
    assert read_reference({**FUNCTION, "language": "js", "entry_point": "$f"}).entry_point == "$f"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"mode": "tests"}, "`mode` is 'tests'; write one of stdio, function, asserts"),
        ({"mode": None}, "`mode` is None"),
        ({"language": "cobol"}, "`language` is 'cobol'"),
        ({"language": None}, "`language` is None"),
        ({"checker": "tokns"}, "Did you mean 'tokens'"),
        ({"checker": {"program": "x"}, "mode": "function", "entry_point": "f"}, "a checker program compares outputs"),
        ({"time_limit_s": 0}, "`time_limit_s` is 0"),
        ({"time_limit_s": "5"}, "`time_limit_s` is '5'"),
        ({"time_limit_s": float("nan")}, "`time_limit_s` is nan"),
        ({"time_limit_s": True}, "`time_limit_s` is True"),
        ({"time_limit_s": 1e9}, "up to 3600"),
        ({"tests": None}, "`tests` is no object with inputs and outputs"),
        ({"tests": {"inputs": ["1"]}}, "are lists"),
        ({"tests": {"inputs": ["1"], "outputs": []}}, "there are 1 inputs and 0 outputs"),
        ({"tests": {"inputs": [1], "outputs": ["1"]}}, "inputs and outputs of mode stdio are texts, not int"),
        ({"mode": "function"}, "`entry_point` is None"),
        ({"mode": "function", "entry_point": "f()"}, r"`entry_point` is 'f\(\)'"),
        ({"mode": "function", "entry_point": "f", "language": "c"}, "mode function is for javascript and python"),
        ({"mode": "function", "entry_point": "f", "tests": {"inputs": [1], "outputs": [1]}}, "is a list of arguments"),
        ({"mode": "function", "entry_point": "f", "tests": {"inputs": [[float("nan")]], "outputs": [1]}}, "nan"),
        ({"mode": "asserts", "entry_point": "f"}, "`tests` of mode asserts is the text of a program"),
    ],
)
def test_what_cannot_be_read_says_why(change, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        read_reference({**STDIO, **change})


@pytest.mark.parametrize("reference", ["", "{", "[]", "5", 5, [], None, "[" * 100_000])
def test_what_is_no_object_is_refused(reference):
    with pytest.raises(UnreadableReferenceError, match="the reference is"):
        read_reference(reference)


@pytest.mark.parametrize("reference", [{**STDIO, "tests": {"inputs": [], "outputs": []}}, {**ASSERTS, "tests": " \n"}])
def test_a_reference_without_tests_is_told_apart(reference):
    with pytest.raises(NoTestsError):
        read_reference(reference)
