"""Sequences with one step taken away, put in, repeated, exchanged or changed, against slow simulations.

The simulations know the reference as it stands in a row and moves in one spelling, and nothing of the code that they
check.
"""

import itertools
import random
from collections import Counter

import pytest

STEPS = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}


def found_in(board, signs):
    return {(r, c) for r, row in enumerate(board) for c, sign in enumerate(row) if sign in signs}


def maze(task, moves):
    free = found_in(task["grid"], "SG.")
    (at,) = found_in(task["grid"], "S")
    for move in moves:
        at = (at[0] + STEPS[move][0], at[1] + STEPS[move][1])
        if at not in free:
            return False
    return at in found_in(task["grid"], "G")


def sokoban(task, moves):
    free, boxes = found_in(task["board"], "@$.*+- "), found_in(task["board"], "$*")
    (at,) = found_in(task["board"], "@+")
    for move in moves:
        down, right = STEPS[move]
        to, behind = (at[0] + down, at[1] + right), (at[0] + 2 * down, at[1] + 2 * right)
        if to not in free or (to in boxes and (behind in boxes or behind not in free)):
            return False
        if to in boxes:
            boxes = (boxes - {to}) | {behind}
        at = to
    return boxes <= found_in(task["board"], ".*+")


def sliding_puzzle(task, moves):
    tiles = {(r, c): tile for r, row in enumerate(task["grid"]) for c, tile in enumerate(row)}
    last = len(tiles) - 1
    goal = dict(zip(sorted(tiles), [*range(1, last + 1), 0], strict=True))
    for move in moves:
        gap = next(cell for cell, tile in tiles.items() if not tile)
        down, right = STEPS[move]
        sign = -1 if task["moves"] == "tile" else 1
        other = (gap[0] + sign * down, gap[1] + sign * right)
        if other not in tiles:
            return False
        tiles[gap], tiles[other] = tiles[other], 0
    return tiles == goal


def tower_of_hanoi(task, moves):
    peg_of = dict.fromkeys(range(1, task["disks"] + 1), task["from"])
    for move in moves:
        _, _, disk, _, start, _, goal = move.split()
        on_top = {peg: min((d for d, p in peg_of.items() if p == peg), default=99) for peg in task["pegs"]}
        if peg_of.get(int(disk)) != start or on_top[start] != int(disk) or on_top[goal] <= int(disk):
            return False
        peg_of[int(disk)] = goal
    return set(peg_of.values()) == {task["to"]}


def water_jugs(task, moves):
    size = dict(zip("ABCDEF", task["capacity"], strict=False))
    held = dict.fromkeys(size, 0)
    for move in moves:
        action, what = move.split()
        if action == "fill":
            held[what] = size[what]
        elif action == "empty":
            held[what] = 0
        else:
            one, other = what.split("->")
            while held[one] and held[other] < size[other]:
                held[one], held[other] = held[one] - 1, held[other] + 1
    return task["target"] in held.values()


def river_crossing(task, moves):
    here = dict.fromkeys((*task["items"], "farmer"), 0)
    for move in moves:
        cargo = [] if move == "nothing" else move.split(" and ")
        if len(cargo) > task["boat"] or len(set(cargo)) < len(cargo):
            return False
        if any(here[item] != here["farmer"] for item in cargo):
            return False
        for item in (*cargo, "farmer"):
            here[item] = 1 - here[item]
        if any(here[one] == here[other] != here["farmer"] for one, other in task["forbidden"]):
            return False
    return all(here.values())


def word_ladder(task, words):
    allowed = {*task["words"], task["start"], task["end"]}
    steps = itertools.pairwise(words)
    return (
        bool(words)
        and words[0] == task["start"]
        and words[-1] == task["end"]
        and set(words) <= allowed
        and all(sum(a != b for a, b in zip(one, other, strict=True)) == 1 for one, other in steps)
    )


def euler_path(task, walk):
    steps = Counter(tuple(sorted(map(int, pair))) for pair in itertools.pairwise(walk))
    return steps == Counter(map(tuple, task["edges"])) and (not task["circuit"] or walk[0] == walk[-1])


def hamilton_path(task, walk):
    way = list(map(int, walk))
    if task["cycle"] and len(way) == task["n"] + 1 and way[0] == way[-1]:
        way.pop()
    steps = list(zip(way, way[1:] + way[:1] if task["cycle"] else way[1:], strict=False))
    return sorted(way) == list(range(task["n"])) and all(sorted(pair) in task["edges"] for pair in steps)


