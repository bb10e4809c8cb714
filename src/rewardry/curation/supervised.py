"""Rows for supervised fine-tuning, in the columns of TRL's `SFTTrainer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rewardry.curation.chat_template import ChatTemplate
from rewardry.curation.completion_form import CompletionForm
from rewardry.curation.kept_rows import KeptRow


def prompt_messages(prompt: Any) -> list[dict[str, Any]]:
    """A prompt as chat messages: those it is, or a text as what the user says; none of an empty one."""
    if isinstance(prompt, (list, tuple)):
        return [dict(message) for message in prompt]
    return [{"role": "user", "content": str(prompt)}] if prompt else []


def supervised_row(row: KeptRow, form: CompletionForm, template: ChatTemplate | None = None) -> Mapping[str, Any]:
    """A kept row as ``{"messages"}``, or as ``{"text"}`` where a chat template is given.

    Args:
        row: a row that the form can write.
        form: how the completion is written.
        template: renders the messages.
    """
    answer = {"role": "assistant", "content": form.write(row) or ""}
    messages = [*prompt_messages(row.field("prompt")), answer]
    return {"messages": messages} if template is None else {"text": template.render(messages)}
