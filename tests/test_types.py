"""Samples, verdicts and scores: the text of a completion, and that a failure is never a number."""

import copy
import dataclasses
import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.sections import STYLES, split
from rewardry.types import (
    Batch,
    CompletionError,
    Sample,
    Score,
    Scored,
    Verdict,
    completion_text,
    prompt_text,
)


def chat(*messages):
    return [{"role": role, "content": content} for role, content in messages]


# ---- the text of a completion and of a prompt --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("5", "5"),
        ("", ""),
        ("\ud800\0", "\ud800\0"),
        (chat(("assistant", "5")), "5"),
        (chat(("assistant", "4"), ("user", "sure?"), ("assistant", "5")), "5"),
        (chat(("assistant", "5"), ("tool", "42")), "5"),
        (chat(("model", "5")), "5"),
        ([{"content": "5"}], "5"),
        (chat(("assistant", "")), ""),
        (chat(("assistant", ["a", "b"])), "a\nb"),
        (chat(("assistant", [{"type": "text", "text": "a"}, {"type": "image_url"}, {"text": "b"}])), "a\nb"),
        (chat(("assistant", [{"type": "output_text", "text": "5"}])), "5"),
        (chat(("assistant", [{"type": "reasoning", "text": "4"}, {"type": "text", "text": "5"}])), "5"),
        (({"role": "assistant", "content": "5"},), "5"),
    ],
)
def test_the_text_is_that_of_the_last_assistant_message(completion, text):
    assert completion_text(completion) == text
    assert Sample(completion=completion).text == text


@pytest.mark.parametrize(
    "completion",
    [
        [],
        chat(("user", "5")),
        chat(("assistant", None)),
        chat(("assistant", [])),
        chat(("assistant", [{"type": "image_url", "image_url": "x"}])),
        chat(("assistant", [{"type": "text", "text": None}])),
        chat(("assistant", "4"), ("assistant", None)),
    ],
)
def test_messages_without_a_text_of_the_assistants_have_none(completion):
    with pytest.raises(CompletionError, match=r"^the completion's messages hold no text of the assistant's$"):
        completion_text(completion)


def test_none_is_no_completion():
    with pytest.raises(CompletionError, match=r"^the completion is None; there is nothing to score$"):
        _ = Sample(completion=None).text


@pytest.mark.parametrize(
    "completion",
    [5, {"role": "assistant", "content": "5"}, [5], ["text"], chat(("assistant", 5)), chat(("assistant", [5])),
     chat(("assistant", {"type": "text", "text": "5"})), iter(chat(("assistant", "5"))), b"5"],
)  # fmt: skip
def test_what_is_no_list_of_messages_says_so(completion):
    with pytest.raises(CompletionError, match="chat messages must be a list of objects with role and content"):
        completion_text(completion)


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("6*7?", "6*7?"),
        ("", ""),
        ([], ""),
        (chat(("system", "be kind")), ""),
        (chat(("user", "first"), ("assistant", "yes"), ("user", "6*7?")), "6*7?"),
        (chat(("human", "6*7?")), "6*7?"),
        (chat(("user", [{"type": "input_text", "text": "6*7?"}, {"type": "input_image"}])), "6*7?"),
        (chat(("user", None)), ""),
    ],
)
def test_the_question_is_the_last_user_message(prompt, text):
    assert prompt_text(prompt) == text
    assert Sample(completion="", prompt=prompt).question == text


# ---- samples -----------------------------------------------------------------------------------------------------


def test_a_sample_has_defaults_that_say_nothing():
    sample = Sample(completion="5")
    assert (sample.prompt, sample.reference, sample.completion_ids, sample.group) == ("", None, None, None)
    assert (sample.finish_reason, sample.meta, sample.style) == (None, {}, STYLES["think_answer"])


def test_a_sample_cannot_be_changed_and_takes_its_fields_by_name():
    sample = Sample(completion="5")
    with pytest.raises(dataclasses.FrozenInstanceError):
        sample.reference = "6"
    with pytest.raises(TypeError):
        Sample("5")


def test_a_sample_is_split_once_by_its_own_style():
    sample = Sample(completion="<think>r</think>5", style=STYLES["think"])
    assert sample.split() is sample.split()
    assert sample.split() == split(sample.text, STYLES["think"])
    assert dataclasses.replace(sample, style=STYLES["plain"]).split().final_text == "<think>r</think>5"


