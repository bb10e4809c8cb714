"""Generators with one defect each, for the conformance kit to find."""

import random
import time

from rewardry import Generator
from rewardry.generator import refuse_arguments


class HonestGenerator(Generator):
    """Sums."""

    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        chance = random.Random(f"{seed} {difficulty}")
        for i in range(n):
            a, b = (chance.randrange(10 ** (1 + difficulty)) for _ in range(2))
            yield {"id": f"sum-{seed}-{difficulty}-{i}", "prompt": f"What is {a} + {b}?", "reference": str(a + b)}


class ForgetsTheSeed(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        return super().rows(0, n, difficulty)


class DrawsFromTheClock(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        return super().rows(time.perf_counter_ns(), n, difficulty)


class MakesTooMany(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        return super().rows(seed, n + 1, difficulty)


class MakesTuples(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        for row in super().rows(seed, n, difficulty):
            yield {**row, "meta": {"pair": (1, 2)}}


class TakesAnyDifficulty(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        return super().rows(seed, max(n, 0), min(max(difficulty, 0), 10))


class IsNeverHarder(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        return super().rows(seed, n, 5)


class GivesOneId(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        for row in super().rows(seed, n, difficulty):
            yield {**row, "id": "sum"}


class KnowsFewDifficulties(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        if difficulty > 7:
            raise KeyError(difficulty)
        return super().rows(seed, n, difficulty)


class RaisesAnotherError(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        if n < 0 or not 0 <= difficulty <= 10:
            raise TypeError("not these")
        return super().rows(seed, n, difficulty)


class MakesOneAtLeast(HonestGenerator):
    def rows(self, seed, n, difficulty=5):
        return super().rows(seed, n or 1, difficulty)