def shortest_path(task, walk):
    least = {task["start"]: 0}
    edges = [*task["edges"], *([] if task["directed"] else [[b, a, w] for a, b, w in task["edges"]])]
    for _ in range(len(edges)):  # Bellman and Ford
        for one, other, weight in edges:
            if one in least:
                least[other] = min(least.get(other, 10**9), least[one] + weight)
    cost = 0
    for pair in itertools.pairwise(walk):
        ways = [weight for one, other, weight in edges if (one, other) == pair]
        if not ways:
            return False
        cost += min(ways)
    return bool(walk) and (walk[0], walk[-1], cost) == (task["start"], task["end"], least[task["end"]])


def moves_of_letters(text):
    return list(text)


def moves_of_lines(text):
    return text.split("\n")


def moves_of_words(text):
    return [word.strip(' "[]') for word in text.replace("\n", ",").split(",")]


# The simulation, how a solution falls into moves, and how moves are written.
FAMILIES = {
    maze: (moves_of_letters, ""),
    sokoban: (moves_of_letters, ""),
    sliding_puzzle: (moves_of_letters, ""),
    tower_of_hanoi: (moves_of_lines, "\n"),
    water_jugs: (moves_of_words, "\n"),
    river_crossing: (moves_of_words, "\n"),
    word_ladder: (moves_of_words, ", "),
    euler_path: (moves_of_words, ", "),
    hamilton_path: (moves_of_words, ", "),
    shortest_path: (moves_of_words, ", "),
}


def one_off(moves, vocabulary, dice):
    """Sequences that differ from one in a step, as far as they have any."""
    for place in range(len(moves)):
        yield [*moves[:place], *moves[place + 1 :]]
        yield [*moves[:place], moves[place], *moves[place:]]
        yield [*moves[:place], dice.choice(vocabulary), *moves[place:]]
        yield [*moves[:place], dice.choice(vocabulary), *moves[place + 1 :]]
        yield [*moves[:place], *moves[place + 1 : place + 2], moves[place], *moves[place + 2 :]]
        yield [*moves, *moves[place:]]


@pytest.mark.parametrize("simulate", FAMILIES, ids=lambda simulate: simulate.__name__)
def test_sequences_one_step_off_are_right_by_the_rules_alone(simulate, puzzle_of):
    puzzle, (parted, between) = puzzle_of(simulate.__name__), FAMILIES[simulate]
    judged = Counter()
    for seed in range(11):
        instance = puzzle.generate(seed + 50, seed % 11)
        task, dice = instance.as_reference(), random.Random(seed)
        moves = parted(puzzle.solution(instance))
        assert simulate(task, moves)
        vocabulary = sorted({*moves, *(STEPS if parted is moves_of_letters else ())})
        fewest = any(task.get(asked) for asked in ("shortest", "optimal"))
        for other in list(one_off(moves, vocabulary, dice))[:70]:
            if other:
                expected = simulate(task, other) and not (fewest and len(other) > len(moves))
                verdict = puzzle.check(between.join(other), instance, "")
                assert (verdict.status == "correct") == expected, other
                judged[expected] += 1
    assert judged[False] > 100
    assert judged[True] > 5


@pytest.mark.parametrize("simulate", [maze, sokoban, sliding_puzzle], ids=lambda simulate: simulate.__name__)
def test_a_move_that_is_not_possible_is_named_by_its_place(simulate, puzzle_of):
    puzzle = puzzle_of(simulate.__name__)
    for seed in range(12):
        instance = puzzle.generate(seed, seed % 8)
        task = instance.as_reference()
        moves = puzzle.solution(instance)
        for place in range(len(moves)):
            for move in STEPS:
                off_the_board = moves[:place] + move * 25
                verdict = puzzle.check(off_the_board, instance, "")
                assert not simulate(task, off_the_board)
                assert verdict.reason == "illegal-move"
                named = int("".join(filter(str.isdigit, verdict.details["where"].split(",")[0].split("goes")[0])))
                assert place < named <= len(off_the_board)
                shorter = puzzle.check(off_the_board[: named - 1], instance, "") if named > 1 else None
                assert shorter is None or shorter.reason != "illegal-move"
