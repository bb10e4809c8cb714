"""Answers to generated puzzles: solutions, other solutions, and answers that break a rule.

The instances and prompts are those of our families. Solutions and labels are not: they come of a search of its own for
each family, over the plain instance, that knows nothing of the check that is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from rewardry.plugins import registry

from .puzzle_answers import FAMILIES, Answers

SEED = 20
INSTANCES = 12
# Right and wrong answers an instance, at most each.
ANSWERS = 3


def puzzles(families: tuple[str, ...] = tuple(FAMILIES), instances: int = INSTANCES) -> Iterator[dict[str, Any]]:
    """The rows: by family, and within a family by instance, the easiest first."""
    for family in families:
        puzzle: Any = registry().find("verifier", f"logic.{family}").load()()
        chance = random.Random(f"{SEED} {family}")
        for number in range(instances):
            instance = puzzle.generate(SEED * 1000 + number, number % 5)
            made = FAMILIES[family](instance.as_reference(), chance)
            yield from _rows(family, number, puzzle.prompt(instance), instance.as_reference(), made, chance)


def _rows(
    family: str, number: int, prompt: str, reference: dict[str, Any], made: Answers, chance: random.Random
) -> Iterator[dict[str, Any]]:
    group = f"puzzles/{family}-{number}"
    right = list(dict.fromkeys(made.right))
    wrong = [text for text in dict.fromkeys(made.wrong) if text not in right]
    chosen = [(text, 1) for text in right[:ANSWERS]]
    chosen += [(text, 0) for text in chance.sample(wrong, min(ANSWERS, len(wrong)))]
    for position, (text, label) in enumerate(chosen):
        yield {
            "id": f"{group}-{position}",
            "kind": "point",
            "domain": f"logic/{family}",
            "group": group,
            "prompt": prompt,
            "completion": f"<think>\nI try what the rules leave open.\n</think>\n<answer>{text}</answer>",
            "reference": reference,
            "label": label,
            "meta": {"family": family, "solutions": len(right)},
            "source": "rewardry puzzles 1",
            "licence": "CC0-1.0",
        }
