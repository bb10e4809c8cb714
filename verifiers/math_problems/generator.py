"""The generators `math.algebra`, `math.number_theory` and `math.geometry`."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import Field

from rewardry.generator import Generator, refuse_arguments

from . import algebra, geometry, number_theory
from .problem import SIZES, UNSOLVABLE, Maker, Problem, Size

_HOW = "Give the exact value as your final answer."
_IF_NOT = f'If what is given contradicts itself, so that there is no such value, answer "{UNSOLVABLE}".'


class MathProblems(Generator):
    """Problems of one area with exact references for the verifier ``math``.

    A row's `problem_kind` names the kind of problem, `given` its numbers, `solvable` whether it has an answer. The
    difficulty decides how large the numbers are, how long the problem is, and which kinds there are to choose from; the
    table is `problem.SIZES`.

    Class attributes:
        area: the name of the area, as in the ids.
        kinds: the kinds of problems that have an answer, from the easiest on.
        contradictions: the kinds whose premises contradict each other; their reference is "unsolvable".

    Attributes:
        unsolvable_share: the share of rows whose right answer is "unsolvable", in [0, 1]; of any number of rows so
            many, but for one. Unless it is 0, every prompt says what to answer then.
    """

    area: ClassVar[str]
    kinds: ClassVar[tuple[Maker, ...]]
    contradictions: ClassVar[tuple[Maker, ...]]

    unsolvable_share: float = Field(0.0, ge=0, le=1)

    def rows(self, seed: int, n: int, difficulty: int = 5) -> Iterator[dict[str, Any]]:
        """Rows with `id`, `prompt`, `reference`, `problem_kind`, `given` and `solvable`."""
        refuse_arguments(seed, n, difficulty)
        size = SIZES[difficulty]
        start = random.Random(f"{self.area} {seed} {difficulty}").random()
        for i in range(n):
            chance = random.Random(f"{self.area} {seed} {difficulty} {i}")
            share = self.unsolvable_share
            unsolvable = math.floor((i + 1) * share + start) > math.floor(i * share + start)
            maker = self._maker(chance, size, unsolvable)
            yield self._row(f"math.{self.area}-{seed}-{difficulty}-{i}", maker.__name__, maker(chance, size))

    def _maker(self, chance: random.Random, size: Size, unsolvable: bool) -> Maker:
        if unsolvable:
            return chance.choice(self.contradictions)
        return chance.choice(self.kinds[size.easiest : size.hardest])

    def _row(self, name: str, kind: str, problem: Problem) -> dict[str, Any]:
        asked = [problem.text, _HOW, *([_IF_NOT] if self.unsolvable_share else [])]
        return {
            "id": name,
            "prompt": " ".join(asked),
            "reference": problem.reference,
            "problem_kind": kind,
            "given": dict(problem.given),
            "solvable": problem.reference != UNSOLVABLE,
        }


class Algebra(MathProblems):
    """Equations, systems, polynomials, sequences, powers and logarithms."""

    area: ClassVar[str] = "algebra"
    kinds: ClassVar[tuple[Maker, ...]] = algebra.KINDS
    contradictions: ClassVar[tuple[Maker, ...]] = algebra.CONTRADICTIONS


class NumberTheory(MathProblems):
    """Divisors, primes, congruences, digits and factorials."""

    area: ClassVar[str] = "number_theory"
    kinds: ClassVar[tuple[Maker, ...]] = number_theory.KINDS
    contradictions: ClassVar[tuple[Maker, ...]] = number_theory.CONTRADICTIONS


class Geometry(MathProblems):
    """Triangles, polygons, circles, solids and points of the plane."""

    area: ClassVar[str] = "geometry"
    kinds: ClassVar[tuple[Maker, ...]] = geometry.KINDS
    contradictions: ClassVar[tuple[Maker, ...]] = geometry.CONTRADICTIONS
