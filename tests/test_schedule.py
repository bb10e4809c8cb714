"""Weights over the progress of a training."""

import pytest

from rewardry.schedule import Schedule, parse_schedule


@pytest.mark.parametrize(
    ("progress", "linear", "cosine", "step"),
    [
        *((progress, 1.0, 1.0, 1.0) for progress in (None, 0.0, 0.2)),
        (0.35, 0.75, 0.853553, 1.0),
        (0.5, 0.5, 0.5, 0.0),
        *((progress, 0.0, 0.0, 0.0) for progress in (0.8, 1.0)),
    ],
)
def test_a_weight_goes_from_first_to_last(progress, linear, cosine, step):
    assert Schedule("linear", 1, 0, 0.2, 0.8).at(progress) == pytest.approx(linear)
    assert Schedule("cosine", 1, 0, 0.2, 0.8).at(progress) == pytest.approx(cosine, abs=1e-6)
    assert Schedule("step", 1, 0, 0.5, 0.5).at(progress) == step


def test_a_schedule_is_read_and_written():
    for row in (
        {"schedule": "linear", "from": 1.0, "to": -1.0, "start": 0.0, "end": 0.5},
        {"schedule": "step", "from": 0.0, "to": 2.0, "at": 0.1},
    ):
        assert parse_schedule(row).to_row() == row
    assert str(parse_schedule({"schedule": "step", "from": 0, "to": 2, "at": 0.1})) == "step 0 to 2 at 0.1"
    assert str(parse_schedule({"schedule": "cosine", "from": 1, "to": 0})) == "cosine 1 to 0 over 0 to 1"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"schedule": "linea", "from": 1, "to": 0}, "Did you mean 'linear'"),
        ({"from": 1, "to": 0}, "schedule: None is no shape"),
        ({"schedule": "linear", "from": 1}, "to: a finite number is wanted, not None"),
        ({"schedule": "linear", "from": True, "to": 0}, "from: a finite number"),
        ({"schedule": "linear", "from": 1, "to": float("inf")}, "to: a finite number"),
        ({"schedule": "linear", "from": 1, "to": 0, "at": 0.5}, "at: a linear schedule has no such field"),
        ({"schedule": "step", "from": 1, "to": 0}, "at: a finite number"),
        ({"schedule": "step", "from": 1, "to": 0, "at": 100}, "at: 100 is no progress; it goes from 0 to 1"),
        ({"schedule": "cosine", "from": 1, "to": 0, "start": 0.5, "end": 0.5}, "end: 0.5 does not lie after the start"),
        ({"schedule": "linear", "from": 10**400, "to": 0}, "from: a finite number is wanted, not 1000"),
        ({"schedule": ["linear"], "from": 1, "to": 0}, r"schedule: \['linear'\] is no shape of a schedule"),
        ({"schedule": "linear", "from": 1, "to": 0, "start": -0.01}, "start: -0.01 is no progress"),
        ({"schedule": "linear", "from": 1, "to": 0, "end": 1.01}, "end: 1.01 is no progress"),
        ({"schedule": "linear", "from": 1, "to": 0, 7: 1}, "7: a linear schedule has no such field"),
        ({"schedule": "step", "from": 1, "to": 0, "at": 0.1, "end": 0.2}, "end: a step schedule has no such field"),
    ],
)
def test_what_is_no_schedule_is_told_with_its_field(row, message):
    with pytest.raises(ValueError, match=message):
        parse_schedule(row)
