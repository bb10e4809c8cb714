"""What a packaged recipe says of itself, read from its file without importing a component."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rewardry.errors import RewardryError
from rewardry.finite import is_finite
from rewardry.plugins import registry
from rewardry.registry import KINDS, Entry
from rewardry.yaml_source import read


@dataclass(frozen=True, slots=True)
class RecipeFacts:
    """Facts of a recipe for lists.

    Attributes:
        components: the ids that its rewards use, each with its weight where that is not 1.
        algorithm: what it was trained with.
        source: where it comes from.
        differs: where it differs from its source; empty where it does not.
        waits_for: the ids of components that are not there yet.
        problem: why its file cannot be read, or None.
    """

    components: tuple[str, ...] = ()
    algorithm: str = ""
    source: str = ""
    differs: str = ""
    waits_for: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def state(self) -> str:
        """``ready``, ``waits for ...``, or why it cannot be read."""
        if self.problem is not None:
            return f"broken: {self.problem}"
        return f"waits for {', '.join(self.waits_for)}" if self.waits_for else "ready"

    def cells(self) -> tuple[str, str, str, str, str]:
        """The facts as the cells of a table."""
        return ", ".join(self.components), self.algorithm, self.source, self.differs, self.state

    def to_row(self) -> dict[str, Any]:
        """The facts as a JSON object."""
        return {**{k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}, "state": self.state}


def facts_of(entry: Entry) -> RecipeFacts:
    """The facts of a registered recipe."""
    package, _, path = entry.target.partition(":")
    try:
        with importlib.resources.as_file(importlib.resources.files(package).joinpath(path)) as file:
            data = read(file).data
    except (RewardryError, ImportError, OSError) as error:
        return RecipeFacts(problem=str(error))
    if not isinstance(data, Mapping):
        return RecipeFacts(problem="it is no mapping of fields")
    rewards = data.get("rewards")
    texts = {name: str(data.get(name) or "") for name in ("algorithm", "source", "differs")}
    waits = data.get("waits_for")
    return RecipeFacts(
        components=tuple(_components(rewards if isinstance(rewards, list) else [])),
        waits_for=tuple(missing([id_ for id_ in waits if isinstance(id_, str)] if isinstance(waits, list) else [])),
        **texts,
    )


def missing(ids: Sequence[str]) -> list[str]:
    """Those of the ids that nothing registered bears; ``kind:id`` asks for one of a kind."""
    there = {name for entry in registry().entries() for name in (entry.id, f"{entry.kind}:{entry.id}")}
    return [id_.partition(":")[2] if id_.partition(":")[0] in KINDS else id_ for id_ in ids if id_ not in there]


def _components(rewards: Sequence[Any]) -> Iterator[str]:
    for reward in rewards:
        if not isinstance(reward, Mapping):
            continue
        if "route" in reward:
            cases = reward.get("cases")
            used = cases.values() if isinstance(cases, Mapping) else ()
            names = [case.get("use") if isinstance(case, Mapping) else case for case in used]
            name = f"{' or '.join(sorted({str(one) for one in names}))} by {reward['route']}"
        else:
            name = str(reward.get("use"))
        weight = reward.get("weight", 1.0)
        if isinstance(weight, Mapping):
            yield f"{name} ({weight.get('from')} to {weight.get('to')})"
        else:
            is_number = isinstance(weight, (int, float)) and is_finite(weight)
            yield f"{weight:g} {name}" if is_number and weight != 1 else name
