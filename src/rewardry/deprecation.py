"""What goes away: it warns, names what to write instead, and says in which version it is removed.

A test reads every deprecation of the source and fails from the version on in which it should have been removed.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class RewardryDeprecationWarning(DeprecationWarning):
    """Something of rewardry's that a coming version removes."""


def warn_deprecated(what: str, *, removed_in: str, instead: str, stacklevel: int = 2) -> None:
    """Warn of the use of something that goes away.

    Args:
        what: its name, as users write it: a function, a parameter, an option, a field of a recipe.
        removed_in: the version of rewardry that no longer has it; written as a literal, for a test reads it.
        instead: what to write instead.
        stacklevel: 1 for the caller of this function, 2 for the caller's caller, and so on.

    Raises:
        ValueError: the version is no version, or nothing is offered instead.
    """
    _refuse_vague(removed_in, instead)
    message = f"{what} is deprecated and will be removed in rewardry {removed_in}; use {instead}"
    warnings.warn(message, RewardryDeprecationWarning, stacklevel=stacklevel + 1)


def deprecated(*, removed_in: str, instead: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function that goes away: each call warns.

    Args:
        removed_in: as for `warn_deprecated`.
        instead: as for `warn_deprecated`.

    Raises:
        ValueError: as `warn_deprecated`.
    """
    _refuse_vague(removed_in, instead)

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def warned(*args: P.args, **kwargs: P.kwargs) -> R:
            warn_deprecated(f"{function.__qualname__}()", removed_in=removed_in, instead=instead)
            return function(*args, **kwargs)

        return warned

    return mark


def _refuse_vague(removed_in: str, instead: str) -> None:
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?", removed_in):
        raise ValueError(f"removed_in is {removed_in!r}; write a version, such as '0.4'")
    if not instead:
        raise ValueError("say what to use instead")
