"""Rows for supervised fine-tuning, in the columns of TRL's `SFTTrainer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.curation.chat_template import ChatTemplate
from rewardry.curation.completion_form import CompletionForm
from rewardry.curation.kept_rows import KeptRow


def supervised_row(row: KeptRow, form: CompletionForm, template: ChatTemplate | None = None) -> Mapping[str, Any]:
    """A kept row as ``{"messages"}``, or as ``{"text"}`` where a chat template is given.

    Args:
        row: a row that the form can write.
        form: how the completion is written.
        template: renders the messages.

    Raises:
        DataError: the prompt is neither a text nor chat messages.
    """
    prompt = row.prompt
    asked = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    answer = {"role": "assistant", "content": form.write(row) or ""}
    messages = [*(asked if prompt else []), answer]
    return {"messages": messages} if template is None else {"text": template.render(messages)}
