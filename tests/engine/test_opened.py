"""Behind the boundary of an open component no fault of a component or a row reaches the caller."""

import math
from typing import ClassVar

import pytest

from rewardry.component import Reward, Verifier, needs
from rewardry.engine.opened import OpenReward, OpenVerifier
from rewardry.errors import EngineError, Identity
from rewardry.types import Batch, Sample, Score, Verdict

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

OURS = Identity("chess/mate", "rewardry-chess", "1.2")


class Verifying(Verifier):
    """Settings of a verifier whose live object is a plain function of the samples."""


class Scoring(Reward):
    """Settings of a reward whose live object is a plain function of the batch."""


class ScoringGroups(Scoring):
    per_group: ClassVar[bool] = True


class VerifyingInOrder(Verifying):
    stateful: ClassVar[bool] = True


class ScoringInOrder(Scoring):
    stateful: ClassVar[bool] = True


class Live:
    def __init__(self, function):
        self.calls = []
        self.function = function

    def verify(self, samples):
        self.calls.append([sample.completion for sample in samples])
        return self.function(samples)

    def score(self, batch):
        self.calls.append([sample.completion for sample in batch.samples])
        return self.function(batch)


def verifier(function, settings=None):
    live = Live(function)
    return OpenVerifier(settings or Verifying(), OURS, live), live


def scorer(function, settings=None):
    live = Live(function)
    return OpenReward(settings or Scoring(), OURS, live), live


def echo(sample):
    return Verdict("correct", extracted=sample.text)


def fails_on(bad, good):
    def function(given):
        batch = given if isinstance(given, list) else given.samples
        if any(sample.completion == bad for sample in batch):
            raise ValueError(f"cannot take {bad!r}")
        return [good(sample) for sample in batch]

    return function


# ---- what comes back -----------------------------------------------------------------------------------------------


def test_verdicts_come_back_in_order_with_the_time_they_took(samples):
    opened, _ = verifier(lambda found: [echo(sample) for sample in found])
    verdicts = opened.verify(samples("a", "b", "c"))
    assert [verdict.extracted for verdict in verdicts] == ["a", "b", "c"]
    assert all(0 <= verdict.seconds < 60 for verdict in verdicts)


def test_scores_may_be_numbers_scores_or_none(samples):
    opened, _ = scorer(lambda batch: [1, 0.5, None, Score(0.25, details={"why": "x"}), True])
    scores = opened.score(Batch(samples(*"abcde")))
    assert [score.value for score in scores] == [1.0, 0.5, None, 0.25, 1.0]
    assert [score.status for score in scores] == ["ok", "ok", "abstain", "ok", "ok"]
    assert scores[3].details == {"why": "x"}


