"""What rewardry doctor says of each sandbox."""

from dataclasses import replace

import pytest

from rewardry.cli.sandbox_checks import sandbox_lines
from rewardry.plugins import registry
from rewardry.registry import Entry
from rewardry.sandbox import Capabilities, Layer, LiveSandbox, Sandbox, SandboxUnavailableError

RECORD = Capabilities(
    trust="cooperative",
    languages={"python": "3.11.7", "c": "12.2.0"},
    layers=(Layer("landlock", "files", True), Layer("seccomp", "calls", False, "update the kernel")),
    parallel=3,
    limits=("Side channels.",),
    lacking="go, rust: `apt-get install golang-go rustc`",
)


class Live(LiveSandbox):
    closed = 0

    def capabilities(self):
        return RECORD

    def close(self):
        Live.closed += 1


class Jail(Sandbox):
    def open(self, runtime):
        return Live()


class NoJail(Sandbox):
    def open(self, runtime):
        raise SandboxUnavailableError("there is no engine; start one with: jail start")


class BrokenJail(Sandbox):
    def open(self, runtime):
        raise KeyError("bars")


class Mute(Live):
    def capabilities(self):
        raise ValueError("it says nothing")


class MuteJail(Sandbox):
    def open(self, runtime):
        return Mute()


@pytest.fixture
def lines(monkeypatch):
    def of(name):
        monkeypatch.setattr(Entry, "load", lambda entry: globals()[name])
        return list(sandbox_lines(Entry("sandbox", "x/jail", "m:Jail", "", "rewardry-x", "1")))

    return of


def test_the_record_of_a_sandbox_is_shown_and_it_is_closed(lines):
    before = Live.closed
    assert lines("Jail") == [
        ("sandbox x/jail", "ok", "takes cooperative programs, 3 at one time"),
        (
            "sandbox x/jail: languages",
            "missing",
            "runs python (3.11.7), c (12.2.0); lacks go, rust: `apt-get install golang-go rustc`",
        ),
        ("sandbox x/jail: landlock", "ok", "stops files"),
        ("sandbox x/jail: seccomp", "missing", "update the kernel"),
        ("sandbox x/jail: not covered", "ok", "Side channels."),
    ]
    assert Live.closed == before + 1


def test_of_one_that_lacks_no_language_the_line_is_good(lines, monkeypatch):
    monkeypatch.setattr(Live, "capabilities", lambda self: replace(RECORD, languages={}, lacking=None))
    assert lines("Jail")[1] == ("sandbox x/jail: languages", "ok", "runs no language")


def test_one_that_cannot_start_says_what_is_missing(lines):
    assert lines("NoJail") == [("sandbox x/jail", "missing", "there is no engine; start one with: jail start")]


def test_one_that_raises_costs_only_its_own_line(lines):
    assert lines("BrokenJail") == [("sandbox x/jail", "broken", "KeyError: 'bars'")]


def test_one_that_says_nothing_is_broken_and_closed(lines):
    before = Live.closed
    assert lines("MuteJail") == [("sandbox x/jail", "broken", "ValueError: it says nothing")]
    assert Live.closed == before + 1


def test_one_that_cannot_be_imported_is_broken():
    [(what, state, details)] = sandbox_lines(Entry("sandbox", "x/gone", "nowhere_at_all:X", "", "rewardry-x", "1"))
    assert (what, state, details) == ("sandbox x/gone", "broken", "module 'nowhere_at_all' is not installed")


def test_ours_is_there():
    found = {what: (state, details) for what, state, details in sandbox_lines(registry().find("sandbox", "local"))}
    state, details = found["sandbox local"]
    if state == "missing":
        pytest.skip(details)
    assert state == "ok"
    assert details.startswith("takes untrusted programs, ")
    state, details = found["sandbox local: languages"]
    assert details.startswith("runs python (3.")
    assert (state == "missing") == ("; lacks " in details) == ("`apt-get install " in details)
    assert found["sandbox local: landlock"][0] == "ok"
