"""Right and wrong answers to puzzles, found by plain search over the instance as JSON."""

from __future__ import annotations

import itertools
import json
import operator
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

_MOST = 40


class Answers(NamedTuple):
    """Answers to one instance.

    Attributes:
        right: texts that solve it.
        wrong: texts of the same form that break a rule.
    """

    right: list[str]
    wrong: list[str]


def _parted(candidates: Iterator[Any], solves: Callable[[Any], bool], write: Callable[[Any], str]) -> Answers:
    """All right ones, up to a number, and wrong ones that differ from one of them as little as the search has it."""
    right: list[Any] = []
    wrong: list[Any] = []
    for candidate in candidates:
        (right if solves(candidate) else wrong).append(candidate)
    return Answers([write(one) for one in right[:_MOST]], [write(one) for one in _nearest(wrong, right)])


def _nearest(wrong: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    if not right:
        return list(wrong[:_MOST])

    def distance(one: Any) -> int:
        return min(len([1 for a, b in zip(one, other, strict=True) if a != b]) for other in right[:8])

    return sorted(wrong, key=distance)[:_MOST]


def sat(instance: dict[str, Any], chance: Random) -> Answers:
    """All assignments are tried; where none satisfies the clauses, the prompt asks for UNSAT."""
    clauses = instance["clauses"]

    def holds(values: tuple[bool, ...]) -> bool:
        return not [clause for clause in clauses if all(values[abs(k) - 1] != (k > 0) for k in clause)]

    def write(values: tuple[bool, ...]) -> str:
        return ", ".join(f"x{i}={value}" for i, value in enumerate(values, start=1))

    found = _parted(itertools.product((True, False), repeat=instance["n"]), holds, write)
    return found if found.right else Answers(["UNSAT"], found.wrong)


def knights_knaves(instance: dict[str, Any], chance: Random) -> Answers:
    """All roles are tried: a knight's statement is true, and a knave's is false."""
    statements, names = instance["statements"], instance["names"]

    def true(statement: list[Any], roles: tuple[bool, ...]) -> bool:
        head, *rest = statement
        if head in ("telling-truth", "lying"):
            return bool(roles[rest[0]] == (head == "telling-truth"))
        values = [true(part, roles) for part in rest]
        table = {
            "not": lambda: not values[0],
            "and": lambda: all(values),
            "or": lambda: any(values),
            "->": lambda: not values[0] or values[1],
            "<=>": lambda: values[0] == values[1],
        }
        return bool(table[head]())

    def fits(roles: tuple[bool, ...]) -> bool:
        return all(true(statement, roles) == role for statement, role in zip(statements, roles, strict=True))

    def write(roles: tuple[bool, ...]) -> str:
        words = {True: instance["truth_word"], False: instance["lie_word"]}
        return ", ".join(f"{name} is a {words[role]}" for name, role in zip(names, roles, strict=True))

    return _parted(itertools.product((True, False), repeat=len(names)), fits, write)


def n_queens(instance: dict[str, Any], chance: Random) -> Answers:
    """Queens row by row, as permutations of columns; wrong ones share a diagonal or have left a given queen."""
    n, given = instance["n"], instance["given"]

    def place(columns: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(columns) == n:
            yield columns
            return
        for column in range(n):
            if all(column != c and abs(column - c) != len(columns) - r for r, c in enumerate(columns)):
                yield from place((*columns, column))

    def write(columns: Sequence[int]) -> str:
        return "\n".join(" ".join("Q" if c == column else "_" for c in range(n)) for column in columns)

    kept = [one for one in place(()) if all(one[row] == column for row, column in given)]
    wrong = []
    for one in kept[:4]:  # two rows swapped: the columns still differ, and a diagonal or a given queen does not hold
        for i, j in itertools.combinations(range(n), 2):
            moved = list(one)
            moved[i], moved[j] = moved[j], moved[i]
            if tuple(moved) not in kept:
                wrong.append(write(moved))
    chance.shuffle(wrong)
    return Answers([write(one) for one in kept[:_MOST]], wrong[:_MOST])


def graph_coloring(instance: dict[str, Any], chance: Random) -> Answers:
    """Random repairs of colourings: right ones have no edge of one colour, wrong ones have one."""
    n, edges, k = instance["n"], instance["edges"], instance["k"]

    def bad(colours: Sequence[int]) -> int:
        return sum(colours[a] == colours[b] for a, b in edges)

    def colour(vertex: int, colours: list[int]) -> Iterator[list[int]]:
        if vertex == n:
            yield list(colours)
            return
        for one in range(1, k + 1):
            taken = {colours[a + b - vertex] for a, b in edges if vertex in (a, b) and a + b - vertex < vertex}
            if one not in taken:
                yield from colour(vertex + 1, [*colours, one])

    def write(colours: Sequence[int]) -> str:
        return json.dumps({str(vertex): one for vertex, one in enumerate(colours)})

    right = list(itertools.islice(colour(0, []), _MOST))
    changed = [[*one[:v], c, *one[v + 1 :]] for one in right[:3] for v in range(n) for c in range(1, k + 1)]
    wrong = [one for one in changed if bad(one)]
    return Answers([write(one) for one in right], [write(one) for one in wrong])


def sudoku(instance: dict[str, Any], chance: Random) -> Answers:
    """Backtracking over the empty cells; wrong grids have two cells of a row swapped, or a given changed."""
    size, (high, wide), grid = instance["size"], instance["box"], [list(row) for row in instance["grid"]]
    empty = [(r, c) for r in range(size) for c in range(size) if not grid[r][c]]

    def allowed(r: int, c: int) -> set[int]:
        top, left = r - r % high, c - c % wide
        seen = set(grid[r]) | {grid[i][c] for i in range(size)}
        return set(range(1, size + 1)) - seen - {grid[top + i][left + j] for i in range(high) for j in range(wide)}

    def fill() -> Iterator[list[list[int]]]:
        free = [(len(allowed(r, c)), r, c) for r, c in empty if not grid[r][c]]
        if not free:
            yield [list(row) for row in grid]
            return
        _, r, c = min(free)
        for value in sorted(allowed(r, c)):
            grid[r][c] = value
            yield from fill()
            grid[r][c] = 0

    right = list(itertools.islice(fill(), 4))
    wrong = []
    for _ in range(12):
        one = [list(row) for row in right[0]]
        r, (a, b) = chance.randrange(size), chance.sample(range(size), 2)
        one[r][a], one[r][b] = one[r][b], one[r][a]
        wrong.append(one)  # a column now holds a number twice
    texts = [["\n".join(" ".join(map(str, row)) for row in one) for one in some] for some in (right, wrong)]
    return Answers(texts[0], texts[1])


_STEPS = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}


def maze(instance: dict[str, Any], chance: Random) -> Answers:
    """Breadth first for shortest paths, then paths with a detour; wrong ones hit a wall or stop elsewhere."""
    grid = instance["grid"]
    cells = {(r, c): char for r, row in enumerate(grid) for c, char in enumerate(row)}
    start, goal = (next(at for at, char in cells.items() if char == mark) for mark in "SG")

    def walk(moves: str) -> tuple[int, int] | None:
        r, c = start
        for move in moves:
            r, c = r + _STEPS[move][0], c + _STEPS[move][1]
            if cells.get((r, c), "#") == "#":
                return None
        return r, c

    paths, seen, shortest = deque([""]), {start}, ""
    while paths and not shortest:
        path = paths.popleft()
        for move in _STEPS:
            end = walk(path + move)
            if end == goal:
                shortest = path + move
                break
            if end is not None and end not in seen:
                seen.add(end)
                paths.append(path + move)
    back = {"U": "D", "D": "U", "L": "R", "R": "L"}
    # Back and forth after the first step; a path that passes the goal on its way is no matter of dispute.
    detour = shortest[0] + back[shortest[0]] + shortest
    right = [shortest] if instance.get("shortest") or len(shortest) < 2 else [shortest, detour]
    changed = [shortest[:i] + move + shortest[i + 1 :] for i in range(len(shortest)) for move in _STEPS]
    wrong = [one for one in (*changed, shortest[:-1]) if one and walk(one) != goal]
    return Answers(right, wrong)


_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def countdown(instance: dict[str, Any], chance: Random) -> Answers:
    """All ways to join the numbers two by two; wrong ones miss the target, or use a number twice."""
    target = Fraction(instance["target"])
    near: list[str] = []
    right: list[str] = []

    def join(parts: list[tuple[Fraction, str]]) -> None:
        if len(right) >= 6 and len(near) >= _MOST:
            return
        if len(parts) == 1:
            value, text = parts[0]
            if value == target:
                right.append(text)
            elif abs(value - target) <= 3:
                near.append(text)
            return
        for i, j in itertools.permutations(range(len(parts)), 2):
            (a, one), (b, other) = parts[i], parts[j]
            rest = [part for k, part in enumerate(parts) if k not in (i, j)]
            for sign in instance["ops"]:
                if (sign in "+*" and i > j) or (sign == "/" and not b):
                    continue
                value = _OPERATIONS[sign](a, b)
                join([*rest, (value, f"({one} {sign} {other})")])

    numbers = instance["numbers"]
    join([(Fraction(number), str(number)) for number in numbers])
    right = [text[1:-1] for text in dict.fromkeys(right)]
    wrong = [text[1:-1] for text in dict.fromkeys(near)]
    wrong += [f"{text} + {numbers[0]} - {numbers[0]}" for text in right[:2]]  # right in value, with a number too often
    return Answers(right, wrong)


FAMILIES: dict[str, Callable[[dict[str, Any], Random], Answers]] = {
    "countdown": countdown,
    "graph_coloring": graph_coloring,
    "knights_knaves": knights_knaves,
    "maze": maze,
    "n_queens": n_queens,
    "sat": sat,
    "sudoku": sudoku,
}
