"""The suite of sandboxes finds one that runs nothing, and one that lets through what it should stop.

No program of the suite is run here: the sandboxes only say what came of it.
"""

import inspect
import re
import socket
import threading
from dataclasses import replace

import pytest

from rewardry.sandbox import Capabilities, Compilation, Ended, Execution, Layer, LiveSandbox, Sandbox
from rewardry.testing.suites.sandboxes import SandboxSuite

GOOD = Capabilities(
    "untrusted", {"python": "3.12", "c": "14"}, (Layer("wall", "all", True),), 2, limits=("It runs nothing.",)
)


class Saying(LiveSandbox):
    """Says the same of every program, or what a function makes of it."""

    def __init__(self, said, record=GOOD):
        self._said, self._record = said, record

    def capabilities(self):
        return self._record

    def run(self, program):
        return self._said(program) if callable(self._said) else self._said

    def compile(self, program):
        return Compilation(program, Execution(Ended.EXITED, 0))


class Settings(Sandbox):
    def open(self, runtime):
        return Saying(Execution(Ended.EXITED, 0))


ALL = sorted(name for name in dir(SandboxSuite) if name.startswith("test_"))


def make_test(name, live, **given):
    """Make one test of the suite of a sandbox, with what pytest would give it."""
    test = getattr(SandboxSuite(), name)
    wanted = inspect.signature(test).parameters
    usual = {"live": live, "sandbox": Settings(), "capabilities": frozenset(), "language": "c", **given}
    test(**{each: usual[each] for each in wanted})


NOTHING = Execution(Ended.EXITED, 0, seconds=0.5)
FAULT = Execution(Ended.FAULT, fault="no room")
# Of these a sandbox that runs nothing does what is wanted, or may.
HARMLESS = {"test_its_settings_travel", "test_its_record_says_what_it_can_do", "test_processes_are_limited"}
REFUSED = {"test_an_unknown_language_is_a_fault", "test_names_with_folders_are_refused"}
FOUND = [(name, NOTHING) for name in ALL if name not in HARMLESS]
FOUND += [(name, FAULT) for name in ALL if name not in HARMLESS | REFUSED]


@pytest.mark.parametrize(
    ("name", "said"), FOUND, ids=lambda given: given if isinstance(given, str) else given.ended.name
)
def test_a_sandbox_that_runs_nothing_is_found(monkeypatch, tmp_path, name, said):
    with pytest.raises((AssertionError, ValueError)):
        make_test(name, Saying(said), monkeypatch=monkeypatch, tmp_path=tmp_path)


def test_a_language_that_it_does_not_have_must_be_a_fault_that_names_it():
    name = "test_an_unknown_language_is_a_fault"
    for said in (NOTHING, FAULT):
        with pytest.raises(AssertionError):
            make_test(name, Saying(said))
    make_test(name, Saying(Execution(Ended.FAULT, fault="there is no language intercal")))


def out(text, **more):
    return Execution(Ended.EXITED, 0, stdout=text, seconds=0.5, **more)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("test_processes_are_limited", out(b"200\n")),
        ("test_processes_are_limited", out(b"11\n")),
        ("test_files_are_limited", out(b"104857600 64\n")),
        ("test_files_are_limited", out(b"8388608 5000\n")),
        ("test_there_is_no_network", out(b"connected ('1.1.1.1', 53)\ndone\n")),
        ("test_the_environment_is_its_own", out(b"{'REWARDRY_SUITE_TOKEN': 'canary'}\ndone\n")),
        ("test_the_environment_is_its_own", out(b"")),
        ("test_files_of_the_caller_are_out_of_reach", out(b"canary\ndone\n")),
        ("test_files_of_the_caller_are_out_of_reach", out(b"root:x:0:0\ndone\n")),
        ("test_nothing_of_a_run_is_found_by_the_next", out(b"['left-7']\n")),
        ("test_neighbours_are_unharmed", out(b"reached 1\n")),
        ("test_only_regular_files_are_brought_back", out(b"", files={"whole": b"x" * 1000, "link": b"root:"})),
        ("test_only_regular_files_are_brought_back", out(b"", files={"whole": b"x" * 1000, "large": b"x" * 4096})),
        ("test_time_is_limited", Execution(Ended.TIME, stdout=b"")),
        ("test_time_is_limited", Execution(Ended.TIME, exit_code=0, stdout=b"begun\n")),
        ("test_output_is_limited", Execution(Ended.OUTPUT, stdout=b"x" * 9999)),
        ("test_a_signal_is_no_exit", Execution(Ended.EXITED, exit_code=-9)),
    ],
)
def test_what_gets_through_is_found(monkeypatch, tmp_path, name, said):
    with pytest.raises(AssertionError):
        make_test(name, Saying(said), monkeypatch=monkeypatch, tmp_path=tmp_path)


def test_a_program_that_reaches_a_server_of_this_machine_is_found_whatever_it_prints():
    def reaching(program):
        [port] = re.findall(r"\('127\.0\.0\.1', (\d+)\)", program.source)
        with socket.create_connection(("127.0.0.1", int(port)), timeout=20):
            return out(b"done\n")

    with pytest.raises(pytest.fail.Exception, match="a program reached a server of this machine"):
        make_test("test_there_is_no_network", Saying(reaching))
    make_test("test_there_is_no_network", Saying(out(b"done\n")))


def test_a_file_that_is_planted_outside_is_found(tmp_path):
    def planting(program):
        (tmp_path / "planted").write_text("x")
        return out(b"done\n")

    make_test("test_files_of_the_caller_are_out_of_reach", Saying(out(b"done\n")), tmp_path=tmp_path)
    with pytest.raises(AssertionError):
        make_test("test_files_of_the_caller_are_out_of_reach", Saying(planting), tmp_path=tmp_path)


def test_runs_that_get_the_output_of_one_another_are_found():
    lock, last = threading.Lock(), [b"0\n"]

    def late(program):
        with lock:
            before, last[0] = last[0], program.stdin
        return out(b"%d\n" % int(before) ** 2)

    with pytest.raises(AssertionError):
        make_test("test_many_at_once_keep_their_own", Saying(late))
    make_test("test_many_at_once_keep_their_own", Saying(lambda program: out(b"%d\n" % int(program.stdin) ** 2)))


@pytest.mark.parametrize(
    "changes",
    [
        {"trust": "full"},
        {"parallel": 0},
        {"languages": {"python": ""}},
        {"layers": ()},
        {"layers": (Layer("", "all", True),)},
        {"layers": (Layer("wall", "all", False),)},  # and not what brings it
        {"limits": ()},
    ],
    ids=str,
)
def test_a_record_that_says_too_little_is_found(changes):
    make_test("test_its_record_says_what_it_can_do", Saying(NOTHING))
    with pytest.raises(AssertionError):
        make_test("test_its_record_says_what_it_can_do", Saying(NOTHING, replace(GOOD, **changes)))


def test_of_a_cooperative_sandbox_what_keeps_programs_in_is_not_asked(monkeypatch, tmp_path):
    live = Saying(NOTHING, replace(GOOD, trust="cooperative"))
    skipped = []
    for name in ALL:
        try:
            make_test(name, live, monkeypatch=monkeypatch, tmp_path=tmp_path)
        except pytest.skip.Exception:
            skipped.append(name)
        except AssertionError:
            continue
    assert len(skipped) == 10
    assert "test_time_is_limited" not in skipped
