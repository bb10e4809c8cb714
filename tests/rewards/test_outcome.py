"""What rewards of an outcome make of verdicts: of one sample, and of a group."""

import pytest

from rewardry.rewards.outcome import GroupOutcomeReward, OutcomeReward, groups_in
from rewardry.types import Batch, Sample, Score, Verdict

RIGHT, WRONG = Verdict("correct", seconds=0.5), Verdict("incorrect", seconds=0.25)
UNDECIDED = [Verdict(status, reason="why") for status in ("abstain", "timeout", "error")]


class Told(OutcomeReward):
    """Gives what the sample's row says."""

    def of(self, sample, verdict):
        return sample.meta["value"]


class Ranked(GroupOutcomeReward):
    """Gives each its place in its group."""

    def of_group(self, samples, verdicts):
        assert len(samples) == len(verdicts)
        return [float(place) for place in range(len(samples))]


@pytest.fixture(scope="session")
def scored(asked):
    """The scores that a reward makes of verdicts; `values` stand in the samples' rows."""

    def score(reward, verdicts, values=None, groups=()):
        values = values or [None] * len(verdicts)
        samples = [Sample(completion="x", meta={"value": value}) for value in values]
        return reward.open(asked(*verdicts)).score(Batch(samples, groups))

    return score


def test_a_number_carries_the_verdict_and_its_time(scored):
    [plain, told] = scored(Told(), [RIGHT, WRONG], [0.5, Score(-1.0, details={"length": 3})])
    assert plain == Score(0.5, verdict=RIGHT, seconds=0.5)
    assert told == Score(-1.0, details={"length": 3}, verdict=WRONG, seconds=0.25)


def test_what_does_not_apply_has_no_verdict_that_a_gate_could_take_for_a_decision(scored):
    lacks = Score(None, "abstain", {"reason": "no-completion-ids"})
    [nothing, undecided] = scored(Told(), [RIGHT, RIGHT], [None, lacks])
    assert (nothing.status, nothing.details, nothing.verdict) == ("abstain", {"reason": "not-applicable"}, None)
    assert undecided is lacks


@pytest.mark.parametrize("verdict", UNDECIDED)
@pytest.mark.parametrize("reward", [Told(), Ranked()])
def test_an_undecided_verdict_is_no_number_whatever_the_reward_would_give(reward, verdict, scored):
    [score] = scored(reward, [verdict], [1.0])
    assert score == Score(None, verdict.status, {"reason": "why"}, verdict=verdict)


def test_groups_are_scored_by_themselves_in_whatever_order_they_stand(scored):
    found = scored(Ranked(), [RIGHT, UNDECIDED[0], WRONG, RIGHT, WRONG], groups=((0, 3), (4, 1, 2)))
    assert [score.value for score in found] == [0.0, None, 2.0, 1.0, 0.0]


def test_a_batch_without_groups_is_one_and_an_empty_one_has_none():
    samples = [Sample(completion="x")] * 3
    assert list(groups_in(Batch(samples))) == [(0, 1, 2)]
    assert list(groups_in(Batch(samples, ((2,), (0, 1))))) == [(2,), (0, 1)]
    assert list(groups_in(Batch([]))) == []
