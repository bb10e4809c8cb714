"""What a component remembers from one run to the next: what is the same question, and which answers last."""

import math
import os
import pathlib
import threading
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from rewardry import Recipe, Reward, Runtime, Verifier, reward
from rewardry.component import Needs, needs
from rewardry.engine.cache.memory import timeless
from rewardry.parameters import VerifierField
from rewardry.text.sections import STYLES
from rewardry.types import Batch, Sample, Score, Verdict

ASKED: list[Any] = []


class Reads(Verifier):
    """Says correct to everything; reads the fields it is told."""

    fields: tuple[str, ...] = ("reference",)

    def needs(self) -> Needs:
        return needs(*self.fields)

    def verify(self, samples):
        ASKED.extend(samples)
        return [Verdict("correct", extracted=sample.completion) for sample in samples]


class Says(Verifier):
    """The verdict that the column `says` holds."""

    def needs(self) -> Needs:
        return Needs(frozenset({"completion", "says"}))

    def verify(self, samples):
        ASKED.extend(samples)
        return [sample.meta["says"] for sample in samples]


class Gives(Reward):
    """The score of the test."""

    score_of_the_test: ClassVar[Score] = Score(0.0)

    def score(self, batch):
        ASKED.extend(batch.samples)
        return [self.score_of_the_test] * len(batch)


class GroupSays(Reward):
    """The values that the column `value` holds, of a group."""

    per_group: ClassVar[bool] = True

    def score(self, batch):
        ASKED.append("".join(one.text for one in batch.samples))
        return [one.meta["value"] for one in batch.samples]


class Dice(Reads):
    deterministic: ClassVar[bool] = False


class Tally(Reads):
    stateful: ClassVar[bool] = True


class Longest(Reward):
    """1 for the longest completions of a group."""

    per_group: ClassVar[bool] = True

    def score(self, batch):
        ASKED.append([[batch.samples[i].completion for i in group] for group in batch.groups])
        found = [0.0] * len(batch)
        for group in batch.groups:
            longest = max(len(batch.samples[i].text) for i in group)
            for i in group:
                found[i] = float(len(batch.samples[i].text) == longest)
        return found


class Asking(Reward):
    """What a verifier says, as a number; 0 where it cannot tell."""

    verifier: VerifierField = Reads()

    def needs(self) -> Needs:
        return self.verifier.needs()

    def open(self, runtime):
        opened = runtime.open(self.verifier)

        class Live:
            def score(self, batch):
                ASKED.append("reward")
                return [float(verdict.status == "correct") for verdict in opened.verify(batch.samples)]

        return Live()


class AskingInAWorker(Asking):
    runs: ClassVar = "worker"


class FailsOnce(Verifier):
    """Fails for a batch with the completion `bad`, and for that alone."""

    def verify(self, samples):
        ASKED.append([sample.completion for sample in samples])
        if any(sample.completion == "bad" for sample in samples):
            raise ValueError("bad")
        return [Verdict("correct") for _ in samples]


class Short(Verifier):
    """Returns too few verdicts."""

    def verify(self, samples):
        return [Verdict("correct")] * (len(samples) - 1)


class InAWorker(Reads):
    runs: ClassVar = "worker"


@reward
def told(completion, value):
    """The column `value`."""
    ASKED.append(completion)
    return value


@reward
async def slowly(completion):
    """1, in an event loop."""
    ASKED.append(completion)
    return 1.0


@pytest.fixture(autouse=True)
def asked():
    """What components were asked; empty at first."""
    ASKED.clear()
    return ASKED


@pytest.fixture
def run(path):
    """Gives samples to a component in a run of its own, with the cache of the test."""

    def once(component, samples, **settings):
        with Runtime(**{"engine": "inline", "cache": path, **settings}) as runtime:
            opened = runtime.open(component)
            if isinstance(component, Verifier):
                return opened.verify(samples)
            batch = samples if isinstance(samples, Batch) else Batch(samples)
            return opened.score(batch)

    return once


def sample(completion="a", **given):
    return Sample(completion=completion, **given)


# ---- the same question ---------------------------------------------------------------------------------------------


def test_a_hit_is_equal_to_the_first_answer_but_for_the_time(run, asked, monkeypatch):
    verdict = Verdict(
        "incorrect", 0.25, "not-equal", {"why": ["é", None, 1, 1.0, True, "\ud83d\ude00"]}, {"b": 1, "a": [-0.0]}
    )
    monkeypatch.setattr(Gives, "score_of_the_test", Score(0.5, details={"a": 1}, verdict=verdict))
    first = run(Gives(), [sample()])
    asked.clear()
    again = run(Gives(), [sample()])
    assert not asked
    assert first[0].seconds is not None
    assert again == [timeless(first[0])]
    assert repr(again) == repr([timeless(first[0])])
    assert again[0].verdict == verdict


