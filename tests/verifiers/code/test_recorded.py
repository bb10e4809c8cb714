"""Asserts become calls with recorded results."""

import pytest

from rewardry.component import UnreadableReferenceError
from rewardry.verifiers.code.recorded import NotRecordedError, record_calls
from rewardry.verifiers.code.references import read_reference

SOLUTION = "def f(a, b=0):\n    if isinstance(a, list):\n        a.append(1)\n    return (a, b)"


def test_calls_are_recorded_with_their_arguments_as_they_were(live, asserts):
    reference = asserts("assert f(1) == (1, 0)\nassert f([2], 3)[0] == [2, 1]\nprint(f(1))")
    found = record_calls(reference, SOLUTION, live)
    assert found["mode"] == "function"
    assert found["tests"] == {"inputs": [[1], [[2], 3]], "outputs": [[1, 0], [[2, 1], 3]]}
    assert read_reference(found).tests == 2


def test_what_is_recorded_judges_programs_without_trust(live, judged, asserts):
    tests = "def check(candidate):\n    for i in range(4):\n        assert candidate(i) == i * i\n"
    found = record_calls(asserts(tests), "def f(n): return n * n", live)
    assert judged("def f(n): return n ** 2", found).status == "correct"
    assert judged("def f(n): return n + n", found).score == 0.5


def test_calls_of_javascript_are_recorded(live, judged, asserts):
    tests = "const test = () => { for (const n of [1, 2]) console.assert(f([n]).x === n) }\ntest()"
    found = record_calls(asserts(tests, "javascript"), "const f = ([x]) => ({ x })", live)
    assert found["tests"] == {"inputs": [[[1]], [[2]]], "outputs": [{"x": 1}, {"x": 2}]}
    assert judged("function f(a) { return { x: a[0] } }", found).status == "correct"


@pytest.mark.parametrize(
    ("tests", "solution"),
    [
        ("assert f(f(3)) == 3", "def f(n): return n if n == 0 or n == 3 else f(n - 1)"),
        ("assert f(3) == 3\nassert f(n=4) == 4\nassert f({1}) == {1}\nassert f(5j) == 5j", "def f(n): return n"),
    ],
)
def test_calls_of_its_own_by_name_or_of_other_values_are_left_out(live, asserts, tests, solution):
    assert record_calls(asserts(tests), solution, live)["tests"] == {"inputs": [[3]], "outputs": [3]}


def test_so_many_calls_are_kept(live, asserts):
    found = record_calls(asserts("for i in range(50): assert f(i) == i"), "def f(n): return n", live, most=7)
    assert found["tests"]["outputs"] == list(range(7))


@pytest.mark.parametrize(
    ("tests", "solution", "why"),
    [
        ("assert f(1) == 2", "def f(n): return n", "the solution fails the asserts"),
        ("assert f(1) == 2", "def g(n): return n", "the solution fails the asserts: RE"),
        ("assert True", "def f(n): return n", "no call whose arguments and result are JSON"),
        ("assert next(f(1)) == 1", "def f(n): yield n", "no call whose arguments and result are JSON"),
    ],
)
def test_what_cannot_be_recorded_says_why(live, asserts, tests, solution, why):
    with pytest.raises(NotRecordedError, match=why):
        record_calls(asserts(tests), solution, live)


def test_only_asserts_are_recorded(live, function):
    with pytest.raises(UnreadableReferenceError, match="`mode` is 'function'; only asserts are recorded"):
        record_calls(function(([1], 1)), "f = abs", live)
