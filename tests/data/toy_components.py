"""Components without a package, which tests name by this file."""

import os
import time
from typing import ClassVar

import rewardry
from rewardry import Batch, Needs, Reward, Score, Verdict, Verifier, needs

# What the components below were asked, for tests that count: clear it first.
ASKED: list[object] = []


@rewardry.reward
def told(completion, value):
    """The column `value`: a number, None to abstain, or a text to fail with."""
    if isinstance(value, str):
        raise ValueError(value)
    return value


@rewardry.reward
def size(completion, *, factor: float = 1.0):
    """The completion's length times `factor`."""
    ASKED.append(("size", completion))
    return factor * len(completion)


@rewardry.reward
def thinking(think, answer):
    """A thousand times the length of the reasoning plus that of the answer; -1 stands for one that is not there."""
    thought, answered = (-1 if part is None else len(part) for part in (think, answer))
    return 1000.0 * thought + answered


@rewardry.reward(runs="worker")
def napping(completion, *, seconds: float = 60.0, begun: str | None = None):
    """1, after a nap; the file `begun` says that there is one."""
    if begun:
        open(begun, "w").close()
    time.sleep(seconds)
    return 1.0


@rewardry.reward(runs="worker")
def waiting(completion, *, until: str, begun: str | None = None):
    """1, as soon as a file exists; the file `begun` says that somebody waits for it."""
    if begun:
        open(begun, "w").close()
    while not os.path.exists(until):
        time.sleep(0.01)
    return 1.0


@rewardry.reward
def shouting(completion):
    """Fails with a text that would paint the terminal."""
    raise ValueError(f"\x1b[31m{completion}\x1b[0m")


@rewardry.reward
def chatty(completion):
    """Prints, and ends Python for the completion `quit`."""
    print("noise")
    if completion == "quit":
        raise SystemExit(0)
    return 1.0


class Told(Verifier):
    """The verdict that the column `told` names; without one it abstains."""

    def needs(self) -> Needs:
        return needs("told")

    def verify(self, samples):
        ASKED.extend(sample.completion for sample in samples)
        return [Verdict(sample.meta.get("told", "abstain"), reason="told") for sample in samples]


class Picky(Verifier):
    """Correct for a reference that is a number, and it takes no other."""

    mark: str = "correct"

    def needs(self) -> Needs:
        return needs("reference", reference=("number",))

    def verify(self, samples):
        return [
            Verdict("abstain" if sample.reference is None else self.mark, details={"seen": sample.reference})
            for sample in samples
        ]


class Longest(Reward):
    """1 for the longest completions of a group, 0 for the others; undecided for those that end in a question mark."""

    per_group: ClassVar[bool] = True

    def score(self, batch: Batch):
        ASKED.append([[batch.samples[i].completion for i in group] for group in batch.groups])
        found = [None] * len(batch)
        for group in batch.groups:
            longest = max(len(batch.samples[i].text) for i in group)
            for i in group:
                text = batch.samples[i].text
                found[i] = None if text.endswith("?") else float(len(text) == longest)
        return found


class Strange(Verifier):
    """Correct, with details that JSON cannot hold."""

    def verify(self, samples):
        itself = []
        itself.append(itself)
        details = {"set": {1}, "nan": float("nan"), ("a", 1): "key", "itself": itself}
        return [Verdict("correct", details=details) for _ in samples]


class Progress(Reward):
    """How far the training is."""

    def score(self, batch: Batch):
        return [Score(None, "abstain", {"reason": "no-progress"}) if batch.progress is None else batch.progress] * len(
            batch
        )
