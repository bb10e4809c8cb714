"""What is attacked: a verifier or a recipe, asked what it pays for completions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.scoring import OpenRecipe
from rewardry.types import Sample, Scored

from .family import Attacked

_CHUNK = 1024
_UNDECIDED = ("timeout", "error", "abstain")


@dataclass(frozen=True, slots=True)
class Paid:
    """What became of a completion.

    Attributes:
        status: of the verdict; of a recipe the worst among its components', or ``ok``.
        reason: the verdict's.
        right: whether a verifier called it correct; of a recipe that asks none, whether the total is positive.
        total: of a recipe; of a verifier 1 for correct and 0 for incorrect; None where nothing was decided.
        form: what components of a recipe that read the form alone gave, weighted; None where there is none.
        seconds: how long it took.
    """

    status: str
    reason: str
    right: bool
    total: float | None
    form: float | None
    seconds: float


class Target(Protocol):
    """Something to attack.

    Attributes:
        kind: a verifier or a recipe.
        id: its id.
        compares: whether it compares the completions of a group, so that each needs honest ones beside it.
        has_form: whether it pays for a form.
        supervised: whether its components keep to the runtime's deadline, or to limits of their own.
    """

    kind: Attacked
    id: str
    compares: bool
    has_form: bool
    supervised: bool

    def ask(self, samples: Sequence[Sample]) -> list[Paid]:
        """What is paid for samples, in order."""
        ...

    def told(self) -> dict[str, Any]:
        """What it is, for a file."""
        ...


class VerifierTarget:
    """A verifier under attack."""

    kind: Attacked = "verifier"
    compares = False
    has_form = False

    def __init__(self, id_: str, verifier: Verifier, runtime: Runtime) -> None:
        self.id = id_
        self.verifier = verifier
        self.supervised = verifier.runs == "own"
        self._open = runtime.open(verifier)

    def ask(self, samples: Sequence[Sample]) -> list[Paid]:
        """The verdicts."""
        found: list[Paid] = []
        for start in range(0, len(samples), _CHUNK):
            for verdict in self._open.verify(samples[start : start + _CHUNK]):
                right = verdict.status == "correct"
                total = float(right) if verdict.decided else None
                found.append(Paid(verdict.status, verdict.reason, right, total, None, verdict.seconds or 0.0))
        return found

    def told(self) -> dict[str, Any]:
        """Its id, whose it is, and its parameters."""
        identity = registry().identity_of(type(self.verifier))
        distribution = f"{identity.distribution} {identity.version}"
        return {
            "kind": "verifier",
            "id": self.id,
            "distribution": distribution,
            "parameters": self.verifier.model_dump(mode="json"),
        }


class RecipeTarget:
    """A recipe under attack."""

    kind: Attacked = "recipe"

    def __init__(self, recipe: Recipe, runtime: Runtime) -> None:
        self.id = recipe.name
        self.recipe = replace(recipe, on_undecided="none")
        self.compares = recipe.per_group
        self.supervised = any(part.reward.runs == "own" for part in recipe.parts)
        self._forms = [part for part in recipe.parts if part.weight and _is_form(type(part.reward))]
        self.has_form = bool(self._forms)
        self._open = OpenRecipe(self.recipe, runtime)

    def ask(self, samples: Sequence[Sample]) -> list[Paid]:
        """The scores; of a recipe that compares, a group's samples stand side by side."""
        found: list[Paid] = []
        for start, end in _cuts(samples, self.compares):
            found += map(self._paid, self._open.score(samples[start:end]))
        return found

    def _paid(self, scored: Scored) -> Paid:
        scores = scored.components.values()
        verdicts = [score.verdict for score in scores if score.verdict is not None]
        right = any(v.status == "correct" for v in verdicts) if verdicts else (scored.total or 0.0) > 0
        status = next((each for each in _UNDECIDED if any(s.reported_status == each for s in scores)), "ok")
        values = [(part.weight, scored.components[part.name].value) for part in self._forms]
        form = sum(weight * (value or 0.0) for weight, value in values) if self._forms else None
        reason = verdicts[0].reason if verdicts else ""
        return Paid(status, reason, right, scored.total, form, sum(score.seconds or 0.0 for score in scores))

    def told(self) -> dict[str, Any]:
        """Its name and parts."""
        parts = {part.name: part.weight for part in self.recipe.parts}
        return {"kind": "recipe", "id": self.id, "distribution": "", "parameters": {"weights": parts}}


def _is_form(reward: type) -> bool:
    """Whether a reward reads the form of a completion and nothing of its answer."""
    return "format." in registry().identity_of(reward).id


def _cuts(samples: Sequence[Sample], whole_groups: bool) -> list[tuple[int, int]]:
    """Where to cut samples into calls, never within a group."""
    cuts, start = [], 0
    while start < len(samples):
        end = min(start + _CHUNK, len(samples))
        while whole_groups and end < len(samples) and samples[end].group == samples[end - 1].group:
            end += 1
        cuts.append((start, end))
        start = end
    return cuts
