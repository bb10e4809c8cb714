"""The languages of programs, under the names that people give them."""

from __future__ import annotations

from rewardry.text.code_blocks import ALIASES

COMPILED = frozenset({"c", "cpp", "go", "java", "rust"})
# Those with a harness that calls a function and brings its result back.
CALLABLE = frozenset({"javascript", "python"})
_CANONICAL = {alias: language for language, aliases in ALIASES.items() for alias in aliases}


def language_named(name: str) -> str | None:
    """The language that a name or fence tag stands for, case ignored; None for one that is not known.

    >>> language_named("C++"), language_named("py"), language_named("cobol")
    ('cpp', 'python', None)
    """
    return _CANONICAL.get(name.strip().lower())
