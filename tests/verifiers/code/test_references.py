"""References of code are read as they are documented, or refused with the reason."""

import json

import pytest

from rewardry.component import UnreadableReferenceError
from rewardry.sandbox import Limits
from rewardry.verifiers.code.references import NoTestsError, language_of, read_reference
from rewardry.verifiers.code.runs import run_of
from rewardry.verifiers.code.values import read_value

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
        (
            {"mode": "function", "entry_point": "f", "tests": {"inputs": [[10**5000]], "outputs": [1]}},
            "a value of mode function: a whole number of 16610 bits; up to 14000",
        ),
        (
            {"mode": "function", "entry_point": "f", "tests": {"inputs": [[1]], "outputs": [{"a": 10**5000}]}},
            "16610 bits",
        ),
        ({"mode": "function", "entry_point": "f", "tests": {"inputs": [[1]], "outputs": [{1: 2}]}}, "is no JSON value"),
        ({"mode": "function", "entry_point": "f", "tests": {"inputs": [[b"a"]], "outputs": [1]}}, "bytes"),
        ({"checker": {"floats": {"abs": 10**400}}}, "it must be a finite number"),
        ({"checker": "program"}, "the checker program needs its text"),
        ({"time_limit_s": 3600.5}, "up to 3600"),
        ({"time_limit_s": -1}, "`time_limit_s` is -1"),
        ({"time_limit_s": float("inf")}, "`time_limit_s` is inf"),
        ({"tests": {"inputs": "ab", "outputs": "ab"}}, "are lists"),
        ({"mode": "asserts", "entry_point": "f"}, "`tests` of mode asserts is the text of a program"),
    ],
)
def test_what_cannot_be_read_says_why(change, why):
    with pytest.raises(UnreadableReferenceError, match=why):
        read_reference({**STDIO, **change})


@pytest.mark.parametrize("seconds", [0.001, 5, 3600])
def test_a_time_limit_is_taken_as_seconds(seconds):
    assert read_reference({**STDIO, "time_limit_s": seconds}).time_limit_s == seconds
    assert read_reference({**STDIO, "time_limit_s": None}).time_limit_s is None


def test_the_largest_whole_number_goes_to_the_program_as_it_is():
    large = 2**14_000 - 1
    task = read_reference({**FUNCTION, "tests": {"inputs": [[large]], "outputs": [-large]}})
    asked = json.loads(run_of(task, 0, "", Limits()).program.stdin)
    assert asked["arguments"] == [large]
    assert read_value(json.dumps(task.outputs[0]).encode()) == -large


@pytest.mark.parametrize("reference", ["", "{", "[]", "5", 5, [], None, "[" * 100_000])
def test_what_is_no_object_is_refused(reference):
    with pytest.raises(UnreadableReferenceError, match="the reference is"):
        read_reference(reference)


@pytest.mark.parametrize("reference", [{**STDIO, "tests": {"inputs": [], "outputs": []}}, {**ASSERTS, "tests": " \n"}])
def test_a_reference_without_tests_is_told_apart(reference):
    with pytest.raises(NoTestsError):
        read_reference(reference)


@pytest.mark.parametrize("entry_point", ["$f", "a$b", "1f", "f g", "", "f.g", 5, ["f"], None])
def test_a_name_of_python_holds_no_sign_that_python_does_not_know(entry_point):
    with pytest.raises(UnreadableReferenceError, match="`entry_point` is"):
        read_reference({**FUNCTION, "entry_point": entry_point})


@pytest.mark.parametrize("entry_point", ["f", "_f1", "\u03bb", "is_prime"])
def test_a_name_of_a_function_is_taken_as_it_stands(entry_point):
    assert read_reference({**FUNCTION, "entry_point": entry_point}).entry_point == entry_point


def test_a_program_from_input_to_output_has_no_entry_point():
    assert read_reference({**STDIO, "entry_point": 5}).entry_point == ""


@pytest.mark.parametrize(("given", "found"), [("print(1)", "print(1)"), ("", ""), (None, None), (["print(1)"], None)])
def test_a_solution_is_a_text(given, found):
    assert read_reference({**STDIO, "solution": given}).solution == found


def test_half_of_a_character_goes_in_and_out_as_bytes():
    task = read_reference({**STDIO, "tests": {"inputs": ["a\ud800"], "outputs": ["\udfff"]}})
    assert (task.inputs, task.outputs) == ((b"a\xed\xa0\x80",), (b"\xed\xbf\xbf",))


def test_a_reference_that_is_read_is_not_changed_by_what_is_done_to_its_row():
    row = {**FUNCTION, "tests": {"inputs": [[[1]]], "outputs": [[2]]}}
    task = read_reference(row)
    row["tests"]["inputs"][0][0].append(9)
    row["tests"]["outputs"][0].append(9)
    assert (task.inputs, task.outputs) == (([[1]],), ([2],))