@pytest.mark.parametrize(
    "other",
    [
        sample("b"),
        sample("a "),
        sample([{"role": "assistant", "content": "a"}]),
        sample(style=STYLES["think"]),
        sample(style=STYLES["plain"]),
        *(sample(reference=value) for value in ("", 0, 0.0, False, [], {}, "None", 1, 1.0, True, "1")),
    ],
)
def test_another_question_is_asked(run, asked, other):
    run(Reads(), [sample()])
    run(Reads(), [other])
    run(Reads(), [sample(), other])
    assert asked == [sample(), other]


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("prompt", {"prompt": "2+2"}, {"prompt": "2+3"}),
        ("completion_ids", {"completion_ids": [1, 2]}, {"completion_ids": [1, 2, 3]}),
        ("group", {"group": 1}, {"group": "1"}),
        ("finish_reason", {"finish_reason": "stop"}, {"finish_reason": "length"}),
        ("column", {"meta": {"column": 1}}, {"meta": {"column": 1.0}}),
        ("column", {"meta": {"column": None}}, {"meta": {}}),
        ("meta", {"meta": {"a": 1}}, {"meta": {"a": 1, "b": 2}}),
    ],
)
def test_what_is_read_counts_and_what_is_not_does_not(run, asked, field, one, other):
    run(Reads(fields=(field,)), [sample(**one)])
    run(Reads(fields=(field,)), [sample(**other)])
    assert len(asked) == 2
    run(Reads(), [sample(**one)])
    run(Reads(), [sample(**other)])
    assert len(asked) == 3


def test_another_parameter_another_class_another_kind_of_result(run, asked):
    for component in (Reads(), Reads(fields=("reference", "prompt")), InAWorker(), slowly(), Longest()):
        run(component, [sample()])
        run(component, [sample()])
    assert len(asked) == 5


def test_the_order_and_the_company_of_samples_do_not_count(run, asked):
    samples = [sample(str(i)) for i in range(6)]
    run(Reads(), samples[:4])
    asked.clear()
    found = run(Reads(), samples[::-1])
    assert [verdict.extracted for verdict in found] == ["5", "4", "3", "2", "1", "0"]
    assert [one.completion for one in asked] == ["5", "4"]


def test_a_sample_that_cannot_be_compared_is_asked_each_time(run, asked):
    odd = sample(reference=object())
    for _ in range(2):
        found = run(Reads(), [sample("x"), odd, sample("y")])
        assert [verdict.extracted for verdict in found] == ["x", "a", "y"]
    assert [one.completion for one in asked] == ["x", "a", "y", "a"]


def test_progress_counts_for_rewards_that_can_read_it(run, asked):
    for progress in (None, 0.0, 0.5, 0, None, 0.5):
        run(Gives(), Batch([sample()], progress=progress))
    assert len(asked) == 4
    asked.clear()
    for component in (slowly(), told()):
        for progress in (None, 0.0, 0.5):
            run(component, Batch([sample(meta={"value": 1.0})], progress=progress))
    assert len(asked) == 2


# ---- groups --------------------------------------------------------------------------------------------------------


def group(*texts):
    return [sample(text) for text in texts]


def test_a_group_is_one_question(run, asked):
    first = Batch([*group("a", "bb"), *group("c", "d")], ((0, 1), (2, 3)))
    assert [score.value for score in run(Longest(), first)] == [0.0, 1.0, 1.0, 1.0]
    asked.clear()
    assert [score.value for score in run(Longest(), first)] == [0.0, 1.0, 1.0, 1.0]
    assert asked == []
    mixed = Batch([*group("c", "a", "d", "bb", "bb"), sample("a")], ((0, 2), (1, 3), (4, 5)))
    assert [score.value for score in run(Longest(), mixed)] == [1.0, 0.0, 1.0, 1.0, 1.0, 0.0]
    assert asked == [[["bb", "a"]]]


def test_groups_that_are_not_found_are_asked_in_the_order_of_the_batch(run, asked):
    samples = [sample(text, meta={"value": float(i)}) for i, text in enumerate("abcdef")]
    run(GroupSays(), Batch(samples[:2], ((0, 1),)))
    found = run(GroupSays(), Batch(samples, ((0, 1), (2, 5), (3, 4))))
    assert [score.value for score in found] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert asked == ["ab", "cdef"]


