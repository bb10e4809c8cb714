"""How many workers, nodes and bytes a run of many GPUs wants, from what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .measuring import Cost
from .simulation import fewest_workers

_BYTES_A_TOKEN = 4
_VERDICT_BYTES = 600


@dataclass(frozen=True)
class Assumptions:
    """What is not measured here.

    Attributes:
        gpus: that generate.
        tokens_per_second: that a GPU generates.
        tokens: of a rollout, in the mean.
        group: rollouts of a prompt, taken to end together, which is the worst case for the verifiers.
        longest_wait: seconds that 99 % of the completions wait at most for a worker.
        cores: of a node of verifiers.
        spare: the share of cores that is kept free, for nodes that fail and rollouts that are longer.
        dollars: an hour of a core.
    """

    gpus: int = 1024
    tokens_per_second: float = 2_000.0
    tokens: int = 16_000
    group: int = 16
    longest_wait: float = 1.0
    cores: int = 64
    spare: float = 0.3
    dollars: float = 0.04

    @property
    def rate(self) -> float:
        """Completions a second."""
        return self.gpus * self.tokens_per_second / self.tokens

    def dollars_per_million(self, cost: Cost) -> float:
        """What a million completions cost in processor time."""
        return cost.cpu * 1e6 / 3600 * self.dollars


@dataclass(frozen=True)
class Part:
    """What one verifier wants.

    Attributes:
        id: of the verifier.
        rate: completions a second.
        workers: processes, each on a core.
        actors: of Ray, which give work to the workers: one a node, more where that alone fills a core.
        containers: that run at once, one a worker; none where the verifier runs no programs.
        nodes: of `Assumptions.cores`.
        megabits: a second from trainers to actors and back.
        dollars_per_hour: of the nodes.
    """

    id: str
    rate: float
    workers: int
    actors: int
    containers: int
    nodes: int
    megabits: float
    dollars_per_hour: float


def plan(costs: Sequence[tuple[Cost, float, bool]], given: Assumptions) -> list[Part]:
    """What a run wants.

    Args:
        costs: each verifier with the share of the completions that go to it, and whether it runs programs.
        given: what is assumed.
    """
    return [_part(cost, share, programs, given) for cost, share, programs in costs]


def _part(cost: Cost, share: float, programs: bool, given: Assumptions) -> Part:
    rate = given.rate * share
    waiting = fewest_workers(cost.services, rate, given.group, given.longest_wait)
    workers = math.ceil(max(waiting, rate * cost.cpu) / (1 - given.spare))
    actors = max(math.ceil(workers / given.cores), math.ceil(rate * cost.asking / (1 - given.spare)))
    nodes = math.ceil((workers + (actors if cost.asking else 0)) / given.cores)
    actors = max(actors, nodes)
    bits = 8 * rate * (given.tokens * _BYTES_A_TOKEN + _VERDICT_BYTES)
    return Part(
        cost.id,
        rate,
        workers,
        actors,
        workers if programs else 0,
        nodes,
        bits / 1e6,
        nodes * given.cores * given.dollars,
    )
