"""How a completion is written for training: as it is, or in a template of its reasoning and its summary."""

from __future__ import annotations

import string
from collections.abc import Sequence

from rewardry.curation.filters.missing_summary import summary_of
from rewardry.curation.kept_rows import KeptRow
from rewardry.errors import ConfigError
from rewardry.text.layout import Layout

AS_IT_IS = "as-is"
# R1's cold-start data (arXiv:2501.12948, section 2.3.1): |special_token|reasoning|special_token|summary.
_NAMED = {"cold-start": "special_token"}
SECTIONS = ("reasoning", "think", "summary", "answer")


class CompletionForm:
    """A template for completions, with the sections ``reasoning`` (or ``think``), ``summary`` and ``answer``.

    The summary is all that stands behind the reasoning, without the tags of the answer; the answer is their inside.

    Args:
        template: ``as-is``; ``cold-start``; the name of a layout (``think_answer``); or a template of one's own, such
            as ``<think>{reasoning}</think>{summary}``.

    Raises:
        ConfigError: it is no template, or has a section of another name.
    """

    reason = "no-form"

    def __init__(self, template: str = AS_IT_IS) -> None:
        self._layout = None if template == AS_IT_IS else _layout(template)

    def write(self, row: KeptRow) -> str | None:
        """The completion in this form; None where `why` says so."""
        return (row.text or "") if self._layout is None else self._filled(row, self._layout)

    def reject(self, group: Sequence[KeptRow]) -> Sequence[str | None]:
        """The rows that cannot be written so, as a filter."""
        return [self._why(row) for row in group]

    def _why(self, row: KeptRow) -> str | None:
        if not (row.text or "").strip():
            return "the completion has no text"
        if self._layout is None:
            return None
        found = self._layout.find(self._filled(row, self._layout))
        if not found.problems:
            return None
        return f"in the template: {', '.join(found.problems)}".replace("repeated", "a delimiter inside a section")

    @staticmethod
    def _filled(row: KeptRow, layout: Layout) -> str:
        sections = row.sections
        reasoning = (sections.think_text or "").strip()
        values = {
            "reasoning": reasoning,
            "think": reasoning,
            "summary": summary_of(row),
            "answer": (sections.answer_text or "").strip(),
        }
        parts = string.Formatter().parse(layout.template)
        return "".join(literal + (values[name] if name else "") for literal, name, _, _ in parts)


def _layout(template: str) -> Layout:
    try:
        layout = Layout.named(_NAMED.get(template, template))
    except ValueError as error:
        raise ConfigError(
            f"--form {template}: {error}; known: as-is, cold-start, think_answer, special_token"
        ) from None
    for name in layout.names:
        if name not in SECTIONS:
            raise ConfigError(f"--form {template}: there is no section {name!r}; known: {', '.join(SECTIONS)}")
    return layout
