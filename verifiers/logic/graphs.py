"""Undirected graphs whose vertices are the numbers from 0 on: their edges, and walks along them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from rewardry.text.moves import parse_moves

Vertex = Annotated[int, Field(ge=0)]
Edge = tuple[Vertex, Vertex]


def refuse_loose_edges(edges: Iterable[Edge], n: int) -> None:
    """Refuse edges that do not join two of the vertices 0 to n - 1.

    Raises:
        ValueError: one does not.
    """
    for one, other in edges:
        if one == other or max(one, other) >= n:
            raise ValueError(f"the edge {one}-{other} joins no two of the vertices 0 to {n - 1}")


def read_vertices(answer: str, n: int) -> list[int]:
    """The vertices that an answer lists, in order: ``0, 2, 1``, ``0 -> 2 -> 1``, ``[0, 2, 1]``.

    Raises:
        UnreadableAnswerError: something else stands in it.
    """
    names = {str(vertex): str(vertex) for vertex in range(n)}
    return [int(name) for name in parse_moves(answer, names, places=True)]


def neighbours_in(edges: Iterable[Edge], n: int) -> list[set[int]]:
    """For each vertex those that an edge joins it to."""
    near: list[set[int]] = [set() for _ in range(n)]
    for one, other in edges:
        near[one].add(other)
        near[other].add(one)
    return near
