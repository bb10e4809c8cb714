"""Every family of puzzles: what an instance and a check cost, beside reasoning-gym where it has the task.

A generator is asked for instances of all difficulties; a check gets right answers, damaged ones and garbage. Times are
of the process's CPU, so that a busy machine does not blur them; ours and the peer's take turns.

    python benchmarks/speed/puzzles.py [FAMILY...]
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from timing import Figure, report

import rewardry
from rewardry.generator import EASIEST, HARDEST
from rewardry.puzzle import Puzzle
from rewardry.types import Sample
from rewardry.verifiers.logic.families import FAMILIES

INSTANCES_A_DIFFICULTY = 12
PEER_INSTANCES = 30

# The same task in reasoning-gym, and the settings that make it as large as ours of the difficulty beside it.
PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    "countdown": ("countdown", {}),
    "cryptarithm": ("cryptarithm", {}),
    "futoshiki": ("futoshiki", {}),
    "game_of_life": ("game_of_life", {}),
    "graph_coloring": ("graph_color", {}),
    "kakurasu": ("kakurasu", {}),
    "knights_knaves": ("knights_knaves", {}),
    "maze": ("maze", {}),
    "n_queens": ("n_queens", {}),
    "shortest_path": ("shortest_path", {}),
    "sokoban": ("sokoban", {}),
    "sudoku": ("sudoku", {}),
    "syllogism": ("syllogism", {}),
    "tower_of_hanoi": ("tower_of_hanoi", {}),
    "water_jugs": ("jugs", {}),
    "word_ladder": ("word_ladder", {}),
    "zebra": ("zebra_puzzles", {"num_people": 5, "num_characteristics": 5}),
}
# The instances that are compared by name: family, difficulty, milliseconds.
NAMED = {"sudoku 9x9 with one solution": ("sudoku", 8, 30), "zebra 5x5": ("zebra", HARDEST, 30)}
DAMAGE = ("", "not {}", "{} or {}", "{}\nx", "asdf", "[[1, 2], [3]]", "{}{}")


def seconds(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def ninetieth(times: list[float]) -> float:
    """The 90th percentile."""
    return sorted(times)[int(0.9 * (len(times) - 1))]


def peer_of(name: str) -> Any:
    """reasoning-gym's dataset of the same task, or None."""
    if name not in PEERS:
        return None
    try:
        import reasoning_gym
    except ImportError:
        return None
    task, settings = PEERS[name]
    return reasoning_gym.create_dataset(task, size=PEER_INSTANCES, seed=1, **settings)


def generated(name: str, puzzle: Puzzle, peer: Any) -> tuple[Figure, list[Any]]:
    """What an instance costs, and the instances."""
    made, ours, theirs = [], [], []
    for difficulty in range(EASIEST, HARDEST + 1):
        for seed in range(INSTANCES_A_DIFFICULTY):
            ours.append(
                seconds(lambda seed=seed, difficulty=difficulty: made.append(puzzle.generate(seed, difficulty)))
            )
            if peer is not None and len(theirs) < PEER_INSTANCES:
                theirs.append(seconds(lambda: peer[len(theirs)]))
    beside = ninetieth(theirs) * 1e3 if theirs else None
    return Figure(
        f"{name}: generate, p90", ninetieth(ours) * 1e3, "ms", 20, peer=beside, peer_name="reasoning-gym"
    ), made


def checked(name: str, puzzle: Puzzle, made: list[Any], peer: Any) -> list[Figure]:
    """What a check costs: of right answers, and of all others too."""
    right, every = [], []
    dice = random.Random(name)
    for instance in dice.sample(made, min(len(made), 66)):
        solution, reference = puzzle.solution(instance) or "", instance.as_reference()
        noise = "".join(dice.choices("0123456789 \n#.[],()QUDLR", k=200))
        for answer in (solution, solution, *(damage.format(solution, solution) for damage in DAMAGE), noise):
            sample = Sample(completion=f"<think>Hm.</think>\n<answer>{answer}</answer>", reference=reference)
            every.append(seconds(lambda sample=sample: puzzle.verify([sample])))
            if answer == solution:
                right.append(every[-1])
    theirs = []
    if peer is not None:
        for entry in (peer[i] for i in range(len(peer))):
            theirs.append(seconds(lambda entry=entry: peer.score_answer(str(entry["answer"]), entry)))
    beside = statistics.median(theirs) * 1e6 if theirs else None
    worst = sorted(every)[int(0.99 * (len(every) - 1))]
    return [
        Figure(
            f"{name}: check, median", statistics.median(right) * 1e6, "us", 200, peer=beside, peer_name="reasoning-gym"
        ),
        Figure(f"{name}: check, p99", worst * 1e3, "ms", 50),
    ]


def main() -> None:
    """Measure the families that are named, or all."""
    names = sys.argv[1:] or sorted(FAMILIES)
    figures = []
    for name in names:
        puzzle = rewardry.get(f"verifier:logic.{name}")
        peer = peer_of(name)
        figure, made = generated(name, puzzle, peer)
        figures += [figure, *checked(name, puzzle, made, peer)]
    for title, (name, difficulty, bound) in NAMED.items():
        if name in names:
            puzzle = rewardry.get(f"verifier:logic.{name}")
            times = [
                seconds(lambda seed=seed, make=puzzle.generate, level=difficulty: make(seed, level))
                for seed in range(40)
            ]
            figures.append(Figure(f"{title}: generate, p90", ninetieth(times) * 1e3, "ms", bound))
    report(figures)


if __name__ == "__main__":
    main()
