"""The exceptions of rewardry, and the boundary that gives a foreign exception its owner.

    RewardryError
    ├── ConfigError            something the user wrote is wrong; raised before the first row is scored
    │   ├── UnknownIdError     no component has that id
    │   ├── ClashError         two distributions registered the same id
    │   ├── ParameterError     a component has no such parameter, or not with that value
    │   ├── RecipeError        a recipe does not hold together
    │   └── LockError          a run is not the one that was locked
    ├── DataError              a row of the input is wrong; names file, line, field and the fix
    ├── PluginError            a plugin could not be loaded (raised only in strict mode)
    ├── ComponentError         a component raised; names the component, its distribution and version
    ├── EngineError            worker processes could not be started
    ├── GuardError             a component failed so often that the run was stopped
    └── UndecidedError         a required component is undecided and the recipe says `on_undecided: raise`

Every message says what is wrong, where, why, and what mends it. A component's author raises plain Python exceptions:
`boundary` turns them into a ComponentError, so that whoever reads the log knows whom to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


class RewardryError(Exception):
    """Base of every exception that rewardry raises on purpose."""


class ConfigError(RewardryError):
    """A recipe, an id, a parameter or an option is wrong."""


class UnknownIdError(ConfigError):
    """No component of the wanted kind has that id."""


class ClashError(ConfigError):
    """Several distributions registered the same id; the message names them all."""


class ParameterError(ConfigError):
    """A component was given a parameter it does not have, or a value it cannot take.

    Attributes:
        names: the parameters in question, as far as they are known.
    """

    def __init__(self, message: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.names = names


class RecipeError(ConfigError):
    """A recipe does not hold together; the message names file, line and field where they are known."""


class LockError(ConfigError):
    """A run is not the one that was locked; the message names each difference and what mends it.

    Attributes:
        differences: each difference in a sentence.
    """

    def __init__(self, message: str, differences: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.differences = differences


class DataError(RewardryError):
    """A row of the input cannot be scored; the message names file, line, field and the fix."""


class PluginError(RewardryError):
    """A plugin could not be loaded, and REWARDRY_STRICT_PLUGINS asks to be told at once."""


class EngineError(RewardryError):
    """Worker processes could not be started."""


class GuardError(RewardryError):
    """A component failed so often that the run was stopped; the message holds its first failure."""


class UndecidedError(RewardryError):
    """A required component is undecided and the recipe's policy is `on_undecided: raise`."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose a component is: the id it is registered under, its distribution and that distribution's version."""

    id: str
    distribution: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        if self.distribution is None:
            return f"{self.id} (not from an installed distribution)"
        return f"{self.id} (of {self.distribution} {self.version or 'of unknown version'})"


class ComponentError(RewardryError):
    """A component raised an exception, which is this one's `__cause__`.

    Attributes:
        identity: the component, its distribution and version.
    """

    def __init__(self, identity: Identity, doing: str, cause: BaseException) -> None:
        super().__init__(f"{identity} failed while {doing}: {describe(cause)}")
        self.identity = identity

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as its message and owner: a pool of processes hangs on an exception that cannot be unpickled."""
        return _component_error, (str(self), self.identity)


def _component_error(message: str, identity: Identity) -> ComponentError:
    error = ComponentError.__new__(ComponentError, message)
    error.identity = identity
    return error


class boundary:  # noqa: N801 - used as a function, and a class is entered in a fraction of a generator's time
    """Attribute every foreign exception raised in the block to the component `identity`.

    Exceptions of rewardry's own pass unchanged, and so do KeyboardInterrupt and SystemExit: in the main thread they
    come from the user or from a cluster's "save and stop" handler far more often than from a component.

    Raises:
        ComponentError: with the original exception as its cause.
    """

    __slots__ = ("_doing", "_identity")

    def __init__(self, identity: Identity, doing: str) -> None:
        self._identity = identity
        self._doing = doing

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, cause: BaseException | None, traceback: Any) -> None:
        if isinstance(cause, Exception) and not isinstance(cause, RewardryError):
            raise ComponentError(self._identity, self._doing, cause) from cause


def describe(error: BaseException) -> str:
    """The exception in one line, never empty, whatever its `__str__` does."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    name = type(error).__name__
    return f"{name}: {text[:500]}" if text else name


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, or the first known words where none is near.

    Returns:
        For example ``"Did you mean 'accuracy'?"``; an empty text when nothing is known.
    """
    words = sorted(set(known))
    # Parts of a dotted id count too ("cosine" for "length.cosine"); of several words with a part the shortest.
    parts = {
        part: known_word
        for known_word in sorted(words, key=len, reverse=True)
        for part in (known_word.lower(), *re.split("[./]", known_word.lower()))
        if part
    }
    import difflib  # which shell completion does without

    close = [parts[part] for part in difflib.get_close_matches(word.lower(), parts, n=1, cutoff=0.6)]
    close = close or sorted((w for w in words if word and word.lower() in w.lower()), key=len)
    if close:
        return f"Did you mean {close[0]!r}?"
    more = f" and {len(words) - _MOST_KNOWN} more" if len(words) > _MOST_KNOWN else ""
    return f"Known: {', '.join(words[:_MOST_KNOWN])}{more}." if words else ""


_MOST_KNOWN = 12
