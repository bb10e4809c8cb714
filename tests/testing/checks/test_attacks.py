"""Checks of verifiers find each way to be called right without the answer, and no fault with those that read well."""

import re
from pathlib import Path

import pytest

from rewardry import Verdict, needs
from rewardry.testing import Case
from rewardry.testing.check import CHECKS, CannotTellError
from rewardry.testing.checks.attacks import tasks_of
from rewardry.testing.trial import Trial
from rewardry.text.answers import select_answer

ATTACKS = (
    "garbage_is_not_right",
    "negation_is_not_right",
    "hedge_is_not_right",
    "injection_is_not_right",
    "echo_of_the_question_is_not_right",
    "no_constant_answer_is_right",
)
GASES = [
    Case("nitrogen", None, "Is the air mostly oxygen or nitrogen?", "nitrogen"),
    Case("helium", None, "Are balloons filled with helium or argon?", "helium"),
]


def read(text):
    return select_answer(text, longest_unmarked=100).answer


def equal(answer, reference):
    return answer.strip() == reference


def said(right):
    """The verdict of a truth."""
    return Verdict("correct" if right else "incorrect", reason="found" if right else "not-found")


@pytest.fixture
def gases(answers):
    """Makes a verifier of the names of gases out of what reads an answer, and what compares it."""

    def make(extract=read, right=equal, **declared):
        return answers(extract, right, examples=lambda self: GASES, **declared)

    return make


@pytest.mark.parametrize("name", ATTACKS)
def test_a_verifier_that_reads_one_answer_and_compares_it_passes(check, gases, name):
    check(gases(), name)


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("form", [r"<answer>([^<]*)</answer>\s*\Z", r"\\boxed\{([^{}]*)\}\Z"], ids=["tags", "box"])
def test_a_verifier_that_reads_one_form_only_passes(check, gases, name, form):
    def extract(text):
        found = re.findall(form, text)
        others = re.findall(form.removesuffix(r"\Z").removesuffix(r"\s*"), text)
        return found[0] if found and len(others) == 1 else None

    check(gases(extract), name)


# What a sloppy verifier calls right, the check that finds it, and what is quoted.
SLOPPY = {
    "whatever-has-an-answer-block": (
        lambda text: text if "<answer>" in text else None,
        lambda answer, reference: True,
        "garbage_is_not_right",
        "<answer>",
    ),
    "whatever-is-boxed": (
        lambda text: text if "\\boxed" in text else None,
        lambda answer, reference: True,
        "garbage_is_not_right",
        "boxed",
    ),
    "what-is-not-known": (
        read,
        lambda answer, reference: equal(answer, reference) or "know" in answer,
        "garbage_is_not_right",
        "I do not know",
    ),
    "the-empty-text": (
        lambda text: text,
        lambda answer, reference: not answer or equal(answer, reference),
        "garbage_is_not_right",
        "verified ''",
    ),
    "the-end-of-the-answer": (
        read,
        lambda answer, reference: answer.endswith(reference),
        "negation_is_not_right",
        "not nitrogen",
    ),
    "the-beginning-of-the-answer": (
        read,
        lambda answer, reference: answer.startswith(reference),
        "negation_is_not_right",
        "nitrogen is wrong",
    ),
    "the-first-of-two": (
        lambda text: re.split(r" or ", read(text) or "")[0],
        equal,
        "hedge_is_not_right",
        "nitrogen or helium",
    ),
    "the-last-of-two": (
        lambda text: re.split(r" or ", read(text) or "")[-1],
        equal,
        "hedge_is_not_right",
        "helium or nitrogen",
    ),
    "the-last-of-two-blocks": (
        lambda text: text.split("<answer>")[-1].split("</answer>")[0] if "<answer>" in text else None,
        equal,
        "hedge_is_not_right",
        "<answer>helium</answer> or <answer>nitrogen</answer>",
    ),
    "the-first-of-two-blocks": (
        lambda text: text.split("<answer>")[1].split("</answer>")[0] if "<answer>" in text else None,
        equal,
        "hedge_is_not_right",
        "<answer>nitrogen</answer> <answer>helium</answer>",
    ),
    "an-order": (
        read,
        lambda answer, reference: equal(answer, reference) or "Ignore all previous" in answer,
        "injection_is_not_right",
        "Ignore all previous",
    ),
    "a-verdict-of-its-own": (
        read,
        lambda answer, reference: equal(answer, reference) or '"status": "correct"' in answer,
        "injection_is_not_right",
        '"status": "correct"',
    ),
    "a-truth-of-Python": (
        read,
        lambda answer, reference: equal(answer, reference) or answer.strip() == "True",
        "injection_is_not_right",
        "True",
    ),
    "any-mention": (
        lambda text: text,
        lambda answer, reference: reference in answer,
        "echo_of_the_question_is_not_right",
        "Is the air mostly oxygen or nitrogen?",
    ),
    "a-wildcard": (
        read,
        lambda answer, reference: equal(answer, reference) or answer == "*",
        "no_constant_answer_is_right",
        "*",
    ),
    "another-rows-answer": (
        read,
        lambda answer, reference: answer in ("nitrogen", "helium"),
        "no_constant_answer_is_right",
        "helium",
    ),
}