def test_another_completion_is_split_anew():
    sample = Sample(completion="<think>a</think>4")
    assert sample.split().final_text == "4"
    assert dataclasses.replace(sample, completion="<think>a</think>5").split().final_text == "5"


def repickled(sample):
    return pickle.loads(pickle.dumps(sample))  # noqa: S301 - our own


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, repickled])
def test_copies_and_pickles_are_equal_and_still_work(copied):
    sample = Sample(completion=chat(("assistant", "<think>r</think>5")), reference={"a": [1]}, group=3, meta={"x": 1})
    sample.split()
    other = copied(sample)
    assert other == sample
    assert other.split() == sample.split()


def test_a_pickle_does_not_carry_what_can_be_worked_out():
    sample = Sample(completion=chat(("assistant", "<think>" + "r" * 10_000)))
    before = len(pickle.dumps(sample))
    sample.split()
    assert len(pickle.dumps(sample)) == before


def test_splitting_does_not_count_in_comparisons():
    first, second = Sample(completion="5"), Sample(completion="5")
    first.split()
    assert first == second
    assert "_sections" not in repr(first)


# ---- verdicts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["correct", "incorrect"])
def test_right_and_wrong_are_decisions(status):
    assert Verdict(status).decided


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_a_failure_is_no_decision(status):
    assert not Verdict(status).decided


def test_a_verdict_has_a_known_status():
    with pytest.raises(
        ValueError, match=r"^a verdict's status is one of correct, incorrect, abstain, timeout, error, not 'right'$"
    ):
        Verdict("right")


@pytest.mark.parametrize("score", [-0.1, 1.1, math.nan, math.inf])
def test_partial_credit_lies_between_nothing_and_all(score):
    with pytest.raises(ValueError, match=r"^a verdict's score lies in \[0, 1\] or is None, not "):
        Verdict("correct", score)


@pytest.mark.parametrize("score", [None, 0, 0.5, 1])
def test_partial_credit_within_bounds(score):
    assert Verdict("incorrect", score).score == score


def test_a_verdict_is_timed_once():
    verdict = Verdict("correct", 0.5, "equal", {"a": 1}, "5")
    assert verdict.timed(2.0) == Verdict("correct", 0.5, "equal", {"a": 1}, "5", 2.0)
    assert verdict.timed(2.0).timed(3.0).seconds == 2.0


def test_the_row_of_a_verdict_leaves_its_time_out():
    assert Verdict("abstain", reason="no-reference", details={"a": 1}, seconds=1.0).to_row() == {
        "status": "abstain",
        "score": None,
        "reason": "no-reference",
        "details": {"a": 1},
        "extracted": None,
    }


# ---- scores: a failure is never a number --------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_a_failed_score_has_no_value(status):
    assert Score(None, status).value is None
    with pytest.raises(
        ValueError, match=f"^a score has a value exactly when its status is ok, not 0.0 with '{status}'$"
    ):
        Score(0.0, status)


def test_a_score_that_is_ok_has_a_value():
    with pytest.raises(ValueError, match=r"^a score has a value exactly when its status is ok, not None with 'ok'$"):
        Score(None)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400])
def test_a_score_is_finite(value):
    with pytest.raises(ValueError, match=r"^a score's value is finite, not "):
        Score(value)


def test_a_score_has_a_known_status():
    with pytest.raises(ValueError, match=r"^a score's status is one of ok, abstain, timeout, error, not 'fine'$"):
        Score(1.0, "fine")


def test_a_score_is_timed_once_and_keeps_its_verdict():
    verdict = Verdict("correct")
    score = Score(1.0, details={"a": 1}, verdict=verdict)
    assert score.timed(2.0) == Score(1.0, "ok", {"a": 1}, 2.0, verdict)
    assert score.timed(2.0).timed(3.0).seconds == 2.0


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("abstain", "abstain"),
        ("timeout", "timeout"),
        ("error", "error"),
        ("correct", "abstain"),
        ("incorrect", "abstain"),
    ],
)
def test_the_score_of_a_verdict_that_decides_nothing(verdict, status):
    behind = Verdict(verdict, reason="why", details={"more": 1}, seconds=2.0)
    assert Score.undecided(behind) == Score(None, status, {"reason": "why", "more": 1}, 2.0, behind)


def test_a_score_reports_its_verdict_where_it_has_one():
    assert Score(1.0).reported_status == "ok"
    assert Score(None, "error").reported_status == "error"
    assert Score(0.0, verdict=Verdict("incorrect")).reported_status == "incorrect"
    assert Score.undecided(Verdict("timeout")).reported_status == "timeout"


