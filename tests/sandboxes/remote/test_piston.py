"""What only Piston's protocol has."""

import pytest

from rewardry.sandbox import Ended, Limits, Program


@pytest.fixture
def protocol():
    return "piston"


@pytest.fixture
def stage(opened, service):
    """What becomes of a run of which the server tells this."""
    sandbox = opened()

    def stage(**told):
        run = {"stdout": "out", "stderr": "", "output": "out", "code": None, "signal": None, **told}
        service.faults[:] = [lambda right: {**right, "run": run}]
        return sandbox.run(Program("python", "", limits=Limits(memory_mb=64)))

    return stage


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({"status": "TO", "signal": "SIGKILL"}, Ended.TIME),
        ({"status": "OL", "signal": "SIGKILL"}, Ended.OUTPUT),
        ({"status": "EL", "signal": "SIGKILL"}, Ended.OUTPUT),
        ({"status": "SG", "signal": "SIGKILL", "memory": 64 << 20}, Ended.MEMORY),
        ({"status": "SG", "signal": "SIGKILL", "message": "Out of memory"}, Ended.MEMORY),
        ({"status": "SG", "signal": "SIGKILL", "memory": 9 << 20}, Ended.SIGNALLED),
        ({"status": "SG", "signal": "SIGSEGV"}, Ended.SIGNALLED),
        ({"status": "RE", "code": 1}, Ended.EXITED),
        ({"status": None, "code": 0}, Ended.EXITED),
        ({"signal": "SIGKILL"}, Ended.TIME),  # of a server that knows no status
        ({"code": 0}, Ended.EXITED),
    ],
)
def test_every_status_is_understood(stage, told, ended):
    assert stage(**told).ended is ended


def test_times_and_memory_have_our_units(stage):
    done = stage(code=0, wall_time=1500, memory=5 << 20)
    assert (done.seconds, done.memory_mb) == (1.5, 5.0)


def test_what_does_not_compile_ended_there(opened, service):
    sandbox = opened()
    failed = {"stdout": "", "stderr": "error: x", "code": 1, "signal": None, "status": "RE"}
    service.faults[:] = [lambda right: {**right, "compile": failed}]
    done = sandbox.run(Program("python", "print(1)"))
    assert (done.exit_code, done.stderr, done.stdout) == (1, b"error: x", b"")


def test_arguments_are_passed(opened):
    done = opened().run(Program("python", "import sys; print(sys.argv[1:])", arguments=("a b", "c")))
    assert done.stdout == b"['a b', 'c']\n"


def test_languages_are_those_that_are_installed(opened):
    sandbox = opened()
    assert sandbox.capabilities().languages == {"cpp": "10.2.0", "python": "3.12.0"}
    done = sandbox.run(Program("rust", ""))
    assert done.ended is Ended.FAULT
    assert "no rust installed, only cpp, python" in done.fault


def test_the_list_of_languages_is_asked_once(opened, service):
    sandbox = opened()
    sandbox.run(Program("python", ""))
    assert [path for path, _, _ in service.requests].count("/api/v2/runtimes") == 1


def test_files_do_not_come_back_which_is_said(opened):
    done = opened().run(Program("python", "", collect=("a",)))
    assert done.ended is Ended.FAULT
    assert "no files back" in done.fault


def test_a_list_of_languages_that_is_none_is_refused(opened, service):
    from rewardry.sandbox import SandboxUnavailableError

    service.faults[:] = [b'{"a": 1}']
    with pytest.raises(SandboxUnavailableError, match="list of runtimes"):
        opened()
