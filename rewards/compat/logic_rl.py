"""Rewards of Logic-RL (Unakar/Logic-RL, commit 9d2c457, verl/utils/reward_score/kk.py)."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rewardry.component import JsonType
from rewardry.testing.case import Case
from rewardry.types import Sample

from .reference_reward import Graded, ReferenceReward, blocks
from .text_reward import TextReward

_TAGS = ("<think>", "</think>", "<answer>", "</answer>")


class TagsOrdered(TextReward):
    """Logic-RL's `validate_response_structure`: 1 where each of the four tags stands once and in order, else 0."""

    source: ClassVar[str | None] = "github.com/Unakar/Logic-RL at 9d2c457"
    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        """1 or 0, in time linear in the text."""
        places = [text.find(tag) for tag in _TAGS]
        return float(all(text.count(tag) == 1 for tag in _TAGS) and places == sorted(places))


_WORD = re.compile(r"\b[A-Za-z]+\b")
_ROLE = re.compile(r"\b(knight|knave)\b", re.IGNORECASE)


class KnightsKnaves(ReferenceReward):
    """Logic-RL's `compute_score` for knights and knaves: form (1 or -1) plus answer (2, -1.5 or -2).

    The four tags stand once and in order, or the form is wrong. Then, in the last answer block, each name of the
    reference is said to be a knight or a knave (``Zoey is a knight``), and the two words occur as often as there are
    names. All roles right earn 2, a wrong one -1.5; an answer that cannot be read, or a wrong form, -2. The reference
    is the solution's text, a line a name, or ``{"solution_text_format": text}``.
    """

    source: ClassVar[str | None] = "github.com/Unakar/Logic-RL at 9d2c457"
    value_range: ClassVar[tuple[float, float] | None] = (-3.0, 3.0)
    takes: ClassVar[tuple[JsonType, ...]] = ("string", "object")

    def text_of(self, sample: Sample) -> str:
        """The completion behind the ``<think>`` with which the original's prompt ends, where the recipe says so."""
        return f"<think>{sample.text}" if sample.style.prefilled_think else sample.text

    def graded(self, text: str, reference: Any) -> Graded:
        """3 for a right answer, -0.5, -1 or -3 for another."""
        solution = reference if isinstance(reference, str) else reference["solution_text_format"]
        if not isinstance(solution, str):
            raise TypeError("`solution_text_format` is no text")
        expected = roles_of(solution)
        if not expected:
            raise ValueError("no line of the solution gives a name a role")
        if not TagsOrdered().value(text):
            return Graded(-3.0, False)
        said = _said(blocks(text)[-1], list(expected))
        if said is None:
            return Graded(-1.0, False)
        right = said == expected
        return Graded(3.0 if right else -0.5, right)

    def examples(self) -> list[Case]:
        """A right answer and a wrong one."""
        reference = "(1) Zoey is a knight\n(2) Oliver is a knave"
        asked = "Who is a knight, and who is a knave?"
        form = "<think>a</think><answer>Zoey is a {}, Oliver is a {}</answer>"
        return [
            Case(form.format("knight", "knave"), 3.0, asked, reference),
            Case(form.format("knave", "knave"), -0.5, asked, reference),
        ]


def roles_of(solution: str) -> dict[str, str]:
    """Each name of a solution, a line a name, with its role."""
    found: dict[str, str] = {}
    for line in solution.split("\n"):
        name = _WORD.search(line)
        role = _ROLE.search(line, name.end()) if name else None
        if name and role:
            found[name.group()] = role.group().lower()
    return found


def _said(answer: str, names: list[str]) -> dict[str, str] | None:
    """The role that an answer gives each name; None where it gives another number of roles, or a name none."""
    low = answer.lower()
    if low.count("knight") + low.count("knave") != len(names):
        return None
    found: dict[str, str] = {}
    for name in names:
        said = re.search(rf"\b{re.escape(name)}\b\s+is\s+a\s+\b(knight|knave)\b", answer, re.IGNORECASE)
        if said is None:
            return None
        found[name] = said[1].lower()
    return found
