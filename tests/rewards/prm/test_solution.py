"""Which steps a model is asked about, and what is taken out of them."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewardry.rewards.prm.implicit.credit import gathered, last_tokens
from rewardry.rewards.prm.marks import Marks
from rewardry.rewards.prm.solution import UnreadableStepsError, solution_of
from rewardry.types import Sample

TEXT = "<think>\na 1\n\nb 2\n</think>\nc 3\n\n<answer>d 4</answer>"


@pytest.mark.parametrize(
    ("scope", "steps"),
    [("all", ("a 1", "b 2", "c 3", "d 4")), ("think", ("a 1", "b 2")), ("after_think", ("c 3", "d 4"))],
)
def test_steps_end_where_they_say(scope, steps):
    found = solution_of(Sample(completion=TEXT, prompt="q"), "paragraphs", scope)
    assert (found.question, found.steps) == ("q", steps)
    assert [TEXT[:end].endswith(step) for end, step in zip(found.ends, steps, strict=True)] == [True] * len(steps)
    assert found.characters == 1 + sum(map(len, steps))


def test_without_reasoning_there_are_no_steps_of_it():
    found = solution_of(Sample(completion="a 1\n\nb 2", prompt="q"), "paragraphs", "think")
    assert (found.steps, found.ends, found.characters) == ((), (), 1)


@pytest.mark.parametrize(
    ("text", "steps", "ends"),
    [
        ("2 + 2 = 4. 4 + 4 = 8.", ["2 + 2 = 4.", "4 + 4 = 8."], (10, 21)),
        ("a a a", ["a", "a"], (1, 3)),  # one behind the other
        ("b a", ["a", "b"], None),
        ("a", ["a", "a"], None),
        ("a", ["a", ""], None),
        ("a", [], ()),
        ("aab", ["aa", "ab"], None),  # they share no character
    ],
)
def test_steps_of_a_column_stand_in_the_text_one_behind_the_other(text, steps, ends):
    found = solution_of(Sample(completion=text, prompt="q", meta={"steps": steps}), "lines", column="steps")
    assert (found.steps, found.ends) == (tuple(steps), ends)


@pytest.mark.parametrize(
    ("value", "kind"), [(None, "NoneType"), ("a", "str"), ({"a": 1}, "dict"), ([1], "list"), (["a", None], "list")]
)
def test_a_column_of_something_else_is_named(value, kind):
    meta = {} if value is None else {"steps": value}
    with pytest.raises(UnreadableStepsError, match=f"column 'steps' holds {kind}; a list of texts is wanted"):
        solution_of(Sample(completion="a", prompt="q", meta=meta), "lines", column="steps")


# -- marks -------------------------------------------------------------------------------------------------------------

SPECIAL = ["<eos>", "<|end|>", "<|e", "nd|>", "<step>"]


def tokenizer(*special, added=()):
    decoder = {i: Added(text, is_special) for i, (text, is_special) in enumerate(added)}
    return SimpleNamespace(all_special_tokens=list(special), added_tokens_decoder=decoder)


class Added(str):
    """A token of a tokenizer's, which says whether it is special."""

    def __new__(cls, text, special):
        made = super().__new__(cls, text)
        made.special = special
        return made


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*SPECIAL, "a", " ", "<", "|>", "\ud800", "é"]), max_size=9).map("".join))
def test_nothing_that_is_left_is_a_mark_and_every_other_character_stays_where_it_was(text):
    marks = Marks(tokenizer(*SPECIAL), patterns=[r"\[\[\w{1,9}\]\]"])
    found = marks.cleaned(text)
    assert len(found) == len(text)
    assert not any(mark in found for mark in SPECIAL)
    assert marks.cleaned(found) == found
    assert all(
        new == old or new == " " or (new, old) == ("\ufffd", "\ud800") for new, old in zip(found, text, strict=True)
    )


def test_the_longest_mark_is_taken_first_and_patterns_are_marks():
    marks = Marks(tokenizer("<a>", "<a><b>"), patterns=[r"(?<!\w)tag(?!\w)"])
    assert marks.cleaned("x<a><b>y<a>z") == "x      y   z"
    assert marks.cleaned("a tag, vintage tags") == "a    , vintage tags"


def test_of_the_tokens_that_were_added_the_special_ones_are_marks():
    marks = Marks(tokenizer(added=[("<sep>", True), ("hello", False), (" ", True)]))
    assert marks.cleaned("hello <sep>") == "hello      "
    assert Marks(tokenizer()).cleaned("<sep>") == "<sep>"


# -- where rewards of tokens stand -------------------------------------------------------------------------------------

ratios = st.lists(st.integers(-8, 8).map(float), max_size=12)


@given(ratios, st.lists(st.integers(0, 15), max_size=5, unique=True).map(sorted))
def test_however_they_are_gathered_ratios_keep_their_sum_and_stand_at_ends(numbers, ends):
    """Each end holds the sum of what stands behind the end before it; the last token what stands behind all."""
    for granularity, places in (("step", ends), ("whole", []), ("token", range(len(numbers)))):
        found = gathered(numbers, granularity, ends)
        assert len(found) == len(numbers)
        assert sum(found) == sum(numbers)
        last = len(numbers) - 1
        allowed = {min(place, last) for place in places} | {last}
        assert all(value == 0 or i in allowed for i, value in enumerate(found))
        start = 0
        for end in sorted(allowed) if numbers else ():
            assert found[end] == sum(numbers[start : end + 1])
            start = end + 1


@given(st.lists(st.integers(1, 4), min_size=1, max_size=9), st.lists(st.integers(1, 40), max_size=5).map(sorted))
def test_the_last_tokens_of_steps_grow_and_hold_their_ends(widths, step_ends):
    token_ends = [sum(widths[: i + 1]) for i in range(len(widths))]
    found = last_tokens(step_ends, token_ends)
    assert found == sorted(set(found))
    for end in step_ends:
        place = next((i for i, token_end in enumerate(token_ends) if token_end >= end), len(token_ends) - 1)
        assert place in found
