"""Entailment in propositional logic: whether a conclusion is true, false or open, given the premises."""

from __future__ import annotations

import functools
import random
from typing import Any, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import Instance, PuzzleTasks, chance

from .formulas import MOST_VARIABLES, as_formula, truth_table, written
from .three_valued import ThreeValued, Truth


class EntailmentInstance(Instance):
    """Premises and a conclusion.

    Attributes:
        variables: the variables' names, up to 12.
        premises: formulas that can be true together; see `rewardry.verifiers.logic.formulas.as_formula`.
        conclusion: a formula.
    """

    puzzle: Literal["entailment"] = "entailment"
    variables: tuple[str, ...] = Field(min_length=1, max_length=MOST_VARIABLES)
    premises: tuple[Any, ...] = Field(max_length=40)
    conclusion: Any

    @model_validator(mode="before")
    @classmethod
    def _are_formulas(cls, given: Any) -> Any:
        if not isinstance(given, dict) or not {"variables", "premises", "conclusion"} <= given.keys():
            return given
        variables = given["variables"]
        if not isinstance(variables, (list, tuple)) or not all(isinstance(name, str) for name in variables):
            raise ValueError("a list of variables is wanted")
        if len(set(variables)) < len(variables) or len(variables) > MOST_VARIABLES:
            raise ValueError(f"at most {MOST_VARIABLES} different variables are wanted")
        if not isinstance(given["premises"], (list, tuple)):
            raise ValueError("a list of premises is wanted")
        premises = tuple(as_formula(one, variables) for one in given["premises"])
        return {**given, "premises": premises, "conclusion": as_formula(given["conclusion"], variables)}

    @model_validator(mode="after")
    def _can_be_true(self) -> EntailmentInstance:
        if not _models(self):
            raise ValueError("the premises contradict each other")
        return self


# For each difficulty: variables, premises, how deep a formula may be.
_LEVELS = (
    (2, 2, 2), (3, 2, 2), (3, 3, 2), (4, 3, 2), (4, 4, 2), (5, 4, 3), (5, 5, 3), (6, 5, 3), (6, 6, 3), (7, 7, 3),
    (8, 8, 4),
)  # fmt: skip
_TRUTHS: tuple[Truth, ...] = ("True", "False", "Unknown")


class Entailment(ThreeValued):
    """True where the conclusion holds whenever the premises do, False where it never does, else Unknown."""

    family = "entailment"
    instance_type = EntailmentInstance

    def generate(self, seed: int, difficulty: int = 5) -> EntailmentInstance:
        """Premises and a conclusion; each of the three answers is as likely."""
        dice = chance(self.family, seed, difficulty)
        names, premises, depth = _LEVELS[difficulty]
        variables = tuple("pqrstuvwxyz"[:names])
        wanted = dice.choice(_TRUTHS)
        for tries in range(10_000):
            if tries % 20 == 0:
                said = tuple(_random_formula(variables, depth, dice) for _ in range(premises))
            tables = [truth_table(one, variables) for one in said]
            models = (1 << (1 << names)) - 1
            for table in tables:
                models &= table
            conclusion = _random_formula(variables, 1 + (depth > 2) + (tries > 40), dice)
            if models and conclusion not in said and _truth(models, truth_table(conclusion, variables)) == wanted:
                return EntailmentInstance(variables=variables, premises=said, conclusion=conclusion, unique=True)
        raise AssertionError("random formulas have all three truths")

    def prompt(self, instance: EntailmentInstance) -> str:
        """The premises, the conclusion, and the three answers."""
        premises = "\n".join(f"{i}. {written(one)}" for i, one in enumerate(instance.premises, 1))
        return (
            "In propositional logic with ~ (not), & (and), | (or), -> (if ... then) and <-> (if and only if), the "
            f"premises are:\n{premises}\nConclusion: {written(instance.conclusion)}\nAnswer True if the conclusion "
            "is true whenever all premises are, False if it is false whenever all premises are true, and Unknown "
            "otherwise. Give one of these words in <answer> tags."
        )

    def truth(self, instance: EntailmentInstance) -> Truth:
        """By truth table."""
        return _truth(_models(instance), truth_table(instance.conclusion, instance.variables))

    def hardness(self, instance: EntailmentInstance) -> float:
        """Variables and premises."""
        return len(instance.variables) + len(instance.premises)


class EntailmentTasks(PuzzleTasks):
    """Two to eight variables; a third of the conclusions is true, a third false, a third open."""

    puzzle = Entailment


def _models(instance: EntailmentInstance) -> int:
    return _models_of(instance.premises, instance.variables)


@functools.lru_cache(maxsize=1024)
def _models_of(premises: tuple[Any, ...], variables: tuple[str, ...]) -> int:
    """The assignments under which all premises are true; kept, for all answers to a prompt need the same."""
    models = (1 << (1 << len(variables))) - 1
    for premise in premises:
        models &= truth_table(premise, variables)
    return models


def _truth(models: int, conclusion: int) -> Truth:
    if not models & ~conclusion:
        return "True"
    return "Unknown" if models & conclusion else "False"


def _random_formula(variables: tuple[str, ...], depth: int, dice: random.Random) -> Any:
    if depth <= 0 or (depth < 3 and dice.random() < 0.25):
        name = dice.choice(variables)
        return name if dice.random() < 0.6 else ("not", name)
    operator = dice.choice(("and", "or", "or", "->", "->", "<=>"))
    parts = [_random_formula(variables, depth - 1, dice) for _ in range(2)]
    return (operator, *parts) if parts[0] != parts[1] else parts[0]
