"""Chat messages of trainers, which are mappings or objects, in the form of a sample's."""

from types import SimpleNamespace

import pytest

from rewardry.trainer_adapters.messages import as_message, as_messages, last_answer
from rewardry.types import CompletionError, Sample


class Part(SimpleNamespace):
    """A part of a content, as pydantic's models are: attributes, no items."""


def text_of(message):
    return Sample(completion=[message]).text


TEXT, FURTHER = {"type": "text", "text": "a"}, {"type": "output_text", "text": "b"}
THOUGHT = {"type": "reasoning", "text": "not said"}
IMAGE = {"type": "image_url", "image_url": {"url": "data:"}}
CONTENTS = {
    "a text": ("a", "a"),
    "one part": ([TEXT], "a"),
    "two parts": ([TEXT, FURTHER], "a\nb"),
    "what was thought": ([THOUGHT, TEXT], "a"),
    "an image": ([IMAGE, TEXT], "a"),
    "a plain text among parts": (["a", FURTHER], "a\nb"),
    "nothing": (None, None),
    "an image alone": ([IMAGE], None),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_a_message_says_the_same_whether_it_is_a_mapping_or_an_object(content):
    given, said = CONTENTS[content]
    as_objects = [Part(**one) if isinstance(one, dict) else one for one in given] if isinstance(given, list) else given
    forms = (
        {"role": "assistant", "content": given, "token_ids": [7]},
        SimpleNamespace(role="assistant", content=given, token_ids=[7]),
        SimpleNamespace(role="assistant", content=as_objects),
        {"role": "assistant", "content": given},
    )
    for form in map(as_message, forms):
        assert set(form) == {"role", "content"}
        if said is None:
            with pytest.raises(CompletionError):
                text_of(form)
        else:
            assert text_of(form) == said


@pytest.mark.parametrize("message", [{}, SimpleNamespace(), object()])
def test_what_is_no_message_has_neither_a_role_nor_a_content(message):
    assert as_message(message) == {"role": None, "content": None}


def test_texts_are_left_as_they_are():
    assert as_messages("a") == "a"
    assert as_messages(None) is None
    assert as_messages(()) == []


SAID = [{"role": role, "content": str(i)} for i, role in enumerate(["system", "user", "assistant", "user"])]


@pytest.mark.parametrize(
    ("messages", "before", "last"),
    [
        ([], [], None),
        (SAID[:2], SAID[:2], None),
        (SAID[:3], SAID[:2], [SAID[2]]),
        (SAID, SAID[:2], [SAID[2]]),
        ([*SAID, *SAID], [*SAID, *SAID[:2]], [SAID[2]]),
    ],
)
def test_the_last_answer_is_the_assistant_s_and_what_came_before_is_what_was_asked(messages, before, last):
    assert last_answer(messages) == (before, last)
