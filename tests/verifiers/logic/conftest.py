"""What the tests of puzzles share."""

import functools
import importlib
import itertools

import pytest

from rewardry.puzzle import Puzzle
from rewardry.types import Sample
from rewardry.verifiers.logic.families import FAMILIES


@pytest.fixture(scope="session")
def puzzle_of():
    """Makes the puzzle of a family."""

    def make(name, **settings) -> Puzzle:
        family = FAMILIES[name]
        module = importlib.import_module(f"rewardry.verifiers.logic.{name}")
        return getattr(module, family.puzzle)(**settings)

    return make


@pytest.fixture(scope="session")
def tasks_of():
    """Makes the generator of a family."""

    def make(name):
        family = FAMILIES[name]
        module = importlib.import_module(f"rewardry.verifiers.logic.{name}")
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
    """Makes of an answer one with some characters changed, lines or words moved, or noise in its place."""
    return _damaged


SYMBOLS = "0123456789 \n,.:;|[](){}\"'-+*/=<>_#?QXx\\$RLUDTFabcdeé０，−→\u200b"


def _damaged(answer, dice):
    kind = dice.randrange(8)
    if kind == 0:
        return "".join(dice.choices(SYMBOLS, k=dice.randrange(60)))
    if kind == 1:
        lines = answer.split("\n")
        dice.shuffle(lines)
        return "\n".join(lines)
    if kind == 2:
        words = answer.split(" ")
        i, j = dice.randrange(len(words)), dice.randrange(len(words))
        words[i], words[j] = words[j], words[i]
        return " ".join(words)
    if kind == 3:
        start, end = sorted((dice.randrange(len(answer) + 1), dice.randrange(len(answer) + 1)))
        return answer[:start] + answer[end:]
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        place = dice.randrange(len(answer) + 1)
        kept = dice.randrange(2)
        answer = (
            answer[:place] + dice.choice((dice.choice(SYMBOLS), dice.choice(answer or "x"))) + answer[place + kept :]
        )
    return answer


@pytest.fixture(scope="session")
def latin():
    """All Latin squares of a size."""

    @functools.cache
    def squares(n):
        rows = list(itertools.permutations(range(1, n + 1)))
        return [s for s in itertools.product(rows, repeat=n) if all(len(set(c)) == n for c in zip(*s, strict=True))]

    return squares
