"""The reward `explore.count_novelty`: rare right answers, counted over the run."""

import json

import pytest

import rewardry
from rewardry.engine.runtime import Runtime
from rewardry.rewards.explore.signature import signature_of, simhash, strategy
from rewardry.text.units import units
from rewardry.types import Batch, Sample, Verdict

SUM = "<think>Add them: 2 + 2 is 4.</think><answer>4</answer>"
PRODUCT = "<think>Double it: 2 * 2 is 4.</think><answer>4</answer>"
WRONG = "<think>Subtract: 2 - 2 is 0.</think><answer>0</answer>"


@pytest.fixture
def live():
    """A live object with nothing counted, and what else it may be set to."""
    with Runtime("inline") as runtime:
        yield lambda **settings: rewardry.get("explore.count_novelty", verifier="text.exact", **settings).open(runtime)


def batch(*completions, prompt="What is 2 and 2?", reference="4"):
    samples = [Sample(completion=text, prompt=prompt, reference=reference, group=prompt) for text in completions]
    return Batch(samples, (tuple(range(len(samples))),))


def values(scores):
    return [score.value for score in scores]


def test_the_bonus_shrinks_as_a_way_is_seen_again(live):
    opened = live()
    assert values(opened.score(batch(SUM))) == [1.0]
    assert values(opened.score(batch(SUM))) == pytest.approx([2**-0.5])
    assert values(opened.score(batch(SUM, PRODUCT))) == pytest.approx([3**-0.5, 1.0])


def test_all_of_a_group_that_do_the_same_get_the_same(live):
    found = live().score(batch(SUM, SUM, PRODUCT, SUM, SUM))
    assert values(found) == [0.5, 0.5, 1.0, 0.5, 0.5]
    assert [score.details.get("visits") for score in found] == [4, 4, 1, 4, 4]


def test_wrong_answers_are_neither_paid_nor_counted(live):
    opened = live()
    assert values(opened.score(batch(WRONG, WRONG, SUM))) == [0.0, 0.0, 1.0]
    assert list(opened.state_dict()["counts"].values()) == [1]
    undecided = opened.score(batch(SUM, reference=None))
    assert (undecided[0].value, undecided[0].status) == (None, "abstain")


def test_prompts_are_counted_by_themselves_or_together(live):
    for per, expected in (("prompt", 1.0), ("run", 2**-0.5)):
        opened = live(per=per)
        opened.score(batch(SUM))
        assert values(opened.score(batch(SUM, prompt="And 3 and 1?"))) == pytest.approx([expected])


def test_the_state_goes_on_after_a_checkpoint(live):
    before, after = live(), live()
    before.score(batch(SUM, SUM, PRODUCT))
    after.load_state_dict(json.loads(json.dumps(before.state_dict())))
    assert values(after.score(batch(SUM, PRODUCT))) == values(before.score(batch(SUM, PRODUCT)))


def test_the_counts_of_workers_are_added(live):
    one, other = live(), live()
    one.score(batch(SUM, PRODUCT))
    other.score(batch(SUM))
    one.merge(other.state_dict())
    assert sorted(one.state_dict()["counts"].values()) == [1, 2]


@pytest.mark.parametrize("state", [{}, {"counts": []}, {"counts": {"a": "1"}}, {"counts": {"a": 0}}])
def test_another_state_is_refused(live, state):
    with pytest.raises(ValueError, match="as state_dict\\(\\) returns it"):
        live().load_state_dict(state)


def test_the_oldest_ways_are_forgotten_first(live):
    opened = live(max_keys=2)
    for text in (SUM, PRODUCT, SUM.replace("+", "-"), SUM):
        opened.score(batch(text))
    assert len(opened.state_dict()["counts"]) == 2
    assert values(opened.score(batch(PRODUCT))) == [1.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3*3 - 4*2 = 1", ":*-*"),
        ("2 + 2 + 2", ":+"),
        ("2 \\times 3 ÷ 4", ":*/"),
        ("By induction on n", "induction:"),
        ("用归纳法", "induction:"),
        ("well-known facts", ":-"),
        ("", ":"),
    ],
)
def test_strategies(text, expected):
    assert strategy(text) == expected


def test_signatures():
    verdict = Verdict("correct", extracted="1/2")
    sample = Sample(completion="<think>a b c</think><answer>0.5</answer>")
    assert signature_of(sample, verdict, "answer") == "1/2"
    assert signature_of(sample, Verdict("correct"), "answer") == "0.5"
    assert signature_of(sample, verdict, "simhash") == simhash(["a", "b", "c"])


def test_simhash_agrees_where_most_words_do():
    text = "let us compute the sum of the first ten odd numbers and see that it is a square of ten as we know " * 3
    other = "a wholly other text about nothing of this kind at all"
    code, near, far = (int(simhash(units(one)), 16) for one in (text, text + "indeed", other))
    assert (code ^ near).bit_count() <= 2 < (code ^ far).bit_count()
