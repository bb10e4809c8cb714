"""Which kinds there are, and how an entrant is asked about each."""

from __future__ import annotations

from collections.abc import Iterable

from rewardry.component import Component, Reward
from rewardry.errors import ConfigError, nearest

from ..sets import BenchSet, LabelledRow
from .best_of import ListKind
from .kind import Asking, Kind
from .pair import PairKind
from .prompt import PromptKind
from .steps import StepsKind
from .three_styles import ThreeStylesKind

# Points and attacks are verified as they stand; these are unrolled first.
UNROLLED: dict[str, Kind] = {
    kind.name: kind for kind in (PairKind(), ThreeStylesKind(), ListKind(), StepsKind(), PromptKind())
}
LABELLED = ("point", "attack")
KINDS = (*LABELLED, *UNROLLED)


def kind_of(bench_set: BenchSet, rows: Iterable[LabelledRow]) -> str:
    """The kind of a set's rows, each of which is looked at.

    Raises:
        ConfigError: no row, several kinds, an unknown one, or a row that is not what its kind wants.
    """
    name: str | None = None
    for position, row in enumerate(rows):
        kind = str(row.data.get("kind") or "point")
        if kind not in KINDS:
            raise ConfigError(f"{bench_set.file}: row {row.id!r}: there is no kind {kind!r}. {nearest(kind, KINDS)}")
        if name is not None and kind != name:
            raise ConfigError(
                f"{bench_set.file}: row {row.id!r} is of kind {kind!r}, those before it of {name!r}; a set has rows of "
                "one kind, write them to files of their own"
            )
        name = kind
        problem = UNROLLED[kind].problem(row.data) if kind in UNROLLED else None
        if problem is not None:
            wanted = UNROLLED[kind].wants
            raise ConfigError(
                f"{bench_set.file}: row {row.id!r} (number {position}): {problem}; kind {kind!r} wants {wanted}"
            )
    if name is None:
        raise ConfigError(f"{bench_set.file}: there is no row in it")
    return name


def asking_of(component: Component, kind: str, name: str) -> Asking:
    """How a component is asked about rows of a kind.

    Args:
        component: the entrant.
        kind: of the rows.
        name: the entrant's, for messages.

    Raises:
        ConfigError: it cannot say anything about them.
    """
    if isinstance(component, Reward) and component.per_group:
        raise ConfigError(f"{name} compares the completions of a group; the benchmark asks about each by itself")
    asking = _asking(component, kind)
    if kind in LABELLED:
        if asking.startswith("compares"):
            raise ConfigError(
                f"{name} compares two answers, and rows of kind {kind!r} have one; let it take part on sets of kind "
                "'pair' or 'rm3x3'"
            )
        return asking
    if asking not in UNROLLED[kind].askings:
        raise ConfigError(f"{name} cannot take part on rows of kind {kind!r}, which are for {UNROLLED[kind].whom}")
    return asking


def _asking(component: Component, kind: str) -> Asking:
    if not isinstance(component, Reward):
        return "verdicts" if kind in (*LABELLED, "prompt") else "values"
    if against_of(component) is not None:
        return "compares both orders" if component.both_orders else "compares"
    return "steps" if kind == "steps" else "values"


def against_of(component: Component) -> str | None:
    """The column of the other answer, of a reward that compares two; None of any other."""
    found = getattr(component, "against", None)
    return found if isinstance(found, str) else None