@pytest.mark.parametrize("texts", [("a", "bb", "c"), ("a",), ("bb", "a"), ("a", "bb", "bb"), ("abb",)])
def test_other_members_or_another_order_are_another_question(run, asked, texts):
    run(Longest(), Batch(group("a", "bb"), ((0, 1),)))
    run(Longest(), Batch(group(*texts), (tuple(range(len(texts))),)))
    assert len(asked) == 2


def test_groups_that_leave_samples_out_are_asked(run, asked):
    batch = Batch(group("a", "b", "c"), ((0, 1),))
    run(Longest(), batch)
    run(Longest(), batch)
    assert len(asked) == 2


# ---- which answers last --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["abstain", "timeout", "error"])
def test_an_answer_that_does_not_last_is_asked_for_again(run, asked, status):
    for value in (Verdict(status), Verdict("incorrect", reason="TLE"), Verdict("correct", details={"a": (1,)})):
        asked.clear()
        for _ in range(2):
            found = run(Says(), [sample(meta={"says": value})])
            assert found[0].status == value.status
        assert len(asked) == 2


def test_a_group_lasts_as_a_whole(run, asked):
    """One member that is undecided this time may be decided the next."""

    samples = [sample("a", meta={"value": 1.0}), sample("b", meta={"value": None})]
    run(GroupSays(), Batch(samples, ((0, 1),)))
    run(GroupSays(), Batch(samples, ((0, 1),)))
    assert asked == ["ab", "ab"]


def test_rewards_by_their_kind_of_answer(run, asked):
    for value, times in [(1.0, 1), (-0.0, 1), (1, 1), (None, 2), (math.nan, 2), ("text", 2)]:
        asked.clear()
        found = [run(told(), [sample(meta={"value": value})])[0] for _ in range(2)]
        assert len(asked) == times, value
        assert found[1] == replace(found[0], seconds=None) or times == 2
    assert math.copysign(1, run(told(), [sample(meta={"value": -0.0})])[0].value) == -1


# ---- components that remember nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "why"), [(Dice(), "is not deterministic"), (Tally(), "keeps state"), (Reads(), None)]
)
def test_components_whose_answers_differ_are_asked_each_time(path, asked, component, why):
    for _ in range(2):
        with Runtime(engine="inline", cache=path) as runtime:
            runtime.open(component).verify([sample()])
            refused = runtime.cache.summary()["not_cached"]
            assert refused == (
                {} if why is None else {f"{__name__}:{type(component).__name__}": refused_as(component, why)}
            )
    assert len(asked) == (1 if why is None else 2)


def refused_as(component, why):
    return f"{__name__}:{type(component).__name__} {why}"


def test_what_asks_others_remembers_nothing_but_they_do(run, asked, path):
    """Else a 0 that a deadline has made would stand for good."""
    for _ in range(2):
        assert run(Asking(), [sample()])[0].value == 1.0
    assert asked == ["reward", sample(), "reward"]
    slow = Asking(verifier=Says())
    limited = sample(meta={"says": Verdict("incorrect", reason="TLE")})
    assert run(slow, [limited])[0].value == 0.0
    with Runtime(engine="inline", cache=path) as runtime:
        runtime.open(slow).score(Batch([limited]))
        assert (runtime.cache.hits.total(), runtime.cache.misses.total()) == (0, 1)


def test_what_asks_others_within_its_worker_is_never_stored(path):
    with Runtime(cache=path, workers=1) as runtime:
        runtime.open(AskingInAWorker())
        why = f"{__name__}:AskingInAWorker asks other components within its worker process"
        assert runtime.cache.refused == {f"{__name__}:AskingInAWorker": why}


def test_a_recipe_with_a_cache_gives_what_it_gives_without(path):
    rows = [
        {"completion": f"<think>t</think><answer>{option}</answer>", "reference": "B"} for option in ("A", "B", "?", "")
    ]
    recipe = {"rewards": [{"use": "accuracy", "verifier": "choice"}, {"use": "format.think_answer"}]}
    with Runtime(engine="inline") as bare:
        expected = [scored.to_row() for scored in Recipe.load(recipe).score(rows, runtime=bare)]
    for hits, misses in ((0, 8), (8, 0)):
        with Runtime(engine="inline", cache=path) as runtime:
            assert [scored.to_row() for scored in Recipe.load(recipe).score(rows, runtime=runtime)] == expected
            assert (runtime.cache.hits.total(), runtime.cache.misses.total()) == (hits, misses)
            assert set(runtime.cache.misses) == {"choice", "format.think_answer"}


