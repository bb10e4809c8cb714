"""Recipes: which rewards, with which weights, behind which gates, and what becomes of an undecided one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rewardry.combination import SUM, Combination, Normalize
from rewardry.component import Needs, Reward
from rewardry.gates import Gate
from rewardry.schedule import Schedule
from rewardry.text.sections import THINK_ANSWER, SectionStyle
from rewardry.types import Sample, Scored

if TYPE_CHECKING:
    from rewardry.engine.runtime import Runtime

OnUndecided: TypeAlias = Literal["none", "zero", "raise"]
Bounds: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One reward of a recipe.

    Attributes:
        name: its unique name, in gates, output and logs.
        reward: the component.
        weight: its factor in the total; of a schedule the first.
        when: the gate it stands behind, or None.
        required: whether its being undecided makes the row's total undecided.
        clip: the bounds of its value, or None.
        schedule: its factor over the progress of a training, or None where that is `weight` all the time.
    """

    name: str
    reward: Reward
    weight: float = 1.0
    when: Gate | None = None
    required: bool = False
    clip: Bounds | None = None
    schedule: Schedule | None = None

    def weight_at(self, progress: float | None) -> float:
        """Its factor at a progress in [0, 1]; None is outside of a training."""
        return self.weight if self.schedule is None else self.schedule.at(progress)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A reward for training, defined once: named rewards and how they make one number.

    The total is the sum of weight times value over the rewards that are decided. A row with an undecided required
    reward has no total (``on_undecided: none``), or counts that reward as 0 (``zero``), or raises (``raise``). An
    optional undecided reward drops out; its weight is not given to the others. A reward behind a closed gate is 0.
    Other ways to combine, schedules of weights, and totals that are normalised within a group are in
    `rewardry.combination` and `rewardry.schedule`.

    Attributes:
        name: the recipe's name.
        parts: its rewards, in the order of the file.
        style: how completions mark reasoning and answer; every component splits by it.
        on_undecided: what becomes of a row with an undecided required reward.
        clip: the bounds of the total, or None.
        combination: how weighted values make a total.
        normalize: how totals are normalised within a group, or None.
        description, source, algorithm: one line each, for lists; the algorithm is what it was trained with.
        differs: where it differs from its source, in one line; empty where it does not.
        plugins: the plugins it may use and their versions, as ``rewardry-chess==1.2``; None where it says nothing.
        digest: the SHA-256 of the file's text, for locks; None where there was no file.
    """

    name: str
    parts: tuple[Part, ...]
    style: SectionStyle = THINK_ANSWER
    on_undecided: OnUndecided = "none"
    clip: Bounds | None = None
    combination: Combination = SUM
    normalize: Normalize | None = None
    description: str = ""
    source: str = ""
    algorithm: str = ""
    differs: str = ""
    plugins: tuple[str, ...] | None = None
    digest: str | None = field(default=None, compare=False)

    @classmethod
    def load(
        cls, source: str | Path | Mapping[str, Any] | Recipe, *, locked: str | Path | Mapping[str, Any] | None = None
    ) -> Recipe:
        """A recipe by name, from a YAML file, or from a mapping of the same form.

        Args:
            source: the id of a recipe, a path that ends in ``.yaml`` or ``.yml``, a mapping, or a recipe.
            locked: a file that ``rewardry lock`` wrote, or its content; whatever differs from it is refused.

        Raises:
            RecipeError: the recipe does not hold together; names file, line, field and the fix.
            UnknownIdError, ClashError: no recipe, or several, of that name.
            LockError: it is not what was locked; names each difference and what mends it.
        """
        from rewardry.recipe_reader import load

        if locked is None:
            return load(source)
        from rewardry.lock import load_locked

        return load_locked(lambda: load(source), locked)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rewards, in order."""
        return tuple(part.name for part in self.parts)

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights of the rewards, in order."""
        return tuple(part.weight for part in self.parts)

    @property
    def per_group(self) -> bool:
        """Whether it compares the completions of one prompt, so that whole groups must be scored together."""
        return self.normalize is not None or any(part.reward.per_group for part in self.parts)

    @property
    def is_scheduled(self) -> bool:
        """Whether a weight changes over a training, so that the trainer must tell its progress."""
        return any(part.schedule is not None for part in self.parts)

    def needs(self) -> Needs:
        """What the rewards read of a sample, together."""
        needed = Needs()
        for part in self.parts:
            needed |= part.reward.needs()
        return needed

    def why_not_additive(self) -> str | None:
        """Why the total is not the weighted sum of the rewards' values, or None where it is."""
        if self.clip is not None:
            return f"it clips the total to {list(self.clip)}"
        if self.combination.how != "sum":
            return f"it combines by {self.combination.how!r}"
        if self.normalize == "normalize_then_sum" and self.is_scheduled:
            return "it normalises each reward, which takes away the schedule of its weight"
        return None

    def value_of(self, name: str, scored: Scored, progress: float | None = None) -> float | None:
        """What a trainer that adds up components itself is given for one of them.

        It is None for every component of a row whose total is None, so that no trainer makes a total of the rest. A
        reward with a schedule is given times its weight of the moment, for trainers' own weights are constant.
        """
        if scored.total is None:
            return None
        value = scored.components[name].value
        if value is None:
            return 0.0 if name in scored.undecided else None
        part = next((part for part in self.parts if part.name == name and part.schedule is not None), None)
        return value if part is None else value * part.weight_at(progress)

    @property
    def native_weights(self) -> tuple[float, ...]:
        """The constant weights of the rewards for a trainer that is given `value_of` each of them."""
        return tuple(1.0 if part.schedule is not None else part.weight for part in self.parts)

    def score(
        self,
        samples: Iterable[Sample | Mapping[str, Any]],
        *,
        runtime: Runtime | None = None,
        progress: float | None = None,
    ) -> list[Scored]:
        """Score samples, or rows of the form of an input file.

        Args:
            samples: what to score; the whole group of a prompt where the recipe has a group component.
            runtime: who runs the components; default: the process's own.
            progress: how far the training is, in [0, 1].

        Returns:
            One result a sample, in order. A sample that cannot be scored is an undecided row, never an exception.

        Raises:
            UndecidedError: a required reward is undecided and the policy is ``raise``.
            ConfigError: the recipe has a group component and a sample has no group.
            DataError: a row without a completion, or with a field of a wrong type; or no list of rows.
        """
        from rewardry.engine.runtime import default_runtime
        from rewardry.rows import as_samples
        from rewardry.scoring import OpenRecipe

        return OpenRecipe.of(self, runtime or default_runtime()).score(as_samples(samples), progress)


def waits_for(name: str, parts: Mapping[str, Part]) -> set[str]:
    """The rewards that must be scored before the one of that name, and itself."""
    found, todo = set[str](), [name]
    while todo:
        current = todo.pop()
        if current not in found and current in parts:
            found.add(current)
            gate = parts[current].when
            todo += gate.names if gate else ()
    return found
