"""Rows as trainers send them: chat messages, missing columns, one bad row among good ones."""

from __future__ import annotations

from dataclasses import replace

from rewardry.component import Component, Reward
from rewardry.errors import describe
from rewardry.testing.check import SCORERS, CannotTellError, DefectError, check, reads
from rewardry.testing.checks.repeats import differ
from rewardry.testing.fragile import FAULT, fragile_like
from rewardry.testing.trial import Trial, plain, shown, told, worth


@check(*SCORERS)
def ordinary_rows_are_decided(trial: Trial) -> str:
    """A component that fails or abstains on what models usually write trains nothing."""
    trial.require_modules()
    found = list(trial.results())
    for sample, result in found:
        if result.status in ("error", "timeout"):
            raise DefectError(
                f"scored {shown(sample.completion)}",
                told(result),
                "Decide every text, or abstain with a reason; if the row itself is unlike yours, give examples()",
            )
    if not any(worth(result) is not None for _, result in found):
        raise DefectError(
            f"scored {len(found)} ordinary rows",
            f"none was decided: {told(found[0][1])}",
            "Give examples() with the references and columns that it reads, or decide more",
        )
    return f"{sum(worth(result) is not None for _, result in found)} of {len(found)} ordinary rows are decided"


@check(*SCORERS)
def each_sample_gets_a_result(trial: Trial) -> None:
    """Results are matched with samples by their position; one too few, and every policy is paid for another's text."""
    trial.require_modules()
    samples = trial.samples()
    try:
        found = trial.ask_directly([*samples, *samples])
    except Exception as error:
        raise CannotTellError(f"it raised {describe(error)}") from error
    if len(found) != 2 * len(samples):
        raise DefectError(
            f"scored {len(samples)} samples, each of them twice",
            f"{len(found)} results came for {2 * len(samples)} samples",
            "Return one result a sample, in the batch's order: None for one that is undecided",
        )


@check(*SCORERS, applies=lambda component: component.deterministic and not component.stateful)
def messages_are_read_like_text(trial: Trial) -> None:
    """Chat trainers send completions and prompts as messages, with `sample.text` and `sample.question` to read them."""
    samples = [sample for sample in trial.samples() if isinstance(sample.completion, str)]
    expected = [plain(result) for result in trial.ask(samples)]
    messages = [
        replace(
            sample,
            completion=[{"role": "assistant", "content": sample.completion}],
            prompt=[{"role": "user", "content": sample.prompt}] if isinstance(sample.prompt, str) else sample.prompt,
        )
        for sample in samples
    ]
    found = [plain(result) for result in trial.ask(messages)]
    mend = "Read `sample.text`, `sample.split()` and `sample.question`, not `sample.completion` and `sample.prompt`"
    differ("scored texts, and the same as chat messages", expected, found, mend)


@check(*SCORERS, applies=reads("reference"))
def a_missing_reference_is_undecided(trial: Trial) -> None:
    """A row without a reference says nothing about the policy; a number would train it on the hole in the data."""
    trial.require_modules()
    for case in trial.cases[:3]:
        [result] = trial.ask([replace(case.sample(), reference=None)])
        if result.status != "abstain":
            raise DefectError(
                f"scored {shown(case.completion)} with the reference None",
                told(result),
                "Return None, or a verdict 'abstain' with the reason no-reference: undecided is never a number",
            )


@check(*SCORERS, applies=reads("completion_ids"))
def missing_token_ids_are_undecided(trial: Trial) -> None:
    """A file of completions has no token ids; a length of nothing would be a number all the same."""
    for case in trial.cases[:3]:
        [result] = trial.ask([replace(case.sample(), completion_ids=None)])
        if worth(result) is not None:
            raise DefectError(
                "scored a row without token ids", told(result), "Return None: undecided is never a number"
            )


@check(*SCORERS, applies=reads("reference"))
def failures_are_no_numbers(trial: Trial) -> None:
    """`except Exception: return 0` punishes a policy for our faults, and nobody ever hears of them."""
    for case in trial.cases[:1]:
        fragile = fragile_like(case.reference)
        if fragile is None:
            raise CannotTellError(f"a reference that is {type(case.reference).__name__} cannot be made to fail")
        trial.doing("scored a row whose reference raises when it is read")
        [result] = trial.ask([replace(case.sample(), reference=fragile)])
        did = f"scored {shown(case.completion)} with a reference that raised {FAULT!r} when it was read"
        if fragile.raised and worth(result) is not None:
            raise DefectError(did, told(result), "Let what goes wrong raise: it is caught, attributed and counted")
        if result.status == "error" and FAULT not in str(result.details.get("error")):
            raise DefectError(
                did,
                f"{told(result)}, which does not say what failed",
                "Let what goes wrong raise, or put the exception into details['error']",
            )


def _takes_rows_alone(component: Component) -> bool:
    return not (component.stateful or (isinstance(component, Reward) and component.per_group))


@check(*SCORERS, applies=_takes_rows_alone)
def a_bad_row_costs_only_itself(trial: Trial) -> None:
    """A run scores millions of rows; one that is broken must neither stop it nor take its neighbours with it."""
    good = trial.samples()[:4]
    expected = [plain(result) for result in trial.ask(good)]
    bad = [
        replace(good[0], completion=None),
        replace(good[0], completion=[{"role": "user", "content": "no answer"}]),
        replace(good[0], reference={"no": object()}, meta={}),
    ]
    found = trial.ask([*good[:2], *bad, *good[2:]])
    kept = [plain(result) for result in (*found[:2], *found[5:])]
    if trial.component.deterministic:
        mend = "Score each sample for itself, and let an exception be that sample's"
        differ("scored good rows with broken ones between them", expected, kept, mend)
