"""Programs in, verdicts out: the protocol, the outcomes, the sandbox's places."""

import threading

import pytest

from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError
from rewardry.types import Sample

SUM = "print(sum(map(int, input().split())))"


# ---- stdio in each language ---------------------------------------------------------------------------------------

PROGRAMS = {
    "python": SUM,
    "javascript": "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a + b)",
    "bash": "read a b; echo $((a + b))",
    "c": '#include <stdio.h>\nint main(){int a,b;scanf("%d %d",&a,&b);printf("%d\\n",a+b);}',
    "cpp": "#include <iostream>\nint main(){int a,b;std::cin>>a>>b;if(auto s=a+b;true)std::cout<<s<<'\\n';}",
}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_program_in_each_language(judged, stdio, language):
    reference = stdio(("2 3\n", "5\n"), ("10 -4\n", "6\n"), language=language)
    assert judged(PROGRAMS[language], reference).status == "correct"
    wrong = judged(PROGRAMS[language].replace("a+b", "a-b").replace("a + b", "a - b").replace("sum", "max"), reference)
    assert (wrong.status, wrong.reason, wrong.score) == ("incorrect", "wrong-answer", 0.0)


@pytest.mark.parametrize("language", ["c", "cpp"])
def test_what_does_not_compile_fails_each_test(judged, stdio, language):
    found = judged("int main(){", stdio(("1", "1"), ("2", "2"), language=language))
    assert (found.status, found.score, found.reason) == ("incorrect", 0.0, "compile-error")
    assert found.details["outcomes"] == ["CE", "CE"]
    assert found.details["first_failure"] == {"test": 0, "outcome": "CE"}


def test_identical_programs_are_compiled_once(runtime, verdicts, stdio):
    reference = stdio(*[(f"{i} 1\n", f"{i + 1}\n") for i in range(4)], language="c")
    program = "```c\n// once\n" + PROGRAMS["c"] + "\n```"
    from_sandbox = {"parallel": 3}
    found = verdicts([(program, reference)] * 5, sandbox=from_sandbox)
    found += verdicts([(program, reference)] * 2, sandbox=from_sandbox)
    assert [verdict.details["outcomes"] for verdict in found] == [["AC"] * 4] * 7
    [live] = [live for key, live in runtime._sandboxes.items() if '"parallel":3' in key[1]]
    assert live.compiled == 1


# ---- the protocol -------------------------------------------------------------------------------------------------


def test_expected_values_never_enter_the_sandbox(live, judged, stdio, function):
    judged(SUM, stdio(("2 3\n", "5318008\n"), checker="tokens"))
    judged("def f(a): return a", function(([1], {"secret": 5318008})))
    assert len(live.given) == 2
    assert "5318008" not in repr(live.given)
    assert "secret" not in repr(live.given)


def test_each_test_has_a_process_of_its_own(live, judged, stdio):
    judged(SUM, stdio(("2 3\n", "5"), ("2 4\n", "6"), ("2 5\n", "7")))
    assert sorted(program.stdin for program in live.given) == [b"2 3\n", b"2 4\n", b"2 5\n"]


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("", "WA"),
        ("import sys\nsys.exit(0)", "WA"),
        ("print('All tests passed', 'AC', 'PASSED', '1.0')", "WA"),
        ("import os\nos._exit(0)", "WA"),
        (f"{SUM}\nraise SystemExit(1)", "RE"),
        (f"{SUM}\nimport os\nos.abort()", "RE"),
        (f"{SUM}\nprint(6)", "WA"),
        ("print(5, end='')\nprint(0)", "WA"),
        ("print('x' * 2_000_000)", "OLE"),
        ("import sys\nsys.stderr.write('x' * 2_000_000)", "OLE"),
        ("while True: pass", "TLE"),
    ],
)
def test_only_the_right_output_passes(judged, stdio, program, outcome):
    found = judged(program, stdio(("2 3\n", "5\n"), time_limit_s=1 if outcome == "TLE" else 60))
    assert (found.status, found.details["outcomes"]) == ("incorrect", [outcome])


def test_the_time_limit_is_the_references_or_else_the_verifiers(live, judged, stdio):
    judged(SUM, stdio(("1 1", "2"), time_limit_s=3))
    judged(SUM, stdio(("1 1", "2")), time_limit_s=7)
    judged(SUM, stdio(("1 1", "2")), memory_mb=99)
    assert [program.limits.seconds for program in live.given] == [3.0, 7.0, 5.0]
    assert live.given[-1].limits.memory_mb == 99


def test_all_tests_of_a_program_share_a_time(live, judged, stdio):
    tests = [("", "")] * 6
    found = judged("while True: pass", stdio(*tests, time_limit_s=600), total_limit_s=1)
    assert (found.status, found.details["outcomes"]) == ("incorrect", ["TLE"] * 6)
    assert len(live.given) <= live.capabilities().parallel
    assert all(program.limits.seconds <= 1 for program in live.given)
    assert judged(SUM, stdio(("2 3", "5"), ("1 1", "2")), total_limit_s=600).status == "correct"


def test_the_score_is_the_share_of_tests_passed(judged, stdio):
    found = judged("print(5)", stdio(("2 3", "5"), ("1 1", "2"), ("1 4", "5"), ("0 0", "0")))
    assert (found.status, found.score) == ("incorrect", 0.5)
    assert found.details["outcomes"] == ["AC", "WA", "AC", "WA"]
    assert found.extracted == "print(5)\n"


