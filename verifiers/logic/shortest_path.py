"""Shortest paths: a way through a weighted graph that costs as little as any."""

from __future__ import annotations

import functools
import heapq
import itertools
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, chance
from rewardry.text.moves import parse_moves

Node = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^\w+$")]
Weight = Annotated[int, Field(ge=0, le=10**6)]


class ShortestPathInstance(Instance):
    """A graph whose edges have weights.

    Attributes:
        edges: from, to and weight; at most 2000.
        directed: whether an edge leads one way only.
        start, end: nodes of the graph.
    """

    puzzle: Literal["shortest_path"] = "shortest_path"
    edges: tuple[tuple[Node, Node, Weight], ...] = Field(min_length=1, max_length=2000)
    directed: bool = False
    start: Node
    end: Node

    @model_validator(mode="after")
    def _names_nodes(self) -> ShortestPathInstance:
        names = {name for one, other, _ in self.edges for name in (one, other)}
        if len({name.casefold() for name in names}) < len(names):
            raise ValueError("two nodes differ by case alone")
        if not {self.start, self.end} <= names or self.start == self.end:
            raise ValueError("`start` and `end` must be two nodes of the graph")
        return self


class ShortestPath(Puzzle):
    """Any path along edges whose weights add up to the least that is possible."""

    family = "shortest_path"
    instance_type = ShortestPathInstance

    def generate(self, seed: int, difficulty: int = 5) -> ShortestPathInstance:
        """Edges by chance; the two nodes are connected, and not by one edge alone."""
        dice = chance(self.family, seed, difficulty)
        count, degree, directed = _LEVELS[difficulty]
        names = list(_NAMES[:count])
        pairs = list(itertools.permutations(names, 2) if directed else itertools.combinations(names, 2))
        while True:
            chosen = dice.sample(pairs, min(len(pairs), round(count * degree / 2)))
            edges = tuple(sorted((one, other, dice.randint(1, 20)) for one, other in chosen))
            used = sorted({name for edge in edges for name in edge[:2]})
            start, end = dice.sample(used, 2)
            instance = ShortestPathInstance(edges=edges, directed=directed, start=start, end=end)
            if len(_cheapest(instance) or ()) > 2:
                return instance

    def prompt(self, instance: ShortestPathInstance) -> str:
        """The edges and the two nodes."""
        arrow = "->" if instance.directed else "-"
        edges = ", ".join(f"{one}{arrow}{other} ({weight})" for one, other, weight in instance.edges)
        kind = "directed" if instance.directed else "undirected"
        return (
            f"In the {kind} graph with the weighted edges {edges}, find a path of least total weight from "
            f"{instance.start} to {instance.end}. Give its nodes in order, comma separated, in <answer></answer>."
        )

    def read(self, answer: str, instance: ShortestPathInstance) -> list[str]:
        """The nodes of the path."""
        return parse_moves(answer, _spellings(instance), places=True)

    def judge(self, answer: list[str], instance: ShortestPathInstance) -> Finding:
        """Whether the path keeps to edges, joins the two nodes, and costs as little as any."""
        if answer[0] != instance.start:
            return Finding("illegal-move", f"the path does not begin at {instance.start}")
        graph, cost = _graph(instance), 0
        for one, other in itertools.pairwise(answer):
            if other not in graph[one]:
                return Finding("illegal-move", f"no edge leads from {one} to {other}")
            cost += graph[one][other]
        if answer[-1] != instance.end:
            return Finding("incomplete", f"the path does not end at {instance.end}")
        least = _cost(_cheapest(instance) or (), graph)
        return VALID if cost == least else Finding("broken-rule", f"the path costs {cost}; one costs less")

    def solution(self, instance: ShortestPathInstance) -> str | None:
        """A cheapest path."""
        found = _cheapest(instance)
        return None if found is None else ", ".join(found)

    def count_solutions(self, instance: ShortestPathInstance, limit: int = 2) -> int:
        """How many simple paths cost the least, up to `limit`."""
        best = _cheapest(instance)
        if best is None:
            return 0
        graph = _graph(instance)
        least, count = _cost(best, graph), 0
        stack: list[tuple[tuple[str, ...], int]] = [((instance.start,), 0)]
        while stack and count < limit:
            path, cost = stack.pop()
            if path[-1] == instance.end:
                count += cost == least
                continue
            stack += [
                ((*path, other), cost + weight)
                for other, weight in graph[path[-1]].items()
                if other not in path and cost + weight <= least
            ]
        return count

    def hardness(self, instance: ShortestPathInstance) -> float | None:
        """How many edges a cheapest path has."""
        found = _cheapest(instance)
        return None if found is None else float(len(found) - 1)

    def surface_forms(self, instance: ShortestPathInstance) -> Sequence[str]:
        """Commas, arrows, dashes, JSON, letters."""
        found = _cheapest(instance)
        if found is None:
            return ()
        return (
            ", ".join(found), " -> ".join(found), " → ".join(found), "-".join(found).lower(), " ".join(found),
            "[" + ", ".join(f'"{name}"' for name in found) + "]", r" \to ".join(found),
        )  # fmt: skip

    def near_misses(self, instance: ShortestPathInstance) -> Sequence[str]:
        """Paths that end early, begin late, jump, or go to and fro."""
        found = _cheapest(instance)
        if found is None:
            return ()
        return (
            ", ".join(found[:-1]), ", ".join(found[1:]), ", ".join([*found[:2], found[0], *found[1:]]),
            str(_cost(found, _graph(instance))), ", ".join([found[0], "Q0", *found[1:]]), "not " + ", ".join(found),
            ", ".join(found) + " or " + ", ".join(found), ", ".join([*found, found[-1]]),
        )  # fmt: skip


