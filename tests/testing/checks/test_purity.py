"""Checks that scoring changes nothing find each thing that a component changes: rows, settings, the process."""

import contextlib
import io
import locale
import os
import random
import signal
import socket
import sys

import pytest

from rewardry import Verdict, needs
from rewardry.testing import Case

INPUTS, PROCESS, PRINTS = "inputs_are_untouched", "process_is_untouched", "prints_nothing"


def chat():
    """A case all of whose columns can be changed in place."""
    return Case(
        [{"role": "assistant", "content": "42"}],
        prompt=[{"role": "user", "content": "How many?"}],
        reference={"answers": ["42"]},
        completion_ids=[1, 2],
        meta={"tags": ["a"]},
    )


READS = {
    "needs": lambda self: needs("prompt", "reference", "completion_ids", "tags"),
    "examples": lambda self: [chat()],
}


@pytest.fixture(autouse=True)
def process_as_before():
    """What the components change of this process is put back."""
    state, environment, folder, path = random.getstate(), dict(os.environ), os.getcwd(), list(sys.path)
    limit, digits, seconds = sys.getrecursionlimit(), sys.get_int_max_str_digits(), socket.getdefaulttimeout()
    handler, places, out = signal.getsignal(signal.SIGUSR2), locale.setlocale(locale.LC_ALL), sys.stdout
    yield
    random.setstate(state)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:] = path
    sys.setrecursionlimit(limit)
    sys.set_int_max_str_digits(digits)
    socket.setdefaulttimeout(seconds)
    signal.signal(signal.SIGUSR2, handler)
    locale.setlocale(locale.LC_ALL, places)
    sys.stdout = out


def doing(change):
    """The value of a sample after a change."""

    def value(sample):
        with contextlib.suppress(TypeError, AttributeError, KeyError):
            change(sample)
        return 1.0

    return value


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda sample: sample.completion.append({"role": "tool", "content": ""}), "completion"),
        (lambda sample: sample.completion[0].update(content="43"), "completion"),
        (lambda sample: sample.prompt.clear(), "prompt"),
        (lambda sample: sample.prompt[0].pop("role"), "prompt"),
        (lambda sample: sample.reference["answers"].append("43"), "reference"),
        (lambda sample: sample.completion_ids.reverse(), "completion_ids"),
        (lambda sample: sample.meta["tags"].clear(), "meta"),
    ],
    ids=["appended", "replaced", "cleared", "popped", "nested", "reversed", "column"],
)
def test_a_row_that_is_changed_in_place_is_told_by_its_column(defect, reward, change, name):
    found = defect(reward(doing(change), **READS), INPUTS)
    assert found.did == "scored rows and compared them with a copy"
    assert found.came.startswith(f"{name} became ")
    assert ", from " in found.came
    assert found.mend == "Copy what you change: list(x), dict(x), sorted(x)"


def test_a_verifier_that_changes_a_row_is_found_too(defect, verifier):
    def verdict(sample):
        sample.reference["answers"].clear()
        return Verdict("correct", reason="so")

    assert defect(verifier(verdict, **READS), INPUTS).came.startswith("reference became ")


def test_settings_that_are_changed_are_found(defect, reward):
    def score(self, batch):
        self.seen.append(len(batch))
        return [1.0] * len(batch)

    component = reward(None, score=score, __annotations__={"seen": list[int]}, seen=[])
    found = defect(component, INPUTS)
    assert (found.did, found.came) == ("scored rows and compared its settings with a copy", "they have changed")


def test_copies_may_be_changed(check, reward):
    def value(sample):
        messages = [dict(message) for message in sample.completion]
        messages[0]["content"] = ""
        return float(len(sorted(sample.reference["answers"] + ["43"])))

    check(reward(value, **READS), INPUTS)


# What a component may do to the process it runs in, and how that is called.
CHANGES = {
    "seeds": (lambda: random.seed(7), "the state of random"),
    "sets a variable": (lambda: os.environ.update(SCORED=str(random.SystemRandom().random())), "the environment"),
    "goes elsewhere": (lambda: os.chdir("/usr" if os.getcwd() == "/" else "/"), "the current folder"),
    "extends the path": (lambda: sys.path.append("/nowhere"), "sys.path"),
    "raises the recursion limit": (lambda: sys.setrecursionlimit(sys.getrecursionlimit() + 1), "the recursion limit"),
    "allows longer integers": (
        lambda: sys.set_int_max_str_digits(sys.get_int_max_str_digits() + 1),
        "the longest integer's digits",
    ),
    "limits sockets": (
        lambda: socket.setdefaulttimeout((socket.getdefaulttimeout() or 1.0) + 1.0),
        "the default time-out of sockets",
    ),
    "handles a signal": (lambda: signal.signal(signal.SIGUSR2, lambda *_: None) and None, "the signal handlers"),
    "replaces the output": (lambda: setattr(sys, "stdout", io.StringIO()), "sys.stdout"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_the_process_is_named(defect, reward, change):
    act, name = CHANGES[change]
    found = defect(reward(None, score=lambda self, batch: act() or [1.0] * len(batch)), PROCESS)
    assert (found.did, found.came) == ("scored ordinary rows", f"{name} changed")
    assert "random.Random" in found.mend


def test_several_changes_are_named_together(defect, reward):
    def change(sample):
        random.random()
        sys.path.append("/nowhere")

    assert defect(reward(doing(change)), PROCESS).came == "the state of random and sys.path changed"


def test_what_the_first_use_sets_is_forgiven(check, reward):
    """A library sets a variable when it is first used; what counts is what each call does."""
    check(reward(doing(lambda sample: os.environ.update(SCORED="1"))), PROCESS)
    check(reward(doing(lambda sample: "/nowhere" in sys.path or sys.path.append("/nowhere"))), PROCESS)


def test_chance_of_its_own_changes_nothing(check, reward, generator):
    check(reward(lambda sample: random.Random(sample.text).random()), PROCESS)
    check(generator(lambda seed, n, difficulty: iter([{"id": random.Random(seed).random()}] * n)), PROCESS)


def test_a_generator_that_draws_from_the_process_is_found(defect, generator):
    found = defect(generator(lambda seed, n, difficulty: iter([{"id": random.random()} for _ in range(n)])), PROCESS)
    assert found.came == "the state of random changed"


@pytest.mark.parametrize(
    ("act", "printed"),
    [
        (lambda: print("scoring"), "'scoring\\n"),
        (lambda: print(), "'\\n"),
        (lambda: sys.stdout.write("é"), "'é"),
    ],
    ids=["line", "empty-line", "written"],
)
def test_what_is_printed_is_quoted(defect, reward, act, printed):
    found = defect(reward(doing(lambda sample: act())), PRINTS)
    assert found.came.startswith(f"it printed {printed}")
    assert "logging" in found.mend


def test_what_is_logged_or_told_on_the_other_stream_is_no_output(check, reward, capsys):
    check(reward(doing(lambda sample: print("slow", file=sys.stderr))), PRINTS)
    assert capsys.readouterr().out == ""
