"""Graph colouring: a colour for each vertex, so that no edge joins two of the same."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from rewardry.puzzle import VALID, Finding, Instance, Puzzle, PuzzleTasks, UnreadableAnswerError, chance
from rewardry.text.assignments import Reading, parse_assignment
from rewardry.text.strict_json import JsonError, load_json

from .graphs import Edge, neighbours_in, refuse_loose_edges
from .search_limits import count_up_to

Coloring: TypeAlias = dict[int, int]


class GraphColoringInstance(Instance):
    """A graph and a number of colours.

    Attributes:
        n: how many vertices, 0 to n - 1; at most 200.
        edges: pairs of vertices; at most 2000.
        k: how many colours, 1 to k.
    """

    puzzle: Literal["graph_coloring"] = "graph_coloring"
    n: Annotated[int, Field(ge=1, le=200)]
    edges: tuple[Edge, ...] = Field(max_length=2000)
    k: Annotated[int, Field(ge=1, le=50)]

    @model_validator(mode="after")
    def _has_edges(self) -> GraphColoringInstance:
        refuse_loose_edges(self.edges, self.n)
        return self


class GraphColoring(Puzzle):
    """Any proper colouring of all vertices with the colours allowed."""

    family = "graph_coloring"
    instance_type = GraphColoringInstance

    def generate(self, seed: int, difficulty: int = 5) -> GraphColoringInstance:
        """Edges between vertices that a hidden colouring tells apart."""
        dice = chance(self.family, seed, difficulty)
        n, k, degree = _LEVELS[difficulty]
        hidden = [vertex % k for vertex in range(n)]
        dice.shuffle(hidden)
        pairs = [(i, j) for j in range(n) for i in range(j) if hidden[i] != hidden[j]]
        edges = dice.sample(pairs, min(len(pairs), round(n * degree / 2)))
        return GraphColoringInstance(n=n, edges=tuple(sorted(edges)), k=k)

    def prompt(self, instance: GraphColoringInstance) -> str:
        """The vertices, the colours and the edges."""
        return (
            f"Colour the vertices 0..{instance.n - 1} with colours 1..{instance.k} so that no edge joins equal "
            f"colours. Edges: {[list(edge) for edge in instance.edges]}. JSON map in <answer></answer>."
        )

    def read(self, answer: str, instance: GraphColoringInstance) -> Coloring:
        """The colour of each vertex."""
        listed = _listed(answer, instance.n)
        if listed is not None:
            return listed
        try:
            return parse_assignment(answer, _READING)
        except UnreadableAnswerError as error:
            if error.reason != "unreadable":
                raise
            return parse_assignment(answer, _BY_COLOUR, grouped=True)

    def judge(self, answer: Coloring, instance: GraphColoringInstance) -> Finding:
        """Whether all vertices have an allowed colour, and no edge two of the same."""
        for vertex, colour in answer.items():
            if vertex >= instance.n:
                return Finding("broken-rule", f"there is no vertex {vertex}")
            if not 1 <= colour <= instance.k:
                return Finding("broken-rule", f"there is no colour {colour}")
        if len(answer) < instance.n:
            return Finding("incomplete", "a vertex has no colour")
        broken = [(one, other) for one, other in instance.edges if answer[one] == answer[other]]
        if broken:
            one, other = broken[0]
            return Finding("broken-rule", f"{one} and {other} are joined", 1 - len(broken) / len(instance.edges))
        return VALID

    def solution(self, instance: GraphColoringInstance) -> str | None:
        """A colouring found by search, as JSON."""
        found = next(_colorings(instance), None)
        return None if found is None else "{" + ", ".join(f'"{v}": {found[v]}' for v in range(instance.n)) + "}"

    def count_solutions(self, instance: GraphColoringInstance, limit: int = 2) -> int:
        """How many colourings there are, up to `limit`."""
        return count_up_to(limit, _colorings(instance))

    def hardness(self, instance: GraphColoringInstance) -> float:
        """The mean degree."""
        return round(2 * len(instance.edges) / instance.n, 3)

    def surface_forms(self, instance: GraphColoringInstance) -> Sequence[str]:
        """JSON with numbers and texts, pairs, lines, a table, a list; and the colours permuted."""
        found = next(_colorings(instance), None)
        if found is None:
            return ()
        pairs = [(vertex, found[vertex]) for vertex in range(instance.n)]
        return (
            "{" + ", ".join(f'"{v}": {c}' for v, c in pairs) + "}",
            "{" + ", ".join(f'"{v}": "{c}"' for v, c in pairs) + "}",
            "{" + ", ".join(f"{v}: {c}" for v, c in pairs) + "}",
            ", ".join(f"{v}={c}" for v, c in pairs),
            "\n".join(f"Vertex {v}: color {c}" for v, c in reversed(pairs)),
            "| Vertex | Colour |\n|---|---|\n" + "\n".join(f"| {v} | {c} |" for v, c in pairs),
            str([c for _, c in pairs]),
            "{" + ", ".join(f'"{v}": {instance.k + 1 - c}' for v, c in pairs) + "}",
        )

    def near_misses(self, instance: GraphColoringInstance) -> Sequence[str]:
        """A conflict, a vertex too few, a colour too many, a vertex twice, lists of colours."""
        found = next(_colorings(instance), None)
        if found is None:
            return ()
        pairs = [f'"{vertex}": {found[vertex]}' for vertex in range(instance.n)]
        one, other = instance.edges[0] if instance.edges else (0, 0)
        spoiled = [f'"{v}": {found[other if v == one else v]}' for v in range(instance.n)]
        every = ", ".join(map(str, range(1, instance.k + 1)))
        return (
            "{" + ", ".join(spoiled) + "}" if instance.edges else "{}",
            "{" + ", ".join(pairs[:-1]) + "}",
            "{" + ", ".join([*pairs[:-1], f'"{instance.n - 1}": {instance.k + 1}']) + "}",
            "{" + ", ".join([*pairs, f'"{instance.n}": 1']) + "}",
            "{" + ", ".join([*pairs, pairs[0].replace(f": {found[0]}", f": {found[0] % instance.k + 1}")]) + "}",
            "{" + ", ".join(f'"{vertex}": [{every}]' for vertex in range(instance.n)) + "}",
            "not {" + ", ".join(pairs) + "}",
        )


class GraphColoringTasks(PuzzleTasks):
    """Graphs that can be coloured, from 4 vertices to 24, with ever more edges."""

    puzzle = GraphColoring


# Vertices, colours, mean degree: towards the density at which colourings become rare.
_LEVELS = (
    (4, 3, 2.0), (5, 3, 2.4), (6, 3, 2.8), (7, 3, 3.0), (8, 3, 3.4), (10, 3, 3.8),
    (12, 3, 4.2), (14, 4, 6.0), (16, 4, 7.0), (20, 4, 7.6), (24, 4, 8.4),
)  # fmt: skip

_VERTEX = re.compile(r"(?:(?:vertex|vertices|nodes?|v|顶点|节点)\s*_?)?(?P<number>\d{1,3})")
_COLOUR = re.compile(r"(?:(?:colou?r|c|颜色)\s*_?)?(?P<number>\d{1,3})")
_NAMED_COLOUR = re.compile(r"(?:colou?r|颜色)\s*_?(?P<number>\d{1,3})")


def _number_of(pattern: re.Pattern[str], said: Any) -> int | None:
    """The number of a vertex or a colour, perhaps behind its noun."""
    found = pattern.fullmatch(str(said)) if not isinstance(said, (bool, float)) else None
    return int(found["number"]) if found else None


_READING = Reading(functools.partial(_number_of, _VERTEX), functools.partial(_number_of, _COLOUR))
# Colour 1: vertices 0, 2; a colour must say then that it is one.
_BY_COLOUR = Reading(_READING.key, functools.partial(_number_of, _NAMED_COLOUR))


def _listed(answer: str, n: int) -> Coloring | None:
    """The colours of all vertices in order, where the answer is a list of as many numbers."""
    if not answer.startswith("["):
        return None
    try:
        values = load_json(answer)
    except JsonError:
        return None
    if not isinstance(values, list) or len(values) != n or not all(type(value) is int for value in values):
        return None
    return dict(enumerate(values))


# Colours tried before the search gives up.
_MOST_TRIALS = 100_000


def _colorings(instance: GraphColoringInstance) -> Iterator[Coloring]:
    """Colourings, found by giving the vertex of the fewest choices a colour first (Brélaz, 1979)."""
    neighbours = neighbours_in(instance.edges, instance.n)
    colouring: Coloring = {}
    trials = 0

    def extend() -> Iterator[Coloring]:
        nonlocal trials
        if len(colouring) == instance.n:
            yield dict(colouring)
            return
        free = [vertex for vertex in range(instance.n) if vertex not in colouring]
        taken = {vertex: {colouring[other] for other in neighbours[vertex] if other in colouring} for vertex in free}
        vertex = max(free, key=lambda v: (len(taken[v]), len(neighbours[v])))
        for colour in range(1, instance.k + 1):
            trials += 1
            if trials > _MOST_TRIALS:
                return
            if colour not in taken[vertex]:
                colouring[vertex] = colour
                yield from extend()
                del colouring[vertex]

    return extend()
