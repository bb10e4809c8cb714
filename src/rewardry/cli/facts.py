"""What the rows of an output depend on besides the input: components, recipe and options, by name."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from rewardry import __version__
from rewardry.cli.options import Options
from rewardry.component import Component
from rewardry.component_tree import components_in
from rewardry.plugins import registry
from rewardry.provenance import installed_version
from rewardry.recipe import Recipe


def facts_of_options(options: Options) -> dict[str, Any]:
    """The options that change rows. Engine, workers, time-out, guard and cache do not, but for rows that time out."""
    return {
        "rewardry": __version__,
        "--map": options.columns or None,
        "--keep": options.keep,
        "--timings": options.timings,
        "--skip-bad": options.skip_bad,
    }


def facts_of_recipe(recipe: Recipe) -> dict[str, Any]:
    """A recipe: its rewards, and what it makes of them."""
    found: dict[str, Any] = {
        "the recipe's rewards": list(recipe.names),
        "sections": str(recipe.style),
        "on_undecided": recipe.on_undecided,
        "clip": recipe.clip,
        "combine": recipe.combination.to_row(),
        "normalize": recipe.normalize,
    }
    for part in recipe.parts:
        found[f"weight of {part.name}"] = part.weight if part.schedule is None else part.schedule.to_row()
        found[f"gate of {part.name}"] = str(part.when) if part.when else None
        found[f"required of {part.name}"] = part.required
        found[f"clip of {part.name}"] = part.clip
        found.update(facts_of_component(part.reward, part.name))
    return found


def facts_of_component(component: Component, name: str) -> dict[str, Any]:
    """A component and those among its parameters: whose they are, their parameters and sources."""
    found: dict[str, Any] = {f"parameters of {name}": component.model_dump(mode="json")}
    for nested in components_in(component):
        identity = registry().identity_of(type(nested))
        found[f"version of {identity.id}"] = f"{identity.distribution} {identity.version}"
        found[f"source of {identity.id}"] = _source(type(nested).__module__)
        found.update((f"version of {module}", installed_version(module)) for module in nested.requires)
    return {f"component {name}": registry().identity_of(type(component)).id, **found}


def _source(module: str) -> str | None:
    """The digest of the file that defines a component, which may change under its version."""
    file = getattr(sys.modules.get(module), "__file__", None)
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:16] if file else None
    except OSError:
        return None
