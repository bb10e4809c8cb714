"""Euler paths and circuits: a way through a graph that uses every edge once."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .graphs import Edge, read_vertices, refuse_loose_edges


class EulerPathInstance(Instance):
    """An undirected graph; an edge may stand twice.

    Attributes:
        n: how many vertices, 0 to n - 1; up to 60.
        edges: pairs of vertices; up to 400.
        circuit: whether the way ends where it begins.
    """

    puzzle: Literal["euler_path"] = "euler_path"
    n: Annotated[int, Field(ge=2, le=60)]
    edges: tuple[Edge, ...] = Field(min_length=1, max_length=400)
    circuit: bool = False

    @model_validator(mode="after")
    def _has_edges(self) -> EulerPathInstance:
        refuse_loose_edges(self.edges, self.n)
        return self


class EulerPath(Puzzle):
    """Any list of vertices whose neighbours are the edges, each once."""

    family = "euler_path"
    instance_type = EulerPathInstance

    def generate(self, seed: int, difficulty: int = 5) -> EulerPathInstance:
        """The edges of a walk by chance that uses none twice."""
        dice = chance(self.family, seed, difficulty)
        n, length, circuit = _LEVELS[difficulty]
        while True:
            walk = [dice.randrange(n)]
            used: set[frozenset[int]] = set()
            while len(used) < length:
                ways = [v for v in range(n) if v != walk[-1] and frozenset((v, walk[-1])) not in used]
                if not ways:
                    break
                walk.append(dice.choice(ways))
                used.add(frozenset(walk[-2:]))
            if circuit and len(walk) > 2 and walk[-1] != walk[0] and frozenset((walk[-1], walk[0])) not in used:
                walk.append(walk[0])
            if len(used) == length and (walk[0] == walk[-1]) == circuit and len(set(walk)) == n:
                edges = [(min(pair), max(pair)) for pair in itertools.pairwise(walk)]
                return EulerPathInstance(n=n, edges=tuple(sorted(edges)), circuit=circuit)

    def prompt(self, instance: EulerPathInstance) -> str:
        """The edges, and what is asked."""
        asked = "a closed walk that begins and ends at one vertex" if instance.circuit else "a walk"
        return (
            f"The undirected graph with vertices 0..{instance.n - 1} has the edges "
            f"{[list(edge) for edge in instance.edges]}. Find {asked} that uses every edge exactly once. Give its "
            "vertices in order, comma separated, in <answer></answer>."
        )

    def read(self, answer: str, instance: EulerPathInstance) -> list[int]:
        """The vertices in order."""
        return read_vertices(answer, instance.n)

    def judge(self, answer: list[int], instance: EulerPathInstance) -> Finding:
        """Whether the steps are the edges, each as often as it stands."""
        left = Counter(frozenset(edge) for edge in instance.edges)
        for place, pair in enumerate(itertools.pairwise(answer), 1):
            if not left[frozenset(pair)]:
                return Finding("illegal-move", f"step {place}, {pair[0]} to {pair[1]}, is no edge that is left")
            left[frozenset(pair)] -= 1
        if left.total():
            return Finding("incomplete", "not every edge is used", 1 - left.total() / len(instance.edges))
        if instance.circuit and answer[0] != answer[-1]:
            return Finding("broken-rule", "the walk does not end where it begins")
        return VALID

    def solution(self, instance: EulerPathInstance) -> str | None:
        """A walk (Hierholzer, 1873), or None where there is none."""
        near: list[list[int]] = [[] for _ in range(instance.n)]
        for one, other in instance.edges:
            near[one].append(other)
            near[other].append(one)
        odd = [vertex for vertex, others in enumerate(near) if len(others) % 2]
        stack = [odd[0] if odd else instance.edges[0][0]]
        walk: list[int] = []
        while stack:
            if others := near[stack[-1]]:
                other = others.pop()
                near[other].remove(stack[-1])
                stack.append(other)
            else:
                walk.append(stack.pop())
        return ", ".join(map(str, walk)) if self.judge(walk, instance).valid else None

    def count_solutions(self, instance: EulerPathInstance, limit: int = 2) -> int:
        """How many lists of vertices are valid, up to `limit`."""
        count = 0
        edges = Counter(frozenset(edge) for edge in instance.edges)
        stack: list[tuple[tuple[int, ...], Counter[frozenset[int]]]] = [
            ((start,), edges) for start in range(instance.n)
        ]
        while stack and count < limit:
            walk, left = stack.pop()
            if not left:
                count += not instance.circuit or walk[0] == walk[-1]
            for edge in list(left):
                if walk[-1] in edge:
                    (other,) = edge - {walk[-1]}
                    stack.append(((*walk, other), left - Counter([edge])))
        return count

    def hardness(self, instance: EulerPathInstance) -> float:
        """How many edges there are."""
        return float(len(instance.edges))

    def surface_forms(self, instance: EulerPathInstance) -> Sequence[str]:
        """Commas, arrows, dashes, JSON; the other way round."""
        found = self.solution(instance)
        if found is None:
            return ()
        walk = found.split(", ")
        return (found, " -> ".join(walk), "-".join(walk), f"[{found}]", " → ".join(reversed(walk)), " ".join(walk))

    def near_misses(self, instance: EulerPathInstance) -> Sequence[str]:
        """A step short or too many, a vertex left out, another vertex, the count."""
        found = self.solution(instance)
        if found is None:
            return ()
        walk = found.split(", ")
        return (
            ", ".join(walk[:-1]), ", ".join([*walk, walk[-2]]), ", ".join([walk[0], *walk[2:]]), f"not {found}",
            ", ".join([*walk[:-1], str(instance.n)]), str(len(walk)), f"{found} or {found}",
        )  # fmt: skip


class EulerPathTasks(PuzzleTasks):
    """Graphs of 4 to 28 edges; every other difficulty asks for a closed walk."""

    puzzle = EulerPath


# Vertices, steps of the walk (a closed one has one more at most), and whether it is closed.
_LEVELS = (
    (4, 4, False), (4, 5, False), (5, 6, True), (5, 7, False), (6, 8, True), (6, 9, False), (7, 11, True),
    (8, 14, False), (9, 17, True), (10, 21, False), (12, 27, True),
)  # fmt: skip
