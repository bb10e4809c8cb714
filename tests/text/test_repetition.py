"""How much a text repeats, and whether it runs in a loop: against definitions that take their time."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.text.repetition import (
    NO_RUN,
    Run,
    compress_ratio,
    find_loop,
    longest_run,
    ngrams,
    repeated_share,
    repeated_substrings,
)
from rewardry.text.units import units

PROSE = (
    "Let us find the area. The base is twelve and the height is seven, so the rectangle around it has eighty-four. "
    "A triangle takes half of that, which leaves forty-two; the question asks for the square root of its double."
)


@pytest.mark.parametrize(
    ("given_units", "size", "share"),
    [
        ([], 2, 0.0),
        ([1], 2, 0.0),
        ([1, 2, 3, 4], 2, 0.0),
        ([5, 5, 5, 5, 5], 2, 0.75),
        ([1, 2, 1, 2, 1, 2], 2, 0.6),
        (["a", "a", "a", "a", "a", "a"], 3, 0.75),
        ([1, 1], 1, 0.5),
    ],
)
def test_the_share_of_ngrams_that_stood_there_before(given_units, size, share):
    assert repeated_share(given_units, size) == pytest.approx(share)


def test_ngrams_are_in_order():
    assert ngrams("abc", 2) == [("a", "b"), ("b", "c")]
    assert ngrams("a", 2) == []


def run_by_definition(sequence, max_period, at_least):
    best = NO_RUN
    for period in range(1, max_period + 1):
        for start in range(len(sequence) - period):
            times = 1
            pattern = sequence[start : start + period]
            while sequence[start + times * period : start + (times + 1) * period] == pattern:
                times += 1
            if times >= at_least and times > best.times:
                best = Run(period, times, start)
    return best


@settings(deadline=None, max_examples=800)
@given(sequence=st.lists(st.sampled_from("abc"), max_size=24), max_period=st.integers(1, 8), at_least=st.integers(2, 5))
def test_the_longest_run_is_that_of_the_definition(sequence, max_period, at_least):
    assert longest_run(sequence, max_period, at_least) == run_by_definition(sequence, max_period, at_least)


def test_a_run_is_found_wherever_it_begins():
    before = [str(i) for i in range(101)]
    assert longest_run([*before, *(["x", "y", "z"] * 12), "end"], 30, 10) == Run(3, 12, 101)
    assert longest_run([*before, *(["x", "y", "z"] * 9), "end"], 30, 10) == NO_RUN


def share_by_definition(text):
    total = len(text) * (len(text) + 1) // 2
    different = {text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)}
    return (total - len(different)) / total if len(text) > 1 else 0.0


@settings(deadline=None, max_examples=400)
@given(text=st.text("ab ", max_size=50), threshold=st.sampled_from([0.0, 0.2, 0.5, 0.9]))
def test_the_share_of_substrings_is_that_of_the_definition_or_too_small_to_matter(text, threshold):
    exact, found = share_by_definition(text), repeated_substrings(text, threshold)
    assert found == pytest.approx(exact) or (found == 0.0 and exact < threshold)


def test_the_quick_look_at_a_long_text_misses_no_share_above_the_threshold():
    chance = random.Random(5)
    for _ in range(40):
        half = "".join(chance.choices("abcdefgh ", k=chance.randint(150, 700)))
        other = "".join(chance.choices("abcdefgh ", k=chance.randint(0, 600)))
        text = half + other + half
        exact = repeated_substrings(text)
        assert repeated_substrings(text, 0.2) == exact or exact < 0.2


def test_prose_is_no_loop_and_a_loop_is_one():
    assert not find_loop(PROSE, units(PROSE)).found
    for loop in ("Wait, let me check. " * 50, "我们再检查一遍。" * 60, "ha" * 2000, "!" * 4000, PROSE + "no " * 30):
        assert find_loop(loop, units(loop)).found, loop[:30]


def test_what_is_said_nine_times_is_no_loop_yet():
    text = PROSE + "no " * 9
    assert not find_loop(text, units(text)).found
    assert find_loop(text, units(text), min_run=9).found


def test_a_loop_tells_its_period_and_count():
    row = find_loop("one two three " * 20, units("one two three " * 20)).to_row()
    assert (row["loop"], row["loop_period"], row["loop_count"]) == (True, 3, 20)


def test_compression():
    assert compress_ratio("") == 1.0
    assert compress_ratio("a" * 10_000) < 0.05 < 0.3 < compress_ratio(PROSE)
    assert compress_ratio("\ud800" * 10) > 0  # a lone surrogate, as broken tokenisers write it
