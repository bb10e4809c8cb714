"""What is attacked: a verifier or a recipe, asked what it pays for completions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from rewardry.component import Component, Reward, Verifier
from rewardry.engine.runtime import Runtime
from rewardry.plugins import registry
from rewardry.recipe import Recipe
from rewardry.scoring import OpenRecipe
from rewardry.types import Sample, Scored, Verdict

from .family import Attacked

# Completions that are asked for in one call, where workers or sandboxes take them side by side and time each.
_SIDE_BY_SIDE = 1024
# What takes longer in this process is asked again: a worker or a library that began with it is not its own time.
_SLOW_SECONDS = 0.5
_UNDECIDED = ("timeout", "error", "abstain")


@dataclass(frozen=True, slots=True)
class Paid:
    """What became of a completion.

    Attributes:
        status: of the verdict; of a recipe the worst among its components', or ``ok``.
        reason: the verdict's.
        right: whether a verifier called it correct; of a recipe that asks none, whether the total is positive.
        total: of a recipe; of a verifier 1 for correct and 0 for incorrect; None where nothing was decided.
        seconds: how long it took.
    """

    status: str
    reason: str
    right: bool
    total: float | None
    seconds: float


class Target(Protocol):
    """Something to attack.

    Attributes:
        kind: a verifier or a recipe.
        id: its id.
        compares: whether it compares the completions of a group, so that each needs honest ones beside it.
        has_form: whether it pays for a form.
    """

    kind: Attacked
    id: str
    compares: bool
    has_form: bool

    def ask(self, samples: Sequence[Sample]) -> list[Paid]:
        """What is paid for samples, in order."""
        ...

    def longest(self, deadline: float) -> float | None:
        """Seconds that it may take for a completion: those of the runtime, or more where it supervises itself.

        None where it supervises itself and does not say how long that may take.
        """
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
        self._open = runtime.open(verifier)

    def ask(self, samples: Sequence[Sample]) -> list[Paid]:
        """The verdicts."""
        return _asked(samples, [self.verifier], self.compares, self._ask)

    def _ask(self, samples: Sequence[Sample]) -> list[Paid]:
        return [_paid_by(verdict) for verdict in self._open.verify(samples)]

    def longest(self, deadline: float) -> float | None:
        """The deadline, or what the verifier allows itself."""
        return _longest([self.verifier], deadline)

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
        self.has_form = any(part.weight and _is_form(type(part.reward)) for part in recipe.parts)
        self._components = [verifier_of(part.reward) or part.reward for part in recipe.parts]
        self._open = OpenRecipe(self.recipe, runtime)

    def ask(self, samples: Sequence[Sample]) -> list[Paid]:
        """The scores; of a recipe that compares, a group's samples stand side by side."""
        return _asked(samples, self._components, self.compares, self._ask)

    def _ask(self, samples: Sequence[Sample]) -> list[Paid]:
        return [self._paid(scored) for scored in self._open.score(samples)]

    def _paid(self, scored: Scored) -> Paid:
        scores = scored.components.values()
        verdicts = [score.verdict for score in scores if score.verdict is not None]
        right = any(v.status == "correct" for v in verdicts) if verdicts else (scored.total or 0.0) > 0
        status = next((each for each in _UNDECIDED if any(s.reported_status == each for s in scores)), "ok")
        reason = verdicts[0].reason if verdicts else ""
        return Paid(status, reason, right, scored.total, sum(score.seconds or 0.0 for score in scores))

    def longest(self, deadline: float) -> float | None:
        """The deadline, or what the slowest of its components allows itself."""
        return _longest(self._components, deadline)

    def told(self) -> dict[str, Any]:
        """Its name and parts."""
        parts = {part.name: part.weight for part in self.recipe.parts}
        return {"kind": "recipe", "id": self.id, "distribution": "", "parameters": {"weights": parts}}


def verifier_of(reward: Reward) -> Verifier | None:
    """The verifier that a reward asks, if it asks one."""
    found = getattr(reward, "verifier", None)
    return found if isinstance(found, Verifier) else None


def _paid_by(verdict: Verdict) -> Paid:
    right = verdict.status == "correct"
    total = float(right) if verdict.decided else None
    return Paid(verdict.status, verdict.reason, right, total, verdict.seconds or 0.0)


def _asked(
    samples: Sequence[Sample],
    components: Sequence[Component],
    whole_groups: bool,
    ask: Callable[[Sequence[Sample]], list[Paid]],
) -> list[Paid]:
    """What is paid for samples: one by one where all is done in this process, so that the time of each is its own."""
    alone = all(component.runs == "inline" for component in components)
    found: list[Paid] = []
    for start, end in _cuts(samples, 1 if alone else _SIDE_BY_SIDE, whole_groups):
        paid = ask(samples[start:end])
        if alone and any(each.seconds > _SLOW_SECONDS for each in paid):
            paid = [
                min(both, key=lambda each: each.seconds) for both in zip(paid, ask(samples[start:end]), strict=True)
            ]
        found += paid
    return found


def _longest(components: Sequence[Component], deadline: float) -> float | None:
    """The deadline, or the longest time that a component with limits of its own may take."""
    limits = [_own_limit(component) for component in components if component.runs == "own"]
    known = [limit for limit in limits if limit is not None]
    return max([deadline, *known]) if len(known) == len(limits) else None


def _own_limit(component: Component) -> float | None:
    """What a runner of programs gives all tests of one; the last of them may end a test's time later."""
    whole, test = (getattr(component, name, None) for name in ("total_limit_s", "time_limit_s"))
    return None if whole is None else float(whole) + float(test or 0.0)


def _is_form(reward: type) -> bool:
    """Whether a reward reads the form of a completion and nothing of its answer."""
    return "format." in registry().identity_of(reward).id


def _cuts(samples: Sequence[Sample], at_once: int, whole_groups: bool) -> list[tuple[int, int]]:
    """Where to cut samples into calls, never within a group."""
    cuts, start = [], 0
    while start < len(samples):
        end = min(start + at_once, len(samples))
        while whole_groups and end < len(samples) and samples[end].group == samples[end - 1].group:
            end += 1
        cuts.append((start, end))
        start = end
    return cuts
