"""Checks with the rows that trainers send find each way to lose one, or to make a number of a hole in the data."""

from dataclasses import replace

import pytest

from rewardry import Score, Verdict, needs
from rewardry.testing import Case
from rewardry.testing.check import CHECKS, CannotTellError
from rewardry.testing.fragile import FAULT

DECIDED, EACH, MESSAGES, REFERENCE, TOKENS, FAILURES, BAD = (
    "ordinary_rows_are_decided",
    "each_sample_gets_a_result",
    "messages_are_read_like_text",
    "a_missing_reference_is_undecided",
    "missing_token_ids_are_undecided",
    "failures_are_no_numbers",
    "a_bad_row_costs_only_itself",
)
READS_REFERENCE = {"needs": lambda self: needs("prompt", "reference")}
READS_TOKENS = {"needs": lambda self: needs("completion_ids")}


def raising(error):
    def value(sample):
        raise error

    return value


# ---- decided -------------------------------------------------------------------------------------------------------


def test_a_few_decided_rows_are_enough_and_are_counted(check, reward):
    """The empty completion stands twice among the ordinary rows."""
    told = check(reward(lambda sample: None if sample.text else 0.0), DECIDED)
    assert told == f"2 of {told.split()[2]} ordinary rows are decided"


@pytest.mark.parametrize(
    ("value", "came"),
    [
        (raising(RuntimeError("the service is down")), "error (RuntimeError: the service is down)"),
        (lambda sample: Score(None, "timeout", {"reason": "budget"}), "timeout (budget)"),
        (lambda sample: "1.0", "returns a number, a Score or None, not str"),
        (lambda sample: True if sample.text else object(), "not object"),
        (lambda sample: [1.0], "not list"),
        (lambda sample: Verdict("correct"), "not Verdict"),
    ],
    ids=["raises", "times-out", "text", "object", "list", "verdict"],
)
def test_a_row_that_fails_is_told_with_its_error(defect, reward, value, came):
    found = defect(reward(value), DECIDED)
    assert found.did.startswith("scored ")
    assert came in found.came
    assert "abstain with a reason" in found.mend


@pytest.mark.parametrize(
    ("verdict", "came"),
    [
        (lambda sample: None, "not NoneType"),
        (lambda sample: 1.0, "not float"),
        (lambda sample: Verdict("error", reason="no-service"), "error (no-service)"),
        (raising(KeyError("answer")), "KeyError: 'answer'"),
    ],
    ids=["None", "number", "error", "raises"],
)
def test_a_verifier_that_returns_or_raises_something_else_is_told(defect, verifier, verdict, came):
    assert came in defect(verifier(verdict), DECIDED).came


def test_what_never_decides_is_told_with_its_reason(defect, verifier):
    found = defect(verifier(lambda sample: Verdict("abstain", reason="no-rule")), DECIDED)
    assert found.came == "none was decided: abstain (no-rule)"
    assert found.mend.startswith("Give examples()")


# ---- one result a sample -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mangled", "came"),
    [
        (lambda values: values[:-1], "results came for"),
        (lambda values: [*values, 0.0], "results came for"),
        (lambda values: [], "0 results came for"),
        (lambda values: list(dict.fromkeys(values)), "results came for"),
    ],
    ids=["one-too-few", "one-too-many", "none", "each-value-once"],
)
def test_another_number_of_results_is_told(defect, reward, mangled, came):
    def score(self, batch):
        return mangled([float(len(sample.text)) for sample in batch.samples])

    found = defect(reward(None, score=score), EACH)
    assert came in found.came
    assert found.mend.startswith("Return one result a sample, in the batch's order")


def test_results_may_come_as_any_sequence_and_be_awaited(check, reward):
    async def score(self, batch):
        return tuple(1.0 for _ in batch.samples)

    check(reward(None, score=score), EACH)


# ---- messages ------------------------------------------------------------------------------------------------------


def test_reading_the_text_whatever_its_form_passes(check, reward, verifier):
    check(reward(lambda sample: float(len(sample.text))), MESSAGES)
    check(verifier(lambda sample: Verdict("correct", reason="so", extracted=sample.question)), MESSAGES)


@pytest.mark.parametrize(
    "value",
    [
        lambda sample: float(len(sample.completion)),
        lambda sample: float(isinstance(sample.completion, str)),
        lambda sample: float(isinstance(sample.prompt, str)),
        lambda sample: float(len(sample.prompt) > 1),
        lambda sample: float("content" in str(sample.completion)),
    ],
    ids=["length", "type", "type-of-the-prompt", "length-of-the-prompt", "as-text"],
)
def test_reading_the_raw_completion_or_prompt_is_found(defect, reward, value):
    found = defect(reward(value, needs=lambda self: needs("prompt")), MESSAGES)
    assert found.did == "scored texts, and the same as chat messages"
    assert "`sample.text`" in found.mend