def test_a_forked_child_goes_on_with_the_cache(path, asked):
    with Runtime(engine="inline", cache=path) as runtime:
        runtime.open(Reads()).verify([sample("parent")])
        asked.clear()
        child = os.fork()
        if child == 0:
            try:
                runtime.open(Reads()).verify([sample("parent"), sample("child")])
                assert [one.completion for one in asked] == ["child"]
                runtime.close()
                os._exit(0)
            except BaseException:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        runtime.open(Reads()).verify([sample("parent"), sample("child")])
        assert not asked
    assert isinstance(path, pathlib.Path)


# ---- when things go wrong ------------------------------------------------------------------------------------------


def test_a_failure_costs_its_own_sample_only_and_the_others_are_kept(run, asked):
    samples = group("a", "bad", "c")
    assert [verdict.status for verdict in run(FailsOnce(), samples)] == ["correct", "error", "correct"]
    asked.clear()
    assert [verdict.status for verdict in run(FailsOnce(), samples)] == ["correct", "error", "correct"]
    assert asked == [["bad"]]


def test_an_answer_that_cannot_be_written_is_asked_for_again(run, asked, monkeypatch):
    deep: Any = None
    for _ in range(400):
        deep = [deep]
    for details in ({"number": 10**5000}, {"deep": deep}):
        monkeypatch.setattr(Gives, "score_of_the_test", Score(1.0, details=details))
        asked.clear()
        for _ in range(2):
            assert run(Gives(), [sample(str(len(details)) + next(iter(details)))])[0].details == details
        assert len(asked) == 2 - ("deep" in details)


def test_too_few_answers_are_a_failure_also_behind_hits(run):
    assert [verdict.status for verdict in run(Short(), group("a", "b"))] == ["error", "error"]


def test_a_stored_value_that_makes_no_sense_is_asked_for_again(run, asked, path):
    run(Reads(), [sample()])
    for value in (b"", b"[]", b"{}", b"[1]", b'[{"status": "perfect"}]', b'[{"nonsense": 1}]', b"\xff", b"[" * 9999):
        with Runtime(engine="inline", cache=path) as runtime:
            connection = runtime.cache._connection
            [(key,)] = connection.execute("SELECT key FROM results").fetchall()
            runtime.cache.put({key: value})
            asked.clear()
            assert runtime.open(Reads()).verify([sample()])[0].status == "correct"
            assert len(asked) == 1


def test_code_that_changes_during_a_run_stores_nothing_more(tmp_path, path):
    file = tmp_path / "mine.py"
    file.write_text("import rewardry\n\n@rewardry.reward\ndef size(completion):\n    return float(len(completion))\n")
    from rewardry import get

    component = get(f"{file}:size")
    with Runtime(engine="inline", cache=path) as runtime:
        opened = runtime.open(component)
        opened.score(Batch([sample("a")]))
        assert runtime.cache.count() == 1
        file.write_text("# changed\n" + file.read_text())
        assert opened.score(Batch([sample("a"), sample("bb")]))[1].value == 2.0
        assert runtime.cache.count() == 1
        assert runtime.cache.hits.total() == 1


def test_threads_share_what_is_remembered(path):
    with Runtime(engine="inline", cache=path) as runtime:
        opened, failures = runtime.open(Reads()), []

        def work(start):
            found = opened.verify([sample(str(i)) for i in range(start, start + 100)])
            if [verdict.extracted for verdict in found] != [str(i) for i in range(start, start + 100)]:
                failures.append(start)

        threads = [threading.Thread(target=work, args=(start,)) for start in (0, 50, 0, 50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not failures
        assert runtime.cache.count() == 150


def test_workers_are_asked_for_what_is_not_remembered(run, faulty):
    first = run(faulty.Misbehaving(), group("a", "b"), engine="local", workers=1)
    again = run(faulty.Misbehaving(), group("b", "a"), engine="local", workers=1)
    assert [verdict.status for verdict in first] == ["correct", "correct"]
    assert again == [timeless(verdict) for verdict in first[::-1]]


def test_a_deadline_is_asked_again(run, faulty):
    """And with more time decided."""
    [first] = run(faulty.Misbehaving(), group("pause 0.6"), engine="local", workers=1, timeout=0.2)
    assert first.status == "timeout"
    [second] = run(faulty.Misbehaving(), group("pause 0.6"), engine="local", workers=1, timeout=30.0)
    assert second.status == "correct"
