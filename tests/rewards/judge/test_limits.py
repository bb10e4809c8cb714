"""Pace, budget, waiting, the cache's keys, and canaries: the parts by themselves, with clocks of the tests' own."""

import asyncio
import email.utils
import logging
import time

import pytest

from rewardry import get
from rewardry.rewards.judge.budget import Budget, estimated
from rewardry.rewards.judge.canaries import MASTER_KEYS, Canaries
from rewardry.rewards.judge.counts import Counts
from rewardry.rewards.judge.pacing import Rate
from rewardry.rewards.judge.parsing import Choice
from rewardry.rewards.judge.replies import BudgetSpentError, CallFailedError, Reply, Request, Usage
from rewardry.rewards.judge.reply_cache import ReplyCache, key_of
from rewardry.rewards.judge.retries import retry_after, wait_before, with_retries
from rewardry.types import Sample

VERDICT = Choice("verdict", ("correct", "incorrect"))


def request(text="hello", **given):
    return Request(({"role": "user", "content": text},), VERDICT, **given)


def test_a_rate_lets_through_what_a_minute_allows():
    now = [100.0]
    rate = Rate(60, lambda: now[0])
    sent = []
    for _ in range(200):
        now[0] += rate.reserve()
        sent.append(now[0])
    busiest = max(sum(start <= at < start + 60 for at in sent) for start in sent)
    assert busiest <= 62
    assert sent[-1] - sent[0] == pytest.approx(198, abs=2)


def test_what_is_not_used_is_kept_for_a_second_and_no_longer():
    now = [0.0]
    rate = Rate(600, lambda: now[0])
    now[0] = 1000.0
    waits = [rate.reserve() for _ in range(30)]
    assert sum(wait < 1e-6 for wait in waits) in (10, 11)
    assert waits[-1] == pytest.approx(1.9)


def test_tokens_that_were_not_taken_are_given_back():
    now = [0.0]
    rate = Rate(60_000, lambda: now[0])
    rate.reserve(2000)
    rate.correct(-1500)
    assert rate.reserve(1) == pytest.approx(0.5)


def test_no_limit_waits_for_nothing():
    rate = Rate(None)
    assert [rate.reserve(1e9) for _ in range(3)] == [0.0] * 3


def test_a_budget_counts_what_is_under_way():
    budget = Budget(1.0, prompt_price=100_000.0, reply_price=200_000.0)
    first = budget.reserve(Usage(2, 1))
    assert first == pytest.approx(0.4)
    budget.reserve(Usage(2, 1))
    with pytest.raises(BudgetSpentError, match=r"the budget of 1 USD is spent \(0 USD so far and 0.8 USD under way"):
        budget.reserve(Usage(2, 1))
    budget.settle(first, Usage(1, 0))
    assert budget.spent == pytest.approx(0.1)
    budget.reserve(Usage(2, 1))


def test_a_call_that_was_not_made_costs_nothing():
    budget = Budget(1.0, 1e6)
    budget.settle(budget.reserve(Usage(1, 0)), None)
    assert budget.spent == 0.0
    budget.reserve(Usage(1, 0))


def test_an_estimate_is_on_the_safe_side():
    assert estimated(request("word " * 300)).prompt >= 300
    assert estimated(request("字" * 300)).prompt >= 300
    assert estimated(request(max_tokens=55)).reply == 55


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read(headers, seconds):
    assert retry_after(headers) == seconds


def test_retry_after_may_be_a_date():
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    assert retry_after({"retry-after": date}) == pytest.approx(30, abs=3)


