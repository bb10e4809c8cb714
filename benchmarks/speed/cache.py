"""What the cache costs: a result that is found, and one that is not, beside verifying with math-verify."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from timing import Figure, best_seconds, report

from rewardry.api import get
from rewardry.component import Verifier
from rewardry.engine.opened import OpenVerifier
from rewardry.engine.probe import Probe
from rewardry.engine.runtime import Runtime
from rewardry.types import Sample

BATCH = 256
MICROSECONDS = 1e6 / BATCH


def samples(first: int) -> list[Sample]:
    """Completions of about two thousand characters, each another one, with their references."""
    reasoning = "so that the number of apples is even, and half of it is what remains. " * 28
    return [
        Sample(
            completion=f"<think>\nLet us count to {i}, {reasoning}\n</think>\n<answer>\n\\boxed{{{i}}}\n</answer>",
            reference=str(i),
        )
        for i in range(first, first + BATCH)
    ]


def asking(opened: OpenVerifier, batches: Callable[[], Sequence[Sample]]) -> Callable[[], object]:
    """A call that verifies a batch."""
    return lambda: opened.verify(batches())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cache.sqlite"
        with Runtime("inline") as bare, Runtime("inline", cache=file) as cached:
            verifier, probe = get("math-verify"), Probe()
            assert isinstance(verifier, Verifier)
            known = samples(0)
            fresh = map(samples, itertools.count(BATCH, BATCH))  # made within the call: both calls below pay for it
            cached.open(verifier).verify(known)
            hit, verified, miss, without = best_seconds(
                [
                    asking(cached.open(verifier), lambda: known),
                    asking(bare.open(verifier), lambda: known),
                    asking(cached.open(probe), lambda: next(fresh)),
                    asking(bare.open(probe), lambda: next(fresh)),
                ],
                repeat=3,
            )
    peer = verified * MICROSECONDS
    report(
        [
            Figure(f"a hit, at batch {BATCH}", hit * MICROSECONDS, "us", 80, False, peer, "math-verify, in process"),
            Figure(
                "looking for and storing a miss", (miss - without) * MICROSECONDS, "us", 160, False, peer, "the same"
            ),
        ]
    )


if __name__ == "__main__":
    main()
