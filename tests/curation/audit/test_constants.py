"""Constant answers are tried on the first questions of a set, its most frequent references among them."""

import pytest

from rewardry.curation.audit import constants
from rewardry.curation.audit.constants import USUAL, Constants
from rewardry.statistics.intervals import wilson
from rewardry.types import Verdict


class Exact:
    """A verifier that finds right what the reference says, and notes the answers that it was asked."""

    def __init__(self):
        self.asked = []

    def verify(self, samples):
        answers = [sample.split().answer_text for sample in samples]
        self.asked.append(answers[0])
        return [
            Verdict("correct" if a == str(s.reference) else "incorrect") for a, s in zip(answers, samples, strict=True)
        ]


@pytest.fixture
def scored(asked):
    def run(*references, **live):
        found = Constants()
        for i, reference in enumerate(references):
            found.add(asked(f"Question {i}?", reference))
        return found.scored(live or {"exact": Exact()})

    return run


def test_an_answer_is_scored_by_each_verifier_with_its_interval(scored):
    found = scored("yes", "no", "yes", "maybe")
    assert [(one.answer, one.right, one.questions, one.share) for one in found] == [
        ("yes", 2, 4, 0.5),
        ("no", 1, 4, 0.25),
        ("maybe", 1, 4, 0.25),
    ]
    assert found[0].interval == wilson(2, 4)
    told = {"answer": "yes", "verifier": "exact", "right": 2, "questions": 4, "share": 0.5}
    assert found[0].to_row() == told | {"interval": list(wilson(2, 4))}
    assert {one.verifier for one in scored("yes", first=Exact(), second=Exact())} == {"first", "second"}


def test_the_three_most_frequent_references_are_tried_beside_the_usual_answers(scored):
    live = Exact()
    scored(*"ppqqrrst", 7, 7, 7, exact=live)
    assert live.asked == ["7", "p", "q", *USUAL]


def test_an_answer_that_is_both_frequent_and_usual_is_tried_once(scored):
    live = Exact()
    scored("A", "0", exact=live)
    assert sorted(live.asked) == sorted(USUAL)


def test_references_that_are_no_answer_are_questions_all_the_same(scored):
    found = scored({"tests": []}, ["a"], "A")
    assert [(one.answer, one.right, one.questions) for one in found] == [("A", 1, 3)]


def test_questions_without_a_reference_count_for_nothing(scored):
    assert scored(None, None) == []
    assert [one.questions for one in scored(None, "A")] == [1]


def test_only_the_first_questions_of_a_large_set_are_asked(scored, monkeypatch):
    monkeypatch.setattr(constants, "QUESTIONS", 3)
    assert [(one.answer, one.questions) for one in scored("x", "x", "y", "A", "A", "A")] == [("x", 3), ("y", 3)]
