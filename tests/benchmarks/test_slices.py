"""Parts of a set: by a column, by length, by script."""

import itertools

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


@pytest.mark.parametrize("text", ["東京都庁舎は新宿区西新宿二丁目", "カ 漢字漢字漢字", "東京の天気"])
def test_japanese_is_told_by_its_own_signs_however_many_chinese_ones_stand_beside(text):
    assert list(parts_by("language", [row(text)])) == ["kana"]


def test_the_most_frequent_value_stands_first_and_equals_keep_their_order():
    rows = [row(source=name) for name in "abbcca"] + [row(source="c")]
    assert parts_by("source", rows) == {"c": [3, 4, 6], "a": [0, 5], "b": [1, 2]}


@pytest.mark.parametrize("value", [0, False, "", [], 1.5, {"a": 1}], ids=repr)
def test_a_value_of_any_kind_is_a_part_by_its_text(value):
    assert parts_by("tag", [row(tag=value), row(meta={"tag": value})]) == {str(value): [0, 1]}


@pytest.mark.parametrize("column", ["source", "length", "language"])
def test_of_no_rows_there_are_no_parts(column):
    assert parts_by(column, []) == {}


def test_parts_of_the_length_hold_every_row_once_and_their_ends_are_those_of_their_rows():
    lengths = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]
    found = parts_by("length", [row("x" * n) for n in lengths])
    assert sorted(place for where in found.values() for place in where) == list(range(len(lengths)))
    ends = [[int(end) for end in name.split(": ")[1].split(" ")[0].split("-")] for name in found]
    assert ends == [[min(lengths[i] for i in w), max(lengths[i] for i in w)] for w in found.values()]
    assert all(one[1] < other[0] for one, other in itertools.pairwise(ends))
