"""SandboxFusion's requests and answers without a server: each answer is one execution, or none that can be used."""

import base64

import pytest

from rewardry.sandbox import Ended, Execution, Limits, Program
from rewardry.sandboxes.remote.protocol import UnusableError
from rewardry.sandboxes.remote.sandbox_fusion import COMPILE_SECONDS, SandboxFusion

FINISHED = {"status": "Finished", "return_code": 0, "stdout": "out", "stderr": "err", "execution_time": 0.5}
WRITTEN = {"stdout": b"out", "stderr": b"err", "seconds": 0.5}


def answer(whole="Success", compiled=None, files=None, **run):
    """What a server answers, with changes to how the program ended; a member that is ... is left out."""
    result = {name: value for name, value in {**FINISHED, **run}.items() if value is not ...}
    return {"status": whole, "message": "", "compile_result": compiled, "run_result": result, "files": files or {}}


def ran(given, program=None):
    return SandboxFusion().run(program or Program("python", "text"), lambda *asked: given)


# ---- what is asked --------------------------------------------------------------------------------------------------


def asked(program):
    found = []

    def ask(*given):
        found.append(given)
        return answer()

    SandboxFusion().run(program, ask)
    [(path, content, seconds)] = found
    return path, content, seconds


def test_a_request_holds_the_program_its_input_and_its_limits():
    limits = Limits(seconds=1.5, memory_mb=99)
    files = {"a": b"\0\xff", "b": b""}
    program = Program("javascript", "text\u2603", "in\u2603".encode(), files=files, collect=("x", "y"), limits=limits)
    path, content, seconds = asked(program)
    assert path == "/run_code"
    assert content == {
        "language": "nodejs",
        "code": "text\u2603",
        "stdin": "in\u2603",
        "run_timeout": 1.5,
        "compile_timeout": COMPILE_SECONDS,
        "memory_limit_MB": 99,
        "files": {"a": "AP8=", "b": ""},
        "fetch_files": ["x", "y"],
    }
    assert seconds == 1.5 + COMPILE_SECONDS, "both may take as long as they may"


@pytest.mark.parametrize("language", ["bash", "cpp", "go", "java", "javascript", "python", "rust"])
def test_a_language_goes_by_the_name_that_the_service_has_for_it(language):
    assert asked(Program(language, ""))[1]["language"] == {"javascript": "nodejs"}.get(language, language)
    assert SandboxFusion().refusal(Program(language, "")) is None


def test_what_the_service_lacks_is_refused():
    assert "no language 'c'; it has bash, cpp" in SandboxFusion().refusal(Program("c", ""))
    assert "no arguments" in SandboxFusion().refusal(Program("python", "", arguments=("a",)))


def test_an_input_that_is_no_text_is_never_sent():
    with pytest.raises(UnusableError, match="standard input is no UTF-8"):
        asked(Program("python", "", b"\xff"))


