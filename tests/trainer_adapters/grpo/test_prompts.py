"""Prompts: rows, and the tokens of what they ask."""

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
    import copy

    chatty = copy.deepcopy(letters)
    chatty.chat_template = "{% for m in messages %}{{ m['role'][0] }}{{ m['content'] }}{% endfor %}="
    prompts = Prompts([{"prompt": "q"}], chatty, 99, chat=True, system="z")
    assert chatty.decode(prompts.ids[0]) == "szuq="
