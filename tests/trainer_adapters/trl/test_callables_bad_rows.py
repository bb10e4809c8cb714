"""Bad rows of TRL's: each costs itself only, and nothing that TRL passes is changed."""

import copy
import logging

import pytest

from rewardry.trl import reward_funcs

CHOICE = {"rewards": [{"use": "accuracy", "verifier": "choice"}, {"use": "format.think_answer", "name": "format"}]}
GOOD = "<think>r</think><answer>{}</answer>"


BAD_COMPLETIONS = {
    "none": None,
    "a number": 5,
    "an object": object(),
    "bytes": b"<think>",
    "no messages": [],
    "a user's message": [{"role": "user", "content": "hi"}],
    "content none": [{"role": "assistant", "content": None}],
    "content a number": [{"role": "assistant", "content": 5}],
    "a tool call": [{"role": "assistant", "content": "", "tool_calls": [{"function": {}}]}],
    "only images": [{"role": "assistant", "content": [{"type": "image", "image": object()}]}],
    "messages of texts": ["hi"],
    "messages of none": [None],
    "a mapping": {"role": "assistant"},
}


@pytest.mark.parametrize("completion", BAD_COMPLETIONS.values(), ids=BAD_COMPLETIONS)
def test_a_bad_completion_costs_its_own_row_only(completion, caplog, called):
    good = [{"role": "assistant", "content": GOOD.format("C")}]
    rows = {"prompts": ["p"] * 3, "completions": [good, completion, good], "reference": ["C", "C", "D"]}
    with caplog.at_level(logging.ERROR):
        found = called(reward_funcs(CHOICE), **rows)
    assert [found["accuracy"][i] for i in (0, 2)] == [1.0, 0.0]
    assert [found["format"][i] for i in (0, 2)] == [1.0, 1.0]
    assert found["accuracy"][1] in (None, 0.0)
    assert (found["accuracy"][1] is None) == (found["format"][1] is None)


@pytest.mark.parametrize(
    "reference",
    [None, 5, 5.5, [], ["C"], {}, {"answer": None}, "", "\x00", Ellipsis, float("nan"), b"C"],
    ids=repr,
)
def test_a_bad_reference_costs_its_own_row_only(reference, called):
    rows = {"prompts": ["p"] * 3, "completions": [GOOD.format("C")] * 3, "reference": ["C", reference, "D"]}
    found = called(reward_funcs(CHOICE), **rows)
    assert found == {"accuracy": [1.0, None, 0.0], "format": [1.0, None, 1.0]}


@pytest.mark.parametrize("prompt", [None, 5, [], [{"role": "user"}], [{"role": "user", "content": None}], [None], {}])
def test_a_bad_prompt_costs_its_own_row_only(prompt, called):
    rows = {"prompts": ["p", prompt], "completions": [GOOD.format("C")] * 2, "reference": ["C", "C"]}
    found = called(reward_funcs(CHOICE), **rows)
    assert (found["accuracy"][0], found["format"][0]) == (1.0, 1.0)
    assert found["accuracy"][1] in (1.0, None)


HUGE = {
    "ten megabytes": "x" * 10_000_000,
    "a megabyte of tags": "<think>" * 150_000,
    "a megabyte of boxes": "\\boxed{" * 150_000,
    "lone surrogates": "\ud800<think>\udfff",
    "control characters": "\x00\x01\x1b[31m",
    "templates": "{0} %s ${HOME} {{reference}} `id`",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_odd_and_huge_texts_are_scored(text, called):
    rows = {"prompts": [text] * 2, "completions": [text, GOOD.format("C")], "reference": ["C", "C"]}
    assert called(reward_funcs(CHOICE), **rows) == {"accuracy": [0.0, 1.0], "format": [0.0, 1.0]}


def test_a_component_that_raises_costs_its_own_value_only(own, batch, caplog, called):
    recipe = {"rewards": [{"use": own("hurried")}, {"use": "format.think_answer", "name": "format"}]}
    with caplog.at_level(logging.WARNING, "rewardry"):
        found = called(reward_funcs(recipe), **batch([4, None], ["4", "4"]))
    assert found == {"hurried": [None, None], "format": [1.0, 0.0]}
    assert "not today" in caplog.text


def test_what_trl_passes_is_left_as_it_is(recipe, own, batch):
    rows = {
        **batch([4, None], [{"answer": ["4"]}, None], conversational=True),
        "meta": [{"difficulty": 1, "deep": {"a": [1]}}, {"difficulty": 2, "deep": {"a": []}}],
    }
    before = copy.deepcopy(rows)
    with_meta = {"rewards": [*recipe["rewards"], {"use": own("level")}, {"use": own("sees")}]}
    for functions in (reward_funcs(with_meta), reward_funcs(with_meta, split=False)):
        for function in functions:
            function(**rows, log_metric=lambda name, value: None, log_extra=lambda name, values: values.clear())
    assert rows == before
