"""Examples that authors give."""

import pytest

from rewardry.testing import Case


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        (Case("x", reference="42"), "42"),
        (Case("x", reference=42), "42"),
        (Case("x", reference=0.5), "0.5"),
        (Case("x", reference={"answer": "B"}), None),
        (Case("x", reference={"answer": "B"}, answer="B"), "B"),
        (Case("x", reference=True), None),
        (Case("x"), None),
    ],
)
def test_the_right_answer_is_given_or_the_reference(case, answer):
    assert case.right_answer == answer


def test_a_case_becomes_a_sample():
    case = Case("x", 1.0, "question", "ref", completion_ids=[1, 2], group="g", finish_reason="stop", meta={"a": 1})
    sample = case.sample()
    assert (sample.completion, sample.prompt, sample.reference, sample.group) == ("x", "question", "ref", "g")
    assert (sample.completion_ids, sample.finish_reason, sample.meta) == ([1, 2], "stop", {"a": 1})


def test_another_completion_has_token_ids_of_its_length():
    assert len(Case("x", completion_ids=[1]).sample("y" * 100).completion_ids) == 26
    assert Case("x").sample("y" * 100).completion_ids is None
