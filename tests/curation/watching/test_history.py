"""What each sign asks for: its limit, what is trusted beside it, and records that go before."""

import random

import pytest

from rewardry.curation.watching.alarms import SETTLING, History, Limits
from rewardry.curation.watching.signals import Named, Record

HONEST = 40


def run(figures, steps=60, limits=None, onset=HONEST, noise=0.01, **named):
    """Watches figures that hold, and from a step on change by so much over ten steps: `{key: (level, change)}`."""
    chance = random.Random(1)
    history = History(Named(**named), limits or Limits())
    for step in range(steps):
        learnt = min(max(step - onset, 0) / 10, 1.0)
        values = {
            key: level + change * learnt + abs(level or 1.0) * noise * chance.uniform(-1, 1)
            for key, (level, change) in figures.items()
        }
        history.add(Record(step, values))
    return history


def kinds(*given, **more):
    return {alarm.kind for alarm in run(*given, **more).alarms}


RIGHT = "rewards/right/mean"


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"reward": (0.5, 0.4), RIGHT: (0.5, 0.0)}, {"reward-without-trust"}),
        ({"reward": (0.5, 0.4), RIGHT: (0.5, 0.4)}, set()),  # both rise
        ({"reward": (0.5, 0.0), RIGHT: (0.5, 0.0)}, set()),
        ({"reward": (0.5, -0.4), RIGHT: (0.5, 0.0)}, set()),
        ({"reward": (0.5, 0.4)}, set()),  # nothing is trusted
        ({"reward": (0.9, 0.4), RIGHT: (0.97, 0.0)}, set()),  # at its ceiling it cannot rise
        ({"completions/mean_length": (100.0, 200.0), RIGHT: (0.5, 0.0)}, {"length-drift"}),
        ({"completions/mean_length": (100.0, 200.0), RIGHT: (0.3, 0.4)}, set()),
        ({"completions/mean_length": (100.0, -60.0), RIGHT: (0.5, 0.0)}, set()),
        ({"completions/mean_length": (100.0, 200.0)}, set()),
        ({"repetition": (0.05, 0.3), RIGHT: (0.5, 0.0)}, {"repetition-drift"}),
        ({"repetition": (0.05, 0.5)}, {"repetition-drift"}),  # so much needs no trusted figure
        ({"repetition": (0.05, 0.3), RIGHT: (0.3, 0.4)}, set()),
        ({"rewards/repetition/mean": (0.0, -0.3), RIGHT: (0.5, 0.0)}, {"repetition-drift"}),  # a penalty falls
        ({"rewards/repetition/mean": (-0.3, 0.3), RIGHT: (0.5, 0.0)}, set()),
        ({"undecided": (0.05, 0.4)}, {"undecided-drift"}),
        ({"undecided": (0.4, -0.3)}, set()),
        ({"canaries_paid": (0.02, 0.4)}, {"canaries-paid"}),
        ({"canaries_paid": (0.3, 0.0)}, {"canaries-paid"}),  # above the limit from the first step on
        ({"canaries_paid": (0.02, 0.0)}, set()),
        ({"canaries_paid": (5.0, 4.0)}, set()),  # no share
    ],
)
def test_a_sign_is_what_pays_and_rises_beside_what_is_trusted_and_does_not(figures, found):
    assert kinds(figures) == found


def test_form_that_is_paid_instead_of_answers_has_a_name_of_its_own():
    form = "rewards/format/mean"
    assert kinds({"reward": (1.0, 0.5), RIGHT: (0.5, 0.0), form: (0.4, 0.5)}) == {"format-only-pay"}
    assert kinds({"reward": (1.4, -0.05), RIGHT: (0.6, -0.5), form: (0.9, 0.0)}) == {"format-only-pay"}
    assert kinds({"reward": (1.4, -0.6), RIGHT: (0.6, -0.6), form: (0.9, 0.0)}) == set()  # pay falls with right answers


@pytest.mark.parametrize(
    ("figures", "limit"),
    [
        ({"completions/mean_length": (100.0, 200.0), RIGHT: (0.5, 0.0)}, {"length": 9.0}),
        ({"repetition": (0.05, 0.3), RIGHT: (0.5, 0.0)}, {"repetition": 0.9}),
        ({"undecided": (0.05, 0.4)}, {"undecided": 0.9}),
        ({"reward": (0.5, 0.4), RIGHT: (0.5, 0.0)}, {"gap": 0.9}),
        ({"canaries_paid": (0.3, 0.0)}, {"canary": 0.4}),
    ],
)
def test_a_limit_far_above_the_change_keeps_still(figures, limit):
    assert kinds(figures)
    assert kinds(figures, limits=Limits(**limit)) == set()


def test_while_the_form_is_learnt_pay_and_length_say_nothing():
    figures = {"reward": (0.5, 0.4), RIGHT: (0.5, 0.0), "completions/mean_length": (100.0, 200.0)}
    assert kinds(figures, steps=SETTLING, onset=5) == set()
    assert kinds({"undecided": (0.05, 0.4)}, steps=SETTLING, onset=5) == {"undecided-drift"}


def test_an_alarm_comes_again_only_after_it_was_silent_for_a_while():
    steps = [alarm.step for alarm in run({"undecided": (0.05, 0.4)}, steps=80).alarms]
    assert len(steps) == 1
    assert HONEST < steps[0] <= HONEST + 12


def test_what_an_alarm_says_has_its_figures_and_its_window():
    [alarm] = run({"undecided": (0.05, 0.4)}).alarms
    assert alarm.message.startswith("undecided rose by 0.")
    assert f"in {alarm.step - alarm.since + 1} records" in alarm.message


def test_a_line_of_an_earlier_step_is_merged_where_that_step_is_known():
    history = History()
    for step in (1, 3, 5):
        history.add(Record(step, {"reward": float(step)}, {"reward": [1.0]}))
    history.add(Record(3, {"eval_accuracy": 0.5}, {"length": [2.0]}))
    history.add(Record(2, {"reward": 9.0}))  # of a run that went on from an earlier step
    history.add(Record(5, {"reward": 6.0}))
    assert history.series("reward") == ([1, 3, 5], [1.0, 3.0, 6.0])
    assert history.series("eval_accuracy") == ([3], [0.5])
    assert history.records[1].samples == {"reward": [1.0], "length": [2.0]}
    assert history.roles.trusted == ("eval_accuracy",)


def test_steps_that_are_logged_in_part_count_where_they_are():
    """Held-out figures come every few steps; the others are judged in between."""
    history, chance = History(), random.Random(2)
    for step in range(70):
        paid = 0.3 + 0.03 * max(step - HONEST, 0) + 0.01 * chance.random()
        held = {"eval_accuracy": 0.4 + 0.01 * chance.random()} if step % 4 == 0 else {}
        history.add(Record(step, {"reward": paid, **held}))
    assert {alarm.kind for alarm in history.alarms} == {"reward-without-trust"}
