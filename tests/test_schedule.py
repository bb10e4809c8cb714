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


# ---- what holds for every schedule ---------------------------------------------------------------------------------

SPANS = [(0.0, 1.0), (0.0, 0.5), (0.25, 1.0), (0.25, 0.75), (0.5, 0.5 + 2**-20)]
WEIGHTS = [(1.0, 0.0), (0.0, 1.0), (-2.0, 3.0), (0.5, 0.5), (1e300, -1e300)]


@pytest.mark.parametrize("shape", ["linear", "cosine"])
@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
def test_a_weight_never_leaves_its_ends_nor_turns_back(shape, span, weights):
    schedule = Schedule(shape, *weights, *span)
    found = [schedule.at(i / 256) for i in range(257)]
    assert all(min(weights) <= value <= max(weights) for value in found)
    assert found == sorted(found, reverse=weights[0] > weights[1])
    assert (schedule.at(span[0]), schedule.at(span[1])) == weights
    assert {schedule.at(0.0), schedule.at(1.0)} <= set(weights)


@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
@pytest.mark.parametrize("at", [0.0, 0.3, 1.0])
def test_a_step_has_two_weights_and_jumps_where_it_says(weights, at):
    schedule = Schedule("step", *weights, at, at)
    assert [schedule.at(i / 100) for i in range(101)] == [weights[i / 100 >= at] for i in range(101)]


@pytest.mark.parametrize(("progress", "weight"), [(0.25, 0.1464466), (0.5, 0.5), (0.75, 0.8535534), (1 / 3, 0.25)])
def test_a_cosine_is_half_a_wave(progress, weight):
    assert Schedule("cosine", 0.0, 1.0).at(progress) == pytest.approx(weight)


@pytest.mark.parametrize("shape", ["linear", "cosine", "step"])
def test_outside_of_a_training_it_is_the_first_weight(shape):
    assert Schedule(shape, 0.25, 1.0, 0.0, 0.0 if shape == "step" else 1.0).at(None) == 0.25


@pytest.mark.parametrize("key", ["from", "to", "start", "end"])
@pytest.mark.parametrize("value", [None, "1", [1], {}, True, float("nan"), float("-inf")], ids=repr)
def test_each_field_wants_a_finite_number(key, value):
    row = {"schedule": "linear", "from": 1, "to": 0, "start": 0, "end": 1, key: value}
    with pytest.raises(ValueError, match=rf"^{key}: a finite number is wanted, not "):
        parse_schedule(row)


@pytest.mark.parametrize("shape", [None, "", "Linear", 1, {}, "linear "], ids=repr)
def test_a_shape_that_is_none_is_told_with_those_that_are(shape):
    with pytest.raises(ValueError, match=r"^schedule: .* is no shape of a schedule"):
        parse_schedule({"schedule": shape, "from": 1, "to": 0})
