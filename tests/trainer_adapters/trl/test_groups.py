"""The completions of a prompt: they follow each other in TRL's batches, and are refused where torn apart."""

import pytest

from rewardry.errors import ConfigError
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


@pytest.mark.parametrize("size", [0, -1, 1.5])
def test_a_group_size_that_is_none_is_refused(recipe, longest, size):
    for each in (recipe, longest):
        with pytest.raises(ConfigError, match=f"group_size is {size}; it is the number of completions"):
            reward_funcs(each, group_size=size)
