"""Both protocols: what is sent, what comes back, and that faults of the service are never the program's."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from rewardry.sandbox import Ended, Limits, Program, SandboxUnavailableError
from rewardry.sandboxes.remote.sandbox import Remote

HELLO = Program("python", "print('hello')")
WRONG_ANSWERS = {
    "no JSON": b"<html>bad gateway</html>",
    "a list": b"[]",
    "null": b"null",
    "an empty object": b"{}",
    "a number for a text": b'{"status": 5, "run": 5}',
    "a fault of the sandbox": (
        b'{"status": "SandboxError", "message": "no room", "run": {"status": "XX", "message": "no room", "stdout": "", '
        b'"stderr": "", "code": null, "signal": null}}'
    ),
    "neither code nor signal": (
        b'{"status": "Success", "run_result": {"status": "Finished", "stdout": "hello", "return_code": null}, '
        b'"run": {"stdout": "hello", "stderr": "", "code": null, "signal": null}}'
    ),
    "an unknown state": (
        b'{"status": "Success", "run_result": {"status": "Odd", "return_code": 0, "stdout": "hello"}, '
        b'"run": {"stdout": "hello", "stderr": "", "code": null, "signal": "SIGODD"}}'
    ),
    "true for a code": (
        b'{"status": "Success", "run_result": {"status": "Finished", "return_code": true}, '
        b'"run": {"stdout": "", "stderr": "", "code": true, "signal": null}}'
    ),
}


def test_a_program_is_sent_and_what_it_did_comes_back(opened, service):
    sandbox = opened()
    done = sandbox.run(
        Program("python", "import sys\nprint(input() * 2)\nprint('e', file=sys.stderr)\nsys.exit(3)", b"ab\n")
    )
    assert (done.ended, done.exit_code, done.stdout, done.stderr) == (Ended.EXITED, 3, b"abab\n", b"e\n")
    assert done.seconds == 0.25


def test_nothing_is_sent_but_the_program_and_its_input(opened, service, protocol):
    opened().run(Program("python", "print(1)", b"in", limits=Limits(seconds=2, memory_mb=64)))
    _, asked, _ = service.requests[-1]
    if protocol == "piston":
        assert asked == {
            "language": "python",
            "version": "3.12.0",
            "files": [{"name": "main.py", "content": "print(1)"}],
            "stdin": "in",
            "args": [],
            "run_timeout": 2000,
            "run_cpu_time": 2000,
            "compile_timeout": 10000,
            "compile_cpu_time": 10000,
            "run_memory_limit": 64 << 20,
        }
    else:
        assert asked == {
            "language": "python",
            "code": "print(1)",
            "stdin": "in",
            "run_timeout": 2,
            "compile_timeout": 60.0,
            "memory_limit_MB": 64,
            "files": {},
            "fetch_files": [],
        }


def test_time_and_signals_are_told_apart(opened):
    sandbox = opened()
    slow = sandbox.run(Program("python", "import time; time.sleep(9)", limits=Limits(seconds=0.3)))
    assert (slow.ended, slow.exit_code) == (Ended.TIME, None)
    killed = sandbox.run(Program("python", "import os; os.kill(os.getpid(), 9)"))
    assert (killed.ended, killed.signal) == (Ended.SIGNALLED, 9)


def test_an_output_over_the_limit_is_cut_and_said_so(opened):
    done = opened().run(Program("python", "print('x' * 100)", limits=Limits(output_bytes=10)))
    assert (done.ended, done.stdout, done.exit_code) == (Ended.OUTPUT, b"x" * 10, None)


def test_files_go_there(opened):
    done = opened().run(Program("python", "print(open('data', 'rb').read())", files={"data": b"\x00\xff"}))
    assert done.stdout == b"b'\\x00\\xff'\n"


def test_input_that_json_cannot_carry_is_refused(opened, service):
    sandbox = opened()
    before = len(service.requests)
    done = sandbox.run(Program("python", "", b"\xff"))
    assert done.ended is Ended.FAULT
    assert "UTF-8" in done.fault
    assert len(service.requests) == before


@pytest.mark.parametrize("faults", [[500], [503, 429], ["drop"], [b"busy"], [504, "drop", 502, b"{"]], ids=str)
def test_what_passes_is_tried_again(opened, service, faults):
    sandbox = opened()
    service.faults[:] = faults
    assert sandbox.run(HELLO).stdout == b"hello\n"
    assert service.faults == []


@pytest.mark.parametrize("code", [400, 401, 403, 404, 413, 422])
def test_what_will_not_pass_is_told_at_once(opened, service, code):
    sandbox = opened()
    before = len(service.requests)
    service.faults[:] = [code] * 9
    done = sandbox.run(HELLO)
    assert done.ended is Ended.FAULT
    assert f"HTTP {code}" in done.fault
    assert "busy" in done.fault
    assert len(service.requests) == before + 1


def test_a_service_that_stays_away_is_a_fault_after_all_attempts(opened, service):
    sandbox = opened(retries=2)
    before = len(service.requests)
    service.faults[:] = [503] * 9
    done = sandbox.run(HELLO)
    assert (done.ended, done.exit_code, done.stdout) == (Ended.FAULT, None, b"")
    assert "attempt 3" in done.fault
    assert len(service.requests) == before + 3
    service.faults.clear()
    assert sandbox.run(HELLO).stdout == b"hello\n"


def test_an_answer_that_never_comes_is_a_fault(opened, service):
    sandbox = opened(retries=0, patience=0.4)
    service.faults[:] = ["hang"]
    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        for module in ("sandbox_fusion.COMPILE_SECONDS", "piston._COMPILE_MILLISECONDS"):
            patch.setattr(f"rewardry.sandboxes.remote.{module}", 0)
        done = sandbox.run(Program("python", "print(1)", limits=Limits(seconds=0.2)))
    assert done.ended is Ended.FAULT
    assert "no answer within" in done.fault
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("what", WRONG_ANSWERS)
def test_a_wrong_answer_is_a_fault_and_never_a_result(opened, service, what):
    sandbox = opened(retries=1)
    service.faults[:] = [WRONG_ANSWERS[what]] * 9
    done = sandbox.run(HELLO)
    assert (done.ended, done.exit_code, done.signal, done.stdout) == (Ended.FAULT, None, None, b"")
    assert sandbox._settings.url in done.fault


def test_a_sandbox_that_failed_once_is_asked_once_more(opened, service):
    sandbox = opened(retries=0)
    service.faults[:] = [WRONG_ANSWERS["a fault of the sandbox"]]
    assert sandbox.run(HELLO).stdout == b"hello\n"


def test_an_answer_that_is_too_long_is_not_read(opened, service, monkeypatch):
    sandbox = opened()
    monkeypatch.setattr("rewardry.sandboxes.remote.live._ANSWER_BYTES", 1000)
    done = sandbox.run(Program("python", "print('x' * 2000)"))
    assert done.ended is Ended.FAULT
    assert "longer than 1000 bytes" in done.fault


def test_requests_at_one_time_are_limited(opened, service):
    sandbox = opened(parallel=2)
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(sandbox.run, [Program("python", f"print({n})") for n in range(12)]))
    assert [one.stdout for one in done] == [f"{n}\n".encode() for n in range(12)]
    assert service.most == 2


@pytest.mark.parametrize("settings", [{"token": "secret"}, {}])
def test_a_token_is_sent_and_not_shown(opened, service, settings, monkeypatch):
    if not settings:
        monkeypatch.setenv("REWARDRY_REMOTE_TOKEN", "secret")
    sandbox = opened(**settings)
    sandbox.run(HELLO)
    assert service.requests[-1][2]["Authorization"] == "Bearer secret"
    assert "secret" not in repr(sandbox._settings)


def test_unknown_languages_are_refused_without_asking(opened, service):
    sandbox = opened()
    before = len(service.requests)
    done = sandbox.run(Program("cobol", ""))
    assert done.ended is Ended.FAULT
    assert "cobol" in done.fault
    assert len(service.requests) == before


def test_compiling_is_left_to_the_service(opened):
    program = Program("cpp", "int main(){}")
    assert opened().compile(program).program == program


def test_the_record_claims_only_what_is_known(opened):
    found = opened().capabilities()
    assert found.trust == "cooperative"
    assert [layer.present for layer in found.layers] == [False]
    assert "trust=untrusted" in found.layers[0].missing
    assert "python" in found.languages
    assert opened(trust="untrusted").capabilities().trust == "untrusted"


def test_a_server_that_is_not_there_is_told_before_the_first_run(protocol):
    with pytest.raises(SandboxUnavailableError, match=r"http://127.0.0.1:9.*cannot be reached") as told:
        Remote(url="http://127.0.0.1:9", protocol=protocol, retries=0).open(None)
    assert "is it running" in str(told.value)


def test_the_wrong_protocol_is_told_before_the_first_run(opened, service):
    service.faults[:] = [404]
    with pytest.raises(SandboxUnavailableError, match="HTTP 404"):
        opened()


def test_a_closed_sandbox_takes_nothing(opened):
    sandbox = opened()
    sandbox.close()
    sandbox.close()
    assert sandbox.run(HELLO).fault == "the sandbox is closed"


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://x", "file:///etc/passwd", "http://"])
def test_only_web_addresses_are_taken(url):
    with pytest.raises(ValueError, match="write http://HOST:PORT"):
        Remote(url=url)


def test_without_an_address_it_says_what_to_give():
    with pytest.raises(SandboxUnavailableError, match="url=http://HOST:PORT"):
        Remote().open(None)


def test_settings_travel():
    settings = Remote(url="http://x:1", protocol="piston", token="t")
    assert Remote.model_validate_json(settings.model_dump_json()) == settings
    assert json.loads(settings.model_dump_json())["parallel"] == 16
