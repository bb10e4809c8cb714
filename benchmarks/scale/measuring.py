"""What completions cost on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.component import Reward, Verifier
from rewardry.engine.runtime import Runtime
from rewardry.rows import sample_of
from rewardry.types import Batch, Sample

from ..sets import find_sets

# A sentence of reasoning; a token is about four characters of it.
_REASONING = "So far the sum of the first terms is known, and the next one follows from the one before it. "
_CHARACTERS_A_TOKEN = 4
TIMEOUT = 30.0


@dataclass(frozen=True)
class Cost:
    """What a component takes.

    Attributes:
        id: of the component.
        rows: completions that were measured.
        cpu: seconds of a core that a completion costs: of the processor in the process that asks, and, where workers or
            sandboxes do the work, as long as one is taken up by it.
        asking: the part of it that the process spends that gives the work to others; 0 where it does the work itself.
        services: seconds that each completion took in its worker.
    """

    id: str
    rows: int
    cpu: float
    asking: float
    services: tuple[float, ...]


def samples(name: str, number: int, tokens: int = 0) -> list[Sample]:
    """So many rows of a shipped set, or all, evenly taken, each behind a reasoning of so many tokens."""
    [bench_set] = find_sets([name])
    rows = list(bench_set.rows())
    number = min(number, len(rows))
    kept = [rows[i * len(rows) // number] for i in range(number)]
    times = tokens * _CHARACTERS_A_TOKEN // len(_REASONING)
    before = f"<think>\n{_REASONING * times}\n</think>\n" if times else ""
    return [
        sample_of({**row.data, "completion": before + row.data["completion"].replace("<think>", "").replace(
            "</think>", "")} if times else row.data, None, str(row.id))
        for row in kept
    ]  # fmt: skip


def cost_of(component: Verifier | Reward, id_: str, given: Sequence[Sample]) -> Cost:
    """What a component takes for some completions, with one worker, after a warm-up."""
    with Runtime(workers=1, timeout=TIMEOUT) as runtime:
        opened = runtime.open(component)
        ask = _asking(opened, component)
        ask(given[:4])
        before = time.process_time()
        found = ask(given)
        own = time.process_time() - before
    inline = type(component).runs == "inline"
    held, asking = (0.0, 0.0) if inline else (sum(found), own)
    return Cost(id_, len(given), (own + held) / len(given), asking / len(given), tuple(found))


def _asking(opened: Any, component: Verifier | Reward) -> Callable[[Sequence[Sample]], list[float]]:
    if isinstance(component, Verifier):
        return lambda given: [one.seconds or 0.0 for one in opened.verify(given)]
    return lambda given: [one.seconds or 0.0 for one in opened.score(Batch(list(given)))]
