"""Whose the components of a recipe are: plugins, rewardry itself, local files."""

from __future__ import annotations

import os
from typing import cast

from rewardry.component import Component
from rewardry.component_tree import components_in
from rewardry.local_files import file_of
from rewardry.manifest import manifest_of
from rewardry.plugins import Loaded, PluginRecord, loaded
from rewardry.recipe import Recipe
from rewardry.registry import Entry, Kind, Registry


def owners_of(recipe: Recipe) -> Loaded:
    """The plugins that a recipe uses, with those of their components that it uses; a local file counts as one."""
    used = {type(component): component for part in recipe.parts for component in components_in(part.reward)}
    entries = [entry for cls in used if (entry := _entry(cls)) is not None]
    registry = Registry()
    for entry in entries:
        registry.add(entry)
    owners = {entry.plugin for entry in entries}
    records = [record for record in loaded().records if (record.distribution, record.name) in owners]
    files = sorted({entry.plugin[1] for entry in entries if not entry.distribution})
    return Loaded(registry, [*records, *(_record(file, entries) for file in files)])


def _entry(cls: type[Component]) -> Entry | None:
    """How a component's class is registered; of a local file's as if it were; None for the core's own `Route`."""
    target, file = f"{cls.__module__}:{cls.__qualname__}", file_of(cls.__module__)
    if file is not None:
        api = manifest_of(cls).api
        return Entry(
            cast(Kind, cls.kind), f"{file}:{cls.__qualname__}", target, "", "", "", api, ("", os.path.relpath(file))
        )
    identity = loaded().registry.identity_of(cls)
    return next((entry for entry in loaded().registry.entries(cls.kind) if entry.identity == identity), None)


def _record(file: str, entries: list[Entry]) -> PluginRecord:
    own = [entry for entry in entries if entry.plugin == ("", file)]
    return PluginRecord(file, "", "", "loaded", None, len(own), own[0].api, os.path.abspath(file))
