"""Parts of a set: by a column, by length, by script."""

import pytest

from rewardry.benchmarks.sets import LabelledRow
from rewardry.benchmarks.slices import parts_by


def row(completion="a", prompt="", **columns):
    return LabelledRow("x", 1, "q", {"completion": completion, "prompt": prompt, **columns})


def test_a_column_or_what_meta_says():
    rows = [row(source="a"), row(meta={"source": "b"}), row(), row(source="a")]
    assert parts_by("source", rows) == {"a": [0, 3], "b": [1], "(none)": [2]}


def test_deciles_of_the_length_have_as_many_rows_as_can_be():
    found = parts_by("length", [row("x" * (n + 1)) for n in range(100)])
    assert [len(where) for where in found.values()] == [10] * 10
    assert next(iter(found)) == "1: 1-10 characters"


def test_rows_of_one_length_are_never_parted():
    found = parts_by("length", [row("x" * 5)] * 30 + [row("x" * 9)])
    assert [len(where) for where in found.values()] == [31] or sorted(map(len, found.values())) == [1, 30]


def test_steps_and_answers_count_together():
    found = parts_by("length", [row(["aa", "bbb"]), row({"chosen": ["a"], "rejected": ["bbbb"]})])
    assert list(found) == ["1: 5-5 characters"]


def test_a_column_of_that_name_comes_first():
    assert parts_by("length", [row(length="short"), row(length="long")]) == {"short": [0], "long": [1]}


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("The answer is four", "latin"),
        ("答案是四", "han"),
        ("答えは四です", "kana"),
        ("Ответ четыре", "cyrillic"),
        ("42", "(none)"),
    ],
)
def test_the_language_is_the_script_of_most_words(text, script):
    assert list(parts_by("language", [row(text)])) == [script]


@pytest.mark.parametrize("prompt", [[1], {"a": 1}, [{"role": "user", "content": {"text": "Сколько?"}}], 5])
def test_a_prompt_that_is_none_leaves_the_language_to_the_completion(prompt):
    assert list(parts_by("language", [row("The answer is four", prompt=prompt)])) == ["latin"]


def test_the_language_of_messages_is_that_of_the_last_question():
    asked = [{"role": "system", "content": "Answer in English, please."}, {"role": "user", "content": "Сколько будет?"}]
    assert list(parts_by("language", [row("4", prompt=asked), row("4", prompt=asked[:1])])) == ["cyrillic", "(none)"]
