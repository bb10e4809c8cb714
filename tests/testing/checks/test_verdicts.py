"""Checks of results as records: they survive JSON, say why, and keep the reference to themselves."""

import pytest

from rewardry import Score, Verdict
from rewardry.component import UnreadableReferenceError
from rewardry.testing import Case
from rewardry.testing.check import CHECKS

JSON, WHY, SECRET, HINT = (
    "results_survive_json",
    "undecided_results_say_why",
    "the_reference_stays_secret",
    "the_hint_does_not_tell_the_answer",
)


@pytest.mark.parametrize(
    "details",
    [{}, {"a": None}, {"a": [1, 2.5, "é", True]}, {"a": {"b": {"c": []}}}, {"": "\ud7ff\n\x00"}, {"big": 10**30}],
    ids=["none", "null", "list", "nested", "texts", "long-number"],
)
def test_details_of_json_pass(check, reward, verifier, details):
    check(reward(lambda sample: Score(0.5, details=details)), JSON)
    check(verifier(lambda sample: Verdict("correct", reason="so", details=details)), JSON)


@pytest.mark.parametrize(
    ("details", "came"),
    [
        ({"a": {1, 2}}, "set"),
        ({"a": object()}, "object"),
        ({"a": b"x"}, "bytes"),
        ({"a": 1 + 2j}, "complex"),
        ({"a": float("nan")}, "Out of range float values"),
        ({"a": float("inf")}, "Out of range float values"),
        ({"a": (1, 2)}, "[1, 2]"),
        ({7: "a"}, "'7'"),
    ],
    ids=["set", "object", "bytes", "complex", "nan", "infinity", "tuple", "number-as-name"],
)
def test_details_that_are_no_json_are_told(defect, reward, verifier, details, came):
    for component in (
        reward(lambda sample: Score(0.5, details=details)),
        verifier(lambda sample: Verdict("correct", reason="so", details=details)),
    ):
        found = defect(component, JSON)
        assert found.did.endswith("and wrote the result as JSON")
        assert came in found.came
        assert "details" in found.mend


def test_details_that_hold_themselves_are_told(defect, reward):
    endless = []
    endless.append(endless)
    assert "Circular reference" in defect(reward(lambda sample: Score(0.5, details={"a": endless})), JSON).came


@pytest.mark.parametrize("extracted", [{1, 2}, (1, 2)], ids=["set", "tuple"])
def test_what_was_extracted_must_be_json_too(defect, verifier, extracted):
    found = defect(verifier(lambda sample: Verdict("correct", reason="so", extracted=extracted)), JSON)
    assert "`extracted`" in found.mend


def test_one_result_in_many_that_is_no_json_is_found(defect, reward):
    found = defect(reward(lambda sample: Score(0.5, details={"a": {1}} if not sample.text else {})), JSON)
    assert found.did == "scored '' and wrote the result as JSON"


# ---- reasons -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["incorrect", "abstain", "timeout", "error"])
def test_a_verdict_that_is_not_right_says_why(check, defect, verifier, status):
    check(verifier(lambda sample: Verdict(status, reason="no-answer")), WHY)
    found = defect(verifier(lambda sample: Verdict(status)), WHY)
    assert found.came == f"{status} without a reason"
    assert found.mend.startswith("Give each verdict a short `reason`")


def test_a_right_verdict_need_not_say_why(check, verifier):
    check(verifier(lambda sample: Verdict("correct")), WHY)


@pytest.mark.parametrize("status", ["timeout", "error"])
def test_a_score_that_failed_says_why(check, defect, reward, status):
    check(reward(lambda sample: Score(None, status, {"reason": "busy"})), WHY)
    assert defect(reward(lambda sample: Score(None, status)), WHY).came == f"{status} without a reason"


@pytest.mark.parametrize("value", [None, 0.0, 1.0])
def test_a_score_that_abstains_or_decides_need_not_say_why(check, reward, value):
    check(reward(lambda sample: value), WHY)


# ---- the reference -------------------------------------------------------------------------------------------------


