"""Figures of questions: what a completion votes for, which k count, and the same however questions are cut."""

import json
import random

import pytest

from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.question_figures import RIGHT, QuestionFigures, vote_of
from rewardry.curation.row_figures import NONE, OTHERS, RowFigures
from rewardry.statistics.pass_at_k import cons_at_k, maj_at_k


def row(correct=False, text="<answer>5</answer>", **data):
    return KeptRow(data, {"completion": text, **data.pop("input", {})}, "in:1", b"", correct)


@pytest.mark.parametrize(
    ("made", "vote"),
    [
        (row(True), RIGHT),
        (row(True, extracted="anything"), RIGHT),
        (row(extracted=" a \n b "), "a b"),
        (row(extracted=5), "5"),
        (row(extracted=None), None),  # the verifier looked, and there was none
        (row(), "5"),
        (row(text="<think>So.</think> The answer is \\boxed{6}."), "6"),
        (row(text=""), None),
        (row(None, extracted="5"), "5"),
    ],
)
def test_right_completions_vote_for_one_thing_and_others_for_their_answer(made, vote):
    assert vote_of(made) == vote


@pytest.fixture
def questions():
    chance = random.Random(3)
    return [
        [
            row(correct, extracted=chance.choice(["5", "6", "7", None]), total=float(chance.randrange(2)))
            for correct in chance.choices([True, False, None], [3, 4, 1], k=chance.randrange(1, 9))
        ]
        for _ in range(40)
    ]


@pytest.mark.parametrize("ks", [None, [1], [3, 2, 3], [100]])
def test_figures_of_parts_are_those_of_the_whole(questions, ks):
    whole, merged = QuestionFigures(ks), QuestionFigures(ks)
    for question in questions:
        whole.add(question)
        part = QuestionFigures(ks)
        part.add(question)
        merged.merge(json.loads(json.dumps(part.to_json())))
    assert merged.summary() == whole.summary()
    assert list(whole.summary()["at"]) == {None: ["1", "2", "4", "8"], 1: ["1"], 3: ["2", "3"], 100: []}[ks and ks[0]]


def test_votes_are_those_of_each_question_by_itself(questions):
    figures = QuestionFigures([3])
    majority, consensus = [], []
    for question in questions:
        figures.add(question)
        decided = [one for one in question if one.correct is not None]
        if len(decided) >= 3:
            votes = [vote_of(one) for one in decided]
            counts = {vote: votes.count(vote) for vote in set(votes)}
            right, silent = counts.pop(RIGHT, 0), counts.pop(None, 0)
            majority.append(maj_at_k(right, list(counts.values()), 3, silent).value)
            consensus.append(cons_at_k(votes, [vote == RIGHT for vote in votes], 3))
    found = figures.summary()["at"]["3"]
    assert found["questions"] == len(majority) < len(questions)
    assert found["maj"]["value"] == pytest.approx(sum(majority) / len(majority))
    assert found["cons"]["value"] == pytest.approx(sum(consensus) / len(consensus))
    assert found["maj"]["exact"]


@pytest.mark.parametrize(
    ("totals", "compared", "without"),
    [
        ([1.0, 0.0], 1, 0.0),
        ([1.0, 1.0], 1, 1.0),
        ([0.1 + 0.2, 0.3], 1, 1.0),  # but for rounding
        ([1.0, None], 0, None),  # there is nothing to compare it with
        ([None, None], 0, None),
        ([1.0, None, 1.0], 1, 1.0),
    ],
)
def test_a_question_without_signal_is_one_whose_totals_are_the_same(totals, compared, without):
    figures = QuestionFigures()
    figures.add([row(None, total=total) for total in totals])
    found = figures.summary()
    assert (found["compared"], found["without_signal"]) == (compared, without)
    assert (found["undecided"], found["completions"], found["at"]) == (len(totals), 0, {})


def test_a_column_has_figures_for_so_many_values_and_the_others_together():
    figures = RowFigures(by=["domain"], values=2)
    values = ["a", "b", None, "a", "c", 1, True]
    figures.add([[row(True, input={"domain": value})] for value in values])
    found = {value: part["questions"] for value, part in figures.summary()["by"]["domain"].items()}
    assert found == {"a": 2, "b": 1, OTHERS: 4}
    part = RowFigures(by=["domain"], values=None)
    part.add([[row(True, input={"domain": value})] for value in values])
    assert set(part.summary()["by"]["domain"]) == {"a", "b", "c", "1", "True", NONE}
    figures.merge(json.loads(json.dumps(part.to_json())))
    found = {value: part["questions"] for value, part in figures.summary()["by"]["domain"].items()}
    assert found == {"a": 4, "b": 2, OTHERS: 8}


def test_a_question_of_several_values_counts_under_each_with_its_own_rows():
    figures = RowFigures(by=["domain"])
    figures.add([[row(True, input={"domain": "a"}), row(False, input={"domain": "b"})]])
    found = figures.summary()["by"]["domain"]
    assert [found[name]["at"]["1"]["pass"]["value"] for name in "ab"] == [1.0, 0.0]


def test_rows_of_different_components_are_counted_each_by_its_own():
    made = RowFigures()
    ok, odd = {"value": 1.0, "status": "ok"}, {"value": None, "status": "timeout"}
    rows = [row(components={"a": ok}), row(components={"a": odd, "b": ok}), row(components={"a": {"value": 3.0}})]
    made.add([[one] for one in rows])
    found = made.summary()["components"]
    assert (found["a"]["n"], found["a"]["mean"], found["a"]["statuses"]) == (2, 2.0, {NONE: 1, "ok": 1, "timeout": 1})
    assert (found["b"]["n"], found["b"]["statuses"]) == (1, {"ok": 1})


def test_lengths_are_of_all_and_of_right_wrong_and_undecided_ones():
    made = RowFigures()
    texts = [(True, "one two"), (False, "three"), (None, "four five six"), (True, "seven eight nine ten")]
    made.add([[row(right, text, input={"completion_ids": [0] * len(text)}) for right, text in texts]])
    found = {
        unit: {which: one["mean"] for which, one in parts.items()} for unit, parts in made.summary()["lengths"].items()
    }
    assert found["words"] == {"all": 2.5, "right": 3.0, "wrong": 1.0, "undecided": 3.0}
    assert found["characters"] == found["tokens"] == {"all": 11.25, "right": 13.5, "wrong": 5.0, "undecided": 13.0}
