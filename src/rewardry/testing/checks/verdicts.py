"""Verdicts and scores as records: they survive JSON, say why, and keep the reference to themselves."""

from __future__ import annotations

import json
from typing import Any

from rewardry.component import AnswerVerifier, UnreadableReferenceError
from rewardry.engine import results
from rewardry.errors import describe
from rewardry.testing.check import SCORERS, DefectError, check, reads
from rewardry.testing.trial import Trial, shown, told
from rewardry.types import Score, Verdict


@check(*SCORERS)
def results_survive_json(trial: Trial) -> None:
    """Results go into files, caches and other processes as JSON."""
    mend = "Put only texts, numbers, booleans, None, lists and dicts with text keys into `details` and `extracted`"
    for sample, result in trial.results():
        did = f"scored {shown(sample.completion)} and wrote the result as JSON"
        try:
            if isinstance(result, Verdict):
                again: Any = results.verdict_from_json(_through_json(results.verdict_to_json(result)))
            else:
                again = results.score_from_json(_through_json(results.score_to_json(result)))
        except (TypeError, ValueError, RecursionError) as error:
            raise DefectError(did, describe(error), mend) from error
        if again != result:
            raise DefectError(did, f"it came back as {told(again)} with {dict(again.details)}", mend)


def _through_json(value: Any) -> Any:
    return json.loads(json.dumps(value, allow_nan=False))


@check(*SCORERS)
def undecided_results_say_why(trial: Trial) -> None:
    """Whoever reads the log of a run must know what is missing: the reference, an extra, or a rule."""
    for sample, result in trial.results():
        if isinstance(result, Verdict):
            why, mute = result.reason, result.status != "correct"
        else:
            why, mute = result.details.get("reason", ""), result.status in ("timeout", "error")
        if mute and not why:
            raise DefectError(
                f"scored {shown(sample.completion)}",
                f"{told(result)} without a reason",
                "Give each verdict a short `reason`, such as no-answer, not-equal or reference-unparseable",
            )


_WRONG = ("I do not know.", "<answer>something else</answer>", "\\boxed{0.123456}")


@check("verifier", applies=reads("reference"))
def the_reference_stays_secret(trial: Trial) -> None:
    """`extracted` is what the completion said: what comes from the reference teaches whoever reads it the answer."""
    for case in trial.cases:
        answer = case.right_answer
        if answer is None or any(answer in text for text in _WRONG):
            continue
        for text in _WRONG:
            [result] = trial.ask([case.sample(text)])
            extracted = "" if isinstance(result, Score) or result.extracted is None else str(result.extracted)
            if len(answer) > 1 and answer in extracted:
                raise DefectError(
                    f"verified {text!r} against the reference {shown(case.reference)}",
                    f"extracted = {shown(extracted)}, which the completion does not say",
                    "Extract from the completion alone, and compare afterwards",
                )


@check("verifier", applies=lambda component: isinstance(component, AnswerVerifier))
def the_hint_does_not_tell_the_answer(trial: Trial) -> None:
    """`extract` must not pick what equals the reference; so its hint says only what the task says publicly."""
    assert isinstance(trial.component, AnswerVerifier)
    for case in trial.cases:
        try:
            hint = trial.component.hint(case.reference)
        except UnreadableReferenceError:
            continue
        answer = case.right_answer
        if hint is not None and (hint == case.reference or (answer is not None and hint == answer)):
            raise DefectError(
                f"asked for the hint of the reference {shown(case.reference)}",
                f"it is {shown(hint)}, the answer itself",
                "Let `hint` return the form of an answer (its options, its shape, its language), or None",
            )