def tells(answers, extracted, **declared):
    """A verifier of answers whose verdict reports what a function makes of the answer and the reference."""

    def check(self, answer, reference, question):
        return Verdict("incorrect", reason="compared", extracted=extracted(answer, reference))

    return answers(str.strip, lambda answer, reference: False, check=check, **declared)


@pytest.mark.parametrize(
    "extracted",
    [
        lambda answer, reference: reference,
        lambda answer, reference: f"{answer} (wanted: {reference})",
        lambda answer, reference: [answer, reference],
        lambda answer, reference: {"answer": answer, "reference": reference},
    ],
    ids=["bare", "in-a-sentence", "in-a-list", "in-an-object"],
)
def test_the_reference_in_what_was_extracted_is_found(defect, answers, extracted):
    found = defect(tells(answers, extracted), SECRET)
    assert "42" in found.came
    assert found.came.endswith("which the completion does not say")
    assert found.mend == "Extract from the completion alone, and compare afterwards"


@pytest.mark.parametrize(
    "extracted", [lambda answer, reference: answer, lambda answer, reference: None], ids=["answer", "nothing"]
)
def test_what_the_completion_says_is_no_secret(check, answers, extracted):
    check(tells(answers, extracted), SECRET)


def test_an_answer_of_one_letter_may_stand_in_any_text(check, answers):
    """`B` is in `Because`, which nobody took from the reference."""
    given = [Case("B", "correct", "Which?", "B"), Case("d", "correct", "Which?", "d")]
    check(tells(answers, lambda answer, reference: "Badly read", examples=lambda self: given), SECRET)


def test_a_reference_that_only_a_later_case_has_is_looked_for_too(defect, answers):
    given = [Case("B", None, "Which?", "B"), Case("Paris", None, "Where?", "Paris")]
    found = defect(tells(answers, lambda answer, reference: reference, examples=lambda self: given), SECRET)
    assert "against the reference 'Paris'" in found.did


# ---- the hint ------------------------------------------------------------------------------------------------------


def hints(answers, hint, **declared):
    return answers(str.strip, lambda answer, reference: answer == reference, hint=hint, **declared)


@pytest.mark.parametrize("hint", [None, "number", ["A", "B"], {"language": "en"}], ids=repr)
def test_a_hint_of_what_the_task_says_passes(check, answers, hint):
    check(hints(answers, lambda self, reference: hint), HINT)


def test_a_hint_that_is_the_reference_is_found(defect, answers):
    found = defect(hints(answers, lambda self, reference: reference), HINT)
    assert found.did == "asked for the hint of the reference '42'"
    assert found.came == "it is '42', the answer itself"
    assert "options" in found.mend


def test_a_hint_that_is_a_structured_reference_is_found(defect, answers):
    given = [Case("B", None, "Which?", {"options": ["A", "B"], "answer": "B"})]
    found = defect(hints(answers, lambda self, reference: dict(reference), examples=lambda self: given), HINT)
    assert "the answer itself" in found.came


def test_options_out_of_a_reference_are_no_answer(check, answers):
    given = [Case("B", None, "Which?", {"options": ["A", "B"], "answer": "B"}, answer="B")]
    check(hints(answers, lambda self, reference: reference["options"], examples=lambda self: given), HINT)


def test_a_reference_that_the_hint_cannot_read_is_passed_over(check, defect, answers):
    given = [Case("a", None, "Which?", "?"), Case("b", None, "Which?", "42")]

    def hint(self, reference):
        if reference == "?":
            raise UnreadableReferenceError("no number")
        return reference

    assert "'42', the answer itself" in defect(hints(answers, hint, examples=lambda self: given), HINT).came
    check(hints(answers, hint, examples=lambda self: given[:1]), HINT)


def test_only_verifiers_that_read_a_hint_are_asked_for_one(answers, verifier):
    applies = CHECKS[HINT].applies
    assert applies(answers(str.strip, lambda answer, reference: False))
    assert not applies(verifier(lambda sample: Verdict("correct")))
