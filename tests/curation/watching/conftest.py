"""Curves of trainings, honest and hacked, and what is seen in them."""

import pytest

from rewardry.benchmarks.watching.curves import KINDS, hacked_curve, honest_curve
from rewardry.curation.watching.alarms import History
from rewardry.curation.watching.signals import Named, Record


@pytest.fixture
def honest():
    return honest_curve


@pytest.fixture
def hacked():
    return hacked_curve


@pytest.fixture
def kinds():
    return KINDS


@pytest.fixture
def watched():
    """Watches lines, and gives the history."""

    def run(lines, **named):
        history = History(Named(**named))
        for line in lines:
            history.add(Record.of(line["step"], line))
        return history

    return run
