"""Filters in their order, what is counted of them, and which filters an option asks for."""

import json

import pytest

from rewardry.curation.filters.best_of_group import BestOfGroup
from rewardry.curation.filters.correct import keep_correct
from rewardry.curation.filters.pass_rate import PassRateBand
from rewardry.curation.selection import Counts, Selection
from rewardry.curation.wanted import Wanted
from rewardry.engine.runtime import Runtime


class Noted:
    """A filter that rejects rows of an answer, and notes which rows it was asked about."""

    def __init__(self, reason, answer=None):
        self.reason, self._answer, self.asked = reason, answer, []

    def reject(self, group):
        self.asked.append([row.data["extracted"] for row in group])
        return ["said" if row.data["extracted"] == self._answer else None for row in group]


@pytest.fixture
def wanted():
    """What `rewardry select` wants without an option, but for these."""

    def make(**given):
        nothing = {"one_language": None, "language": None, "paragraph": None, "pass_rate": None, "best_of_group": None}
        flags = dict.fromkeys(("correct", "r1", "no_code", "no_loops", "summary", "truncated"), False)
        held = {"against": (), "against_words": 8, "against_column": None}
        usual = {"resolver": "script", "duplicates": None, "similarity": 0.8, **nothing, **flags, **held}
        return Wanted(**{**usual, **given})

    return make


def test_each_filter_judges_all_rows_and_those_after_only_what_is_left(kept):
    first, second, third, last = Noted("a", "1"), Noted("b", "1"), Noted("c", "2"), Noted("d")
    selection = Selection([first, second], [third, last])
    [judged] = selection.judge([[kept(answer) for answer in "123"]])
    assert (first.asked, second.asked, third.asked, last.asked) == ([["1", "2", "3"]],) * 2 + ([["2", "3"]], [["3"]])
    assert [[reason.name for reason in reasons] for reasons in judged.reasons] == [["a", "b"], ["c"], []]
    assert [row.data["extracted"] for row in judged.kept()] == ["3"]
    assert selection.reasons == ["a", "b", "c", "d"]


def test_counts_of_parts_add_up_to_those_of_the_whole(kept):
    groups = [[kept(right=right, total=float(i)) for i, right in enumerate(rights)] for rights in ((1, 0, 1), (0,), ())]
    groups = [[row for row in group if row.correct is not None] for group in groups]

    def counted(some):
        selection = Selection([keep_correct(), PassRateBand(0.1, 1.0)], [BestOfGroup(1)])
        list(selection.judge(some))
        return selection.counts

    whole, parts = counted(groups), Counts()
    for group in groups:
        parts.add_all(json.loads(json.dumps(counted([group]).to_json())))
    assert parts == whole
    assert (whole.rows, whole.kept, whole.groups, whole.groups_kept) == (4, 1, 3, 1)
    assert whole.reasons == {"not-correct": 2, "pass-rate": 1, "not-best-of-group": 1}
    assert whole.first == {"not-correct": 2, "not-best-of-group": 1}
    assert whole.first.total() == whole.rows - whole.kept


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({}, []),
        ({"correct": True}, ["not-correct"]),
        ({"r1": True}, ["not-correct", "mixed-language", "long-paragraph", "code-block", "loop"]),
        ({"r1": True, "correct": True, "no_loops": True, "no_code": True}, None),  # each once
        ({"pass_rate": (0.2, 0.8), "truncated": True}, ["pass-rate", "truncated"]),
        ({"one_language": 0.5, "paragraph": 9}, ["mixed-language", "long-paragraph"]),
        ({"no_code": True, "summary": True}, ["code-block", "missing-summary"]),
        ({"duplicates": "group", "best_of_group": 2}, ["duplicate", "not-best-of-group"]),
        ({"duplicates": "file", "best_of_group": 2}, ["not-best-of-group", "duplicate"]),
    ],
)
def test_an_option_adds_its_filter(wanted, given, reasons):
    if given.get("duplicates") == "file":
        pytest.importorskip("datasketch")
    with Runtime("inline") as runtime:
        found = wanted(**given)
        names = [one.reason for one in (*found.each(runtime), *found.among_kept())]
    assert names == (
        ["not-correct", "mixed-language", "long-paragraph", "code-block", "loop"] if reasons is None else reasons
    )
    assert found.whole_file == (given.get("duplicates") == "file")


@pytest.mark.parametrize(("given", "rejected"), [({}, 1), ({"one_language": 0.5}, 0), ({"one_language": 1.0}, 2)])
def test_the_share_of_one_language_is_nine_tenths_unless_it_is_given(wanted, kept, given, rejected):
    english = "We add the two numbers first and then divide the sum by three so that we get the mean of them "
    prompt = "What is the mean of the three numbers that stand in the table above?"
    rows = [kept(thought=english * 2 + more, prompt=prompt) for more in ("", "然后答案", "我们把它们的和除以三")]
    with Runtime("inline") as runtime:
        [language] = [one for one in wanted(r1=True, **given).each(runtime) if one.reason == "mixed-language"]
        found = language.reject(rows)
    assert sum(why is not None for why in found) == rejected


def test_a_language_may_be_named(wanted, kept):
    with Runtime("inline") as runtime:
        [language] = wanted(one_language=0.5, language="zh").each(runtime)
        [why] = language.reject([kept(thought="We add the two numbers first and then divide the sum by three.")])
    assert why == "0.000 of the words in zh"