class ShortestPathTasks(PuzzleTasks):
    """Graphs from 4 nodes to 24; directed ones between."""

    puzzle = ShortestPath


# Nodes, mean degree, and whether edges lead one way.
_LEVELS = (
    (4, 2.5, False), (5, 3, False), (6, 3, False), (7, 3.4, True), (8, 3.4, False), (10, 3.6, False),
    (12, 4, True), (14, 4, False), (17, 4.4, True), (20, 4.4, False), (24, 5, False),
)  # fmt: skip
_NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _cost(path: Sequence[str], graph: Mapping[str, Mapping[str, int]]) -> int:
    return sum(graph[one][other] for one, other in itertools.pairwise(path))


@functools.lru_cache(maxsize=256)
def _spellings(instance: ShortestPathInstance) -> Mapping[str, str]:
    return {name.casefold(): name for name in _graph(instance)}


@functools.lru_cache(maxsize=256)
def _graph(instance: ShortestPathInstance) -> Mapping[str, Mapping[str, int]]:
    """For each node its neighbours, with the least weight of the edges there."""
    graph: dict[str, dict[str, int]] = {name: {} for edge in instance.edges for name in edge[:2]}
    for one, other, weight in instance.edges:
        graph[one][other] = min(weight, graph[one].get(other, weight))
        if not instance.directed:
            graph[other][one] = min(weight, graph[other].get(one, weight))
    return graph


@functools.lru_cache(maxsize=256)
def _cheapest(instance: ShortestPathInstance) -> tuple[str, ...] | None:
    """A cheapest path (Dijkstra, 1959), or None where there is no path."""
    graph = _graph(instance)
    queue: list[tuple[int, tuple[str, ...]]] = [(0, (instance.start,))]
    done: set[str] = set()
    while queue:
        cost, path = heapq.heappop(queue)
        if path[-1] == instance.end:
            return path
        if path[-1] in done:
            continue
        done.add(path[-1])
        for other, weight in graph[path[-1]].items():
            if other not in done:
                heapq.heappush(queue, (cost + weight, (*path, other)))
    return None
