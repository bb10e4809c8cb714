"""Versions and version specifiers as PEP 440 has them: ``rewardry-chess==1.2``, ``rewardry-go>=0.3,<1``.

A recipe may demand releases of plugins, and the core has no library for it; so the part of PEP 440 that is needed is
here. Versions compare by epoch, release, pre, post, dev and local parts; specifiers are ``==`` and ``!=`` (also with
``.*``), ``>=``, ``<=``, ``>``, ``<``, ``~=`` and ``===``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any, NamedTuple

_VERSION = re.compile(
    r"\s*v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?P<pre_n>\d*))?"
    r"(?P<post>-(?P<post_a>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post_b>\d*))?"
    r"(?P<dev>[-_.]?dev[-_.]?(?P<dev_n>\d*))?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*",
    re.IGNORECASE | re.ASCII,
)
_PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
_CLAUSE = re.compile(r"\s*(===|==|!=|~=|>=|<=|>|<)\s*([^\s,;]+)\s*")
_DEMAND = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(.*)", re.DOTALL | re.ASCII)
_LAST = (1,)  # behind every part that is there
_FIRST = (-1,)


class Version(NamedTuple):
    """The parts of a version, each of which compares as PEP 440 orders it."""

    epoch: int
    release: tuple[int, ...]
    pre: tuple[Any, ...]
    post: tuple[int, ...]
    dev: tuple[int, ...]
    local: tuple[Any, ...]

    @property
    def public(self) -> Version:
        """The version without its local part."""
        return self._replace(local=())


def version_of(text: str) -> Version:
    """The version in a text.

    Raises:
        ValueError: it is no version.

    >>> version_of("1.0") == version_of("1.0.0"), version_of("1.0rc1") < version_of("1.0") < version_of("1.0.post1")
    (True, True)
    """
    found = _VERSION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no version")
    pre, post, dev, local = found["pre"], found["post"], found["dev"], found["local"]
    word = (pre or "").lower()
    return Version(
        int(found["epoch"] or 0),
        _without_zeros(found["release"]),
        (0, _PRE.get(word, word), int(found["pre_n"] or 0)) if pre else (_FIRST if dev and not post else _LAST),
        (0, int(found["post_a"] or found["post_b"] or 0)) if post else _FIRST,
        (0, int(found["dev_n"] or 0)) if dev else _LAST,
        tuple(_local_part(part) for part in re.split("[-_.]", local)) if local else (),
    )


def _without_zeros(release: str) -> tuple[int, ...]:
    return tuple(dropwhile(lambda n: n == 0, (int(n) for n in reversed(release.split(".")))))[::-1]


def _local_part(part: str) -> tuple[Any, ...]:
    return (1, int(part), "") if part.isdigit() else (0, 0, part.lower())


@dataclass(frozen=True, slots=True)
class Demand:
    """A distribution and the versions of it that are wanted.

    Attributes:
        name: the distribution's name as it was written.
        clauses: operator and version of each clause; all must hold.
    """

    name: str
    clauses: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.name + ",".join(f"{sign}{version}" for sign, version in self.clauses)

    def allows(self, version: str) -> bool:
        """Whether a version is one of those that are wanted."""
        return all(_holds(version, sign, wanted) for sign, wanted in self.clauses)


def demand_of(text: str) -> Demand:
    """The demand in a text: a name, with version specifiers behind it or none.

    Raises:
        ValueError: it is none; says which part cannot be read.

    >>> demand_of("rewardry-chess >= 1.2, < 2").allows("1.10")
    True
    """
    found = _DEMAND.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} names no distribution; write 'rewardry-chess==1.2'")
    name, rest = found[1], found[2].strip()
    parts = [_CLAUSE.fullmatch(part) for part in rest.split(",")] if rest else []
    clauses = tuple((part[1], part[2]) for part in parts if part is not None)
    if len(clauses) < len(parts) or not all(_is_clause(*clause) for clause in clauses):
        raise ValueError(f"{text!r}: {rest!r} is no version specifier; write '=={_EXAMPLE}' or '>={_EXAMPLE},<2'")
    return Demand(name, clauses)


_EXAMPLE = "1.2"


def _is_clause(sign: str, version: str) -> bool:
    if sign == "===":
        return True
    plain = version.removesuffix(".*")
    found = _VERSION.fullmatch(plain)
    if found is None:
        return False
    if plain != version:
        return sign in ("==", "!=") and plain.rpartition("!")[2].lstrip("v") == found["release"]
    if found["local"] and sign not in ("==", "!="):
        return False
    return sign != "~=" or "." in found["release"]


def _holds(text: str, sign: str, wanted: str) -> bool:
    if sign == "===":
        return text.strip().lower() == wanted.lower()
    version = version_of(text)
    if wanted.endswith(".*"):
        return _begins_with(text, wanted.removesuffix(".*")) == (sign == "==")
    other = version_of(wanted)
    if sign in ("==", "!="):
        same = (version if "+" in wanted else version.public) == other
        return same == (sign == "==")
    if sign == "~=":
        return version.public >= other and _begins_with(text, _release(wanted).rpartition(".")[0])
    if sign in (">=", "<="):
        return version.public >= other if sign == ">=" else version.public <= other
    if sign == "<":
        return version < other and not _is_pre_release_of(version, other)
    return version.public > other and not _is_post_release_of(version, other)


def _is_pre_release_of(version: Version, other: Version) -> bool:
    """Whether a version is a pre-release of another that is none, which ``<`` does not count as less."""
    same = (version.epoch, version.release) == (other.epoch, other.release)
    final = other.pre == _LAST and other.dev == _LAST
    return same and final and (other.post == _FIRST or (version.pre, version.post) == (other.pre, other.post))


def _is_post_release_of(version: Version, other: Version) -> bool:
    """Whether a version is a post-release of another that is none, which ``>`` does not count as more."""
    same = version[:3] == other[:3]
    return same and version.post != _FIRST and other.post == _FIRST and other.dev == _LAST


def _release(text: str) -> str:
    """Epoch and release of a version, as they are written."""
    found = _VERSION.fullmatch(text)
    assert found is not None
    return f"{found['epoch'] or 0}!{found['release']}"


def _begins_with(text: str, prefix: str) -> bool:
    """Whether a version's release begins with the numbers of another, in the same epoch."""
    found, wanted = _VERSION.fullmatch(text), _VERSION.fullmatch(prefix)
    assert found is not None
    assert wanted is not None
    if int(found["epoch"] or 0) != int(wanted["epoch"] or 0):
        return False
    numbers, own = (list(map(int, one["release"].split("."))) for one in (wanted, found))
    return numbers == [*own, *(0 for _ in numbers)][: len(numbers)]
