"""Piston's requests and answers without a server: each answer is one execution, or none that can be used."""

import pytest

from rewardry.sandbox import Ended, Execution, Limits, Program
from rewardry.sandboxes.remote.piston import Piston
from rewardry.sandboxes.remote.protocol import UnusableError

RUN = {"stdout": "out", "stderr": "err", "code": 0, "signal": None, "wall_time": 250, "memory": 9 << 20}
WRITTEN = {"stdout": b"out", "stderr": b"err", "seconds": 0.25, "memory_mb": 9.0}
LIMITS = Limits(seconds=2.5, memory_mb=100)
FULL = {"memory": 99 << 20}


class Server:
    """Answers, and what it was asked."""

    def __init__(self, answer=None, runtimes=None):
        self.answer, self.asked = answer, []
        self.runtimes = [{"language": "python", "version": "3.12.0"}] if runtimes is None else runtimes

    def __call__(self, path, content, seconds):
        self.asked.append((path, content, seconds))
        return self.runtimes if path == "/api/v2/runtimes" else self.answer


def ran(answer, language="python"):
    runtimes = [{"language": "python", "version": "3.12.0"}, {"language": "c++", "version": "10.2.0"}]
    return Piston().run(Program(language, "text", limits=LIMITS), Server(answer, runtimes))


# ---- what is asked --------------------------------------------------------------------------------------------------


def test_a_request_holds_the_program_its_input_and_its_limits_in_the_service_s_units():
    server = Server({"run": RUN})
    files = {"a": b"\0\xff", "b": b""}
    Piston().run(Program("python", "t\u2603", "in\u2603".encode(), ("x", "y z"), files, limits=LIMITS), server)
    path, content, seconds = server.asked[-1]
    assert path == "/api/v2/execute"
    assert content["files"][0]["content"] == "t\u2603"
    assert content["files"][1:] == [
        {"name": "a", "content": "AP8=", "encoding": "base64"},
        {"name": "b", "content": "", "encoding": "base64"},
    ]
    assert (content["language"], content["version"]) == ("python", "3.12.0")
    assert (content["stdin"], content["args"]) == ("in\u2603", ["x", "y z"])
    assert (content["run_timeout"], content["run_memory_limit"]) == (2500, 100 << 20)
    assert seconds >= 2.5 + content["compile_timeout"] / 1000


def test_what_is_installed_is_asked_for_once():
    server, piston = Server({"run": RUN}), Piston()
    for _ in range(3):
        piston.run(Program("python", "text"), server)
        assert piston.languages(server) == {"python": "3.12.0"}
    assert [path for path, *_ in server.asked].count("/api/v2/runtimes") == 1


def test_what_is_not_installed_is_told_with_what_is():
    with pytest.raises(UnusableError, match="it has no rust installed, only python; its operator can install it"):
        Piston().run(Program("rust", "text"), Server())
    with pytest.raises(UnusableError, match="it has no python installed, only nothing"):
        Piston().run(Program("python", "text"), Server(runtimes=[]))


def test_what_the_service_cannot_do_is_refused():
    assert "no language 'cobol'; it has bash, c, cpp" in Piston().refusal(Program("cobol", ""))
    assert Piston().refusal(Program("python", "", collect=("a",))) == "Piston brings no files back"
    assert Piston().refusal(Program("c", "", arguments=("a",), files={"a": b""})) is None


# ---- which runtime --------------------------------------------------------------------------------------------------


def runtime(language, version, *aliases, **more):
    return {"language": language, "version": version, "aliases": list(aliases), **more}


@pytest.mark.parametrize(
    ("runtimes", "found"),
    [
        ([runtime("python", "3.9.4"), runtime("python", "3.12.0"), runtime("python", "3.10.0")], {"python": "3.12.0"}),
        ([runtime("python", "9"), runtime("python", "10")], {"python": "10"}),
        ([runtime("python2", "2.7.18", "python"), runtime("python", "3.10.0")], {"python": "3.10.0"}),
        ([runtime("python", "3.10.0"), runtime("python2", "99.0", "python")], {"python": "3.10.0"}),
        ([runtime("pypy", "7.3", "python")], {"python": "7.3"}),
        ([runtime("javascript", "1.32.3", runtime="deno"), runtime("javascript", "16.3.0")], {"javascript": "16.3.0"}),
        ([runtime("javascript", "99.0", runtime="deno"), runtime("javascript", "16.3.0")], {"javascript": "16.3.0"}),
        ([runtime("javascript", "1.32.3", runtime="deno")], {"javascript": "1.32.3"}),
        ([runtime("c++", "10.2.0", runtime="gcc"), runtime("c", "10.2.1")], {"c": "10.2.1", "cpp": "10.2.0"}),
        ([runtime("cobol", "3.1.2"), runtime("brainfuck", "2.7")], {}),
        ([{"language": "bash", "version": "5.2.0", "aliases": None}], {"bash": "5.2.0"}),
        ([{"language": "bash", "version": "5.2.0"}], {"bash": "5.2.0"}),
        ([runtime("bash", "")], {"bash": ""}),
    ],
)
def test_the_newest_runtime_that_has_the_language_s_own_name_is_taken(runtimes, found):
    assert Piston().languages(Server(runtimes=runtimes)) == found
    assert Piston().languages(Server(runtimes=runtimes[::-1])) == found


@pytest.mark.parametrize(
    "runtimes",
    [None, {}, "python", {"message": "no"}, [None], ["python"], [{}], [{"language": 5, "version": "1"}]],
    ids=ascii,
)
def test_what_is_no_list_of_runtimes_is_no_answer(runtimes):
    server = Server()
    server.runtimes = runtimes
    with pytest.raises(UnusableError):
        Piston().languages(server)


