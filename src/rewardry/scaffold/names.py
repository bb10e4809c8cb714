"""What a new package is called: one word from the author, and the names of everything that follow from it."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

from rewardry.errors import ConfigError
from rewardry.registry import CORE

# So that no line of a new package is longer than its own linter allows.
_LONGEST = 30
_NAMESPACE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# What the templates call their own.
_TAKEN = frozenset({"any", "case", CORE})


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a new package.

    Attributes:
        kind: what its component is.
        namespace: the part of the component's id before the slash.
        name: the part behind it, which is also the name of a file.
    """

    kind: str
    namespace: str
    name: str

    @property
    def distribution(self) -> str:
        """What ``pip install`` takes."""
        return f"{CORE}-{self.namespace}"

    @property
    def module(self) -> str:
        """What ``import`` takes."""
        return self.distribution.replace("-", "_")

    @property
    def id(self) -> str:
        """The component's id."""
        return f"{self.namespace}/{self.name}"

    @property
    def class_name(self) -> str:
        """The name of the component's class."""
        return "".join(part.capitalize() for part in self.name.split("_"))


def names_of(kind: str, wanted: str) -> Names:
    """The names that follow from what an author asks for.

    Args:
        kind: what the component is.
        wanted: ``chess`` for the component ``chess/chess`` of the distribution ``rewardry-chess``, or
            ``chess/legal_move``; ``rewardry-`` may stand in front.

    Raises:
        ConfigError: it cannot name a package, a file and a class; offers what could.
    """
    namespace, slash, name = wanted.partition("/")
    namespace = namespace.removeprefix(f"{CORE}-")
    name = name if slash else namespace.replace("-", "_")
    _refuse(namespace, _NAMESPACE, "-", "a package", "dashes", wanted)
    _refuse(name, _NAME, "_", "a component", "underscores", wanted)
    found = Names(kind, namespace, name)
    if namespace == CORE:
        raise ConfigError(f"{wanted!r}: {CORE!r} is our own name; call the package after what it is about")
    if keyword.iskeyword(name) or keyword.iskeyword(found.class_name) or name in _TAKEN:
        raise ConfigError(
            f"{wanted!r}: {name!r} cannot name a file and a class, for Python or the template uses the word; write "
            f"another behind the slash, for example {f'{namespace}/{name}_{kind}'!r}"
        )
    return found


def _refuse(word: str, allowed: re.Pattern[str], joint: str, what: str, joints: str, wanted: str) -> None:
    if allowed.fullmatch(word) and len(word) <= _LONGEST:
        return
    proposed = re.sub(r"[^a-z0-9]+", joint, word.lower())[:_LONGEST].strip(joint).lstrip(f"0123456789{joint}")
    offer = f", for example {proposed!r}" if proposed else ""
    raise ConfigError(
        f"{wanted!r}: {word!r} cannot name {what}; write lower-case letters, digits and single {joints} between them, "
        f"beginning with a letter, at most {_LONGEST} characters{offer}"
    )
