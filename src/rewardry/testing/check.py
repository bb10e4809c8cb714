"""What a check is: a small function with a name, the kinds of components it is for, and a reason to exist.

A check takes a `Trial` and raises `DefectError` when the component fails it: what was done, what came, how to mend it.
It may return a line worth reading, such as a figure.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rewardry.component import Component
from rewardry.errors import ConfigError, boundary, nearest

if TYPE_CHECKING:
    from rewardry.testing.trial import Trial

Kind: TypeAlias = Literal["reward", "verifier", "generator"]
SCORERS: tuple[Kind, ...] = ("reward", "verifier")
ALL: tuple[Kind, ...] = (*SCORERS, "generator")
Applies: TypeAlias = Callable[[Component], bool]
# What is tested in another way, and how.
ELSEWHERE = {
    "adapter": "a test of its own subclasses rewardry.testing.suites.adapters.AdapterSuite",
    "dataset": "`rewardry verify VERIFIER FILE` holds its labels against a verifier",
    "recipe": "`rewardry lint RECIPE FILE` says what is wrong with one",
    "sandbox": "a test of its own subclasses rewardry.testing.suites.sandboxes.SandboxSuite",
}

# In the order in which they run: what is asked first explains what fails later.
THEMES = (
    "settings",
    "manifest",
    "timing",
    "imports",
    "repeats",
    "purity",
    "threads",
    "rows",
    "texts",
    "values",
    "verdicts",
    "attacks",
    "exploits",
    "generators",
)


class DefectError(AssertionError):
    """A component fails a check.

    Attributes:
        did: what was done.
        came: what came of it.
        mend: how to mend the component.
    """

    def __init__(self, did: str, came: str, mend: str) -> None:
        super().__init__(f"{did}: {came}. {mend}")
        self.did, self.came, self.mend = did, came, mend


class CannotTellError(Exception):
    """A check that cannot be made here, such as one for right answers where none is known."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check; call it with a component, or its id, to make it.

    Attributes:
        name: its name.
        theme: the module it is defined in.
        kinds: the kinds of components that it is for.
        why: why a component should pass it, in one line.
        function: what makes it.
        applies: whether it is for a component, by what the component declares.
    """

    name: str
    theme: str
    kinds: tuple[Kind, ...]
    why: str
    function: Callable[[Trial], str | None]
    applies: Applies

    def __call__(self, component: Component | str) -> str:
        """Make the check in a process that is killed if it hangs.

        Returns:
            A line worth reading, or an empty text.

        Raises:
            CheckFailedError: the component fails; the message says what was done, what came, and how to mend it.
            CheckSkippedError: it cannot be made; under pytest this skips the test.
        """
        from rewardry.testing.conformance import require

        return require(component, self)


CHECKS: dict[str, Check] = {}


def reads(name: str) -> Applies:
    """Whether a component cannot do without a field of the sample, for `check`'s `applies`."""
    return lambda component: name in component.needs().wanted


def check(
    *kinds: Kind, applies: Applies = lambda component: True
) -> Callable[[Callable[[Trial], str | None]], Callable[[Trial], str | None]]:
    """Make a check of a function; its docstring's first line is the reason.

    Args:
        kinds: the kinds of components that it is for.
        applies: whether it is for a component, by what the component declares.
    """

    def mark(function: Callable[[Trial], str | None]) -> Callable[[Trial], str | None]:
        name, theme = function.__name__, function.__module__.rpartition(".")[2]
        why = (inspect.getdoc(function) or "").split("\n")[0]
        CHECKS[name] = Check(name, theme, kinds, why, function, applies)
        return function

    return mark


def all_checks() -> list[Check]:
    """Every check, in the order in which they are made."""
    for theme in THEMES:
        importlib.import_module(f"rewardry.testing.checks.{theme}")
    return sorted(CHECKS.values(), key=lambda one: THEMES.index(one.theme))


def component_of(id: str, **parameters: Any) -> Component:  # noqa: A002 - the word that every page uses
    """The component of an id that checks are for.

    Args:
        id: as `rewardry.get` takes it.
        parameters: the component's parameters.

    Raises:
        ConfigError: it is of a kind that has no checks; says what tests it.
        UnknownIdError, ClashError, ParameterError: as `rewardry.get`.
    """
    from rewardry.api import get
    from rewardry.local_files import is_local
    from rewardry.plugins import registry

    kind = None if is_local(id) else registry().find_any(id).kind
    if kind in ELSEWHERE:
        raise ConfigError(f"{id!r} is a component of the kind {kind}, for which there are no checks; {ELSEWHERE[kind]}")
    return get(id, **parameters)


def checks_for(component: Component) -> list[Check]:
    """The checks that a component should pass.

    Raises:
        ComponentError: it cannot say what it reads, or give its examples.
    """
    from rewardry.plugins import registry

    with boundary(registry().identity_of(type(component)), "saying what it reads and giving its examples"):
        return [one for one in all_checks() if component.kind in one.kinds and one.applies(component)]


def refuse_unknown_checks(names: Sequence[str]) -> None:
    """Refuse the name of a check that does not exist.

    Raises:
        ConfigError: offers the nearest name.
    """
    known = [one.name for one in all_checks()]
    for name in names:
        if name not in known:
            raise ConfigError(f"there is no check {name!r}. {nearest(name, known)}")
