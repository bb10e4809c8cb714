"""Every arrangement of tags, against a slow splitter that works on a list of pieces."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.sections import THINK_ANSWER, SectionStyle, split
from rewardry.text.spans import Span

TAGS = ("<think>", "</think>", "<answer>", "</answer>")
PREFILLED = SectionStyle(prefilled_think=True)


def expected(pieces, prefilled=False):
    """The sections of a list of tags and words, by the rules as they are written and no attempt at speed."""
    found = set()
    opening, closing = TAGS[:2]
    pieces = list(pieces)
    supplied = prefilled and opening not in pieces
    opened = [i for i, piece in enumerate(pieces) if piece == opening]
    closed = [i for i, piece in enumerate(pieces) if piece == closing]
    if not opened and not closed and not supplied:
        think, start, end = None, 0, len(pieces)
        found.add("missing_think")
    else:
        if len(opened) > 1 or len(closed) > 1:
            found.add("duplicate_think")
        if len(opened) > 1 and (not closed or opened[1] < closed[0]):
            found.add("nested")
        if not opened and not supplied:
            found.add("unopened_think")
        first = opened[0] + 1 if opened else 0
        last = closed[-1] if closed else len(pieces)
        if opened and closed and opened[0] > closed[-1]:
            found.add("order")
            think = None
        else:
            think = (first, last)
            found |= {"text_before"} if any(pieces[: first - 1]) and opened else set()
            found |= set() if any(pieces[first:last]) else {"empty_think"}
            found |= set() if closed else {"unclosed_think"}
        start = last + 1 if closed else last
        again = [i for i in opened if i >= start]
        found |= {"unclosed_think"} if again else set()
        end = again[0] if again else len(pieces)
        if think is not None and (round_ := first_round(pieces, first, last)):
            found -= {"empty_think", "unclosed_think"}
            think, start, end = (first, round_[0]), round_[0] + 1, round_[1]
            found |= set() if any(pieces[first : round_[0]]) else {"empty_think"}
    answer, more = expected_answer(pieces, think, start, end)
    return think, answer, (start, end), found | more


def first_round(pieces, first, last):
    """The closing tag and the tag after it, before the reasoning reopens, that have a whole answer between; or None."""
    closed = [i for i in range(first, last) if pieces[i] == "</think>"]
    if not closed:
        return None
    again = [i for i in range(closed[0], last) if pieces[i] == "<think>"]
    if not again and "<think>" in pieces[first : closed[0]]:
        return None
    until = again[0] if again else last
    for here, following in itertools.pairwise([*(i for i in closed if i < until), until]):
        between = pieces[here:following]
        if "<answer>" in between and "</answer>" in between[between.index("<answer>") :]:
            return here, following
    return None


def expected_answer(pieces, think, start, end):
    found = set()
    opened = [i for i, piece in enumerate(pieces) if piece == "<answer>"]
    closed = [i for i, piece in enumerate(pieces) if piece == "</answer>"]
    if not opened and not closed:
        return None, {"missing_answer"}
    if len(opened) > 1 or len(closed) > 1:
        found.add("duplicate_answer")
    if len(opened) > 1 and (not closed or opened[1] < closed[0]):
        found.add("nested")
    if opened and think is not None and opened[0] < think[1]:
        found.add("nested" if opened[0] >= think[0] else "order")
    within = [i for i in opened if start <= i < end]
    if not within:
        return None, found | ({"unopened_answer"} if any(start <= i < end for i in closed) else {"missing_answer"})
    first = within[-1] + 1
    ends = [i for i in closed if first <= i < end]
    last = ends[0] if ends else end
    found |= set() if ends else {"unclosed_answer"}
    found |= {"text_between" if start else "text_before"} if any(pieces[start : first - 1]) else set()
    found |= {"text_after"} if ends and any(pieces[last + 1 : end]) else set()
    found |= set() if any(pieces[first:last]) else {"empty_answer"}
    return (first, last), found


def check(pieces, style):
    places = [0, *itertools.accumulate(map(len, pieces))]
    think, answer, final, wrong = expected(pieces, style.prefilled_think)
    text = "".join(pieces)
    sections = split(text, style)
    assert sections.think == (think and Span(places[think[0]], places[think[1]])), text
    assert sections.final == Span(places[final[0]], places[final[1]]), text
    assert sections.answer == (answer and Span(places[answer[0]], places[answer[1]])), text
    assert sections.problems == wrong, text


@pytest.mark.parametrize("style", [THINK_ANSWER, PREFILLED], ids=["plain", "prefilled"])
def test_every_arrangement_of_up_to_six_tags_and_words(style):
    for length in range(7):
        for pieces in itertools.product((*TAGS, "word"), repeat=length):
            check(pieces, style)


@given(st.lists(st.sampled_from((*TAGS, "word", "ж", "5")), min_size=7, max_size=40), st.booleans())
def test_longer_arrangements(pieces, prefilled):
    check(pieces, PREFILLED if prefilled else THINK_ANSWER)
