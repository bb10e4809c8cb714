"""Prompts: rows, and the tokens of what they ask."""

import copy

import pytest

from rewardry.errors import ConfigError, DataError
from rewardry.trainer_adapters.grpo.prompts import Prompts


def test_a_sample_of_a_row(letters):
    rows = [{"prompt": "ab=", "reference": "b", "kind": "point", "level": 3, "meta": {"source": "here"}}]
    prompts = Prompts(rows, letters, 10)
    assert prompts.ids == [[2, 3, 28]]
    sample = prompts.sample(0, 5, [3, 4, 1], "stop")
    assert (sample.text, sample.reference, sample.group, sample.finish_reason) == ("bc", "b", 5, "stop")
    assert sample.completion_ids == [3, 4, 1]
    assert (sample.meta["level"], sample.meta["source"]) == (3, "here")


def test_columns_of_other_names(letters):
    prompts = Prompts(
        [{"question": "a", "answer": "b"}], letters, 9, columns={"prompt": "question", "reference": "answer"}
    )
    assert prompts.ids == [[2]]
    assert prompts.sample(0, 0, [3], "length").reference == "b"


def test_texts_in_a_chat(letters):
    chatty = copy.deepcopy(letters)
    chatty.chat_template = "{% for m in messages %}{{ m['role'][0] }}{{ m['content'] }}{% endfor %}="
    prompts = Prompts([{"prompt": "q"}], chatty, 99, chat=True, system="z")
    assert chatty.decode(prompts.ids[0]) == "szuq="


@pytest.mark.parametrize(
    ("row", "columns", "why"),
    [
        ({"reference": "b"}, {}, r"row 1 has no prompt; it has 'reference'. If .* set columns: {prompt: NAME}"),
        ({"prompt": ""}, {}, "row 1 has no prompt; it has 'prompt'"),
        ({"prompt": None, "id": 3}, {}, "row 1 has no prompt; it has 'prompt', 'id'"),
        (
            {"prompt": "a", "level": 3},
            {"prompt": "level"},
            "row 1: field 'level': a JSON string or array is wanted, not n",
        ),
        ({"prompt": 5}, {}, "row 1: field 'prompt': a JSON string or array is wanted, not number"),
        ({"prompt": "a", "meta": "here"}, {}, "row 1: field 'meta': a JSON object is wanted, not string"),
        ({"prompt": "a", "kind": "pair"}, {}, "row 1: field 'kind': rows of kind 'pair' are not scored"),
        ({"prompt": "a", "completion_ids": "1 2"}, {}, "row 1: field 'completion_ids': a JSON array is wanted"),
        ({"prompt": "abcd"}, {}, "row 1: its prompt has 4 tokens, and the model's context leaves room for 3"),
    ],
)
def test_a_row_that_cannot_be_trained_on_is_told_before_the_first_step(letters, row, columns, why):
    first = {"prompt": "abc", "level": "abc"}
    with pytest.raises(DataError, match=why):
        Prompts([first, row], letters, 3, columns=columns)


def test_a_dataset_without_rows_is_refused(letters):
    with pytest.raises(DataError, match="the dataset has no row; there is nothing to train on"):
        Prompts(iter(()), letters, 3)


def test_what_a_row_says_of_another_completion_is_no_part_of_a_sample(letters):
    row = {"prompt": "a", "completion": "z", "completion_ids": [27], "finish_reason": "length", "group": "old"}
    sample = Prompts([row], letters, 3).sample(0, 2, [3, 1], "stop")
    assert (sample.text, sample.completion_ids, sample.finish_reason, sample.group) == ("b", [3, 1], "stop", 2)


def test_messages_stand_as_they_are_whether_texts_are_chat_or_not(letters):
    chatty = copy.deepcopy(letters)
    chatty.chat_template = "{% for m in messages %}{{ m['role'][0] }}{{ m['content'] }}{% endfor %}="
    messages = [{"role": "user", "content": "q"}]
    for chat in (False, True):
        prompts = Prompts([{"prompt": messages}], chatty, 99, chat=chat, system="z")
        assert chatty.decode(prompts.ids[0]) == "uq="
        assert prompts.text(0) == messages
    assert chatty.decode(Prompts([{"prompt": "q"}], chatty, 99, chat=True).ids[0]) == "uq="
    assert chatty.decode(Prompts([{"prompt": "q"}], chatty, 99, system="z").ids[0]) == "q"


@pytest.mark.parametrize(("prompt", "chat"), [("q", True), ([{"role": "user", "content": "q"}], False)])
def test_messages_need_a_template(letters, prompt, chat):
    with pytest.raises(ConfigError, match="prompts are chat messages, and the tokenizer has no chat template"):
        Prompts([{"prompt": prompt}], letters, 99, chat=chat)
