"""Hamilton paths and cycles: a way through a graph that visits every vertex once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance

from .graphs import Edge, neighbours_in, read_vertices, refuse_loose_edges
from .search_limits import count_up_to


class HamiltonPathInstance(Instance):
    """An undirected graph.

    Attributes:
        n: how many vertices, 0 to n - 1; from 2 to 60.
        edges: pairs of vertices.
        cycle: whether the way returns to where it began; its first vertex may then stand at its end as well.
    """

    puzzle: Literal["hamilton_path"] = "hamilton_path"
    n: Annotated[int, Field(ge=2, le=60)]
    edges: tuple[Edge, ...] = Field(min_length=1, max_length=1770)
    cycle: bool = False

    @model_validator(mode="after")
    def _has_edges(self) -> HamiltonPathInstance:
        refuse_loose_edges(self.edges, self.n)
        if self.cycle and self.n < 3:
            raise ValueError("a cycle has at least 3 vertices")
        return self


class HamiltonPath(Puzzle):
    """Any order of all vertices in which neighbours are joined by an edge."""

    family = "hamilton_path"
    instance_type = HamiltonPathInstance

    def generate(self, seed: int, difficulty: int = 5) -> HamiltonPathInstance:
        """A hidden way, and edges beside it."""
        dice = chance(self.family, seed, difficulty)
        n, others, cycle = _LEVELS[difficulty]
        way = dice.sample(range(n), n)
        edges = {(min(pair), max(pair)) for pair in itertools.pairwise([*way, way[0]] if cycle else way)}
        rest = [pair for pair in itertools.combinations(range(n), 2) if pair not in edges]
        edges |= set(dice.sample(rest, min(others, len(rest))))
        return HamiltonPathInstance(n=n, edges=tuple(sorted(edges)), cycle=cycle)

    def prompt(self, instance: HamiltonPathInstance) -> str:
        """The edges, and what is asked."""
        asked = "Hamiltonian cycle (it visits every vertex once and returns)" if instance.cycle else "Hamiltonian path"
        return (
            f"The undirected graph with vertices 0..{instance.n - 1} has the edges "
            f"{[list(edge) for edge in instance.edges]}. Find a {asked}. Give its vertices in order, comma separated, "
            "in <answer></answer>."
        )

    def read(self, answer: str, instance: HamiltonPathInstance) -> list[int]:
        """The vertices in order."""
        return read_vertices(answer, instance.n)

    def judge(self, answer: list[int], instance: HamiltonPathInstance) -> Finding:
        """Whether every vertex is visited once, along edges."""
        if instance.cycle and len(answer) == instance.n + 1 and answer[0] == answer[-1]:
            answer = answer[:-1]
        if len(set(answer)) < len(answer):
            return Finding("broken-rule", "a vertex is visited twice")
        if len(answer) < instance.n:
            return Finding("incomplete", "not every vertex is visited")
        edges = {frozenset(edge) for edge in instance.edges}
        for one, other in itertools.pairwise([*answer, answer[0]] if instance.cycle else answer):
            if frozenset((one, other)) not in edges:
                return Finding("illegal-move", f"no edge joins {one} and {other}")
        return VALID

    def solution(self, instance: HamiltonPathInstance) -> str | None:
        """A way found by search."""
        found = next(_ways(instance), None)
        return None if found is None else ", ".join(map(str, found))

    def count_solutions(self, instance: HamiltonPathInstance, limit: int = 2) -> int:
        """How many orders of the vertices are valid, up to `limit`; one and its reverse are two."""
        return count_up_to(limit, _ways(instance))

    def hardness(self, instance: HamiltonPathInstance) -> float:
        """The mean degree."""
        return round(2 * len(instance.edges) / instance.n, 3)

    def surface_forms(self, instance: HamiltonPathInstance) -> Sequence[str]:
        """Commas, arrows, dashes, JSON; the other way round; a cycle with its first vertex at its end."""
        found = next(_ways(instance), None)
        if found is None:
            return ()
        way = list(map(str, found))
        forms = [
            ", ".join(way), " -> ".join(way), " → ".join(way), "-".join(way), f"[{', '.join(way)}]",
            " ".join(way[::-1]),
        ]  # fmt: skip
        return [*forms, ", ".join([*way, way[0]]), ", ".join([*way[1:], way[0]])] if instance.cycle else forms

    def near_misses(self, instance: HamiltonPathInstance) -> Sequence[str]:
        """A vertex too few, one twice, one that is none, the count."""
        found = next(_ways(instance), None)
        if found is None:
            return ()
        way = list(map(str, found))
        return (
            ", ".join(way[:-1]), ", ".join([*way, way[1]]), ", ".join([*way[:-1], str(instance.n)]),
            ", ".join([*way[:-1], way[0]]), str(instance.n), "not " + ", ".join(way),
            ", ".join(way) + " or " + ", ".join(way), ", ".join([*way, *way]),
        )  # fmt: skip


class HamiltonPathTasks(PuzzleTasks):
    """Graphs from 4 vertices to 20; every other difficulty asks for a cycle."""

    puzzle = HamiltonPath


# Vertices, edges beside the hidden way, and whether a cycle is asked for.
_LEVELS = (
    (4, 1, False), (5, 2, False), (5, 2, True), (6, 3, False), (7, 4, True), (8, 5, False), (9, 6, True),
    (11, 8, False), (13, 9, True), (16, 11, False), (20, 12, True),
)  # fmt: skip

# Vertices tried before the search gives up.
_MOST_TRIALS = 200_000


def _ways(instance: HamiltonPathInstance) -> Iterator[list[int]]:
    """Valid orders, found by going on to the vertex of the fewest ways out first (Warnsdorff)."""
    near = neighbours_in(instance.edges, instance.n)
    trials = 0

    def extend(way: list[int], left: set[int]) -> Iterator[list[int]]:
        nonlocal trials
        if not left:
            if not instance.cycle or way[0] in near[way[-1]]:
                yield list(way)
            return
        for vertex in sorted(near[way[-1]] & left, key=lambda v: len(near[v] & left)):
            trials += 1
            if trials > _MOST_TRIALS:
                return
            yield from extend([*way, vertex], left - {vertex})

    for start in range(instance.n):
        yield from extend([start], set(range(instance.n)) - {start})
