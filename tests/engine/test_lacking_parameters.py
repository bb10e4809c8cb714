"""A component whose parameters leave something open abstains with its reason, and says once what to set."""

import asyncio

from rewardry.component import Reward, Verifier
from rewardry.types import Batch, Sample, Verdict


class AsksModel(Verifier):
    """A verifier that needs a model."""

    model: str | None = None

    def lacks(self):
        return None if self.model else ("needs-model", "it needs a model; set model=NAME")

    def open(self, inline):
        assert self.model, "it is not opened before it has one"
        return self

    def verify(self, samples):
        return [Verdict("correct")] * len(samples)


class PaysModel(Reward):
    """A reward that needs a model."""

    model: str | None = None
    lacks = AsksModel.lacks

    def score(self, batch):
        assert self.model
        return [1.0] * len(batch)


def test_a_verifier_abstains_until_it_is_set(inline, caplog):
    opened, samples = inline.open(AsksModel()), [Sample(completion="4")] * 2
    for verdicts in (opened.verify(samples), asyncio.run(opened.averify(samples))):
        assert [(verdict.status, verdict.reason) for verdict in verdicts] == [("abstain", "needs-model")] * 2
    assert [message for message in caplog.messages if "it needs a model; set model=NAME" in message] == caplog.messages
    assert len(caplog.messages) == 1
    assert inline.open(AsksModel(model="m")).verify(samples)[0].status == "correct"


def test_a_reward_abstains_until_it_is_set(inline):
    batch = Batch([Sample(completion="4")])
    [score] = inline.open(PaysModel()).score(batch)
    assert (score.status, score.details) == ("abstain", {"reason": "needs-model"})
    assert inline.open(PaysModel(model="m")).score(batch)[0].value == 1.0
