"""Marks that a policy writes to be taken for the format's own: gone, with every other character where it was."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.rewards.prm.marks import Marks


class Added(str):
    """A token that was added to a tokenizer, which says whether it is special."""

    special = True


def tokenizer(*special, added=()):
    return SimpleNamespace(all_special_tokens=list(special), added_tokens_decoder=dict(enumerate(added)))


SPECIAL = ("<extra_0>", "<|im_end|>", "<|im_end|><|im_start|>", "</s>")
MARKS = Marks(tokenizer(*SPECIAL), [r"\bки\b", r"<\|[a-z]{1,9}\|>"])
PIECES = [*SPECIAL, "<", "|", "im_", "end", "|>", "ки", "a", " ", "\n", "extra_0", ">", "\ud800", "中"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_no_mark_is_left_and_none_appears(text):
    cleaned = MARKS.cleaned(text)
    assert not [mark for mark in SPECIAL if mark in cleaned]
    assert MARKS.cleaned(cleaned) == cleaned


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_every_other_character_stays_where_it_was(text):
    """Steps end at characters of the completion: a text that became shorter would move every reward."""
    cleaned = MARKS.cleaned(text)
    assert len(cleaned) == len(text)
    assert all(
        new in (old, " ") or (old == "\ud800" and new == "\ufffd") for old, new in zip(text, cleaned, strict=True)
    )
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a<extra_0>b", "a         b"),
        ("<extra_0", "<extra_0"),
        ("<EXTRA_0>", "<EXTRA_0>"),
        ("<ex<extra_0>tra_0>", "<ex         tra_0>"),
        ("ки", "  "),
        ("кино", "кино"),
        ("<|any|>", "       "),
        ("\udfff", "\ufffd"),
        ("", ""),
    ],
)
def test_what_is_a_mark(text, cleaned):
    assert MARKS.cleaned(text) == cleaned


def test_the_longest_of_two_marks_is_taken():
    """Or the rest of the longer one would be read as text that the policy never wrote."""
    marks = Marks(tokenizer("<s", "<s>"))
    assert marks.cleaned("<s>a") == "   a"


def test_a_tokenizer_without_marks_takes_nothing_out():
    assert Marks(tokenizer()).cleaned("<s> a\n") == "<s> a\n"
    assert Marks(tokenizer(" ", "\n", "")).cleaned("a b\n") == "a b\n", "white space is no mark"


def test_tokens_that_were_added_as_special_are_marks_too():
    ordinary = Added("<tool>")
    ordinary.special = False
    marks = Marks(tokenizer("<s>", added=[Added("<eot>"), ordinary]))
    assert marks.cleaned("<eot><tool><s>") == "     <tool>   "
