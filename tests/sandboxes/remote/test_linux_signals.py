"""The numbers of Linux's signals, which a service's answers name whatever this machine is."""

import signal
import sys

import pytest

from rewardry.sandboxes.remote.linux_signals import NUMBERS, SIGABRT, SIGKILL, SIGSEGV


def test_those_that_are_told_apart_are_among_them():
    assert (NUMBERS["SIGABRT"], NUMBERS["SIGKILL"], NUMBERS["SIGSEGV"]) == (SIGABRT, SIGKILL, SIGSEGV) == (6, 9, 11)


def test_every_number_has_a_name_and_only_older_names_share_one():
    assert set(NUMBERS.values()) == set(range(1, 32))
    assert len(NUMBERS) == 31 + len({"SIGIOT", "SIGPOLL", "SIGCLD"})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the numbers are Linux's")
@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_a_name_has_the_number_that_linux_itself_gives_it(name):
    if not hasattr(signal, name):
        pytest.skip(f"this Python does not know {name}")
    assert NUMBERS[name] == getattr(signal, name)
