"""What only SandboxFusion's protocol has."""

import base64

import pytest

from rewardry.sandbox import Ended, Limits, Program


@pytest.fixture
def protocol():
    return "sandboxfusion"


def finished(**result):
    return {"status": "Finished", "return_code": 0, "stdout": "", "stderr": "", "execution_time": 0.1, **result}


def test_files_come_back_if_they_are_not_too_large(opened):
    text = "open('a', 'wb').write(b'\\xff'); open('large', 'w').write('x' * 11)"
    done = opened().run(Program("python", text, collect=("a", "large", "none"), limits=Limits(output_bytes=10)))
    assert done.files == {"a": b"\xff"}


def test_a_file_that_is_no_base64_is_a_fault(opened, service):
    sandbox = opened()
    service.faults[:] = [lambda right: {**right, "files": {"a": "%%"}}] * 2
    done = sandbox.run(Program("python", "", collect=("a",)))
    assert done.ended is Ended.FAULT
    assert "'a'" in done.fault
    assert base64.b64decode("") == b""


@pytest.mark.parametrize(
    ("compiled", "ended", "code"),
    [
        (finished(return_code=1, stderr="error"), Ended.EXITED, 1),
        ({**finished(), "status": "TimeLimitExceeded", "return_code": None}, Ended.TIME, None),
    ],
)
def test_what_does_not_compile_ended_there(opened, service, compiled, ended, code):
    sandbox = opened()
    service.faults[:] = [lambda right: {**right, "status": "Failed", "compile_result": compiled, "run_result": None}]
    done = sandbox.run(Program("python", ""))
    assert (done.ended, done.exit_code) == (ended, code)


@pytest.mark.parametrize(("code", "number"), [(-11, 11), (137, 9), (139, 11), (134, 6)])
def test_signals_behind_a_shell_are_recognised(opened, service, code, number):
    sandbox = opened()
    service.faults[:] = [lambda right: {**right, "status": "Failed", "run_result": finished(return_code=code)}]
    done = sandbox.run(Program("python", ""))
    assert (done.ended, done.signal) == (Ended.SIGNALLED, number)


def test_arguments_cannot_be_passed(opened):
    done = opened().run(Program("python", "", arguments=("a",)))
    assert done.ended is Ended.FAULT
    assert "arguments" in done.fault


def test_a_server_that_computes_wrongly_is_refused(opened, service):
    from rewardry.sandbox import SandboxUnavailableError

    service.faults[:] = [lambda right: {**right, "run_result": finished(stdout="41\n")}]
    with pytest.raises(SandboxUnavailableError, match="prints 42"):
        opened()
