"""What an environment makes of an answer: a verifier's verdict or a recipe's total, as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from rewardry.component import Verifier
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError, UnknownIdError
from rewardry.local_files import is_local
from rewardry.parameters import build
from rewardry.recipe import Recipe
from rewardry.routing import behind
from rewardry.scoring import OpenRecipe
from rewardry.types import Sample, Scored, Verdict


class Judged(NamedTuple):
    """What one answer is worth.

    Attributes:
        value: the reward, finite; None where it is undecided.
        solved: whether the task is done.
        verdict: the verdict behind it; None where a recipe asks no verifier.
        reason: why it is undecided, or the verdict's reason.
    """

    value: float | None
    solved: bool
    verdict: Verdict | None
    reason: str


class Judge(Protocol):
    """Judges answers, many in one call."""

    tells_solved: bool

    def judge(self, samples: Sequence[Sample]) -> list[Judged]:
        """What each sample is worth, in order."""


class VerifierJudge:
    """1 for a right answer, 0 for a wrong one, undecided where the verifier is."""

    tells_solved = True

    def __init__(self, verifier: Verifier, runtime: Runtime) -> None:
        self._open = runtime.open(verifier)

    def judge(self, samples: Sequence[Sample]) -> list[Judged]:
        """What each sample is worth, in order."""
        return [_of_verdict(verdict) for verdict in self._open.verify(samples)]


def _of_verdict(verdict: Verdict) -> Judged:
    right = verdict.status == "correct"
    value = (1.0 if right else 0.0) if verdict.decided else None
    return Judged(value, right, verdict, verdict.reason or verdict.status)


class RecipeJudge:
    """A recipe's total; a task is solved when every verdict in it is `correct`.

    Where none of its rewards gives verdicts a task is done with its score; where they do, and this row has none,
    because a gate was closed or a route went elsewhere, it is not solved.
    """

    def __init__(self, recipe: Recipe, runtime: Runtime) -> None:
        if recipe.per_group:
            raise ConfigError(
                f"recipe {recipe.name!r} compares the completions of a prompt, and an environment has one at a time; "
                f"use a recipe without group components"
            )
        self._open = OpenRecipe.of(recipe, runtime)
        self.tells_solved = any(one.gives_verdict for part in recipe.parts for one in behind(part.reward))

    def judge(self, samples: Sequence[Sample]) -> list[Judged]:
        """What each sample is worth, in order."""
        return [_of_scored(scored, self.tells_solved) for scored in self._open.score(samples)]


def _of_scored(scored: Scored, tells_solved: bool) -> Judged:
    verdicts = [score.verdict for score in scored.components.values() if score.verdict is not None]
    told = next((verdict for verdict in verdicts if verdict.status != "correct"), verdicts[0] if verdicts else None)
    solved = all(verdict.status == "correct" for verdict in verdicts) if verdicts else not tells_solved
    if scored.total is None:
        first = scored.components[scored.undecided[0]] if scored.undecided else None
        why = "undecided" if first is None else str(first.details.get("reason") or first.reported_status)
        return Judged(None, False, told, why)
    return Judged(scored.total, solved, told, told.reason or told.status if told else "scored")


def judge_of(judge: Any, runtime: Runtime) -> Judge:
    """The judge that a user names.

    Args:
        judge: a verifier or its id, ``{"use": id, parameter: value}``; or a recipe, its name, file or mapping.
        runtime: opens it.

    Raises:
        ConfigError: it is none of these, or compares the completions of a group.
        UnknownIdError: there is neither a verifier nor a recipe of that name.
    """
    if isinstance(judge, Recipe):
        return RecipeJudge(judge, runtime)
    if isinstance(judge, Verifier):
        return VerifierJudge(judge, runtime)
    if isinstance(judge, Mapping) and "use" in judge:
        return VerifierJudge(build(Verifier, judge["use"], {k: v for k, v in judge.items() if k != "use"}), runtime)
    if isinstance(judge, (Mapping, Path)) or (isinstance(judge, str) and judge.endswith((".yaml", ".yml"))):
        return RecipeJudge(Recipe.load(judge), runtime)
    if not isinstance(judge, str):
        raise ConfigError(f"the judge is {judge!r}; a verifier, a recipe, or the name of one is wanted")
    try:
        return VerifierJudge(build(Verifier, judge, {}), runtime)
    except UnknownIdError as no_verifier:
        if is_local(judge):
            raise
        try:
            return RecipeJudge(Recipe.load(judge), runtime)
        except UnknownIdError as no_recipe:
            raise UnknownIdError(f"{no_verifier}; {no_recipe}") from None