# ---- what is missing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 1.0, -1.0])
def test_a_number_without_a_reference_is_found(defect, reward, value):
    found = defect(reward(lambda sample: value, **READS_REFERENCE), REFERENCE)
    assert found.did.endswith("with the reference None")
    assert found.came == repr(value)
    assert "undecided is never a number" in found.mend


@pytest.mark.parametrize("status", ["correct", "incorrect", "error", "timeout"])
def test_a_verdict_without_a_reference_abstains(check, defect, verifier, status):
    decides = verifier(lambda sample: Verdict(status if sample.reference is None else "correct", reason="no-reference"))
    assert defect(decides, REFERENCE).came == f"{status} (no-reference)"
    check(verifier(lambda sample: Verdict("abstain", reason="no-reference")), REFERENCE)


def test_a_reference_missing_from_the_third_case_is_looked_at_too(defect, reward):
    cases = [Case(text, reference=text) for text in "abc"]
    value = reward(lambda sample: 0.0 if sample.text == "c" else None, examples=lambda self: cases, **READS_REFERENCE)
    assert defect(value, REFERENCE).did == "scored 'c' with the reference None"


def test_a_component_that_does_without_a_reference_is_not_asked(reward):
    applies = CHECKS[REFERENCE].applies
    optional = reward(
        lambda sample: 0.0, needs=lambda self: replace(needs("reference"), optional=frozenset({"reference"}))
    )
    assert not applies(optional)
    assert not applies(reward(lambda sample: 0.0))
    assert applies(reward(lambda sample: 0.0, **READS_REFERENCE))


@pytest.mark.parametrize("value", [0.0, 1.0, -0.5])
def test_a_number_without_token_ids_is_found(check, defect, reward, value):
    found = defect(reward(lambda sample: value, **READS_TOKENS), TOKENS)
    assert (found.did, found.came) == ("scored a row without token ids", repr(value))
    check(reward(lambda sample: None if sample.completion_ids is None else value, **READS_TOKENS), TOKENS)


# ---- failures ------------------------------------------------------------------------------------------------------


def swallowing(failed):
    def value(sample):
        try:
            return float(sample.reference.strip() in sample.text)
        except Exception as error:
            return failed(error)

    return value


@pytest.mark.parametrize("number", [0.0, -1.0, 1.0])
def test_a_number_made_of_a_failure_is_found(defect, reward, number):
    found = defect(reward(swallowing(lambda error: number), **READS_REFERENCE), FAILURES)
    assert found.came == repr(number)
    assert f"that raised '{FAULT}' when it was read" in found.did
    assert found.mend == "Let what goes wrong raise: it is caught, attributed and counted"


def test_an_error_that_hides_what_failed_is_found(defect, reward):
    hides = reward(swallowing(lambda error: Score(None, "error", {"error": "something failed"})), **READS_REFERENCE)
    found = defect(hides, FAILURES)
    assert found.came == "error (something failed), which does not say what failed"
    assert "details['error']" in found.mend


@pytest.mark.parametrize(
    "failed",
    [lambda error: None, lambda error: Score(None, "error", {"error": f"reading: {error}"})],
    ids=["abstains", "says-so"],
)
def test_a_failure_that_is_undecided_or_told_passes(check, reward, failed):
    check(reward(swallowing(failed), **READS_REFERENCE), FAILURES)


def test_what_never_reads_the_reference_does_not_fail(check, reward):
    check(reward(lambda sample: 1.0, **READS_REFERENCE), FAILURES)


# ---- one bad row ---------------------------------------------------------------------------------------------------


def test_a_broken_row_must_leave_the_others_alone(defect, reward):
    def score(self, batch):
        spoiled = any(isinstance(sample.reference, dict) for sample in batch.samples)
        return [0.0 if spoiled else 1.0 for _ in batch.samples]

    found = defect(reward(None, score=score), BAD)
    assert found.did == "scored good rows with broken ones between them"
    assert found.came == """row 0 got '{"status": "ok", "value": 0.0}', and '{"status": "ok", "value": 1.0}' before"""


def test_a_row_that_raises_costs_only_itself(check, reward):
    check(reward(lambda sample: float(sample.completion.count("a"))), BAD)


def test_rows_after_the_broken_ones_are_compared_too(defect, reward):
    def score(self, batch):
        broken = [isinstance(sample.reference, dict) for sample in batch.samples]
        return [float(not any(broken[:i])) for i in range(len(broken))]

    assert defect(reward(None, score=score), BAD).came.startswith("row 2 got ")


@pytest.mark.parametrize("declared", [{"stateful": True}, {"per_group": True}])
def test_what_depends_on_its_neighbours_by_design_is_not_asked(reward, declared):
    assert not CHECKS[BAD].applies(reward(lambda sample: 1.0, **declared))
    assert CHECKS[BAD].applies(reward(lambda sample: 1.0))


@pytest.mark.parametrize("name", [DECIDED, EACH])
def test_what_lacks_a_module_cannot_be_told(check, reward, name):
    with pytest.raises(CannotTellError, match="no_such_module is not installed"):
        check(reward(lambda sample: None, requires=("no_such_module",)), name)
