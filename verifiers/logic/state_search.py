"""Search in breadth for the shortest way to a goal: of puzzles whose moves lead from state to state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from .search_limits import SearchLimitError

State = TypeVar("State", bound=Hashable)
Move = TypeVar("Move")

# States looked at before the search gives up.
MOST_STATES = 200_000


def shortest_moves(
    start: State,
    moves: Callable[[State], Iterable[tuple[Move, State]]],
    is_goal: Callable[[State], bool],
    most: int = MOST_STATES,
) -> list[Move] | None:
    """The moves of a shortest way, the first of those that are as short; None where there is no way.

    Args:
        start: the first state.
        moves: what can be done in a state, each with the state that it leads to.
        is_goal: whether a state is wanted.
        most: how many states may be looked at.

    Raises:
        SearchLimitError: there are more states.
    """
    if is_goal(start):
        return []
    before: dict[State, tuple[State, Move] | None] = {start: None}
    frontier = [start]
    while frontier:
        following = []
        for state in frontier:
            for move, other in moves(state):
                if other in before:
                    continue
                before[other] = (state, move)
                if is_goal(other):
                    return _way(other, before)
                following.append(other)
            if len(before) > most:
                raise SearchLimitError(f"more than {most} states")
        frontier = following
    return None


def _way(state: State, before: dict[State, tuple[State, Move] | None]) -> list[Move]:
    moves = []
    while (step := before[state]) is not None:
        state, move = step
        moves.append(move)
    return moves[::-1]


def count_shortest(
    start: State,
    moves: Callable[[State], Iterable[tuple[Move, State]]],
    is_goal: Callable[[State], bool],
    most: int = MOST_STATES,
) -> int:
    """How many shortest ways there are; arguments and errors are those of `shortest_moves`."""
    seen = {start}
    frontier = {start: 1}
    while frontier:
        if found := sum(ways for state, ways in frontier.items() if is_goal(state)):
            return found
        following: dict[State, int] = {}
        for state, ways in frontier.items():
            for _, other in moves(state):
                if other not in seen:
                    following[other] = following.get(other, 0) + ways
        seen |= following.keys()
        if len(seen) > most:
            raise SearchLimitError(f"more than {most} states")
        frontier = following
    return 0
