"""Steps a second of many environments of mixed puzzles, inline on one core, beside those of Gymnasium's own vector.

`python benchmarks/speed/environments.py [SECONDS]`. The tasks are made beforehand by every generator of puzzles that
there is, as a data set would hold them; half of the tries are right, so that episodes end and others begin, in the same
step: every step counted is a try that is judged. A second line makes each task anew, with wrong tries only; a third has
no judge to speak of, and is the environments' own share. Processor time, for other processes may want the core too.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from timing import Figure, report

import rewardry
from rewardry.parameters import build
from rewardry.plugins import registry
from rewardry.puzzle import Puzzle

ENVIRONMENTS = 256
TURNS = 3
DIFFICULTY = 3
TASKS_OF_EACH = 24
_WRONG = "<think>It may be so.</think><answer>I do not know.</answer>"


class Nobody(rewardry.Verifier):
    """Finds every answer wrong, at no cost."""

    def verify(self, samples: Sequence[rewardry.Sample]) -> list[rewardry.Verdict]:
        """One verdict a sample."""
        return [rewardry.Verdict("incorrect", reason="not-equal")] * len(samples)


def puzzles() -> list[str]:
    """The ids of the generators whose tasks are puzzles with a solution to show."""
    return [
        entry.id
        for entry in registry().entries("verifier")
        if entry.id.startswith("logic.") and isinstance(build(rewardry.Verifier, entry.id, {}), Puzzle)
    ]


def tasks(ids: Sequence[str]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Rows of each, and a right answer by prompt."""
    rows: list[dict[str, Any]] = []
    right: dict[str, str] = {}
    for one in ids:
        puzzle = build(rewardry.Verifier, one, {})
        assert isinstance(puzzle, Puzzle)
        for row in build(rewardry.Generator, one, {}).rows(7, TASKS_OF_EACH, DIFFICULTY):
            solution = puzzle.solution(puzzle.instance(row["reference"]))
            if solution is not None:
                rows.append(row)
                right[row["prompt"]] = f"<think>I looked for it.</think><answer>{solution}</answer>"
    return rows, right


def steps_a_second(step: Callable[[], int], seconds: float) -> float:
    """Steps a second of processor time, over that long."""
    step()
    start, wall, count = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - wall < seconds:
        count += step()
    return count / (time.process_time() - start)


def stepper(environment: Any, right: dict[str, str]) -> Callable[[], int]:
    """Steps all environments: each right answer with a chance of a half, else a wrong one."""
    chance = random.Random(1)
    asked = list(environment.reset(seed=3)[0])

    def step() -> int:
        wanted = [right.get(prompt) if chance.random() < 0.5 else None for prompt in asked]
        observations, rewards, *_ = environment.step(tuple(answer or _WRONG for answer in wanted))
        assert [reward == 1.0 for reward in rewards] == [answer is not None for answer in wanted]
        for i, observation in enumerate(observations):
            if not observation.startswith("The answer is not right"):  # the next task
                asked[i] = observation
        return len(observations)

    return step


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    ids = puzzles()
    rows, right = tasks(ids)
    settings: dict[str, Any] = {"turns": TURNS, "autoreset": "same-step"}
    print(f"{len(ids)} families, {len(rows)} tasks of difficulty {DIFFICULTY}, {ENVIRONMENTS} environments, one core")
    with rewardry.VectorEnvironment(ENVIRONMENTS, rows, "logic", **settings) as many:
        listed = steps_a_second(stepper(many, right), seconds)
    with rewardry.VectorEnvironment(ENVIRONMENTS, ids, "logic", difficulty=DIFFICULTY, **settings) as many:
        generated = steps_a_second(stepper(many, right), seconds)
    with rewardry.VectorEnvironment(ENVIRONMENTS, rows, Nobody(), **settings) as many:
        alone = steps_a_second(stepper(many, {}), seconds)
    figures = [Figure("steps of tasks made beforehand", listed, "steps/s", 5000, at_least=True, **_peer(rows, right))]
    figures.append(Figure("the same with every task made anew", generated, "steps/s", 0, at_least=True))
    figures.append(Figure("the same without a judge", alone, "steps/s", 5000, at_least=True))
    report(figures)


def _peer(rows: list[dict[str, Any]], right: dict[str, str]) -> dict[str, Any]:
    """Gymnasium's own vector of our environments, which judges one try a call; nothing where it is not installed."""
    try:
        import gymnasium

        from rewardry.gym import Environment
    except ImportError:
        return {}
    theirs = gymnasium.vector.SyncVectorEnv(
        [lambda: Environment(rows, "logic", turns=TURNS)] * ENVIRONMENTS, autoreset_mode="SameStep"
    )
    return {"peer": steps_a_second(stepper(theirs, right), 2.0), "peer_name": "gymnasium.vector.SyncVectorEnv"}


if __name__ == "__main__":
    main()
