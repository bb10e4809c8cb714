"""Any text at all: a policy in training writes things that no file of examples holds."""

from __future__ import annotations

from rewardry.testing.check import SCORERS, DefectError, check
from rewardry.testing.texts import HOSTILE
from rewardry.testing.trial import Trial, may_hang, shown, told


@check(*SCORERS)
def any_text_is_scored(trial: Trial) -> None:
    """A text that makes a reward fail is a text whose author goes unpunished, and a hole in the batch."""
    opened = trial.open_guarded()
    timeouts = may_hang(trial.component)  # counted, and limited, by the engine
    for case in trial.cases[:1]:
        for name, text in HOSTILE.items():
            trial.doing(f"scored a hostile text ({name}): {shown(text)}")
            [result] = trial.ask([case.sample(text)], opened)
            if result.status == "error" or (result.status == "timeout" and not timeouts):
                raise DefectError(
                    f"scored a hostile text ({name}): {shown(text)}",
                    told(result),
                    "Make it a wrong answer, or the lowest value: decide, whatever the text is",
                )