# ---- what is answered -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({}, Execution(Ended.EXITED, 0, **WRITTEN)),
        ({"whole": "Failed", "return_code": 1}, Execution(Ended.EXITED, 1, **WRITTEN)),
        ({"return_code": 255}, Execution(Ended.EXITED, 255, **WRITTEN)),
        ({"return_code": -11}, Execution(Ended.SIGNALLED, signal=11, **WRITTEN)),
        ({"return_code": 139}, Execution(Ended.SIGNALLED, signal=11, **WRITTEN)),
        ({"return_code": 137}, Execution(Ended.SIGNALLED, signal=9, **WRITTEN)),
        ({"return_code": 134}, Execution(Ended.SIGNALLED, signal=6, **WRITTEN)),
        ({"return_code": 128}, Execution(Ended.EXITED, 128, **WRITTEN)),
        ({"return_code": 130}, Execution(Ended.EXITED, 130, **WRITTEN)),
        ({"return_code": 11}, Execution(Ended.EXITED, 11, **WRITTEN)),
        ({"status": "TimeLimitExceeded", "return_code": None}, Execution(Ended.TIME, **WRITTEN)),
        ({"status": "TimeLimitExceeded", "return_code": 0}, Execution(Ended.TIME, **WRITTEN)),
        ({"stdout": None, "stderr": ...}, Execution(Ended.EXITED, 0, seconds=0.5)),
        ({"execution_time": None}, Execution(Ended.EXITED, 0, stdout=b"out", stderr=b"err")),
    ],
)
def test_an_answer_is_an_execution(told, ended):
    assert ran(answer(**told)) == ended


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (None, "'status' is None"),
        ([], "'status' is None"),
        ({}, "'status' is None"),
        ({"status": 7}, "'status' is 7"),
        ({"status": "SandboxError", "message": "no disk"}, "the sandbox failed: no disk"),
        ({"status": "SandboxError"}, "the sandbox failed: no reason given"),
        ({"status": "success"}, "the sandbox failed"),
        ({"status": "Success"}, "'run_result' is None"),
        ({"status": "Success", "run_result": []}, "'run_result' is"),
        (answer(return_code=None), "'return_code' is None"),
        (answer(return_code="0"), "'return_code' is '0'"),
        (answer(return_code=True), "'return_code' is True"),
        (answer(return_code=0.0), "'return_code' is 0.0"),
        ({**answer(), "message": 7, "status": "SandboxError"}, "'message' is 7"),
        (answer(stdout=["out"]), "'stdout' is"),
        (answer(execution_time="fast"), "'execution_time' is 'fast'"),
        (answer(execution_time=-1), "'execution_time' is -1"),
        ({**answer(), "files": ["a"]}, "'files' is"),
        ({**answer(), "compile_result": "ok"}, "'compile_result' is 'ok'"),
    ],
)
def test_what_is_no_answer_is_none_and_says_which_part(told, why):
    with pytest.raises(UnusableError, match=why):
        ran(told)


def test_a_run_that_the_service_calls_an_error_is_its_own():
    told = {**answer(), "run_result": {**FINISHED, "status": "Error", "stderr": "no cgroup"}}
    with pytest.raises(UnusableError, match="the sandbox failed: b'no cgroup'"):
        ran(told)


# ---- compiling ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("compiled", "ended"),
    [
        ({**FINISHED, "return_code": 1}, Execution(Ended.EXITED, 1, **WRITTEN)),
        ({**FINISHED, "status": "TimeLimitExceeded", "return_code": None}, Execution(Ended.TIME, **WRITTEN)),
        ({**FINISHED, "return_code": -9}, Execution(Ended.SIGNALLED, signal=9, **WRITTEN)),
    ],
)
def test_a_program_that_does_not_compile_ended_there(compiled, ended):
    told = {**answer("Failed", compiled), "run_result": None}
    assert ran(told, Program("cpp", "text")) == ended


def test_after_compiling_it_is_the_run_that_counts():
    assert ran(answer("Failed", {**FINISHED, "stdout": "warning"}, return_code=3)).exit_code == 3


# ---- files ----------------------------------------------------------------------------------------------------------


def encoded(data):
    return base64.b64encode(data).decode()


def test_only_files_that_were_asked_for_come_back_and_none_that_is_too_large():
    program = Program("python", "", collect=("a", "b", "c", "none"), limits=Limits(output_bytes=4))
    files = {"a": encoded(b"\0\xff12"), "b": encoded(b"12345"), "c": None, "x": encoded(b"1")}
    assert ran(answer(files=files), program).files == {"a": b"\0\xff12"}


@pytest.mark.parametrize("text", ["*", "AP8", "AP8=\n", "A P8=", "\u00e9\u00e9\u00e9\u00e9"], ids=ascii)
def test_a_file_that_is_no_base64_is_no_answer(text):
    with pytest.raises(UnusableError, match="the file 'a' of the answer is no base64"):
        ran(answer(files={"a": text}), Program("python", "", collect=("a",)))


# ---- a service that is asked what it can do -------------------------------------------------------------------------


def test_a_service_that_runs_a_program_rightly_has_all_its_languages():
    found = SandboxFusion().languages(lambda *asked: answer(stdout="42\n"))
    assert sorted(found) == ["bash", "cpp", "go", "java", "javascript", "python", "rust"]


@pytest.mark.parametrize("stdout", ["", "41\n", "42\n42\n", None])
def test_a_service_that_runs_it_wrongly_is_none(stdout):
    with pytest.raises(UnusableError, match="a program that prints 42 printed"):
        SandboxFusion().languages(lambda *asked: answer(stdout=stdout))
