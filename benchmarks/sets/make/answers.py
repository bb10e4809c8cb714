"""Completions that end in an answer of mathematics, right or nearly right.

A label is right by how the answer was made: right forms are other ways to write the same object, wrong ones another
object. No verifier is asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from .answer_types import TYPES, Question

SEED = 20
QUESTIONS = 12


def math_answers(types: tuple[str, ...] = tuple(TYPES), questions: int = QUESTIONS) -> Iterator[dict[str, Any]]:
    """The rows: by type, and within a type by question."""
    for kind in types:
        chance = random.Random(f"{SEED} {kind}")
        for number in range(questions):
            yield from _rows(kind, number, TYPES[kind](chance), chance)


def _rows(kind: str, number: int, question: Question, chance: random.Random) -> Iterator[dict[str, Any]]:
    group = f"math-answers/{kind}-{number}"
    made = [(form, 1) for form in dict.fromkeys(question.right)]
    made += [(form, 0) for form in dict.fromkeys(question.wrong) if form not in question.right]
    for position, (form, label) in enumerate(made):
        others = question.wrong if label else question.right
        yield {
            "id": f"{group}-{position}",
            "kind": "point",
            "domain": f"math/{kind}",
            "group": group,
            "prompt": question.prompt,
            "completion": _completion(form, chance.choice(others), chance),
            "reference": question.reference,
            "label": label,
            "meta": {"type": kind, "answer": form},
            "source": "rewardry math-answers 1",
            "licence": "CC0-1.0",
        }


def _completion(form: str, passing: str, chance: random.Random) -> str:
    """The answer as models announce it; now and then the reasoning passes by another one."""
    latex = "\\" in form or "^" in form or "_" in form
    shown = f"${form}$" if latex else form
    before = chance.choice(
        [
            "Let me work it out step by step.",
            f"My first guess was {_inline(passing)}, but checking it shows a mistake, so I start again.",
            "We use what is given and simplify.",
        ]
    )
    endings = [f"<think>\n{before}\n</think>\n<answer>{shown}</answer>", f"{before}\n\n**Final answer:** {shown}"]
    if latex or not any(char.isalpha() for char in form):
        endings += [f"{before} The answer is $\\boxed{{{form}}}$.", f"{before}\n\n\\[\n\\boxed{{{form}}}\n\\]"]
    return chance.choice(endings)


def _inline(form: str) -> str:
    return f"${form}$" if "\\" in form or "^" in form else form
