"""From a test to what the sandbox is given, and from what a program wrote to what came of the test."""

import json

import pytest

from rewardry.sandbox import Ended, Execution, Limits
from rewardry.verifiers.code.harnesses import FILES, SOURCES
from rewardry.verifiers.code.outcomes import Outcome
from rewardry.verifiers.code.references import read_reference
from rewardry.verifiers.code.runs import request_of_asserts, run_of

LIMITS = Limits(seconds=3, memory_mb=77)


def run(reference, test=0, source="the program"):
    return run_of(read_reference(reference), test, source, LIMITS)


def outcome(made, stdout, **ended):
    return made.judge(Execution(**{"ended": Ended.EXITED, "exit_code": 0, "stdout": stdout, **ended})).outcome


ENDS = [
    ({"exit_code": 1}, Outcome.RE),
    ({"ended": Ended.SIGNALLED, "exit_code": None, "signal": 9}, Outcome.RE),
    ({"ended": Ended.TIME, "exit_code": None}, Outcome.TLE),
    ({"ended": Ended.MEMORY, "exit_code": None}, Outcome.MLE),
    ({"ended": Ended.OUTPUT, "exit_code": None}, Outcome.OLE),
    ({"ended": Ended.FAULT, "exit_code": None, "fault": "no slot"}, Outcome.INFRA),
]


# ---- stdio ----------------------------------------------------------------------------------------------------------


def test_a_program_is_given_the_input_of_its_test_alone(stdio):
    reference = stdio(("one", "1"), ("two \u2603", "2"))
    for test, given in enumerate(("one", "two \u2603")):
        program = run(reference, test).program
        assert (program.language, program.source) == ("python", "the program")
        assert (program.stdin, program.limits) == (given.encode(), LIMITS)
        assert (program.arguments, dict(program.files), program.collect) == ((), {}, ())


def test_each_test_is_judged_by_its_own_output(stdio):
    reference = stdio(("", "1"), ("", "2"))
    assert [outcome(run(reference, test), b"2\n") for test in (0, 1)] == [Outcome.WA, Outcome.AC]


@pytest.mark.parametrize(("ended", "came"), ENDS)
@pytest.mark.parametrize("mode", ["stdio", "function", "asserts"])
def test_a_right_answer_of_a_program_that_did_not_end_well_is_none(stdio, function, asserts, mode, ended, came):
    made = run({"stdio": stdio(("", "1")), "function": function(([], 1)), "asserts": asserts("assert f()")}[mode])
    right = json.loads(made.program.stdin)["nonce"].encode() if mode == "asserts" else b"1"
    assert outcome(made, right) is Outcome.AC
    assert outcome(made, right, **ended) is came


# ---- functions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_function_is_called_by_the_harness_of_its_language_beside_the_program(function, language):
    program = run(function(([1, "\u2603"], 5318008), language=language)).program
    assert program.source == SOURCES[language]
    assert dict(program.files) == {FILES[language]: b"the program"}
    assert program.arguments == ("function",)
    asked = json.loads(program.stdin)
    assert (asked["entry_point"], asked["arguments"]) == ("f", [1, "\u2603"])
    assert b"5318008" not in program.stdin


@pytest.mark.parametrize(
    ("text", "came"),
    [
        (b"[1, 2]", Outcome.AC),
        (b" [1,2]\n", Outcome.AC),
        (b"[1.0, 2]", Outcome.AC),
        (b"[2, 1]", Outcome.WA),
        (b"[1, 2] [1, 2]", Outcome.WA),
        (b"[true, 2]", Outcome.WA),
        (b'"[1, 2]"', Outcome.WA),
        (b"(1, 2)", Outcome.WA),
        (b"", Outcome.WA),
        (b"\xff", Outcome.WA),
        (b"[" * 100_000, Outcome.WA),
    ],
    ids=lambda given: str(given)[:20],
)
def test_a_result_is_one_value_and_nothing_else(function, text, came):
    assert outcome(run(function(([], [1, 2]))), text) is came


def test_what_javascript_writes_before_the_mark_is_not_the_result(function):
    made = run(function(([], 7), language="javascript"))
    mark = json.loads(made.program.stdin)["mark"].encode()
    assert len(mark) >= 16
    assert outcome(made, mark + b"7") is Outcome.AC
    assert outcome(made, b"8\n" + mark + b"7") is Outcome.AC
    assert outcome(made, mark + b"8" + mark + b"7") is Outcome.AC
    assert outcome(made, b"7") is Outcome.WA
    assert outcome(made, mark + b"7" + mark + b"8") is Outcome.WA
    assert outcome(made, mark + b"7 ") is Outcome.AC
    assert outcome(made, mark) is Outcome.WA


def test_no_two_runs_have_the_same_mark_or_nonce(function, asserts):
    made = [run(function(([], 7), language="javascript")) for _ in range(20)]
    made += [run(asserts("assert f()")) for _ in range(20)]
    secrets = [asked.get("mark") or asked["nonce"] for asked in (json.loads(one.program.stdin) for one in made)]
    assert len(set(secrets)) == 40


# ---- asserts --------------------------------------------------------------------------------------------------------


def test_asserts_pass_only_where_their_nonce_stands_at_the_very_end(asserts):
    made = run(asserts("assert f()"))
    nonce = json.loads(made.program.stdin)["nonce"].encode()
    assert made.program.arguments == ("asserts",)
    assert outcome(made, nonce) is Outcome.AC
    assert outcome(made, b"said before\n" + nonce) is Outcome.AC
    assert outcome(made, nonce + b"\n") is Outcome.WA
    assert outcome(made, nonce[:-1]) is Outcome.WA
    assert outcome(made, b"") is Outcome.WA


@pytest.mark.parametrize(
    ("tests", "called"),
    [
        ("def check(candidate):\n    assert candidate(1)", True),
        ("METADATA = {}\n\n\ndef check(candidate):\n    assert candidate(1)\n", True),
        ("def check(candidate):\n    assert candidate(1)\n\ncheck(f)", False),
        ("def check(candidate):\n    assert candidate(1)\n\nrun = check", False),
        ("assert f(1)", False),
        ("def other(candidate):\n    assert candidate(1)", False),
        ("class A:\n    def check(self): pass", False),
        ("def check(", False),
        ("\0", False),
        ("(" * 5000, False),
        ("# def check(candidate): pass", False),
    ],
    ids=range(11),
)
def test_a_check_that_nobody_calls_is_called_as_humaneval_does(asserts, tests, called):
    asked = request_of_asserts(read_reference(asserts(tests)), "nonce")
    assert asked["call"] == ("check" if called else "")
    assert (asked["tests"], asked["nonce"], asked["record"]) == (tests, "nonce", False)


def test_a_check_of_javascript_is_left_to_its_text(asserts):
    reference = read_reference(asserts("def check(candidate):\n    pass", language="javascript"))
    assert request_of_asserts(reference, "nonce", record=True)["call"] == ""
    assert request_of_asserts(reference, "nonce", record=True)["record"] is True
