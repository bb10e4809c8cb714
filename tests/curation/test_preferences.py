"""Pairs of a better and a worse completion: whom they are of, in which order, and who is in none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.curation.completion_form import CompletionForm
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.preferences import Preferences
from rewardry.curation.selection import Judged, Reason

AS_IT_IS = CompletionForm()


def row(total, correct=True, text=None, prompt="2 + 2?"):
    given = {"prompt": prompt, "completion": f"worth {total} {correct}" if text is None else text}
    return KeptRow({"total": total}, given, "in:1", b"", correct)


def pairs(rows, kept=None, **settings):
    """The totals of the pairs of a group; `kept` says which rows have passed all filters."""
    kept = range(len(rows)) if kept is None else kept
    reasons = [[] if i in kept else [Reason("not-correct", "wrong")] for i in range(len(rows))]
    of = {one.text: one.total for one in rows}
    made = Preferences(settings.pop("form", AS_IT_IS), **settings).rows(Judged(rows, reasons))
    return [(of[pair["chosen"]], of[pair["rejected"]]) for pair in made]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"pairs": 9}, [(3, 0), (3, 1), (1, 0)]),
        ({"pairs": 1}, [(3, 0)]),
        ({"pairs": 2}, [(3, 0), (3, 1)]),
        ({"pairs": 9, "margin": 2}, [(3, 0), (3, 1)]),
        ({"pairs": 9, "margin": 2.5}, [(3, 0)]),
        ({"pairs": 9, "kept": [1]}, [(1, 0)]),
        ({"pairs": 9, "kept": []}, []),
    ],
)
def test_the_largest_margins_come_first_and_what_is_chosen_was_kept(settings, found):
    assert pairs([row(0), row(1), row(3)], **settings) == found


def test_equal_and_undecided_ones_are_in_no_pair():
    assert pairs([row(1, text="a"), row(1, text="b"), row(None, None)], pairs=9) == []
    assert pairs([row(1), row(None, None), row(0)], pairs=9) == [(1, 0)]


def test_only_wrong_ones_are_rejected_where_that_is_asked_for():
    rows = [row(3), row(2), row(1, None), row(0, False)]
    assert pairs(rows, pairs=9, only_wrong=True) == [(3, 0), (2, 0), (1, 0)]


@given(
    st.lists(st.tuples(st.none() | st.sampled_from([0.0, 0.25, 0.5, 1.0, -1.0]), st.booleans()), max_size=7),
    st.integers(1, 9),
    st.sampled_from([0.0, 0.25, 0.75]),
    st.booleans(),
)
def test_pairs_are_those_of_all_two_rows_ranked_by_their_margin(drawn, most, margin, only_wrong):
    rows = [row(total, correct, text=f"row {i}") for i, (total, correct) in enumerate(drawn)]
    found = pairs(rows, pairs=most, margin=margin, only_wrong=only_wrong)
    gaps = [
        one.total - other.total
        for one in rows
        for other in rows
        if one.total is not None and other.total is not None and one.total > other.total
        if one.total - other.total >= margin and not (only_wrong and other.correct)
    ]
    assert [one - other for one, other in found] == sorted(gaps, reverse=True)[:most]


def test_a_pair_that_says_the_same_or_does_not_fit_the_form_gives_its_place_to_the_next():
    rows = [row(3, text="same"), row(0, text="same"), row(1, text="other")]
    assert [pair["rejected"] for pair in Preferences(AS_IT_IS).rows(Judged(rows, [[], [], []]))] == ["other"]
    thought = "<think>So.</think><answer>{}</answer>"
    rows = [row(3, text=thought.format(4)), row(0, text="no sections"), row(1, text=thought.format(5))]
    [pair] = Preferences(CompletionForm("cold-start")).rows(Judged(rows, [[], [], []]))
    assert (pair["chosen"], pair["rejected"]) == (
        "|special_token|So.|special_token|4",
        "|special_token|So.|special_token|5",
    )


@pytest.mark.parametrize(
    ("prompt", "asked", "chosen"),
    [
        ("2 + 2?", "2 + 2?", "yes"),
        (None, "", "yes"),
        ([{"role": "user", "content": "2 + 2?"}],) * 2 + ([{"role": "assistant", "content": "yes"}],),
    ],
)
def test_a_pair_is_in_messages_where_its_prompt_is(prompt, asked, chosen):
    rows = [row(1, text="yes", prompt=prompt), row(0.5, text="no", prompt=prompt)]
    [pair] = Preferences(AS_IT_IS).rows(Judged(rows, [[], []]))
    assert (pair["prompt"], pair["chosen"], pair["margin"]) == (asked, chosen, 0.5)
