"""What a length is counted in."""

import pytest

import rewardry
from rewardry.rewards.length.unit import length_needs, length_of
from rewardry.types import CompletionError, Sample


@pytest.mark.parametrize(
    ("text", "words", "chars"),
    [
        ("", 0, 0),
        (" \n\t", 0, 3),
        ("one", 1, 3),
        ("one  two\nthree\u3000four", 4, 19),
        ("汉字", 1, 2),
        ("👍", 1, 1),
        ("e\u0301", 1, 2),
    ],
)
def test_words_are_separated_by_white_space_and_chars_are_code_points(text, words, chars):
    sample = Sample(completion=text)
    assert (length_of(sample, "words"), length_of(sample, "chars")) == (words, chars)


def test_tokens_are_the_completions_ids_and_nothing_else():
    assert length_of(Sample(completion="a b c", completion_ids=[1, 2]), "tokens") == 2
    assert length_of(Sample(completion="a b c", completion_ids=[]), "tokens") == 0
    assert length_of(Sample(completion="a b c"), "tokens") is None


def test_of_messages_the_last_assistant_message_is_measured():
    messages = [{"role": "assistant", "content": "a long first try"}, {"role": "assistant", "content": "two words"}]
    assert length_of(Sample(completion=messages), "words") == 2


def test_words_of_no_text_are_an_error_and_its_tokens_are_not():
    sample = Sample(completion=None, completion_ids=[1])
    assert length_of(sample, "tokens") == 1
    with pytest.raises(CompletionError):
        length_of(sample, "chars")


def test_token_ids_are_needed_only_for_tokens():
    assert length_needs("tokens").fields == {"completion", "completion_ids"}
    assert length_needs("words").fields == length_needs("chars").fields == {"completion"}


@pytest.mark.parametrize("use", ["length.cosine", "length.soft_overlong", "compat.trl.length.soft_overlong"])
def test_a_component_says_that_it_reads_token_ids(use):
    assert "completion_ids" in rewardry.get(use).needs().fields
    assert "completion_ids" not in rewardry.get(use.removeprefix("compat.trl."), unit="words").needs().fields
