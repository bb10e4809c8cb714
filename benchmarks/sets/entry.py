"""A registered set: where its files are, what they may be used for, and how their rows become ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .fields import Fields

# A row of the original to the rows of ours, in the fields of docs/rows.md.
MapRow = Callable[[Fields], Iterable[dict[str, Any]]]

# Non-commercial and no-derivatives, in the ways licences are abbreviated.
_RESTRICTED = re.compile(r"(^|[-_ ])(nc|nd)([-_ ]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class SetEntry:
    """A set that is registered under the kind ``dataset``; the registry has the line that says what it is.

    Attributes:
        name: of the set in commands, tables and gates.
        kind: of its rows: ``point``, ``pair``, ``list``, ``steps``, ``attack``, ``rm3x3``, or ``prompt`` for tasks
            that bring no completion.
        protocol: the name of its official measure, such as ``verdict`` or ``processbench``.
        licence: as its authors state it; ``not stated`` where they do not.
        citation: the paper, or the project.
        files: paths in its repository on the hub, or in this package; with ``*`` for what is only known there. The
            suffix says the format: .json, .jsonl, .csv, each also with .gz, or .parquet.
        convert: makes rows of ours from one of theirs; None where the files hold rows of ours.
        hub: the repository, ``owner/name``; empty for sets that come with a package.
        revision: the commit that is read. None where it is not known here: the newest commit of the first download is
            then written down beside the files, and read from there on.
        rows: how many rows of ours there are, as far as known.
        select: the rows of the files that belong to the set, as a half-open range of positions; None for all.
        version: of `convert`; another number makes the rows anew.
        package: where the files are, for sets that come with a package.
    """

    name: str
    kind: str
    protocol: str
    licence: str
    citation: str
    files: tuple[str, ...]
    convert: MapRow | None = None
    hub: str = ""
    revision: str | None = None
    rows: int | None = None
    select: tuple[int, int] | None = None
    version: int = 1
    package: str = ""

    @property
    def restricted(self) -> bool:
        """Whether the licence forbids commercial use or derivatives, so that a user must accept it first."""
        return bool(_RESTRICTED.search(self.licence))

    @property
    def address(self) -> str:
        """Where its card is."""
        return f"https://huggingface.co/datasets/{self.hub}" if self.hub else ""

    @property
    def pinned(self) -> str:
        """What fixes its content, in words."""
        if not self.hub:
            return "with its package"
        return "here" if self.revision else "by the first download"

    def facts(self) -> dict[str, Any]:
        """What `rewardry show` and lists print of it."""
        return {
            "kind of rows": self.kind,
            "rows": self.rows,
            "protocol": self.protocol,
            "licence": self.licence,
            "citation": self.citation,
            "hub": self.hub or None,
            "revision": self.revision,
            "pinned": self.pinned,
            "files": list(self.files),
        }
