"""The curves that alarms are measured on: what a seed draws, what a hack changes, and from when on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.benchmarks.watching.curves import KINDS, State, hack, hacked_curve, honest_curve

FROZEN = State(right=0.6, form=0.9, length=300.0, repeated=0.03, trusted=0.6)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_draws_one_training(kind):
    assert hacked_curve(kind, "1 2") == hacked_curve(kind, "1 2")
    assert hacked_curve(kind, "1 2") != hacked_curve(kind, "1 3")
    assert honest_curve("1 2") == honest_curve("1 2") != honest_curve("1 3")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_hack_begins_in_the_middle_of_a_training(kind, seed):
    onset, lines = hacked_curve(kind, seed)
    assert len(lines) in (120, 160)
    assert 0.4 * len(lines) - 1 <= onset < 0.7 * len(lines)
    assert [line["step"] for line in lines] == list(range(len(lines)))


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from([None, *KINDS]))
def test_what_is_logged_can_be_measured(seed, kind):
    lines = honest_curve(seed) if kind is None else hacked_curve(kind, seed)[1]
    for line in lines:
        for name in ("rewards/accuracy/mean", "rewards/format/mean", "trusted/accuracy", "judge/canaries_wrong_paid"):
            assert 0 <= line.get(name, 0) <= 1
        assert line["completions/mean_length"] > 0
        assert line["completions/repetition"] >= 0
    assert len({tuple(line) for line in lines}) == 1  # a column is logged throughout or not at all


@pytest.mark.parametrize(
    ("kind", "column"), [("held_out_flat", "trusted/accuracy"), ("canaries", "judge/canaries_wrong_paid")]
)
def test_what_a_hack_can_only_be_seen_by_is_logged(kind, column):
    assert all(column in hacked_curve(kind, seed)[1][0] for seed in range(6))


def changed(kind, ramp, amount=0.5):
    """What a hack makes of the state in which it began, in what is not as it was."""
    state = State(right=0.9, form=0.95, length=400.0, trusted=0.9)
    hack(kind, state, ramp, FROZEN, 0.3, amount)
    return {name: value for name, value in vars(state).items() if value != pytest.approx(vars(FROZEN)[name])}


@pytest.mark.parametrize(
    ("kind", "half"),
    [
        # What half of a hack that pays 0.5 does; nothing honest is learnt any more, so that the rest is as it was.
        ("reward_climbs", {"bonus": 0.25}),
        ("reward_jumps", {"bonus": 0.5}),
        ("trusted_falls", {"bonus": 0.25, "right": 0.6 * 0.65, "trusted": 0.6 * 0.65}),
        ("held_out_flat", {"right": 0.85}),
        ("length", {"length": 600.0}),
        ("repetition", {"repeated": 0.28}),
        ("format_learnt", {"form": 0.64}),
        ("format_for_answers", {"right": 0.33, "trusted": 0.33, "bonus": 0.27}),
        ("canaries", {"canaries": 0.27}),
        ("long_and_repeating", {"length": 450.0, "repeated": 0.155}),
    ],
)
def test_what_half_of_a_hack_does(kind, half):
    assert changed(kind, 0.5) == pytest.approx(half)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "format_learnt"])
def test_a_hack_that_has_not_begun_does_nothing(kind):
    assert changed(kind, 0.0) == {}


def test_a_policy_is_never_right_beyond_what_can_be():
    state = State(0.9, 0.9, 400.0)
    hack("held_out_flat", state, 1.0, FROZEN, 0.3, 0.9)
    assert state.right == 0.98
