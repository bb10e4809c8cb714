"""The completions of a prompt: they follow each other in TRL's batches, and are refused where torn apart."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.trl.groups import refuse_torn, with_group_means
from rewardry.trl import reward_funcs


@pytest.fixture
def longest(own):
    return {"name": "long", "rewards": [{"use": own("Longest")}, {"use": "format.think_answer", "name": "format"}]}


def group_rows(lengths, prompts):
    return {"completions": ["x" * length for length in lengths], "prompts": prompts}


def test_a_recipe_that_compares_completions_wants_the_group_size(longest):
    for split in (True, False):
        with pytest.raises(ConfigError) as raised:
            reward_funcs(longest, split=split)
        assert str(raised.value) == (
            "recipe 'long' compares the completions of a prompt; pass group_size=num_generations"
        )


def test_groups_follow_each_other(longest, called):
    rows = group_rows([1, 3, 2, 9, 8, 7], ["a"] * 3 + ["b"] * 3)
    assert called(reward_funcs(longest, group_size=3), **rows)["Longest"] == [0, 1, 0, 1, 0, 0]
    rows = group_rows([1, 3, 2, 9], ["a", "a", "a", "a"])
    assert called(reward_funcs(longest, group_size=2), **rows)["Longest"] == [0, 1, 0, 1]
    rows = group_rows([1, 3], [[{"role": "user", "content": "a"}], [{"role": "user", "content": "a"}]])
    assert called(reward_funcs(longest, group_size=2), **rows)["Longest"] == [0, 1]
    assert called(reward_funcs(longest, group_size=2), completions=["x", "xx"])["Longest"] == [0, 1]


def test_a_part_of_a_group_is_refused(longest, called):
    functions = reward_funcs(longest, group_size=4)
    with pytest.raises(ConfigError, match="the batch has 6 completions, which is no multiple of group_size=4"):
        called(functions, **group_rows([1] * 6, ["a"] * 6))


def test_completions_of_different_prompts_are_not_compared(longest, called):
    functions = reward_funcs(longest, group_size=4)
    with pytest.raises(ConfigError, match="do not come in groups of group_size=4"):
        called(functions, **group_rows([1] * 4, ["a", "a", "b", "b"]))


def test_a_group_size_is_harmless_where_nothing_is_compared(recipe, batch, called):
    assert called(reward_funcs(recipe, group_size=4), **batch([4, 5, 6], ["4"] * 3))["accuracy"] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("size", [0, -1, 1.5, "4", True, False])
def test_a_group_size_that_is_none_is_refused(recipe, longest, size):
    for each in (recipe, longest):
        with pytest.raises(ConfigError, match=f"group_size is {size!r}; it is the number of completions"):
            reward_funcs(each, group_size=size)


@pytest.mark.parametrize(
    ("batch_size", "taken"), [(4, True), (8, True), (None, True), (6, False), (2, False), (0, False)]
)
def test_a_batch_of_whole_groups_is_known_before_the_training(longest, batch_size, taken):
    if taken:
        assert reward_funcs(longest, group_size=4, batch_size=batch_size)
        return
    with pytest.raises(ConfigError, match=f"and {batch_size} completions hold a part of a group of 4; make per_device"):
        reward_funcs(longest, group_size=4, batch_size=batch_size)


@pytest.mark.parametrize("batch_size", [True, "8", 8.0, -4])
def test_what_is_no_size_of_a_batch_is_refused(longest, batch_size):
    with pytest.raises(ConfigError, match="compares the completions of a prompt"):
        reward_funcs(longest, group_size=4, batch_size=batch_size)


@pytest.mark.parametrize(
    ("prompts", "whole"),
    [
        ("aabb", True),
        ("aaaa", True),
        ("abab", False),
        ("aaab", False),
        ("baaa", False),
        ("", True),
        (None, True),
    ],
)
def test_the_completions_of_a_prompt_stand_together(prompts, whole):
    given = None if prompts is None else list(prompts)
    if whole:
        refuse_torn(given, 4 if given is None else len(given), 2)
        return
    with pytest.raises(ConfigError, match="do not come in groups of group_size=2"):
        refuse_torn(given, len(given), 2)


quarters = st.integers(-40, 40).map(lambda n: n / 4)
rows_of_groups = st.lists(st.tuples(st.none() | quarters, st.booleans()), max_size=12)


@given(rows=rows_of_groups, size=st.integers(1, 4))
def test_an_undecided_row_is_given_what_has_no_advantage(rows, size):
    """The mean of its group with itself in it is then the mean of the others, by Python's statistics."""
    values, undecided = [value for value, _ in rows], [one for _, one in rows]
    filled = with_group_means(values, undecided, size)
    for start in range(0, len(rows), size):
        group = range(start, min(start + size, len(rows)))
        decided = [values[i] or 0.0 for i in group if not undecided[i]]
        for i in group:
            if not undecided[i]:
                assert filled[i] == values[i], "what is decided stays"
            else:
                assert filled[i] == pytest.approx(statistics.fmean(decided) if decided else 0.0)
        if decided:
            whole = [filled[i] or 0.0 for i in group]
            assert statistics.fmean(whole) == pytest.approx(statistics.fmean(decided), abs=1e-9)
    assert values == [value for value, _ in rows], "what was given is not changed"
