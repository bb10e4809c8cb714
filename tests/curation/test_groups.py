"""Which rows are of one question, and what is said where a question's rows stand apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.curation.groups import Grouped, in_groups, marks, question_of
from rewardry.curation.kept_rows import KeptRow

GROUPS = st.sampled_from([None, "a", "b", 1, "1", True, 1.0, ["a"], {"x": 1, "y": 2}])


def row(group=None, prompt=None, place="in:1", reference=None):
    return KeptRow({"group": group}, {"prompt": prompt, "reference": reference}, place, b"", None)


@given(st.lists(st.tuples(GROUPS, st.sampled_from([None, "", "one?", "two?"]))))
def test_groups_are_the_rows_in_their_order_cut_where_the_question_changes(drawn):
    rows = [row(*one) for one in drawn]
    groups = list(in_groups(rows))
    assert [one for group in groups for one in group] == rows
    assert all(question_of(one) == question_of(group[0]) for group in groups for one in group)
    for earlier, later in pairwise(groups):
        assert question_of(later[0]) is None or question_of(later[0]) != question_of(earlier[-1])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (row("a"), row("a"), True),
        (row("a", "one?"), row("a", "two?"), True),  # the group says it, whatever the prompt
        (row("1"), row(1), False),
        (row(True), row(1), False),
        (row({"x": 1, "y": 2}), row({"y": 2, "x": 1}), True),
        (row(None, "one?"), row(None, "one?"), True),
        (row(None, "one?", reference="4"), row(None, "one?", reference="5"), False),
        (row(None, [{"role": "user"}]), row(None, [{"role": "user"}]), True),
        (row("one?"), row(None, "one?"), False),
        (row(None, None), row(None, None), False),  # rows without a prompt are alone
        (row(None, ""), row(None, ""), False),
    ],
)
def test_a_question_is_told_by_its_group_or_by_prompt_and_reference(one, other, same):
    assert len(list(in_groups([one, other]))) == (1 if same else 2)


def test_the_mark_of_a_group_is_the_same_in_every_process():
    assert marks([[row("a", place="in:1")], [row(None, "one?")], [row("a", place="in:9")]]) == [
        (first := marks([[row("a", place="x")]])[0][0], "in:1"),
        (first, "in:9"),
    ]
    assert first == 12062256477443495219  # what hash() gives differs from process to process
    assert len({mark for group in ("1", 1, True, 1.0, "\ud800", None) for mark, _ in marks([[row(group)]])}) == 5


@pytest.mark.parametrize(
    ("groups", "torn", "first"),
    [("aabb", 0, None), ("aba", 1, "in:2"), ("abab", 2, "in:2"), ("abcba", 2, "in:3"), ("", 0, None)],
)
def test_a_group_that_goes_on_after_others_is_counted_with_the_place_of_the_first(groups, torn, first):
    grouped = Grouped()
    assert sum(map(len, grouped.of(row(group, place=f"in:{i}") for i, group in enumerate(groups)))) == len(groups)
    assert (grouped.torn, grouped.first_torn) == (torn, first)
    told = {0: "None", 1: "A group comes apart, first at in:", 2: "2 times a group comes apart, first at in:"}
    assert str(grouped.warning()).startswith(told[torn])


def test_rows_without_a_group_never_come_apart():
    grouped = Grouped()
    assert len(list(grouped.of(row(None, prompt) for prompt in ("one?", "two?", "one?")))) == 3
    assert grouped.warning() is None
