"""Every constraint that there is, by its id."""

from __future__ import annotations

from types import MappingProxyType, ModuleType
from typing import Final

from . import counts, formats, keywords, languages, layouts, lengths, repeats, sentence_rules, word_rules
from .constraint import Constraint

_MODULES = (keywords, lengths, formats, languages, counts, word_rules, sentence_rules, layouts, repeats)


def _defined_in(module: ModuleType) -> list[type[Constraint]]:
    """The constraints that a module defines, those it imports left out."""
    return [
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Constraint) and found.__module__ == module.__name__
    ]


CONSTRAINTS: Final = MappingProxyType(
    {constraint.id: constraint for module in _MODULES for constraint in _defined_in(module)}
)