def test_the_row_of_a_scored_sample_has_each_component_by_name():
    components = {"accuracy": Score(0.0, verdict=Verdict("incorrect")), "length": Score(None, "timeout")}
    assert Scored(None, components, ("length",)).to_row() == {
        "total": None,
        "components": {
            "accuracy": {"value": 0.0, "status": "incorrect"},
            "length": {"value": None, "status": "timeout"},
        },
    }


# ---- batches -----------------------------------------------------------------------------------------------------


class Counting:
    """A verifier that remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def verify(self, samples):
        self.asked.append([sample.completion for sample in samples])
        return [Verdict("correct", extracted=sample.completion) for sample in samples]


def extracted(verdicts):
    return [verdict.extracted for verdict in verdicts]


def test_a_verifier_is_asked_once_a_sample_and_batch():
    batch, verifier = Batch([Sample(completion="a"), Sample(completion="b")]), Counting()
    assert extracted(batch.verdicts(verifier)) == ["a", "b"]
    assert extracted(batch.verdicts(verifier)) == ["a", "b"]
    assert verifier.asked == [["a", "b"]]


def test_two_verifiers_are_asked_each():
    batch, first, second = Batch([Sample(completion="a")]), Counting(), Counting()
    batch.verdicts(first)
    batch.verdicts(second)
    assert (first.asked, second.asked) == ([["a"]], [["a"]])


def test_a_part_of_a_batch_shares_its_verdicts():
    batch, verifier = Batch([Sample(completion=c) for c in "abc"]), Counting()
    assert extracted(batch.take([2, 0]).verdicts(verifier)) == ["c", "a"]
    assert extracted(batch.verdicts(verifier)) == ["a", "b", "c"]
    assert verifier.asked == [["c", "a"], ["b"]]


def test_equal_samples_are_asked_apart():
    batch, verifier = Batch([Sample(completion="a"), Sample(completion="a")]), Counting()
    batch.verdicts(verifier)
    assert verifier.asked == [["a", "a"]]


def test_a_verifier_that_answers_for_too_few_is_an_error():
    class Short:
        def verify(self, samples):
            return []

    with pytest.raises(ValueError, match="zip"):
        Batch([Sample(completion="a")]).verdicts(Short())


def test_a_part_of_a_batch_keeps_what_is_left_of_its_groups():
    batch = Batch([Sample(completion=c) for c in "abcde"], ((0, 2), (1, 3, 4)), 0.5)
    part = batch.take([4, 2, 1])
    assert [sample.completion for sample in part.samples] == ["e", "c", "b"]
    assert part.groups == ((1,), (2, 0))
    assert part.progress == 0.5
    assert batch.take([0, 2]).groups == ((0, 1),)
    assert batch.take([]).groups == ()


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=8), st.randoms(use_true_random=False))
def test_taking_all_in_another_order_keeps_the_groups_together(keys, random):
    samples = [Sample(completion=str(i), group=key) for i, key in enumerate(keys)]
    groups = tuple(tuple(i for i, key in enumerate(keys) if key == wanted) for wanted in sorted(set(keys)))
    order = list(range(len(keys)))
    random.shuffle(order)
    taken = Batch(samples, groups).take(order)
    assert [{taken.samples[i].completion for i in group} for group in taken.groups] == [
        {samples[i].completion for i in group} for group in groups
    ]


def test_what_was_asked_does_not_count_in_comparisons_of_batches():
    samples = [Sample(completion="a")]
    asked = Batch(samples)
    asked.verdicts(Counting())
    assert asked == Batch(samples)
    assert repr(asked) == repr(Batch(samples))


def test_a_pickled_batch_asks_anew():
    batch, verifier = Batch([Sample(completion="a")], ((0,),), 0.5), Counting()
    batch.verdicts(verifier)
    other = repickled(batch)
    assert other == batch
    assert other._verdicts == {}
    other.verdicts(verifier)
    assert verifier.asked == [["a"], ["a"]]


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (Verdict("correct"), "status"),
        (Score(1.0), "value"),
        (Scored(1.0, {}), "total"),
        (Batch([]), "samples"),
    ],
)
def test_results_cannot_be_changed(result, field):
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(result, field, None)


def test_the_length_of_a_batch_is_that_of_its_samples():
    assert len(Batch([])) == 0
    assert len(Batch([Sample(completion="a")] * 3)) == 3
