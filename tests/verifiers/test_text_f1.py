"""The verifier `text.f1`: SQuAD's measure, and what takes an answer back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rewardry
from rewardry.errors import ParameterError
from rewardry.testing import parametrize_with_checks
from rewardry.verifiers.text_f1 import overlap


def verdict_of(answer, reference, **parameters):
    return rewardry.verify("text.f1", f"<think>r</think><answer>{answer}</answer>", reference, **parameters)


@pytest.mark.parametrize(
    ("answer", "reference", "f1"),
    [
        ("Eiffel Tower", "The Eiffel Tower", 1),
        ("tower Eiffel", "Eiffel tower", 1),
        ("in the Eiffel Tower", "Eiffel Tower", 0.8),
        ("w x y z", "y z u v", 0.5),
        ("b b b", "b", 0.5),
        ("b", "b b b", 0.5),
        ("Lyon", "Paris", 0),
        ("北京市", "北京", 0.8),
        ("Paris", ["Lyon", "Paris"], 1),
        ("1,000 men", "1000 men", 1),
        ("yes it is", "yes", 0),
        ("no", "yes", 0),
        ("Yes.", "yes", 1),
    ],
)
def test_the_score_is_the_f1(answer, reference, f1):
    verdict = verdict_of(answer, reference, threshold=0.8)
    assert verdict.score == pytest.approx(f1)
    assert verdict.details["f1"] == verdict.score
    assert verdict.status == ("correct" if f1 >= 0.8 else "incorrect")


@pytest.mark.parametrize(
    "answer",
    [
        "not the tower of Eiffel in old Paris",
        "the tower of Eiffel in old Paris or Rome",
        "it isn't the tower of Eiffel in old Paris",
        "never the tower of Eiffel in old Paris",
        "the tower of Eiffel in old Paris is wrong",
    ],
)
def test_an_answer_that_is_taken_back_gets_nothing(answer):
    verdict = verdict_of(answer, "the tower of Eiffel in old Paris", threshold=0.5)
    assert (verdict.status, verdict.score, verdict.reason) == ("incorrect", 0.0, "taken-back")


@pytest.mark.parametrize(
    "contraction", ["isn't", "isn’t", "isnt", "wasn't", "don't", "Doesn't", "cannot be; can't", "won't"]
)
def test_a_contraction_denies_with_its_apostrophe_and_without(contraction):
    for settings in ({}, {"ignore_punctuation": False}):
        verdict = verdict_of(f"it {contraction} the old tower", "the old tower", threshold=0.3, **settings)
        assert verdict.reason == "taken-back", settings


@pytest.mark.parametrize("word", ["ancient", "giant", "President", "student", "different", "event", "Kent", "recent"])
def test_a_word_that_ends_as_a_contraction_does_denies_nothing(word):
    verdict = verdict_of(f"{word} Rome", "Rome", threshold=0.6)
    assert (verdict.status, verdict.score) == ("correct", pytest.approx(2 / 3))


def test_words_of_the_reference_take_nothing_back():
    assert verdict_of("To be or not to be", "to be, or not to be").status == "correct"


def test_the_threshold_decides():
    assert verdict_of("w x y z", "y z u v", threshold=0.5).status == "correct"
    assert verdict_of("w x y z", "y z u v", threshold=0.51).status == "incorrect"
    assert verdict_of("in the Eiffel Tower", "Eiffel Tower").status == "incorrect"
    with pytest.raises(ParameterError, match="threshold"):
        rewardry.get("text.f1", threshold=0)


@pytest.mark.parametrize("reference", ["", " ", [], {"a": 1}, [""], True])
def test_a_reference_that_says_nothing_is_undecided(reference):
    assert verdict_of("x", reference).status in ("abstain", "error")


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_measure_is_symmetric_and_a_share(one, other):
    there, back = overlap(one, other), overlap(other, one)
    assert there.f1 == pytest.approx(back.f1)
    assert 0 <= there.f1 <= 1


@parametrize_with_checks(["text.f1"])
def test_conforms(component, check):
    check(component)
