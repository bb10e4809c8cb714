"""What a recipe says of plugins: ``plugins: ["rewardry-chess==1.2"]`` names all that it may use, in which releases.

A recipe with this field uses components of rewardry, of local files that it names itself, and of the plugins in the
list; everything else is refused, and so is a listed plugin that is missing, broken, left out, or of another version.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from rewardry.component_tree import components_in
from rewardry.errors import RecipeError
from rewardry.plugins import loaded, namespace_of, registry
from rewardry.recipe import Part
from rewardry.registry import CORE, canonical_name
from rewardry.versions import Demand, demand_of
from rewardry.yaml_source import Source


def read_demands(source: Source, listed: Any) -> tuple[Demand, ...] | None:
    """The releases of plugins that a recipe demands; None where it says nothing of plugins.

    Args:
        source: the recipe.
        listed: its field ``plugins``.

    Raises:
        RecipeError: the field is no list of distributions with versions, or one of them is not there as demanded.
    """
    if listed is None:
        return None
    if not isinstance(listed, (list, tuple)):
        raise RecipeError(f'{source.at("plugins")}: a list is wanted, such as ["rewardry-chess==1.2"]')
    return tuple(_read_demand(source, position, item) for position, item in enumerate(listed))


def _read_demand(source: Source, position: int, item: Any) -> Demand:
    at = source.at("plugins", position)
    try:
        demand = demand_of(item if isinstance(item, str) else "")
    except ValueError as error:
        raise RecipeError(f"{at}: {error if isinstance(item, str) else f'{item!r} is no text'}") from None
    why = why_not_met(demand)
    if why is not None:
        raise RecipeError(f"{at}: {why}")
    return demand


def why_not_met(demand: Demand) -> str | None:
    """Why a demand for a plugin is not met, with what mends it; None where it is."""
    records = [
        record for record in loaded().records if canonical_name(record.distribution) == canonical_name(demand.name)
    ]
    fix = f"pip install '{demand}'"
    if not records:
        known = {namespace_of(record.distribution): record.distribution for record in loaded().records}
        near = difflib.get_close_matches(namespace_of(demand.name), known, n=1)
        offer = f" Did you mean {known[near[0]]!r}?" if near else ""
        return f"the plugin {demand} is wanted, and {demand.name} is not installed.{offer} {fix}"
    version = records[0].version
    if not _allows(demand, version):
        return f"the plugin {demand} is wanted, and {demand.name} {version} is installed; {fix}"
    problems = [record.problem for record in records if record.problem is not None]
    return f"the plugin {demand} is wanted, and it is not loaded: {problems[0]}" if problems else None


def _allows(demand: Demand, version: str) -> bool:
    try:
        return demand.allows(version)
    except ValueError:  # a version that is none, which some build tools write
        return False


def refuse_unlisted(source: Source, demands: Sequence[Demand], parts: Sequence[Part]) -> None:
    """Refuse components of plugins that a recipe does not list.

    Raises:
        RecipeError: names the reward, the component and its distribution.
    """
    listed = {CORE, *(canonical_name(demand.name) for demand in demands)}
    for position, part in enumerate(parts):
        for component in components_in(part.reward):
            owner = registry().identity_of(type(component))
            if owner.distribution is not None and canonical_name(owner.distribution) not in listed:
                raise RecipeError(
                    f"{source.at('rewards', position)}: {owner} is of a plugin that the recipe's `plugins` do not "
                    f'list; add "{owner.distribution}=={owner.version}" to them, or use another component'
                )
