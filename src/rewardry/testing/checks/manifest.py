"""The manifest: what a component declares of itself is what its users go by before they run it."""

from __future__ import annotations

from rewardry.manifest import flaw_of
from rewardry.testing.check import ALL, DefectError, check
from rewardry.testing.trial import Trial


@check(*ALL)
def manifest_is_well_formed(trial: Trial) -> None:
    """Its range, needs, licence and source are what others read of a component before they run it."""
    flaw = flaw_of(type(trial.component))
    if flaw is not None:
        came, mend = flaw
        raise DefectError("read what its class declares", came, mend)
