"""Compat forms of the length rewards, against the originals' own formulas."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.types import Batch, Sample, Score, Verdict

# The originals' formulas, written from their descriptions.


def dapo(length, longest, cache):
    """open-r1 and TRL: equation 13 of DAPO."""
    if length <= longest - cache:
        return 0.0
    if length <= longest:
        return (longest - cache - length) / cache
    return -1.0


def ms_swift_overlong(length, longest, cache):
    return min(-(length - (longest - cache)) / cache, 0)


def open_r1_cosine(length, correct, longest, min_wrong, max_wrong, min_correct, max_correct):
    """open-r1: the bounds are swapped for wrong answers, the progress is not clamped."""
    low, high = (min_correct, max_correct) if correct else (max_wrong, min_wrong)
    return low + 0.5 * (high - low) * (1.0 + math.cos(length / longest * math.pi))


def trl_cosine(length, correct, longest, *bounds):
    return open_r1_cosine(min(length, longest), correct, longest, *bounds)


def ms_swift_cosine(length, correct, longest, *bounds):
    """ms-swift: named after the value at each end; `cosfn(t, T, at_T, at_0)`, not clamped."""
    at_0_wrong, at_end_wrong, at_0_right, at_end_right = bounds
    at_0, at_end = (at_0_right, at_end_right) if correct else (at_0_wrong, at_end_wrong)
    return at_end - (at_end - at_0) * (1 + math.cos(length * math.pi / longest)) / 2


OVERLONG = {
    "compat.open_r1.length.soft_overlong": (dapo, "max_completion_len", "soft_punish_cache"),
    "compat.trl.length.soft_overlong": (dapo, "max_completion_len", "soft_punish_cache"),
    "compat.ms_swift.length.soft_overlong": (ms_swift_overlong, "soft_max_length", "soft_cache_length"),
}
BOUNDS = ("min_value_wrong", "max_value_wrong", "min_value_correct", "max_value_correct")
SWIFT_BOUNDS = ("min_len_value_wrong", "max_len_value_wrong", "min_len_value_correct", "max_len_value_correct")
COSINE = {
    "compat.open_r1.length.cosine": (open_r1_cosine, BOUNDS),
    "compat.trl.length.cosine": (trl_cosine, BOUNDS),
    "compat.ms_swift.length.cosine": (ms_swift_cosine, SWIFT_BOUNDS),
}
lengths = st.integers(0, 3000)
values = st.floats(-10, 10)


@pytest.mark.parametrize("use", OVERLONG)
@settings(deadline=None, max_examples=1000)
@given(length=lengths, longest=st.integers(1, 1500), cache=st.integers(1, 1500))
def test_the_overlong_penalty_is_the_originals(use, length, longest, cache):
    formula, *names = OVERLONG[use]
    component = rewardry.get(use, **dict(zip(names, (longest, cache), strict=True)))
    assert component.value(length) == pytest.approx(formula(length, longest, cache), abs=1e-12)


@settings(deadline=None, max_examples=500)
@given(length=lengths, longest=st.integers(0, 1500), cache=st.integers(0, 1500))
def test_trls_own_overlong_penalty_is_the_same(length, longest, cache):
    trl_rewards = pytest.importorskip("trl.rewards")
    theirs = trl_rewards.get_soft_overlong_punishment(max_completion_len=longest, soft_punish_cache=cache)
    ours = rewardry.get("compat.trl.length.soft_overlong", max_completion_len=longest, soft_punish_cache=cache)
    assert ours.value(length) == theirs(completion_ids=[[0] * length])[0]


@pytest.mark.parametrize("project", ["open_r1", "trl"])
@pytest.mark.parametrize(("length", "penalty"), [(0, 0), (100, 0), (101, -1), (10_000, -1)])
def test_a_cache_of_zero_is_a_step_in_open_r1_and_trl(project, length, penalty):
    use = f"compat.{project}.length.soft_overlong"
    assert rewardry.get(use, max_completion_len=100, soft_punish_cache=0).value(length) == penalty


def test_ms_swift_cannot_do_without_a_cache():
    with pytest.raises(ParameterError, match="soft_cache_length = 0"):
        rewardry.get("compat.ms_swift.length.soft_overlong", soft_cache_length=0)


@pytest.mark.parametrize("use", COSINE)
@settings(deadline=None, max_examples=1000)
@given(length=lengths, correct=st.booleans(), longest=st.integers(1, 1500), bounds=st.tuples(*[values] * 4))
def test_the_cosine_is_the_originals(use, length, correct, longest, bounds):
    formula, names = COSINE[use]
    component = rewardry.get(use, max_len=longest, **dict(zip(names, bounds, strict=True)))
    assert component.value(length, correct) == pytest.approx(formula(length, correct, longest, *bounds), abs=1e-9)


@pytest.mark.parametrize(
    ("use", "beyond"),
    [
        ("compat.open_r1.length.cosine", (1.0, -1.0)),
        ("compat.ms_swift.length.cosine", (1.0, -0.5)),
        ("compat.trl.length.cosine", (0.5, -0.5)),
    ],
)
def test_at_twice_the_longest_length_two_originals_pay_as_for_nothing(use, beyond):
    component = rewardry.get(use)
    found = component.value(2 * component.max_len, True), component.value(2 * component.max_len, False)
    assert found == pytest.approx(beyond)


# Scoring: what lengths are counted in, and what becomes of undecided verdicts.


class Fixed:
    """A verifier that gives the verdicts it is made with."""

    def __init__(self, *verdicts):
        self.verdicts = verdicts

    def verify(self, samples):
        return list(self.verdicts[: len(samples)])


class Runtime:
    """Opens every verifier as the one it is made with."""

    def __init__(self, verifier):
        self.verifier = verifier

    def open(self, component):
        return self.verifier


def scores_of(use, samples, *verdicts, **parameters):
    return rewardry.get(use, **parameters).open(Runtime(Fixed(*verdicts))).score(Batch(samples))


def sample(tokens, text="x" * 30):
    return Sample(completion=text, completion_ids=None if tokens is None else [0] * tokens)


RIGHT, WRONG = Verdict("correct"), Verdict("incorrect")
UNREADABLE = Verdict("abstain", reason="reference-unparseable")


def test_open_r1_counts_the_cosines_length_in_characters():
    [score] = scores_of("compat.open_r1.length.cosine", [sample(500, "x" * 50)], RIGHT, max_len=100)
    assert score.value == pytest.approx(0.75)
    assert score.details == {"length": 50}


@pytest.mark.parametrize("project", ["trl", "ms_swift"])
def test_trl_and_ms_swift_count_it_in_tokens(project):
    [score] = scores_of(f"compat.{project}.length.cosine", [sample(50, "x" * 500)], RIGHT, max_len=100)
    assert score.value == pytest.approx(0.75)
    assert score.details == {"length": 50}
    assert score.verdict is RIGHT


@pytest.mark.parametrize("project", ["trl", "ms_swift"])
def test_without_token_ids_they_abstain(project):
    [score] = scores_of(f"compat.{project}.length.cosine", [sample(None)], RIGHT)
    assert score == Score(None, "abstain", {"reason": "no-completion-ids"})


def test_a_reference_that_cannot_be_read_is_what_each_original_makes_of_it():
    samples = [sample(1024)]
    [open_r1] = scores_of("compat.open_r1.length.cosine", samples, UNREADABLE)
    [ms_swift] = scores_of("compat.ms_swift.length.cosine", samples, UNREADABLE)
    [trl] = scores_of("compat.trl.length.cosine", samples, UNREADABLE)
    assert open_r1.value == 1.0
    assert ms_swift.value == pytest.approx(0.0)  # the value of a wrong answer at max_len
    assert (trl.value, trl.status) == (None, "abstain")
    assert open_r1.details["reason"] == ms_swift.details["reason"] == trl.details["reason"] == "reference-unparseable"


@pytest.mark.parametrize("use", COSINE)
@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_any_other_undecided_verdict_stays_undecided(use, status):
    verdict = Verdict(status, reason="why")
    [score] = scores_of(use, [sample(10)], verdict)
    assert (score.value, score.status, score.details["reason"]) == (None, status, "why")


@pytest.mark.parametrize("use", COSINE)
def test_every_cosine_is_required_and_has_a_verdict(use):
    component = rewardry.get(use)
    assert component.required
    assert component.gives_verdict
    assert "reference" in component.needs().fields


@pytest.mark.parametrize("use", OVERLONG)
def test_the_penalty_counts_tokens_and_abstains_without(use):
    found = rewardry.get(use).score(Batch([sample(0), sample(10**6), sample(None)]))
    assert found[0].value == 0.0
    assert found[1].value <= -1.0
    assert found[2] == Score(None, "abstain", {"reason": "no-completion-ids"})


@pytest.mark.parametrize("use", COSINE)
@pytest.mark.parametrize("longest", [0, -5])
def test_a_longest_length_of_nothing_is_refused(use, longest):
    with pytest.raises(ParameterError, match=f"max_len = {longest}"):
        rewardry.get(use, max_len=longest)