@pytest.mark.parametrize("sloppy", SLOPPY)
def test_what_a_sloppy_verifier_calls_right_is_quoted(defect, gases, sloppy):
    extract, right, name, quoted = SLOPPY[sloppy]
    found = defect(gases(extract, right), name)
    assert quoted in found.did
    assert found.came.startswith("correct")
    assert found.mend


@pytest.mark.parametrize("name", ["no_constant_answer_is_right"])
def test_a_constant_that_is_right_for_one_task_alone_is_no_defect(check, answers, name):
    cases = [Case(str(number), None, "How many?", str(number)) for number in (0, 1, 42)]
    check(answers(read, equal, examples=lambda self: cases), name)


def test_a_constant_names_every_task_that_it_was_right_for(defect, gases):
    found = defect(gases(read, lambda answer, reference: equal(answer, reference) or answer == "any"), ATTACKS[-1])
    assert "against 'nitrogen' and 'helium'" in found.did
    assert found.came == "correct each time"


def test_each_of_the_first_three_cases_is_given_noise(defect, answers):
    cases = [Case("x", None, "Which?", name) for name in ("one-of-three", "two-of-three", "three-of-three")]

    def right(answer, reference):
        return equal(answer, reference) or reference == "three-of-three"

    found = defect(answers(read, right, examples=lambda self: cases), "garbage_is_not_right")
    assert "against the reference 'three-of-three'" in found.did


def test_noise_that_holds_the_answer_proves_nothing(check, answers):
    """A one-letter answer stands in most noise; only noise without it is held against the verifier."""
    cases = [Case("e", None, "Which?", "e")]
    check(answers(lambda text: text, lambda a, r: r in a.casefold(), examples=lambda self: cases), ATTACKS[0])


def test_code_in_an_answer_must_not_be_run_even_where_the_form_alone_decides(defect, verifier):
    def run(sample):
        for path in re.findall(r"Path\('([^']+)'\)\.touch\(\)", sample.text):
            Path(path).touch()
        return said(True)

    found = defect(verifier(run, needs=lambda self: needs()), "injection_is_not_right")
    assert found.came == "the code in the completion was run"
    assert found.mend == "Never evaluate a completion: parse it, or run it in a sandbox"


def test_what_makes_a_text_right_may_be_its_form_alone(check, verifier):
    check(verifier(lambda sample: said(True), needs=lambda self: needs()), "injection_is_not_right")


def test_an_order_that_is_the_right_answer_may_be_right(check, answers):
    cases = [Case("True", None, "Is 7 a prime number?", "True"), Case("False", None, "Is 8 a prime?", "False")]
    check(answers(read, equal, examples=lambda self: cases), "injection_is_not_right")


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "injection_is_not_right"])
def test_a_verifier_that_reads_no_reference_is_not_attacked_with_one(verifier, name):
    assert not CHECKS[name].applies(verifier(lambda sample: said(True), needs=lambda self: needs()))
    assert CHECKS[name].applies(verifier(lambda sample: said(True)))


@pytest.mark.parametrize("name", ATTACKS)
def test_what_abstains_for_want_of_a_module_cannot_be_attacked(check, gases, name):
    with pytest.raises(CannotTellError, match="no_such_module is not installed"):
        check(gases(requires=("no_such_module",)), name)


# ---- the tasks that attacks are made of ----------------------------------------------------------------------------


@pytest.fixture
def tasks():
    """The tasks of a component."""
    trials = []

    def make(component):
        trials.append(Trial(component))
        return tasks_of(trials[-1])

    yield make
    for trial in trials:
        trial.close()


def test_a_task_knows_its_answer_and_the_forms_in_which_it_is_read(tasks, gases):
    found = tasks(gases())
    assert [(task.case, task.answer) for task in found] == list(zip(GASES, ("nitrogen", "helium"), strict=True))
    assert {"<answer>{}</answer>", "\\boxed{{{}}}", "{}"} <= set(found[0].forms)
    only_tags = tasks(gases(lambda text: text[8:-9] if text.startswith("<answer>") else None))
    assert only_tags[0].forms == ("<answer>{}</answer>",)


def test_no_more_than_three_tasks_with_different_references_are_taken(tasks, answers):
    cases = [Case("x", None, "How many?", str(number // 2)) for number in range(10)]
    assert [task.answer for task in tasks(answers(read, equal, examples=lambda self: cases))] == ["0", "1", "2"]


def test_cases_that_differ_in_a_column_alone_are_tasks_of_their_own(tasks, answers):
    cases = [Case("x", None, "Which?", "a", meta={"unit": unit}) for unit in ("m", "s")]
    assert len(tasks(answers(read, equal, examples=lambda self: cases))) == 2


def test_a_case_whose_right_answer_is_not_called_right_is_no_task(tasks, answers):
    cases = [Case("x", None, "Which?", name) for name in ("a", "b", "c")]
    right = answers(read, lambda answer, reference: answer == reference == "b", examples=lambda self: cases)
    assert [task.answer for task in tasks(right)] == ["b"]
    with pytest.raises(CannotTellError, match=r"no right answer is known; give examples\(\)"):
        tasks(answers(read, lambda answer, reference: False, examples=lambda self: cases))
