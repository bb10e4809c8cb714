"""Pairs of a better and a worse completion, in the columns of TRL's `DPOTrainer`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rewardry.curation.completion_form import CompletionForm
from rewardry.curation.kept_rows import KeptRow
from rewardry.curation.selection import Judged


@dataclass(frozen=True)
class Preferences:
    """How pairs are made of the completions of a question.

    What is chosen has passed all filters. What is rejected need not have: it is wrong, or worth less.

    Attributes:
        form: how both completions are written; one that cannot be written so is in no pair.
        pairs: pairs of a question, those with the largest margins first.
        margin: the total of the chosen one less that of the rejected one is at least so much, and more than 0.
        only_wrong: what is rejected is a wrong completion, not only one that is worth less.
    """

    form: CompletionForm
    pairs: int = 1
    margin: float = 0.0
    only_wrong: bool = False

    def rows(self, judged: Judged) -> Iterator[Mapping[str, Any]]:
        """The pairs of a group: ``{"prompt", "chosen", "rejected", "margin"}``, as messages where the prompt is.

        Raises:
            DataError: the prompt is neither a text nor chat messages.
        """
        better = _ranked(judged.kept(), reverse=True)
        worse = _ranked(judged.rows, reverse=False)
        found = [
            (one, other, margin)
            for one in better
            for other in worse
            if (margin := (one.total or 0.0) - (other.total or 0.0)) > 0 and margin >= self.margin
            if not (self.only_wrong and other.correct is not False)
        ]
        found.sort(key=lambda pair: -pair[2])
        made = (self._pair(*pair) for pair in found)
        yield from (row for _, row in zip(range(self.pairs), filter(None, made), strict=False))

    def _pair(self, better: KeptRow, worse: KeptRow, margin: float) -> Mapping[str, Any] | None:
        if any(self.form.reject([better, worse])):
            return None
        chosen, rejected = self.form.write(better) or "", self.form.write(worse) or ""
        prompt = better.prompt
        if chosen == rejected:
            return None
        if isinstance(prompt, str):
            return {"prompt": prompt, "chosen": chosen, "rejected": rejected, "margin": margin}
        return {"prompt": prompt, "chosen": _turn(chosen), "rejected": _turn(rejected), "margin": margin}


def _turn(content: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": content}]


def _ranked(rows: Sequence[KeptRow], reverse: bool) -> list[KeptRow]:
    """The rows that have a total, the highest or the lowest first."""
    return sorted((row for row in rows if row.total is not None), key=lambda row: row.total or 0.0, reverse=reverse)