@pytest.fixture
def far_from_greenwich(monkeypatch):
    """The clock on the wall of New York, for a test."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "written",
    [
        lambda at: email.utils.formatdate(at, usegmt=True),
        lambda at: email.utils.formatdate(at),  # -0000
        lambda at: time.strftime("%A, %d-%b-%y %H:%M:%S GMT", time.gmtime(at)),
        lambda at: time.asctime(time.gmtime(at)),
    ],
    ids=["IMF", "no zone known", "RFC 850", "asctime"],
)
def test_a_date_is_of_greenwich_wherever_the_machine_stands(far_from_greenwich, written):
    assert retry_after({"retry-after": written(time.time() + 7200)}) == pytest.approx(7200, abs=60)


@pytest.mark.parametrize("date", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
def test_a_date_that_has_passed_waits_for_nothing(date):
    assert retry_after({"retry-after": date}) == 0.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after-ms": "-5", "retry-after": "9"}, 9.0),
        ({"retry-after-ms": "0", "retry-after": "9"}, 0.0),
        ({"retry-after": "Sun, 06 Nov 99999 08:49:37 GMT"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_what_cannot_be_read_gives_way_to_the_other_header(headers, seconds):
    assert retry_after(headers) == seconds


def test_waits_grow_and_differ_and_heed_the_server():
    early, late = ({wait_before(attempt, None) for _ in range(50)} for attempt in (1, 5))
    assert 0.25 <= min(early) < max(early) <= 0.5
    assert 4.0 <= min(late) < max(late) <= 8.0
    assert max(wait_before(50, None) for _ in range(50)) <= 60
    asked = {wait_before(1, 2.0) for _ in range(50)}
    assert 2.0 <= min(asked) < max(asked) <= 2.55


def test_a_training_keeps_its_random_numbers():
    import random

    random.seed(1)
    first = random.random()
    random.seed(1)
    wait_before(1, None)
    assert random.random() == first


def test_tries_end_after_the_last_one(monkeypatch):
    monkeypatch.setattr("rewardry.rewards.judge.retries._FIRST_WAIT", 0.0)
    tries = []

    async def call():
        tries.append(1)
        raise CallFailedError("no", again=True)

    with pytest.raises(CallFailedError, match=r"no \(tried 4 times\)"):
        asyncio.run(with_retries(call, 3, lambda: None))
    assert len(tries) == 4


def test_a_key_tells_requests_apart():
    model = ("server", "http://host", "m")
    keys = {
        key_of(model, request()),
        key_of(model, request("other")),
        key_of(model, request(temperature=1.0)),
        key_of(model, request(max_tokens=5)),
        key_of(model, request(seed=1)),
        key_of(("server", "http://host", "n"), request()),
        key_of(model, Request(({"role": "user", "content": "hello"},), Choice("score"))),
    }
    assert len(keys) == 7
    assert key_of(model, request()) == key_of(model, request())


def test_replies_come_back_from_a_file_as_they_were(tmp_path):
    from rewardry.engine.cache.store import Cache

    file = Cache(tmp_path / "cache.sqlite")
    reply = Reply("text \u00e9", Usage(3, 4), {"correct": 0.25})
    ReplyCache(file).put(b"k" * 32, reply)
    assert ReplyCache(file).get(b"k" * 32) == reply
    file.put({b"b" * 32: b"[1]", b"c" * 32: b"\xff"})
    assert ReplyCache(file).get(b"b" * 32) is None
    assert ReplyCache(file).get(b"c" * 32) is None
    assert ReplyCache().get(b"k" * 32) is None


@pytest.fixture
def canaries():
    def make(share=1.0, alarm=0.1, with_references=True):
        counts = Counts()
        return Canaries("Judge", counts, share, alarm, with_references), counts

    return make


def test_canaries_are_known_to_be_wrong_or_right(canaries):
    chooser, _ = canaries()
    references = ["zinc", "iron", "gold"]
    found = [chooser.beside(f"text {i}", references[i % 3]) for i in range(300)]
    for i, canary in enumerate(found):
        if canary.known == "right":
            assert canary.text == references[i % 3]
        else:
            assert canary.text != references[i % 3]
            assert canary.text in (*MASTER_KEYS, *references)
    assert {canary.known for canary in found} == {"wrong", "right"}
    assert set(references) <= {canary.text for canary in found if canary.known == "wrong"}


def test_about_so_many_samples_have_a_canary_and_always_the_same(canaries):
    first, second = (
        [chooser.beside(f"text {i}", None) for i in range(2000)] for chooser in (canaries(0.1)[0], canaries(0.1)[0])
    )
    assert first == second
    assert 140 <= sum(canary is not None for canary in first) <= 260
    assert all(canaries(0.0)[0].beside(f"text {i}", "a") is None for i in range(100))


def test_a_judge_that_pays_for_known_wrong_answers_is_warned_about(canaries, caplog):
    chooser, counts = canaries(alarm=0.1)
    with caplog.at_level(logging.WARNING, "rewardry"):
        for i in range(100):
            chooser.note("wrong", paid=i % 4 == 0)
    assert counts.figures()["false_positive_rate"].value == 0.25
    warnings = [record for record in caplog.records if "known-wrong" in record.message]
    assert 1 <= len(warnings) <= 3
    assert "Judge: the judge calls" in warnings[0].message
    assert "canary_alarm is 10.0 %" in warnings[0].message


def test_a_good_judge_is_not_warned_about(canaries, caplog):
    chooser, counts = canaries()
    for _ in range(100):
        chooser.note("wrong", paid=False)
        chooser.note("right", paid=True)
    assert caplog.text == ""
    assert (counts.figures()["false_positive_rate"].value, counts.figures()["recall"].value) == (0.0, 1.0)


def test_the_false_positive_rate_of_a_credulous_judge_is_seen_while_it_runs(judged, runtime, caplog):
    texts = [f"{i} apples" for i in range(60)]
    found = judged("judge", texts, "always_correct", canaries=1.0)
    log = runtime.observation.as_log("")
    assert len(found) == 60
    assert log["judge/false_positive_rate"] == 1.0
    assert log["judge/canaries_wrong"] + log["judge/canaries_right"] == 60
    assert "known-wrong candidates right (100.0 %" in caplog.text


def test_canaries_count_for_no_sample_and_reach_an_honest_judge(judged, runtime):
    texts = [str(i) for i in range(40)]
    found = judged("judge", texts, "by_reference", canaries=1.0)
    assert [verdict.status for verdict in found] == ["correct" if text == "7" else "incorrect" for text in texts]
    log = runtime.observation.as_log("")
    assert (log["judge/false_positive_rate"], log["judge/recall"]) == (0.0, 1.0)


def test_a_canary_whose_call_fails_harms_nobody(runtime):
    def client(messages):
        if "<<candidate" in messages[-1]["content"] and "seven" not in messages[-1]["content"]:
            raise ConnectionError("gone")
        return '{"verdict": "correct"}'

    opened = runtime.open(get("judge", client=client, canaries=1.0))
    [verdict] = opened.verify([Sample(completion="seven", reference="7")])
    assert verdict.status == "correct"


@pytest.mark.parametrize("use", ["judge.score", "judge.rubric"])
def test_other_judges_have_known_wrong_canaries(judged, runtime, use):
    judged(use, [f"{i} apples" for i in range(30)], "by_choice", meta={"rubric": ["short"]}, canaries=1.0)
    assert runtime.observation.figures[use]["false_positive_rate"] == 1.0