def test_tests_may_stop_at_the_first_failure(live, judged, stdio):
    reference = stdio(("2 3", "5"), ("1 1", "2"), ("1 4", "5"), ("0 0", "0"))
    found = judged("print(5)", reference, stop_at_first_failure=True)
    assert (found.status, found.score) == ("incorrect", 0.25)
    assert found.details["outcomes"] == ["AC", "WA"]
    assert len(live.given) == 2
    assert judged(SUM, reference, stop_at_first_failure=True).status == "correct"


# ---- what is not run ----------------------------------------------------------------------------------------------


def test_no_block_is_no_answer(live, verdicts, stdio):
    [found] = verdicts([("print(5)", stdio(("1", "1")))])
    assert (found.status, found.score, found.reason) == ("incorrect", 0.0, "no-answer")
    assert not live.given


def test_an_optional_fence(verdicts, stdio):
    [found] = verdicts([(SUM, stdio(("1 1", "2")))], fence="optional")
    assert found.status == "correct"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        (None, "no-reference"),
        ("", "reference-unparseable"),
        ({}, "reference-unparseable"),
        ({"mode": "stdio", "language": "python", "tests": {"inputs": [], "outputs": []}}, "no-tests"),
        ({"mode": "asserts", "language": "python", "entry_point": "f", "tests": ""}, "no-tests"),
        ({"mode": "asserts", "language": "python", "entry_point": "f", "tests": "assert f()"}, "needs-trust"),
        ({"mode": "stdio", "language": "rust", "tests": {"inputs": ["1"], "outputs": ["1"]}}, "needs-toolchain"),
    ],
)
def test_what_cannot_be_decided_abstains(live, verdicts, reference, reason):
    [found] = verdicts([("```\nx\n```", reference)])
    assert (found.status, found.score, found.reason) == ("abstain", None, reason)
    assert not live.given


def test_asserts_say_what_lets_them_run(verdicts, asserts):
    [found] = verdicts([("```\nx\n```", asserts("assert f()"))])
    assert "trust=cooperative" in found.details["why"]


def test_a_missing_toolchain_says_what_there_is(verdicts, stdio):
    [found] = verdicts([("```\nx\n```", stdio(("1", "1"), language="rs"))])
    assert found.details["why"] == "the sandbox has no toolchain for rust; it has bash, c, cpp, javascript, python"


# ---- sandboxes that are not fit, or fail --------------------------------------------------------------------------


def test_a_sandbox_that_keeps_nothing_in_is_refused(code):
    with Runtime("inline") as runtime:
        with pytest.raises(ConfigError, match=r"takes programs that mean no harm only.*trust=cooperative"):
            runtime.open(code({"takes": "cooperative"}))
        runtime.open(code({"takes": "cooperative"}, trust="cooperative"))


@pytest.mark.parametrize("stop", [True, False])
def test_a_sandbox_that_fails_is_an_error_and_no_number(verdicts, stdio, stop):
    found = verdicts([("```\nx\n```", stdio(("1", "1")))], sandbox={"broken": True}, stop_at_first_failure=stop)[0]
    assert (found.status, found.score, found.reason) == ("error", None, "sandbox-fault")
    assert found.details["error"] == "the engine stopped; start it again"


class Failing:
    """A live sandbox that raises, which none should; and is well again the third time."""

    def __init__(self, live):
        self._live = live
        self.asked = 0

    def capabilities(self):
        return self._live.capabilities()

    def run(self, program):
        self.asked += 1
        if self.asked < 3:
            raise OSError("no disk")
        return self._live.run(program)

    def compile(self, program):
        self.asked += 1
        if self.asked < 3:
            raise OSError("no disk")
        return self._live.compile(program)


@pytest.mark.parametrize("language", ["python", "c"])
def test_a_sandbox_that_raises_is_an_error_and_the_next_row_is_judged(live, code, stdio, language):
    from rewardry.verifiers.code.judge import OpenCode

    opened = OpenCode(code(), Failing(live))
    sample = Sample(
        completion=f"```{language}\n{PROGRAMS[language]}\n```", reference=stdio(("1 1", "2"), language=language)
    )
    found = [opened.verify([sample])[0] for _ in range(3)]
    opened.close()
    assert [verdict.status for verdict in found] == ["error", "error", "correct"]
    assert "no disk" in found[0].details["error"]


# ---- at once ------------------------------------------------------------------------------------------------------


def test_a_batch_uses_the_sandboxs_places_and_no_more(runtime, verdicts, stdio):
    reference = stdio(("1 1", "2"), ("1 2", "3"), language="bash")
    sleeping = "```\nread a b; sleep 0.3; echo $((a + b))\n```"
    found = verdicts([(sleeping, reference)] * 6, sandbox={"parallel": 5})
    assert [verdict.status for verdict in found] == ["correct"] * 6
    [live] = [live for key, live in runtime._sandboxes.items() if '"parallel":5' in key[1]]
    assert live.most == 5


def test_threads_share_an_open_verifier(verdicts, stdio):
    results = {}

    def judge(i):
        results[i] = verdicts(
            [(f"```\necho {i}\n```", stdio(("", f"{i}\n"), ("", "x"), language="bash"))], sandbox={"parallel": 4}
        )[0]

    threads = [threading.Thread(target=judge, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[i].score for i in range(8)] == [0.5] * 8


def test_what_is_interrupted_leaves_no_runs_in_the_queue(live, code, stdio, monkeypatch):
    from rewardry.verifiers.code import judge

    opened = judge.OpenCode(code(), live)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(judge, "verdict_of", interrupted)
    slow = stdio(*[("", "")] * 50)
    quick = Sample(completion="```\n1\n```", reference=stdio(("", "")))
    with pytest.raises(KeyboardInterrupt):
        opened.verify([quick, Sample(completion="```\nimport time\ntime.sleep(0.2)\n```", reference=slow)])
    opened.close()
    assert len(live.given) < 30
