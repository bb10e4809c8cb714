"""What the tests of puzzles share."""

import importlib
import random

import pytest

from rewardry.puzzle import Puzzle
from rewardry.types import Sample
from rewardry.verifiers.logic.families import FAMILIES


@pytest.fixture(scope="session")
def puzzle_of():
    """Makes the puzzle of a family."""

    def make(name, **settings) -> Puzzle:
        family = FAMILIES[name]
        module = importlib.import_module(f"rewardry.verifiers.logic.{family.module}")
        return getattr(module, family.puzzle)(**settings)

    return make


@pytest.fixture(scope="session")
def tasks_of():
    """Makes the generator of a family."""

    def make(name):
        family = FAMILIES[name]
        module = importlib.import_module(f"rewardry.verifiers.logic.{family.module}")
        return getattr(module, family.puzzle + "Tasks")()

    return make


@pytest.fixture(scope="session")
def verdict_of():
    """Verifies an answer, in answer tags, against an instance or a reference."""

    def verify(puzzle, instance, answer):
        reference = instance if isinstance(instance, dict) else instance.as_reference()
        sample = Sample(completion=f"<think>Let me see.</think>\n<answer>{answer}</answer>", reference=reference)
        return puzzle.verify([sample])[0]

    return verify


@pytest.fixture(scope="session")
def is_right(verdict_of):
    """Whether an answer is accepted; a refusal must be a decision with a reason, not an abstention."""

    def decide(puzzle, instance, answer):
        verdict = verdict_of(puzzle, instance, answer)
        assert verdict.status in ("correct", "incorrect"), verdict
        assert verdict.reason, verdict
        assert verdict.score == 1.0 if verdict.status == "correct" else not verdict.score, verdict
        return verdict.status == "correct"

    return decide


@pytest.fixture(scope="session")
def damaged():
    """Makes answers of one by changing, leaving out and moving a few of its characters; the same for a seed."""
    symbols = "0123456789 \n,.:;|[](){}\"'-+*/=<>_#?QXx\\$RLUDTFabcdeé０，−→\u200b"

    def damage(answer, seed, count):
        dice = random.Random(f"{answer} {seed}")
        for _ in range(count):
            text = answer
            for _ in range(dice.choice((1, 1, 2, 4))):
                place, kept = dice.randrange(len(text) + 1), dice.randrange(2)
                text = (
                    text[:place] + dice.choice((dice.choice(symbols), dice.choice(answer), "")) + text[place + kept :]
                )
            yield text

    return damage
