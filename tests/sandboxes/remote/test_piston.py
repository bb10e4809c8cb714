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


def runtime(language, version, *aliases, **more):
    return {"language": language, "version": version, "aliases": list(aliases), **more}


@pytest.mark.parametrize(
    ("language", "installed", "version"),
    [
        ("python", [runtime("python", "3.9.4"), runtime("python", "3.12.0")], "3.12.0"),
        ("python", [runtime("python", "3.9.4", "py"), runtime("python2", "2.7.18", "py2")], "3.9.4"),
        ("python", [runtime("python", "3.9.4"), runtime("pypy", "7.3.0", "python")], "3.9.4"),
        ("python", [runtime("pypy", "7.3.0", "python")], "7.3.0"),
        ("go", [runtime("go", "1.16.2"), runtime("go", "1.9.0")], "1.16.2"),
        (
            "javascript",
            [runtime("javascript", "16.3.0", runtime="node"), runtime("javascript", "32.7.5", runtime="deno")],
            "16.3.0",
        ),
        ("rust", [runtime("rust", "nightly")], "nightly"),
    ],
)
def test_of_several_runtimes_the_newest_of_the_language_itself_is_asked(opened, service, language, installed, version):
    for listed in (installed, installed[::-1]):
        service.faults[:] = [lambda _, listed=listed: listed]
        sandbox = opened()
        assert sandbox.capabilities().languages == {language: version}
        service.faults[:] = [400]
        sandbox.run(Program(language, ""))
        assert service.requests[-1][1]["version"] == version


@pytest.mark.parametrize(
    "wrong", [[5], [{"version": "1"}], [{"language": 5}], [{"language": "go"}], [runtime("go", 1)], "go"]
)
def test_a_list_of_runtimes_that_are_none_is_refused(opened, service, wrong):
    from rewardry.sandbox import SandboxUnavailableError

    service.faults[:] = [lambda _: wrong]
    with pytest.raises(SandboxUnavailableError, match=r"no server of piston answers as it should .*the answer's|list"):
        opened()


@pytest.mark.parametrize(
    ("memory", "ended"),
    [
        (int(0.98 * (64 << 20)) + 1, Ended.MEMORY),
        (int(0.98 * (64 << 20)) - 1, Ended.SIGNALLED),
        (None, Ended.SIGNALLED),
    ],
)
def test_a_killed_program_that_had_all_of_its_memory_ended_for_it(stage, memory, ended):
    assert stage(status="SG", signal="SIGKILL", memory=memory).ended is ended


def test_only_a_kill_is_taken_for_a_limit(stage):
    assert stage(status="SG", signal="SIGSEGV", memory=64 << 20, message="memory").signal == 11
    assert stage(signal="SIGTERM").signal == 15


@pytest.mark.parametrize(
    ("compiled", "code"), [({"code": 0}, None), ({"code": 0, "signal": "SIGKILL"}, "compile"), ({"code": 2}, "compile")]
)
def test_a_program_is_told_of_only_where_it_was_compiled(opened, service, compiled, code):
    sandbox = opened()
    whole = {"stdout": "", "stderr": "of the compiler", "code": None, "signal": None, "status": "SG", **compiled}
    service.faults[:] = [lambda right: {**right, "compile": whole}]
    done = sandbox.run(Program("python", "print(1)"))
    assert done.stderr == (b"of the compiler" if code else b"")
    assert done.stdout == (b"" if code else b"1\n")