@pytest.mark.parametrize(
    "returned",
    [
        np.array([1.0, 2.0]),
        torch.tensor([1.0, 2.0]),
        (1, 2),
        iter([1, 2]),
        {1: "a", 2: "b"}.keys(),
        [np.float32(1), np.int64(2)],
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_sequence_of_numbers_will_do(returned, samples):
    opened, _ = scorer(lambda batch: returned)
    scores = opened.score(Batch(samples("a", "b")))
    assert [score.value for score in scores] == [1.0, 2.0]
    assert {type(score.value) for score in scores} == {float}


def test_no_samples_ask_nothing():
    opened, live = verifier(lambda found: [])
    assert opened.verify([]) == []
    reward, other = scorer(lambda batch: [])
    assert reward.score(Batch([])) == []
    assert live.calls == other.calls == []


# ---- one bad sample ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [0, 1, 5, 9])
def test_one_sample_that_raises_costs_only_itself(bad, samples):
    texts = [f"t{i}" for i in range(10)]
    opened, live = verifier(fails_on(f"t{bad}", echo))
    verdicts = opened.verify(samples(*texts))
    assert [v.extracted for v in verdicts] == [None if i == bad else text for i, text in enumerate(texts)]
    assert (verdicts[bad].status, verdicts[bad].reason) == ("error", "raised")
    assert verdicts[bad].details == {
        "error": f"ValueError: cannot take 't{bad}'",
        "component": "chess/mate",
        "distribution": "rewardry-chess 1.2",
    }
    assert live.calls == [texts, *([text] for text in texts)]


def test_one_sample_that_raises_costs_only_its_own_score(samples):
    opened, _ = scorer(fails_on("b", lambda sample: 1.0))
    scores = opened.score(Batch(samples("a", "b", "c")))
    assert [score.value for score in scores] == [1.0, None, 1.0]
    assert scores[1].status == "error"
    assert scores[1].details["reason"] == "raised"
    assert scores[1].details["error"] == "ValueError: cannot take 'b'"


def test_one_group_that_raises_costs_only_itself(samples):
    opened, live = scorer(fails_on("c", lambda sample: 1.0), ScoringGroups())
    scores = opened.score(Batch(samples(*"abcdef"), ((0, 5), (1, 2), (3, 4))))
    assert [score.value for score in scores] == [1.0, None, None, 1.0, 1.0, 1.0]
    assert live.calls == [list("abcdef"), ["a", "f"], ["b", "c"], ["d", "e"]]


def test_a_group_is_never_split_to_save_its_members(samples):
    opened, live = scorer(fails_on("b", lambda sample: 1.0), ScoringGroups())
    assert [score.value for score in opened.score(Batch(samples("a", "b", "c")))] == [None] * 3
    assert live.calls == [["a", "b", "c"]]


def test_the_parts_of_a_batch_keep_its_progress(samples):
    seen = []

    def function(batch):
        seen.append(batch.progress)
        return fails_on("b", lambda sample: 1.0)(batch)

    opened, _ = scorer(function)
    opened.score(Batch(samples("a", "b"), progress=0.25))
    assert seen == [0.25] * 3


@pytest.mark.parametrize("settings", [VerifyingInOrder(), ScoringInOrder()])
def test_a_stateful_component_is_not_asked_twice(settings, samples):
    if isinstance(settings, Verifier):
        opened, live = verifier(fails_on("b", echo), settings)
        found = opened.verify(samples("a", "b", "c"))
    else:
        opened, live = scorer(fails_on("b", lambda sample: 1.0), settings)
        found = opened.score(Batch(samples("a", "b", "c")))
    assert [result.status for result in found] == ["error"] * 3
    assert live.calls == [["a", "b", "c"]]


def test_an_engine_that_cannot_start_is_not_asked_for_each_sample(samples):
    def function(_):
        raise EngineError("no worker process can be started")

    opened, live = verifier(function)
    verdicts = opened.verify(samples("a", "b", "c"))
    assert [verdict.status for verdict in verdicts] == ["error"] * 3
    reward, other = scorer(function)
    assert [score.status for score in reward.score(Batch(samples("a", "b", "c")))] == ["error"] * 3
    assert len(live.calls) == len(other.calls) == 1


def test_memory_that_runs_out_in_one_sample_is_a_timeout_of_that_sample(samples):
    def function(given):
        if any(sample.text == "big" for sample in given):
            raise MemoryError
        return [echo(sample) for sample in given]

    verdicts = verifier(function)[0].verify(samples("a", "big", "b"))
    assert [(v.status, v.reason) for v in verdicts] == [("correct", ""), ("timeout", "memory-limit"), ("correct", "")]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_in_the_callers_own_process_is_the_callers(kind, samples):
    def function(_):
        raise kind

    with pytest.raises(kind):
        verifier(function)[0].verify(samples("a"))
    with pytest.raises(kind):
        scorer(function)[0].score(Batch(samples("a")))


# ---- wrong returns -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returned", "error"),
    [
        ([], "ValueError: it returned 0 results for 1 sample"),
        ([Verdict("correct")] * 2, "ValueError: it returned 2 results for 1 sample"),
        (None, "TypeError: 'NoneType' object is not iterable"),
        (True, "TypeError: 'bool' object is not iterable"),
        ([True], "TypeError: a verifier returns a Verdict, not bool"),
        (["correct"], "TypeError: a verifier returns a Verdict, not str"),
        ([None], "TypeError: a verifier returns a Verdict, not NoneType"),
        ("c", "TypeError: a verifier returns a Verdict, not str"),
        (Verdict("correct"), "TypeError: 'Verdict' object is not iterable"),
        ([Score(1.0)], "TypeError: a verifier returns a Verdict, not Score"),
    ],
)
def test_a_verifier_that_returns_something_else_is_an_error(returned, error, samples):
    verdict = verifier(lambda _: returned)[0].verify(samples("a"))[0]
    assert (verdict.status, verdict.reason) == ("error", "raised")
    assert verdict.details["error"].startswith(error)


@pytest.mark.parametrize(
    ("returned", "error"),
    [
        ([], "ValueError: it returned 0 results for 1 sample"),
        ([1.0, 2.0], "ValueError: it returned 2 results for 1 sample"),
        (1.0, "TypeError: 'float' object is not iterable"),
        (None, "TypeError: 'NoneType' object is not iterable"),
        (["1.0"], "TypeError: a reward returns a number, a Score or None, not str"),
        ([math.nan], "ValueError: a reward is finite, not nan"),
        ([-math.inf], "ValueError: a reward is finite, not -inf"),
        ([Verdict("correct")], "TypeError: a reward returns a number, a Score or None, not Verdict"),
        (np.array(1.0), "TypeError: iteration over a 0-d array"),
        (torch.tensor([[1.0, 2.0]]), "only one element tensors"),
    ],
)
def test_a_reward_that_returns_something_else_is_an_error(returned, error, samples):
    score = scorer(lambda _: returned)[0].score(Batch(samples("a")))[0]
    assert (score.value, score.status, score.details["reason"]) == (None, "error", "raised")
    assert error in score.details["error"]


def test_one_wrong_result_among_many_costs_only_its_sample(samples):
    def function(batch):
        return [math.nan if sample.text == "b" else 1.0 for sample in batch.samples]

    scores = scorer(function)[0].score(Batch(samples("a", "b", "c")))
    assert [score.value for score in scores] == [1.0, None, 1.0]


def test_too_few_results_for_a_batch_are_asked_for_one_by_one(samples):
    opened, _ = scorer(lambda batch: [1.0])
    assert [score.value for score in opened.score(Batch(samples("a", "b", "c")))] == [1.0] * 3


# ---- refusals ------------------------------------------------------------------------------------------------------


def test_a_sample_without_text_is_refused_and_the_others_are_asked():
    opened, live = verifier(lambda found: [echo(sample) for sample in found])
    verdicts = opened.verify([Sample(completion=c) for c in ("a", None, "b", [{"role": "user", "content": "q"}], 5)])
    assert [(v.status, v.reason) for v in verdicts] == [
        ("correct", ""),
        ("error", "refused"),
        ("correct", ""),
        ("error", "refused"),
        ("error", "refused"),
    ]
    assert verdicts[1].details == {"error": "the completion is None; there is nothing to score"}
    assert verdicts[3].details == {"error": "the completion's messages hold no text of the assistant's"}
    assert "must be a list of objects with role and content" in verdicts[4].details["error"]
    assert live.calls == [["a", "b"]]


def test_a_batch_of_nothing_but_refused_samples_asks_nothing():
    opened, live = scorer(lambda batch: [1.0 for _ in batch.samples])
    scores = opened.score(Batch([Sample(completion=None)] * 3))
    assert [score.details["reason"] for score in scores] == ["refused"] * 3
    assert live.calls == []


class Choosy(Verifying):
    def needs(self):
        return needs("reference", reference=("string", "number"))


@pytest.mark.parametrize("reference", ["text", "", 1, 1.5, None, np.float64(1.5)])
def test_a_reference_of_a_wanted_type_is_taken(reference):
    opened, _ = verifier(lambda found: [echo(sample) for sample in found], Choosy())
    assert opened.verify([Sample(completion="a", reference=reference)])[0].status == "correct"


@pytest.mark.parametrize(
    ("reference", "what"),
    [
        (True, "a boolean"),
        ([1], "an array"),
        ((1,), "an array"),
        ({"a": 1}, "an object"),
        (b"1", "a bytes"),
    ],
)
def test_a_reference_of_another_type_is_refused_for_its_row_alone(reference, what):
    opened, live = verifier(lambda found: [echo(sample) for sample in found], Choosy())
    verdicts = opened.verify([Sample(completion="a", reference=reference), Sample(completion="b", reference="1")])
    assert [(v.status, v.reason) for v in verdicts] == [("error", "refused"), ("correct", "")]
    assert verdicts[0].details == {"error": f"the reference is {what}; a string or a number is wanted"}
    assert live.calls == [["b"]]


def test_a_group_goes_on_without_its_refused_member():
    opened, live = scorer(lambda batch: [float(len(batch))] * len(batch), ScoringGroups())
    batch = Batch([Sample(completion=c) for c in ("a", None, "b", "c")], ((0, 1), (2, 3)))
    assert [score.value for score in opened.score(batch)] == [3.0, None, 3.0, 3.0]
    assert live.calls == [["a", "b", "c"]]


# ---- the log -------------------------------------------------------------------------------------------------------


def test_a_component_that_fails_is_logged_once_with_its_owner(caplog, samples):
    opened, _ = verifier(fails_on("b", echo))
    for _ in range(3):
        opened.verify(samples("a", "b"))
    assert [record.getMessage() for record in caplog.records] == [
        "chess/mate (of rewardry-chess 1.2) failed while scoring 2 samples: ValueError: cannot take 'b'. "
        "This is logged once."
    ]