@pytest.mark.parametrize("wrong", [{"version": None}, {"version": 3}, {"aliases": "py"}])
def test_a_runtime_that_is_described_wrongly_is_no_answer(wrong):
    with pytest.raises(UnusableError, match=f"the answer's '{next(iter(wrong))}' is"):
        Piston().languages(Server(runtimes=[{**runtime("python", "3.1"), **wrong}]))


# ---- what is answered -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({}, Execution(Ended.EXITED, 0, **WRITTEN)),
        ({"code": 3}, Execution(Ended.EXITED, 3, **WRITTEN)),
        ({"code": 3, "status": "RE"}, Execution(Ended.EXITED, 3, **WRITTEN)),
        ({"code": None, "signal": "SIGSEGV"}, Execution(Ended.SIGNALLED, signal=11, **WRITTEN)),
        ({"code": None, "signal": "SIGSEGV", "status": "SG"}, Execution(Ended.SIGNALLED, signal=11, **WRITTEN)),
        ({"code": 0, "signal": "SIGABRT"}, Execution(Ended.SIGNALLED, signal=6, **WRITTEN)),
        ({"code": None, "signal": "SIGKILL", "status": "TO"}, Execution(Ended.TIME, **WRITTEN)),
        ({"code": None, "signal": "SIGKILL", "status": "OL"}, Execution(Ended.OUTPUT, **WRITTEN)),
        ({"code": None, "signal": "SIGKILL", "status": "EL"}, Execution(Ended.OUTPUT, **WRITTEN)),
        # An older server says nothing more of what it killed.
        ({"code": None, "signal": "SIGKILL"}, Execution(Ended.TIME, **WRITTEN)),
        ({"code": None, "signal": "SIGKILL", "status": "SG"}, Execution(Ended.SIGNALLED, signal=9, **WRITTEN)),
        ({"signal": "SIGKILL", "status": "SG", **FULL}, Execution(Ended.MEMORY, **{**WRITTEN, "memory_mb": 99.0})),
        ({"signal": "SIGKILL", **FULL}, Execution(Ended.MEMORY, **{**WRITTEN, "memory_mb": 99.0})),
        ({"signal": "SIGSEGV", **FULL}, Execution(Ended.SIGNALLED, signal=11, **{**WRITTEN, "memory_mb": 99.0})),
        ({"signal": "SIGKILL", "status": "SG", "message": "Out of Memory"}, Execution(Ended.MEMORY, **WRITTEN)),
        ({"code": 0, **FULL}, Execution(Ended.EXITED, 0, **{**WRITTEN, "memory_mb": 99.0})),
        ({"wall_time": None, "memory": None}, Execution(Ended.EXITED, 0, stdout=b"out", stderr=b"err")),
        ({"stdout": None, "stderr": None}, Execution(Ended.EXITED, 0, seconds=0.25, memory_mb=9.0)),
    ],
)
def test_an_answer_is_an_execution(told, ended):
    assert ran({"run": {**RUN, **told}}) == ended


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (None, "'run' is None"),
        ([], "'run' is None"),
        ({}, "'run' is None"),
        ({"message": "busy"}, "'run' is None"),
        ({"run": "ok"}, "'run' is 'ok'"),
        ({"run": {}}, "neither an exit code nor a signal"),
        ({"run": {**RUN, "code": None}}, "neither an exit code nor a signal"),
        ({"run": {**RUN, "code": "0"}}, "'code' is '0'"),
        ({"run": {**RUN, "code": True}}, "'code' is True"),
        ({"run": {**RUN, "signal": 9}}, "'signal' is 9"),
        ({"run": {**RUN, "signal": "SIGNONE"}}, "the signal 'SIGNONE', which does not exist"),
        ({"run": {**RUN, "status": "XX"}}, "the sandbox failed: no reason given"),
        ({"run": {**RUN, "status": "XX", "message": "no box"}}, "the sandbox failed: no box"),
        ({"run": {**RUN, "status": 1}}, "'status' is 1"),
        ({"run": {**RUN, "stdout": 5}}, "'stdout' is 5"),
        ({"run": {**RUN, "memory": -1}}, "'memory' is -1"),
        ({"run": {**RUN, "wall_time": "1"}}, "'wall_time' is '1'"),
        ({"run": RUN, "compile": "ok"}, "'compile' is 'ok'"),
    ],
)
def test_what_is_no_answer_is_none_and_says_which_part(answer, why):
    with pytest.raises(UnusableError, match=why):
        ran(answer)


@pytest.mark.parametrize(
    ("compiled", "ended"),
    [
        ({"code": 1}, Execution(Ended.EXITED, 1, **WRITTEN)),
        ({"code": None, "signal": "SIGKILL", "status": "TO"}, Execution(Ended.TIME, **WRITTEN)),
        ({"code": 0, "signal": "SIGSEGV"}, Execution(Ended.SIGNALLED, signal=11, **WRITTEN)),
    ],
)
def test_a_program_that_does_not_compile_ended_there(compiled, ended):
    assert ran({"compile": {**RUN, **compiled}, "run": {**RUN, "code": 0}}, "cpp") == ended
    assert ran({"compile": {**RUN, **compiled}}, "cpp") == ended


def test_after_compiling_it_is_the_run_that_counts():
    assert ran({"compile": {**RUN, "stderr": "warning"}, "run": {**RUN, "code": 7}}, "cpp").exit_code == 7
