"""Selecting rows of chunks: what is kept in the form that is wanted, what is rejected, and counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from rewardry.curation.chat_template import ChatTemplate
from rewardry.curation.completion_form import AS_IT_IS, CompletionForm
from rewardry.curation.filters.contract import Filter
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.preferences import Preferences
from rewardry.curation.selection import Counts, Judged, Selection
from rewardry.curation.supervised import supervised_row
from rewardry.curation.wanted import Wanted
from rewardry.curation.work import Part
from rewardry.engine.runtime import Runtime
from rewardry.rows import dump

KEPT, REJECTED = "kept", "rejected"


@dataclass(frozen=True)
class Written:
    """How kept rows are written.

    Attributes:
        target: as they are, or in TRL's columns.
        form: of completions, with ``sft`` and ``dpo``; see `CompletionForm`.
        chat_template: with ``sft``; see `ChatTemplate`.
        pairs, margin, only_wrong: with ``dpo``; see `Preferences`.
        joined: whether the inputs come from another file, and are written beside the results.
    """

    target: Literal["rows", "sft", "dpo"] = "rows"
    form: str = AS_IT_IS
    chat_template: str | None = None
    pairs: int = 1
    margin: float = 0.0
    only_wrong: bool = False
    joined: bool = False

    def maker(self) -> Callable[[Judged], Iterable[bytes]]:
        """What makes the lines of a group.

        Raises:
            ConfigError: the form or the template is none.
        """
        form = CompletionForm(self.form)
        template = ChatTemplate(self.chat_template) if self.chat_template else None
        preferences = Preferences(form, self.pairs, self.margin, self.only_wrong)
        makers: dict[str, Callable[[Judged], Iterable[bytes]]] = {
            "rows": lambda judged: (_line(row, self.joined) for row in judged.kept()),
            "sft": lambda judged: (_dumped(supervised_row(row, form, template)) for row in judged.kept()),
            "dpo": lambda judged: map(_dumped, preferences.rows(judged)),
        }
        return makers[self.target]

    def shape(self) -> list[Filter]:
        """What rejects rows that cannot be written so."""
        return [CompletionForm(self.form)] if self.target == "sft" else []


class Selecting:
    """The work of `rewardry select`.

    Args:
        wanted: the fields of `Wanted`.
        written: the fields of `Written`.

    Raises:
        ConfigError: a filter, the form or the template cannot be had.
    """

    name: ClassVar[str] = "select"

    def __init__(self, wanted: Mapping[str, Any], written: Mapping[str, Any]) -> None:
        self.wanted, self.written = Wanted(**wanted), Written(**written)
        self._made = self.written.maker()
        self._runtime = Runtime("inline")
        shape = self.written.shape()
        self._selection = Selection([*self.wanted.each(self._runtime), *shape], list(self.wanted.among_kept()))

    @property
    def settings(self) -> Mapping[str, Any]:
        """What it is called with."""
        return {"wanted": asdict(self.wanted), "written": asdict(self.written)}

    @property
    def reasons(self) -> list[str]:
        """The reasons of all filters, in their order, each once."""
        return list(dict.fromkeys(self._selection.reasons))

    def do(self, groups: Iterable[Sequence[KeptRow]], part: Part) -> None:
        """Judge groups: lines of kept and of rejected rows, and `Counts` as JSON."""
        kept: list[bytes] = []
        rejected: list[bytes] = []
        part.lines = {KEPT: kept, REJECTED: rejected}
        self._selection.counts = counts = Counts()
        try:
            for judged in self._selection.judge(groups):
                kept += list(self._made(judged))  # all of a group, or nothing
                rejected += _rejected(judged, self.written.joined)
        finally:
            part.found = counts.to_json()

    def close(self) -> None:
        """Close what the filters opened."""
        self._runtime.close()


def _dumped(row: Mapping[str, Any]) -> bytes:
    """A row as a line, without its end."""
    return dump(row)[:-1]


def _line(row: KeptRow, joined: bool) -> bytes:
    """A row as it stands in the file; with its input where that came from another file."""
    return _dumped({**row.data, "input": row.input}) if joined else row.line.strip()


def _rejected(judged: Judged, joined: bool) -> Iterator[bytes]:
    """The rejected rows of a group, their reasons in front."""
    for row, reasons in zip(judged.rows, judged.reasons, strict=True):
        if not reasons:
            continue
        why = dict(reasons)
        if "rejected" in row.data:  # of an earlier selection
            yield _dumped({**row.data, "rejected": why})
        else:
            yield b'{"rejected": ' + json.dumps(why).encode() + b", " + _line(row, joined)[1:]
